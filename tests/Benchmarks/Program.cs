using Usd1Compliance.Benchmarks;

// ./bench runs every benchmark, ./bench NAME … those. The figures go to standard output, one JSON line each; all else to standard error.
if (args is [ListBenchmarks.OneReading, var file])
{
    ListBenchmarks.ReadOnce(file);
    return 0;
}

if (args is ["--list"])
{
    Console.Out.WriteLine(string.Join(Environment.NewLine, BenchmarkRegister.All.Keys.Concat(BenchmarkRegister.Parts.Keys)));
    return 0;
}

var names = args.Length == 0 ? [.. BenchmarkRegister.All.Keys] : args;
var unknown = names.Where(name => !BenchmarkRegister.All.ContainsKey(name) && !BenchmarkRegister.Parts.ContainsKey(name)).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"There is no benchmark named {string.Join(", ", unknown)}. There are: {string.Join(", ", BenchmarkRegister.All.Keys.Concat(BenchmarkRegister.Parts.Keys))}.");
    return 2;
}

Figure.DescribeMachine();
foreach (var name in names)
{
    Console.Error.WriteLine($"== {name}");
    await (BenchmarkRegister.All.GetValueOrDefault(name) ?? BenchmarkRegister.Parts[name])(CancellationToken.None);
}

return 0;
