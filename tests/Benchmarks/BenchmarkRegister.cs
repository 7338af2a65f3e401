namespace Usd1Compliance.Benchmarks;

/// <summary>Every benchmark by the name that <c>./bench NAME</c> runs it under. Each prints its figures with <see cref="Figure.Print"/>.</summary>
public static class BenchmarkRegister
{
    public static IReadOnlyDictionary<string, Func<CancellationToken, Task>> All { get; } = new SortedDictionary<string, Func<CancellationToken, Task>>(StringComparer.Ordinal)
    {
        ["amlsim"] = AmlSimBenchmarks.RunAsync,
        ["ingest"] = IngestBenchmarks.RunAsync,
        ["lists"] = ListBenchmarks.RunAsync,
        ["screening"] = ScreeningBenchmarks.RunAsync,
        ["monitoring"] = MonitoringBenchmarks.RunAsync,
        ["rescreening"] = RescreeningBenchmarks.RunAsync,
        ["restart"] = MonitoringRestartBenchmarks.RunAsync,
        ["rules"] = RuleBenchmarks.RunAsync,
    };

    /// <summary>Parts of one of them, to be run alone.</summary>
    public static IReadOnlyDictionary<string, Func<CancellationToken, Task>> Parts { get; } = new SortedDictionary<string, Func<CancellationToken, Task>>(StringComparer.Ordinal)
    {
        ["monitoring.process"] = MonitoringBenchmarks.RunInProcessAsync,
        ["monitoring.micro"] = MonitoringMicroBenchmarks.RunAsync,
        ["monitoring.files"] = cancellationToken => MonitoringFileBenchmarks.RunAsync(MonitoringBenchmarks.Pack(), cancellationToken),
        ["monitoring.ledger"] = MonitoringLedgerBenchmarks.RunAsync,
    };
}
