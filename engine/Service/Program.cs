using Usd1Compliance.Service.Cli;

return await CommandLine.RunAsync(args);
