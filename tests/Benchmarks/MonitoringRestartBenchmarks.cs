using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Simulation;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Benchmarks;

/// <summary>
/// A service that starts again: a snapshot of five million addresses is read, and the transfers that were judged behind it are taken from PostgreSQL. Fewer addresses by
/// <c>USD1_BENCH_ADDRESSES</c>, to try it.
/// </summary>
internal static class MonitoringRestartBenchmarks
{
    private const string command = "./bench restart";
    private const int first = 40_000, behind = 250_000;

    public static Task RunAsync(CancellationToken cancellationToken) => MonitoringLedgerBenchmarks.OnDatabaseAsync(postgres => RunAsync(postgres, cancellationToken), cancellationToken);

    private static async Task RunAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var addresses = Environment.GetEnvironmentVariable("USD1_BENCH_ADDRESSES") is { Length: > 0 } told ? int.Parse(told, CultureInfo.InvariantCulture) : 5_000_000;
        var folder = Directory.CreateTempSubdirectory("usd1-bench-restart");
        try
        {
            var settings = new SnapshotSettings(folder.FullName, long.MaxValue);
            await using (var engine = MonitoringLedgerBenchmarks.Engine(postgres, settings))
            {
                await WriteAsync(engine, postgres, addresses, cancellationToken);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            await ReadAsync(postgres, settings, addresses, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What was judged before; addresses that no ledger of this size has beside it; the snapshot; and what was judged behind it, of which nothing is known to it.
    private static async Task WriteAsync(ServiceProvider engine, NpgsqlDataSource postgres, int addresses, CancellationToken cancellationToken)
    {
        var (source, asset, writer) = await MonitoringLedgerBenchmarks.PrepareAsync(engine, postgres, cancellationToken);
        var (random, monitor, at) = (new SplitMix64(20), engine.GetRequiredService<MonitorTransfers>(), DateTimeOffset.UtcNow.AddDays(-3));
        var checkpoint = await JudgeAsync(SourceCheckpoint.None, first, 0);
        using (var state = await engine.GetRequiredService<ReplayTransfers>().CatchUpAsync(null, await LayerAsync(engine, cancellationToken), cancellationToken))
        {
            Fill(state, addresses);
            var begun = Stopwatch.GetTimestamp();
            await engine.GetRequiredService<KeepSnapshots>().NowAsync(state, cancellationToken);
            Figure.Print("monitoring.restart.write", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s", $"a snapshot of {state.Memory.Addresses:N0} addresses, with its SHA-256, on disk", command);
        }

        await JudgeAsync(checkpoint, behind, first);

        async Task<SourceCheckpoint> JudgeAsync(SourceCheckpoint after, int count, int from)
        {
            for (var n = 0; n < count; n += 10_000)
            {
                after = await writer.WriteAsync(source.SourceId, new TransferBatch(after, MonitoringLedgerBenchmarks.Rows(random, asset, 10_000, from + n, at += TimeSpan.FromSeconds(60)), 0, []), cancellationToken);
            }

            while (await monitor.RunOnceAsync(cancellationToken) > 0)
            {
            }

            return after;
        }
    }

    private static void Fill(MonitoringState state, int addresses)
    {
        var random = new SplitMix64((ulong)addresses);
        uint now = 1_770_000_000;
        for (var n = 0; n < addresses; n++)
        {
            state.Memory.Take(MonitoringBenchmarks.Transfer(n, (int)(random.Next() % (ulong)addresses), now += (uint)(n % 3 == 0 ? 1 : 0), 100_000_000 + (long)(random.Next() % 1_000_000_000)));
        }

        for (var n = 0; n < addresses; n++)
        {
            state.Memory.Take(MonitoringBenchmarks.Transfer(MonitoringBenchmarks.Zipf(random, addresses), MonitoringBenchmarks.Zipf(random, addresses), now += (uint)(n % 50 == 0 ? 1 : 0), 1_000_000 + (long)(random.Next() % 5_000_000_000)));
        }
    }

    private static async Task ReadAsync(NpgsqlDataSource postgres, SnapshotSettings settings, int addresses, CancellationToken cancellationToken)
    {
        await using var engine = MonitoringLedgerBenchmarks.Engine(postgres, settings);
        var begun = Stopwatch.GetTimestamp();
        using (var read = await engine.GetRequiredService<RecallSnapshot>().NewestAsync(await LayerAsync(engine, cancellationToken), 0, cancellationToken) ?? throw new InvalidOperationException("The snapshot was not read: what is measured would be a rebuilding."))
        {
            Figure.Print("monitoring.restart.read", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s", $"that snapshot read: {new FileInfo(Directory.GetFiles(settings.Folder!).Single()).Length >> 20:N0} MB, its SHA-256 compared; the file in the page cache", command);
        }

        begun = Stopwatch.GetTimestamp();
        using var state = await engine.GetRequiredService<ReplayTransfers>().CatchUpAsync(null, await LayerAsync(engine, cancellationToken), cancellationToken);
        Figure.Print("monitoring.restart", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s", $"from a process that keeps nothing to one that can judge: a snapshot of {addresses:N0} addresses read, and {behind:N0} transfers taken again behind it", command);
    }

    private static async Task<GlobalLayer> LayerAsync(ServiceProvider engine, CancellationToken cancellationToken) =>
        (await engine.GetRequiredService<RulePackStore>().InForceAsync(cancellationToken))?.Pack.Layer ?? throw new InvalidOperationException("No rule pack is in force: there is no layer to keep anything by.");
}
