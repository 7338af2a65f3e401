using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Benchmarks;

/// <summary>One transfer among a million known addresses by BenchmarkDotNet: counted alone, judged on demand, and with every fact measured, in the same run.</summary>
public class MonitoringMicroBenchmarks
{
    private const int addresses = 1_000_000, transfers = 100_000;
    private readonly StreamedTransfer[] stream = new StreamedTransfer[transfers];
    private TransferMemory memory = null!;
    private CompiledPack pack = null!;
    private FactRow row = null!;
    private ulong[] masks = [];
    private uint passed;

    /// <summary>Runs them in this process and prints their means.</summary>
    public static Task RunAsync(CancellationToken cancellationToken)
    {
        var job = Job.ShortRun.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(5), logOutput: false));
        var summary = BenchmarkRunner.Run<MonitoringMicroBenchmarks>(ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance).WithOptions(ConfigOptions.DisableOptimizationsValidator)
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance).WithArtifactsPath(Path.Combine(Path.GetTempPath(), $"usd1-bench-{Environment.ProcessId}")));
        var rules = MonitoringBenchmarks.Pack().Pack.Rules.Count;
        foreach (var report in summary.Reports)
        {
            var statistics = report.ResultStatistics ?? throw new InvalidOperationException($"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} came to no result: {string.Join(' ', report.ExecuteResults.SelectMany(result => result.Errors))}");
            Figure.Print($"monitoring.micro.{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}", statistics.Mean, "ns", $"a transfer among {addresses:N0} known addresses, {rules} rules; BenchmarkDotNet, mean of {statistics.N}, standard error {statistics.StandardError:F0} ns", MonitoringBenchmarks.Command);
        }

        return Task.CompletedTask;
    }

    /// <summary>Each method begins with a memory of its own.</summary>
    [GlobalSetup]
    public void Fill()
    {
        pack = MonitoringBenchmarks.Pack();
        (row, masks, memory) = (new FactRow(pack.Facts), new ulong[2 * pack.Words], MonitoringBenchmarks.Filled(addresses));
        var random = new SplitMix64(3);
        for (var n = 0; n < transfers; n++)
        {
            stream[n] = MonitoringBenchmarks.Next(random, addresses, 1_770_400_000 + (uint)(n / 50));
        }
    }

    [GlobalCleanup]
    public void Release() => memory.Dispose();

    /// <summary>Counted, and nothing measured: what a replay costs.</summary>
    [Benchmark(OperationsPerInvoke = transfers)]
    public void Counted() => Each(transfer => memory.Take(transfer));

    /// <summary>Counted and judged by every rule: facts are measured when a rule asks.</summary>
    [Benchmark(OperationsPerInvoke = transfers)]
    public void Judged() => Each(transfer =>
    {
        memory.Take(transfer, row);
        pack.Evaluate(row, memory, masks.AsSpan(0, pack.Words), masks.AsSpan(pack.Words));
    });

    /// <summary>Counted, with every fact measured, and judged: what it would cost without asking.</summary>
    [Benchmark(OperationsPerInvoke = transfers)]
    public void JudgedWhole() => Each(transfer =>
    {
        memory.Measure(transfer, row);
        pack.Evaluate(row, memory, masks.AsSpan(0, pack.Words), masks.AsSpan(pack.Words));
    });

    // The same transfers again, each time a little later.
    private void Each(Action<StreamedTransfer> take)
    {
        for (var n = 0; n < transfers; n++)
        {
            memory.Foresee(stream, n);
            take(stream[n] with { At = stream[n].At + passed });
        }

        passed += 2_000;
    }
}
