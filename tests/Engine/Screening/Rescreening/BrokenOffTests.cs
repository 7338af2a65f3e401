using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Names;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Simulation;
using static Usd1Compliance.Tests.Engine.Screening.Rescreening.RescreeningDesk;

namespace Usd1Compliance.Tests.Engine.Screening.Rescreening;

/// <summary>Re-screening that is broken off anywhere, and re-screening held against the slow and obvious way.</summary>
[Suite(Suite.Database)]
public sealed class BrokenOffTests(TestCluster cluster)
{
    private static readonly string[] given = ["Viktor", "Marina", "Hassan", "Ingrid", "Chen", "Paolo", "Yusuf", "Elena", "Tomas", "Aisha"];
    private static readonly string[] family = ["Bout", "Lindqvist", "Rahmani", "Okafor", "Petrenko", "Marchetti", "Demir", "Novak", "Herrera", "Sato"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_names_cannot_be_compared_addresses_are_answered_and_names_when_they_can()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", "Viktor Bout");
        await desk.TransfersAsync((null, Evm(1), 5m));
        await desk.ListAsync("own", true, Row("x-1", "Viktor Bout", addresses: Text(1)));
        desk.Of<CurrentNameIndex>().Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(desk.RunAsync);
        Assert.Equal([HitSubject.Address(Evm(1))], (await desk.AllAsync()).Select(hit => hit.Subject));
        Assert.Equal(RescreeningStage.Names, (await desk.LastAsync("own")).Stage);

        Assert.Equal(1, (await desk.NewEngine().GetRequiredService<RescreenLists>().RunOnceAsync(Stop)).Answered);
        Assert.Equal([HitSubject.Address(Evm(1)), HitSubject.Party("c-1")], (await desk.AllAsync()).Select(hit => hit.Subject));
        Assert.Equal((1L, 1L), ((await desk.LastAsync("own")).Counts.AddressesChecked, (await desk.LastAsync("own")).Counts.PastTransfers));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task However_often_its_connections_are_cut_each_hit_is_raised_once_and_nobody_is_left_out(ulong seed)
    {
        var random = new SplitMix64(seed);
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        for (var n = 0; n < 40; n++)
        {
            await desk.PartyAsync($"c-{n:00}", $"{given[n % 10]} {family[n / 10 * 3 % 10]}", wallets: Text(100 + n));
        }

        await desk.TransfersAsync([.. Enumerable.Range(1, 20).Select(n => ((ChainAddress?)null, (ChainAddress?)Evm(n), (decimal)n))]);
        await desk.ListAsync("own", true, Row("x-0", "Somebody Else Entirely"));
        await desk.RunAsync();
        await desk.ListAsync("own", true, [.. Enumerable.Range(0, 10).Select(n => Row($"x-{n + 1}", $"{given[n]} {family[n * 3 % 10]}", addresses: $"{Text(n + 1)}|{Text(100 + n)}"))]);
        var cuts = 0;
        for (var tries = 0; tries < 60 && (await desk.Rescreenings.UnansweredAsync(Stop)).Count > 0; tries++)
        {
            // As if the process had been killed: what it had not committed is gone, and another one begins.
            await using var engine = desk.NewEngine();
            var run = InSmallSteps(engine).RunOnceAsync(Stop);
            if (tries < 12)
            {
                await Task.Delay((int)(random.Next() % 120), Stop);
                await desk.Database.Postgres.Command("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE '%service%'").RunAsync(Stop);
            }

            try
            {
                await run;
            }
            catch (Exception cut) when (cut is NpgsqlException or InvalidOperationException or IOException)
            {
                cuts++;
            }
        }

        Assert.Empty(await desk.Rescreenings.UnansweredAsync(Stop));
        TestContext.Current.TestOutputHelper?.WriteLine($"cut {cuts} times");
        var hits = await desk.AllAsync();
        Assert.Equal(hits.Count, hits.Select(hit => (hit.Subject, hit.ListedName)).Distinct().Count());
        Assert.Equal(20, hits.Count(hit => hit.Subject.Kind == HitSubjectKind.Address));
        var listed = Enumerable.Range(0, 10).Select(n => $"{given[n]} {family[n * 3 % 10]}").ToHashSet();
        Assert.All(Enumerable.Range(0, 40).Where(n => listed.Contains($"{given[n % 10]} {family[n / 10 * 3 % 10]}")), n => Assert.Contains(hits, hit => hit.Subject == HitSubject.Party($"c-{n:00}")));
        var counts = (await desk.LastAsync("own")).Counts;
        Assert.Equal((20L, 40L, (long)hits.Count), (counts.AddressesChecked, counts.PartiesCompared, counts.HitsRaised));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Asking_for_what_changed_finds_whom_reading_everybody_finds(ulong seed)
    {
        var random = new SplitMix64(seed);
        int Below(int limit) => (int)(random.Next() % (ulong)limit);
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        ChainAddress[] universe = [.. Enumerable.Range(0, 40).Select(Evm), .. Enumerable.Range(0, 40).SelectMany(n => Forms(n))];
        Dictionary<string, string> parties = [];
        HashSet<HitSubject> expected = [];
        HashSet<long> before = [];
        for (var round = 0; round < 6; round++)
        {
            await desk.TransfersAsync([.. Enumerable.Range(0, 6).Select(_ => ((ChainAddress?)universe[Below(universe.Length)], (ChainAddress?)universe[Below(universe.Length)], 1m + Below(9)))]);
            for (var n = 0; n < 3; n++)
            {
                await desk.PartyAsync($"c-{Below(8)}", $"{given[Below(10)]} {family[Below(10)]}", wallets: AddressText.Write(universe[Below(universe.Length)]));
            }

            await desk.ListAsync($"list-{Below(2)}", blocking: true, [.. Enumerable.Range(0, 4).Select(n => Below(12)).Distinct().Select(key => Row($"k-{key}", $"{given[Below(10)]} {family[Below(10)]}", addresses: AddressText.Write(universe[Below(universe.Length)]))), Row("k-99", "Somebody Else Entirely")]);
            await desk.RunAsync();
            var now = await SlowlyAsync(desk, before);
            expected.UnionWith(now);
            var found = (await desk.AllAsync()).Select(hit => hit.Subject).ToHashSet();
            Assert.Equal([], now.Except(found));            // whoever should be a hit is one
            Assert.Equal([], found.Except(expected));       // and nobody is who should in no round have been
            before = [.. (await desk.Of<ListStore>().AddressesInForceAsync(Stop)).Select(listed => listed.EntryId)];
        }
    }

    [Fact]
    public async Task The_ledger_is_asked_by_its_indexes_and_never_read_through()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.TransfersAsync((null, Evm(1), 5m));
        await desk.Database.Postgres.Command("""
            INSERT INTO transfer (source_id, sequence, kind, occurred_at, to_family, to_address, from_family, from_address, amount, asset_id, block_number, block_hash, log_index, transaction_hash)
            SELECT 1, n + 1000, 1, TIMESTAMPTZ '2026-10-24 10:00:00Z' + n * interval '1 second', 1, substring(sha256(n::text::bytea) for 20), 1, substring(sha256((n / 2)::text::bytea) for 20), 1, 1, 0, '', n + 1000, ''
            FROM generate_series(1, 100000) AS n
            """).RunAsync(Stop);
        await desk.Database.Postgres.Command("ANALYZE transfer").RunAsync(Stop);
        await using var connection = await desk.Database.Postgres.OpenConnectionAsync(Stop);
#pragma warning disable CA2100
        await using var explain = new NpgsqlCommand("EXPLAIN " + TransferStore.LookBackSums, connection);
#pragma warning restore CA2100
        explain.Parameters.Add(new NpgsqlParameter { Value = Enumerable.Repeat((short)1, 100).ToArray() });
        explain.Parameters.Add(new NpgsqlParameter { Value = Enumerable.Range(0, 100).Select(n => Evm(n).ToArray()).ToArray() });
        List<string> plan = [];
        await using (var row = await explain.ExecuteReaderAsync(Stop))
        {
            while (await row.ReadAsync(Stop))
            {
                plan.Add(row.GetString(0));
            }
        }

        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on transfer", StringComparison.Ordinal));
        Assert.Contains(plan, line => line.Contains("to_address", StringComparison.Ordinal));
    }

    // Every address that moved tokens through the index of what is new, every wallet through all lists, every party through all names. (A transfer that
    // comes after a listing is judged by monitoring, and raises an alert.)
    private static async Task<HashSet<HitSubject>> SlowlyAsync(RescreeningDesk desk, HashSet<long> before)
    {
        var lists = desk.Of<ListStore>();
        var (listed, versions) = (await lists.AddressesInForceAsync(Stop), await lists.VersionsInForceAsync(Stop));
        var (all, anew) = (AddressIndex.Build(listed, versions), AddressIndex.Build(listed.Where(one => !before.Contains(one.EntryId)), versions));
        var moved = await desk.AsUi.Command("SELECT from_family, from_address FROM transfer WHERE from_address IS NOT NULL UNION SELECT to_family, to_address FROM transfer WHERE to_address IS NOT NULL")
            .RowsAsync(row => LedgerColumns.Address(row, 0)!.Value, Stop);
        var wallets = await desk.AsUi.Command("SELECT family, address FROM party_wallet").RowsAsync(row => LedgerColumns.Address(row, 0)!.Value, Stop);
        HashSet<HitSubject> found = [.. moved.Where(address => !anew.Find(address).IsEmpty).Concat(wallets.Where(address => !all.Find(address).IsEmpty)).Select(HitSubject.Address)];
        var names = await desk.Of<CurrentNameIndex>().RefreshAsync(Stop);
        await foreach (var version in desk.Of<PartyStore>().StreamActiveAsync(Stop))
        {
            if (names.Find(new PartyQuery(version.Party.Names, NameOf.Person, PartyFacts.None), names.Policy.Thresholds.Onboarding).Hits.Count > 0)
            {
                found.Add(HitSubject.Party(version.Party.Id));
            }
        }

        return found;
    }

    private static RescreenLists InSmallSteps(ServiceProvider engine) => new(engine.GetRequiredService<NpgsqlDataSource>(), engine.GetRequiredService<RescreeningStore>(), engine.GetRequiredService<ListStore>(),
        engine.GetRequiredService<PartyStore>(), engine.GetRequiredService<TransferStore>(), engine.GetRequiredService<CurrentNameIndex>(), engine.GetRequiredService<RaiseHits>(), engine.GetRequiredService<NoteGoneEntries>(),
        engine.GetRequiredService<Usd1Compliance.Audit.AuditTrail>(), engine.GetRequiredService<TimeProvider>()) { PartiesAtOnce = 3 };

    private static IEnumerable<ChainAddress> Forms(int number)
    {
        var bitcoin = new ChainAddress(AddressFamily.Bitcoin, [0x05, .. Enumerable.Repeat((byte)(number + 1), 20)]);
        return AddressForms.OthersOf(bitcoin).Prepend(bitcoin);
    }
}
