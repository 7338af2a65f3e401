using Usd1Compliance.Service.Cli;

return await CommandLine.Create().Parse(args).InvokeAsync();
