using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Benchmarks;

/// <summary>How long it takes from a list version in force to the last hit committed: 10,000 parties against 100 entries, and a ledger of 5 million addresses against 100 new ones.</summary>
public static class RescreeningBenchmarks
{
    private const string command = "./bench rescreening";
    private const int parties = 10_000, addresses = 5_000_000, entries = 100, standing = 17_000;

    private static readonly Actor actor = Actor.Job("bench", Right.ManageLists, Right.ManageParties);
    private static readonly ListDefinition list = new("bench", "Ourselves", "Own list", ListFormats.OwnList, Blocking: true, MaxAgeHours: 24);
    private static readonly string[] syllables = ["ba", "chen", "dor", "el", "fi", "gar", "hus", "im", "jo", "kal", "lo", "mar", "nik", "ov", "pet", "qas", "ru", "sen", "tar", "ul", "vik", "wen", "yus", "zah"];

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("USD1_TEST_POSTGRES") is not { Length: > 0 } owner)
        {
            Console.Error.WriteLine("rescreening: USD1_TEST_POSTGRES is not set. Run ./bench, which starts PostgreSQL.");
            return;
        }

        var database = $"usd1_bench_rescreening_{Environment.ProcessId}";
        await ExecuteAsync(owner, $"CREATE DATABASE {database}", cancellationToken);
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(owner) { Database = database, CommandTimeout = 3_600 }.ConnectionString;
            Migrations.Run(connectionString, _ => { });
            await using var postgres = PostgresConnection.Open(connectionString, "bench");
            await using var engine = Engine(postgres);
            await MeasureAsync(engine, postgres, cancellationToken);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(owner, $"DROP DATABASE {database} WITH (FORCE)", CancellationToken.None);
        }
    }

    private static async Task MeasureAsync(ServiceProvider engine, NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var random = new SplitMix64(20261123);
        var rows = Enumerable.Range(0, standing).Select(n => $"k-{n},{Name(random)},individual,block,{Name(random)}|{Name(random)},\n").ToList();
        await LoadAsync(engine, rows, cancellationToken);
        var names = Enumerable.Range(0, parties).Select(_ => Name(random)).ToArray();
        await engine.GetRequiredService<ManageParties>().ImportAsync(actor, names.Select((name, n) => new PartyFileRow(n + 1, "", new PartyDraft($"c-{n:00000}", PartyRole.Customer, PartyKind.Person, [name]))), null, cancellationToken);
        var rescreen = engine.GetRequiredService<RescreenLists>();
        await rescreen.RunOnceAsync(cancellationToken);

        // Every tenth of the new entries is a customer's name, so that there are hits to be committed.
        rows.AddRange(Enumerable.Range(0, entries).Select(n => $"n-{n},{(n % 10 == 0 ? names[n * 97] : Name(random))},individual,block,{Name(random)}|{Name(random)},\n"));
        await LoadAsync(engine, rows, cancellationToken);
        var built = Stopwatch.StartNew();
        await engine.GetRequiredService<CurrentNameIndex>().RefreshAsync(cancellationToken);
        built.Stop();
        var (seconds, counts) = await RunAsync(rescreen, postgres, cancellationToken);
        var reach = $"{counts.PartiesCompared:N0} parties against {counts.EntriesAdded} new entries of three names each, from the version in force to {counts.HitsRaised} hits committed; {standing:N0} entries stood before, their index of names of the new version was built";
        Figure.Print("rescreening.parties", seconds, "s", reach, command);
        Figure.Print("rescreening.parties.index", built.Elapsed.TotalSeconds, "s", $"the index of {standing + entries:N0} entries of three names, built and tested meanwhile, which hits are looked up in once more", command);

        await FillAsync(postgres, cancellationToken);
        rows.AddRange(Enumerable.Range(0, entries).Select(n => $"a-{n},{Name(random)},individual,block,,{Address(n * (long)(addresses / entries) + 1)}\n"));
        await LoadAsync(engine, rows, cancellationToken);
        await engine.GetRequiredService<CurrentNameIndex>().RefreshAsync(cancellationToken);
        (seconds, counts) = await RunAsync(rescreen, postgres, cancellationToken);
        reach = $"{addresses:N0} addresses that hold a balance, {counts.AddressesChecked} new ones on a list, from the version in force to {counts.HitsRaised} hits committed with balance and {counts.PastTransfers} past transfers; and {counts.PartiesCompared:N0} parties by name as above";
        Figure.Print("rescreening.addresses", seconds, "s", reach, command);
        var ledger = engine.GetRequiredService<TransferStore>();
        ChainAddress[] others = [.. Enumerable.Range(0, entries).Select(n => Bytes(n * (long)(addresses / entries) + 7))];
        var watch = Stopwatch.StartNew();
        var found = await ledger.LookBackAsync(others, 5, cancellationToken);
        Figure.Print("rescreening.lookback", watch.Elapsed.TotalMilliseconds, "ms", $"the ledger alone: sums, first, last and newest transfers of {found.Count} others of {addresses:N0} addresses, by its indexes", command);
    }

    private static async Task<(double Seconds, RescreeningCounts Counts)> RunAsync(RescreenLists rescreen, NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var run = await rescreen.RunOnceAsync(cancellationToken);
        watch.Stop();
        return run.Answered != 1 ? throw new InvalidOperationException("The change was not answered.")
            : (watch.Elapsed.TotalSeconds, (await new RescreeningStore(postgres).LatestAsync(actor, null, 1, cancellationToken))[0].Counts);
    }

    private static async Task LoadAsync(ServiceProvider engine, List<string> rows, CancellationToken cancellationToken)
    {
        await engine.GetRequiredService<ListStore>().DescribeAsync(actor, list, cancellationToken);
        var path = Path.Combine(Path.GetTempPath(), $"usd1-bench-{Environment.ProcessId}.csv");
        try
        {
            await File.WriteAllTextAsync(path, "key,name,kind,measure,aliases,addresses\n" + string.Concat(rows), cancellationToken);
            var load = (await engine.GetRequiredService<LoadList>().LoadAsync(actor, list.Id, path, null, cancellationToken)).Match(done => done, refusal => throw new InvalidOperationException(refusal.Message));
            if (load.Version.Status != ListVersionStatus.Accepted)
            {
                throw new InvalidOperationException(load.Version.Reason);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    // A mint to each address, and a transfer of a part of it to the next.
    private static async Task FillAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await postgres.Command("""
            INSERT INTO asset (chain, symbol, decimals, redeemable_at_par) VALUES ('ethereum', 'USD1', 6, true);
            SELECT ensure_transfer_month(TIMESTAMPTZ '2026-01-01 00:00:00Z'), ensure_transfer_month(TIMESTAMPTZ '2026-02-01 00:00:00Z'), ensure_transfer_month(TIMESTAMPTZ '2026-03-01 00:00:00Z');
            -- Filled first and indexed then, as a restored ledger is: the figures are about asking and not about filling.
            DROP INDEX transfer_sequence; DROP INDEX transfer_from; DROP INDEX transfer_to
            """).RunAsync(cancellationToken);
        await postgres.Command("""
            INSERT INTO transfer (source_id, sequence, kind, occurred_at, from_family, from_address, to_family, to_address, amount, asset_id, block_number, block_hash, log_index, transaction_hash)
            SELECT 1, n, CASE WHEN n % 5 = 0 THEN 1 ELSE 2 END, TIMESTAMPTZ '2026-01-01 00:00:00Z' + n * interval '1.2 seconds', CASE WHEN n % 5 = 0 THEN 1 END, CASE WHEN n % 5 = 0 THEN substring(sha256((n - 1)::text::bytea) for 20) END,
                   1, substring(sha256(n::text::bytea) for 20), 1000000 + n, 1, 0, '', n::int, ''
            FROM generate_series(1::bigint, $1) AS n
            """, (long)addresses).RunAsync(cancellationToken);
        await postgres.Command("""
            CREATE INDEX transfer_sequence ON transfer (source_id, sequence);
            CREATE INDEX transfer_from ON transfer (from_address, occurred_at DESC) WHERE from_address IS NOT NULL;
            CREATE INDEX transfer_to ON transfer (to_address, occurred_at DESC) WHERE to_address IS NOT NULL;
            ANALYZE transfer
            """).RunAsync(cancellationToken);
        Console.Error.WriteLine($"rescreening: a ledger of {addresses:N0} addresses was filled in {watch.Elapsed.TotalSeconds:0} s");
    }

    private static ServiceProvider Engine(NpgsqlDataSource postgres)
    {
        var services = new ServiceCollection().AddEngine(postgres);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        return services.BuildServiceProvider();
    }

    private static string Name(SplitMix64 random)
    {
        var name = new StringBuilder();
        for (var word = 0; word < 2 + (int)(random.Next() % 2); word++)
        {
            name.Append(word == 0 ? "" : " ");
            var start = name.Length;
            for (var part = 0; part < 2 + (int)(random.Next() % 2); part++)
            {
                name.Append(syllables[random.Next() % (ulong)syllables.Length]);
            }

            name[start] = char.ToUpper(name[start], CultureInfo.InvariantCulture);
        }

        return name.ToString();
    }

    private static ChainAddress Bytes(long number) => new(AddressFamily.Evm, System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))).AsSpan(0, 20));

    private static string Address(long number) => AddressText.Write(Bytes(number));

    // CREATE DATABASE takes no parameters; the name is made above from a number.
    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100
        await using var statement = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await statement.ExecuteNonQueryAsync(cancellationToken);
    }
}
