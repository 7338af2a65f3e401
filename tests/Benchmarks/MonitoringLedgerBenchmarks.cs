using System.Diagnostics;
using System.Numerics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Benchmarks;

/// <summary>From rows of the ledger to alerts and cursor committed, with PostgreSQL on the same machine; and from a block seen to its alert committed, at 2,000 transfers a second.</summary>
internal static class MonitoringLedgerBenchmarks
{
    private static readonly SnapshotSettings nowhere = new(null, SnapshotSettings.DefaultEvery);

    private const int rows = 600_000, blocks = 60, perBlock = 2_000;

    public static Task RunAsync(CancellationToken cancellationToken) => OnDatabaseAsync(async postgres =>
    {
        await using var engine = Engine(postgres, nowhere);
        await MeasureAsync(engine, postgres, cancellationToken);
    }, cancellationToken);

    /// <summary>Runs on a database of its own, at the current schema, which is dropped behind it.</summary>
    internal static async Task OnDatabaseAsync(Func<NpgsqlDataSource, Task> run, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("USD1_TEST_POSTGRES") is not { Length: > 0 } owner)
        {
            Console.Error.WriteLine("monitoring: USD1_TEST_POSTGRES is not set. Run ./bench, which starts PostgreSQL.");
            return;
        }

        var database = $"usd1_bench_monitoring_{Environment.ProcessId}";
        await ExecuteAsync(owner, $"CREATE DATABASE {database}", cancellationToken);
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(owner) { Database = database, CommandTimeout = 3_600 }.ConnectionString;
            Migrations.Run(connectionString, _ => { });
            await using var postgres = PostgresConnection.Open(connectionString, "bench");
            await run(postgres);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(owner, $"DROP DATABASE {database} WITH (FORCE)", CancellationToken.None);
        }
    }

    private static async Task MeasureAsync(ServiceProvider engine, NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var (source, asset, writer) = await PrepareAsync(engine, postgres, cancellationToken);
        var random = new SplitMix64(4);
        var (checkpoint, at) = (SourceCheckpoint.None, DateTimeOffset.UtcNow.AddDays(-3));
        for (var n = 0; n < rows; n += 10_000)
        {
            checkpoint = await writer.WriteAsync(source.SourceId, new TransferBatch(checkpoint, Rows(random, asset, 10_000, n, at += TimeSpan.FromSeconds(60)), 0, []), cancellationToken);
        }

        var monitor = engine.GetRequiredService<MonitorTransfers>();
        await monitor.RunOnceAsync(cancellationToken);      // compiles, reads lists and labels
        var (judged, begun) = (0, Stopwatch.GetTimestamp());
        while (await monitor.RunOnceAsync(cancellationToken) is > 0 and var more)
        {
            judged += more;
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var alerts = await postgres.Command("SELECT count(*) FROM alert").ScalarAsync<long>(cancellationToken);
        Figure.Print("monitoring.ledger", judged / seconds, "transfers/s", $"{judged:N0} rows read from PostgreSQL, every fact and rule, {alerts:N0} alerts and the cursor committed to disk, the whole machine", MonitoringBenchmarks.Command);
        await MeasureLatencyAsync(monitor, writer, source, asset, checkpoint, random, cancellationToken);
    }

    /// <summary>The shipped rules and a list in force, and a source to write into.</summary>
    internal static async Task<(Source Source, Asset Asset, LedgerWriter Writer)> PrepareAsync(ServiceProvider engine, NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        await engine.GetRequiredService<LoadShippedPacks>().RunAsync(RulesFolder.Packs, cancellationToken);
        var list = new ListDefinition("bench", "Ourselves", "Own list", ListFormats.OwnList, Blocking: true, MaxAgeHours: 24);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "key,name,addresses\nx,Nobody,0x00000000000000000000000000000000000000ee\n", new UTF8Encoding(false), cancellationToken);
        var actor = Actor.Job("bench", Right.ManageLists);
        await engine.GetRequiredService<ListStore>().DescribeAsync(actor, list, cancellationToken);
        await engine.GetRequiredService<LoadList>().LoadAsync(actor, list.Id, file, null, cancellationToken);
        var added = await engine.GetRequiredService<SourceStore>().AddAsync(Actor.Operator("bench"), new NewSource("bench", SourceKind.File, "ethereum", """{"path":"/bench","mapping":"/bench"}"""), cancellationToken);
        var source = ((Outcome<Source>.Done)added).Value;
        var asset = await engine.GetRequiredService<AssetStore>().FindOrAddAsync("ethereum", "USD1", null, 6, redeemableAtPar: true, cancellationToken);
        return (source, asset, new LedgerWriter(postgres, TimeProvider.System));
    }

    // A block of 2,000 transfers each second, for a minute: from its commit to the ledger until its alerts are committed.
    private static async Task MeasureLatencyAsync(MonitorTransfers monitor, LedgerWriter writer, Source source, Asset asset, SourceCheckpoint checkpoint, SplitMix64 random, CancellationToken cancellationToken)
    {
        List<double> milliseconds = [];
        var begun = Stopwatch.GetTimestamp();
        for (var block = 0; block < blocks; block++)
        {
            var wait = TimeSpan.FromSeconds(block) - Stopwatch.GetElapsedTime(begun);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, cancellationToken);
            var batch = Rows(random, asset, perBlock, rows + (block * perBlock), DateTimeOffset.UtcNow);
            var seen = Stopwatch.GetTimestamp();
            checkpoint = await writer.WriteAsync(source.SourceId, new TransferBatch(checkpoint, batch, 0, []), cancellationToken);
            while (await monitor.RunOnceAsync(cancellationToken) > 0)
            {
            }

            milliseconds.Add(Stopwatch.GetElapsedTime(seen).TotalMilliseconds);
        }

        milliseconds.Sort();
        Figure.Print("monitoring.latency.p99", milliseconds[(int)Math.Ceiling(milliseconds.Count * 0.99) - 1], "ms", $"from a block of {perBlock:N0} transfers seen to its alerts committed, one block a second, {blocks} blocks; the worst but one in a hundred, which is the worst of these", MonitoringBenchmarks.Command);
        Figure.Print("monitoring.latency.p50", milliseconds[milliseconds.Count / 2], "ms", "the same, the median", MonitoringBenchmarks.Command);
    }

    internal static List<NewTransfer> Rows(SplitMix64 random, Asset asset, int count, int first, DateTimeOffset at)
    {
        List<NewTransfer> made = new(count);
        for (var n = 0; n < count; n++)
        {
            var (from, to) = (Address(random, 200_000), Address(random, 200_000));
            made.Add(new NewTransfer(TransferKind.Transfer, at, from, to, new BigInteger(1_000_000 + (random.Next() % 3_000_000_000)), asset.AssetId, 0, [], first + n + 1, []));
        }

        return made;
    }

    private static ChainAddress Address(SplitMix64 random, int among)
    {
        var number = random.Next() % (ulong)among;
        var bytes = new byte[20];
        BitConverter.TryWriteBytes(bytes, (number + 1) * 0x9E3779B97F4A7C15UL);
        BitConverter.TryWriteBytes(bytes.AsSpan(12), (number + 1) * 0xD1B54A32D192ED03UL);
        return new ChainAddress(AddressFamily.Evm, bytes);
    }

    internal static ServiceProvider Engine(NpgsqlDataSource postgres, SnapshotSettings snapshots)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddEngine(postgres);
        services.AddSingleton(snapshots);
        return services.BuildServiceProvider();
    }

    private static async Task ExecuteAsync(string owner, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
