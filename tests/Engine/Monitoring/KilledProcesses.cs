using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;
using Usd1Compliance.Tests.Engine.Monitoring.Snapshots;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>
/// Ingest and Service as processes of their own, on their own logins, as in production: they bring in a file and judge it, and are
/// killed with SIGKILL at random moments. What is in the database at the end is compared, to the letter.
/// </summary>
internal static class KilledProcesses
{
    private static string ListsOfTheDemo => Checkout.PathOf("rules/demo/lists.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Brings in and judges a file of these many rows.</summary>
    /// <returns>Everything that must not depend on the kills, as text.</returns>
    public static async Task<Outcome> RunAsync(TestCluster cluster, int rows, int kills, ulong seed)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var folder = Directory.CreateTempSubdirectory("usd1-killed");
        var file = Path.Combine(folder.FullName, "transfers.jsonl");
        await File.WriteAllLinesAsync(file, Lines(rows), Stop);
        var sources = new SourceStore(database.Postgres, new AuditTrail(database.Postgres, TimeProvider.System), TimeProvider.System);
        await sources.AddAsync(Actor.Operator("ops"), new NewSource("file", SourceKind.File, "ethereum", SourceSettings.Write(new FileSourceSettings(file, Checkout.PathOf("rules/mappings/transfers.json")))), Stop);

        // Nothing is judged before a list is in force: the fictional one, which holds none of the file's addresses.
        var lists = new ListStore(database.Postgres, new AuditTrail(database.Postgres, TimeProvider.System), TimeProvider.System);
        Assert.IsType<Outcome<int>.Done>(await new DescribeLists(lists).RunAsync(ListsOfTheDemo, Stop));
        Assert.IsType<Outcome<ListLoad>.Done>(await new LoadList(database.Postgres, lists, new AuditTrail(database.Postgres, TimeProvider.System), TimeProvider.System)
            .LoadAsync(Actor.Operator("ops"), "demo", Checkout.PathOf("rules/demo/fictional-sdn.xml"), null, Stop));

        var random = new SplitMix64(seed);
        await using var ingest = new ProductProcess("Ingest", await database.ConnectionStringOfAsync("ingest", Stop), folder.FullName);
        await using var service = new ProductProcess("Service", await database.ConnectionStringOfAsync("service", Stop), folder.FullName, "serve")
        {
            // Without kills it writes one when it is told to stop, and reads none.
            Settings =
            {
                [RulesFolder.ListsVariable] = ListsOfTheDemo, [FetchSettings.DataVariable] = folder.FullName, ["Logging__LogLevel__Default"] = "Information",
                [SnapshotSettings.EveryVariable] = kills == 0 ? "1000000000" : "500",
            },
        };
        var snapshots = Path.Combine(folder.FullName, "snapshots");
        List<long> reached = [];
        for (var kill = 0; kill < kills; kill++)
        {
            ingest.EnsureRunning();
            service.EnsureRunning();
            await RandomMomentAsync(database, rows, random);
            var victims = random.Next() % 3;
            if (victims != 0)
            {
                service.Kill();
            }

            if (victims != 1)
            {
                ingest.Kill();
            }

            reached.Add(await JudgedAsync(database));
        }

        ingest.EnsureRunning();
        service.EnsureRunning();
        var patience = Stopwatch.StartNew();
        while (await JudgedAsync(database) < rows)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(3), $"After three minutes {await JudgedAsync(database)} of {rows} transfers are judged.\n{ingest.Said}\n{service.Said}");
            ingest.EnsureRunning();
            service.EnsureRunning();
            await Task.Delay(100, Stop);
        }

        var halves = kills == 0 ? 0 : await KillWhileWritingAsync(service, snapshots);
        service.EnsureRunning();
        await service.StartedAsync(Stop);
        var ended = await service.StopAsync(Stop);
        Assert.True(ended == 0, $"Told to stop, it ended by {ended}.\n{service.Said}");
        ingest.Kill();
        Assert.True((await new VerifyAudit(database.Postgres).CheckAsync(null, null, Stop)).Holds);
        Assert.Empty(Unfinished(snapshots));
        await using var ledger = await MonitoredLedger.OfAsync(database);
        var (kept, rebuilt) = (await KeptState.OfNewProcessAsync(ledger, snapshots), await KeptState.OfNewProcessAsync(ledger, folder: null));
        folder.Delete(recursive: true);
        Assert.Equal(rebuilt, kept);
        return new Outcome(await TransfersAsync(database), await AlertsAsync(database), await GapsAsync(database), await CursorsAsync(database), kept[kept.IndexOf("transfers", StringComparison.Ordinal)..], reached,
            new Snapshots(ledger.Log.Count("is read: "), ledger.Log.Count("Snapshot "), service.Count("is read: "), halves));
    }

    /// <summary>What stands in the database at the end.</summary>
    /// <param name="Transfers">Each row.</param>
    /// <param name="Alerts">Each alert but for its number and when it was raised.</param>
    /// <param name="Gaps">Each data gap.</param>
    /// <param name="Cursors">The ends of ingest and of monitoring, and whether the judged stretches lie side by side.</param>
    /// <param name="Kept">What the service kept when it stopped, to the byte.</param>
    /// <param name="Reached">How many transfers were judged at each kill.</param>
    /// <param name="Snapshots">What was made of them.</param>
    public sealed record Outcome(IReadOnlyList<string> Transfers, IReadOnlyList<string> Alerts, IReadOnlyList<string> Gaps, IReadOnlyList<string> Cursors, string Kept, IReadOnlyList<long> Reached, Snapshots Snapshots);

    /// <summary>What was made of snapshots.</summary>
    /// <param name="AtEnd">1 where the last one could be read, which the service wrote when it stopped.</param>
    /// <param name="AtEndTold">The same, and 1 more for each that was refused before it.</param>
    /// <param name="Read">By the service, in all of its lives.</param>
    /// <param name="KilledWhileWriting">How many kills left half a file.</param>
    public sealed record Snapshots(int AtEnd, int AtEndTold, int Read, int KilledWhileWriting);

    // A service that finds no snapshot takes everything from the ledger and writes one at once. It is killed when half a file lies there, which is some milliseconds: where
    // the kill comes too late, once more.
    private static async Task<int> KillWhileWritingAsync(ProductProcess service, string snapshots)
    {
        for (var life = 0; life < 20; life++)
        {
            service.Kill();
            Directory.GetFiles(snapshots).ToList().ForEach(File.Delete);
            service.EnsureRunning();
            for (var patience = Stopwatch.StartNew(); !Directory.EnumerateFiles(snapshots).Any(); Stop.ThrowIfCancellationRequested())
            {
                Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), $"No snapshot was begun in a minute.\n{service.Said}");
            }

            service.Kill();
            if (Unfinished(snapshots).Count() is > 0 and var halves)
            {
                await ReadWhatIsWrittenAsync(service, snapshots);
                return halves;
            }

            await Task.Delay(50, Stop);
        }

        return 0;
    }

    // The next life writes a whole one, and the one after it begins from that.
    private static async Task ReadWhatIsWrittenAsync(ProductProcess service, string snapshots)
    {
        service.EnsureRunning();
        await AwaitAsync(service, () => KeptState.Files(snapshots).Count > 0);
        service.Kill();
        var before = service.Count("is read: ");
        service.EnsureRunning();
        await AwaitAsync(service, () => service.Count("is read: ") > before);
    }

    private static async Task AwaitAsync(ProductProcess service, Func<bool> until)
    {
        for (var patience = Stopwatch.StartNew(); !until(); await Task.Delay(20, Stop))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), $"The service did not come to it in a minute.\n{service.Said}");
        }
    }

    private static IEnumerable<string> Unfinished(string snapshots) => Directory.Exists(snapshots) ? Directory.EnumerateFiles(snapshots, "*.unfinished") : [];

    // One time in four somewhere while the processes start; else somewhere in the work, however slow the machine is just now.
    private static async Task RandomMomentAsync(TestDatabase database, int rows, SplitMix64 random)
    {
        var isWhileStarting = random.Next() % 4 == 0;
        var extra = TimeSpan.FromMilliseconds(random.Next() % (isWhileStarting ? 1_500UL : 250UL));
        var before = await JudgedAsync(database);
        for (var patience = Stopwatch.StartNew(); !isWhileStarting && before < rows && patience.Elapsed < TimeSpan.FromSeconds(30);)
        {
            if (await JudgedAsync(database) > before)
            {
                break;
            }

            await Task.Delay(5, Stop);
        }

        await Task.Delay(extra, Stop);
    }

    private static async Task<long> JudgedAsync(TestDatabase database) =>
        await database.Postgres.Command("SELECT max(to_sequence) FROM monitored_batch").TryScalarAsync<long>(Stop) ?? 0;

    private static Task<IReadOnlyList<string>> TransfersAsync(TestDatabase database) => database.Postgres.Command("""
        SELECT concat_ws(' ', source_id, sequence, kind, occurred_at, from_address, to_address, amount, asset_id, block_number, log_index) FROM transfer ORDER BY source_id, sequence
        """).RowsAsync(row => row.GetString(0), Stop);

    private static Task<IReadOnlyList<string>> AlertsAsync(TestDatabase database) => database.Postgres.Command("""
        SELECT concat_ws(' ', rule_id, rule_version, severity, score, source_id, sequence, occurred_at, subject_family, subject_address, repeats, list_versions, says, evidence)
        FROM alert ORDER BY source_id, sequence, rule_id, subject_address
        """).RowsAsync(row => row.GetString(0), Stop);

    private static Task<IReadOnlyList<string>> GapsAsync(TestDatabase database) => database.Postgres.Command("""
        SELECT concat_ws(' ', rule_id, fact, source_id, transfers, last_sequence) FROM data_gap ORDER BY rule_id, fact, source_id
        """).RowsAsync(row => row.GetString(0), Stop);

    private static Task<IReadOnlyList<string>> CursorsAsync(TestDatabase database) => database.Postgres.Command("""
        SELECT 'ingested ' || max(sequence) FROM ingest_checkpoint
        UNION ALL SELECT 'judged ' || max(to_sequence) FROM monitored_batch
        UNION ALL SELECT 'apart ' || count(*) FROM (
            SELECT from_sequence - lag(to_sequence, 1, 0) OVER (PARTITION BY source_id ORDER BY batch_id) AS step FROM monitored_batch) AS steps WHERE step <> 1
        """).RowsAsync(row => row.GetString(0), Stop);

    // Sixty addresses that deal with each other for some weeks, with amounts that several rules look for.
    private static IEnumerable<string> Lines(int rows)
    {
        var random = new SplitMix64(7);
        decimal[] amounts = [0.05m, 40m, 950m, 2_900m, 9_400m, 9_800m, 25_000m, 60_000m];
        var now = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        for (var n = 0; n < rows; n++)
        {
            now += TimeSpan.FromSeconds(random.Next() % 240);
            var kind = (random.Next() % 20) switch { 0 => "mint", 1 => "burn", _ => "transfer" };
            string Address() => AddressText.Write(Ledgers.Address((int)(random.Next() % 60)));
            yield return JsonSerializer.Serialize(new
            {
                time = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), kind, from = kind == "mint" ? null : Address(), to = kind == "burn" ? null : Address(),
                amount = (amounts[random.Next() % 8] + (random.Next() % 100)).ToString(CultureInfo.InvariantCulture), asset = "USDC", initiated_by = (string?)null, order_id = (string?)null,
            });
        }
    }
}
