using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

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
        await using var service = new ProductProcess("Service", await database.ConnectionStringOfAsync("service", Stop), folder.FullName, "serve");
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

        service.Kill();
        ingest.Kill();
        folder.Delete(recursive: true);
        Assert.True((await new VerifyAudit(database.Postgres).CheckAsync(null, null, Stop)).Holds);
        return new Outcome(await TransfersAsync(database), await AlertsAsync(database), await GapsAsync(database), await CursorsAsync(database), reached);
    }

    /// <summary>What stands in the database at the end.</summary>
    /// <param name="Transfers">Each row.</param>
    /// <param name="Alerts">Each alert but for its number and when it was raised.</param>
    /// <param name="Gaps">Each data gap.</param>
    /// <param name="Cursors">The ends of ingest and of monitoring, and whether the judged stretches lie side by side.</param>
    /// <param name="Reached">How many transfers were judged at each kill.</param>
    public sealed record Outcome(IReadOnlyList<string> Transfers, IReadOnlyList<string> Alerts, IReadOnlyList<string> Gaps, IReadOnlyList<string> Cursors, IReadOnlyList<long> Reached);

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

    /// <summary>One of the product's processes, from the build output that lies beside the tests.</summary>
    private sealed class ProductProcess(string name, string postgres, string folder, params string[] verb) : IAsyncDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> said = new();
        private Process? process;

        /// <summary>The last lines that it said.</summary>
        public string Said => string.Join('\n', said.TakeLast(30));

        public void EnsureRunning()
        {
            if (process is { HasExited: false })
            {
                return;
            }

            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"Usd1Compliance.{name}.dll"), .. verb, "--urls", "http://127.0.0.1:0"])
            {
                WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            start.Environment[PostgresConnection.Variable] = postgres;
            start.Environment[RulesFolder.ListsVariable] = ListsOfTheDemo;
            process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
            process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        /// <summary>SIGKILL: nothing in the process runs any more.</summary>
        public void Kill()
        {
            if (process is { HasExited: false })
            {
                process.Kill();
                process.WaitForExit();
            }
        }

        public ValueTask DisposeAsync()
        {
            Kill();
            process?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
