using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

[Suite(Suite.Database)]
public sealed class RulePackStoreTests(TestCluster cluster)
{
    private static readonly Actor officer = Actor.Person(Guid.Parse("11111111-1111-1111-1111-111111111111"), "officer", [Role.ComplianceOfficer]);
    private static readonly Actor author = Actor.Person(Guid.Parse("22222222-2222-2222-2222-222222222222"), "author", [Role.RuleAuthor]);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pack_put_last_is_in_force_to_the_letter_and_the_audit_trail_says_who_put_it()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var postgres = await database.AsProcessAsync("service", Stop);
        var store = Store(postgres);
        Assert.Null(await store.InForceAsync(Stop));
        Assert.Null(await store.InForceIdAsync(Stop));
        var (first, second) = (Packs.Of("originator.SentUsd24h > 1"), Packs.Of("originator.SentUsd24h > 2", "transfer.Kind == \"mint\""));
        var put = await store.PutAsync(officer, first, Stop);
        await store.PutAsync(officer, second, Stop);

        var standing = await store.InForceAsync(Stop);
        Assert.Equal(second.Sha256, standing!.Pack.Sha256);
        Assert.Equal((2, "officer", clock.GetUtcNow()), (standing.Record.Rules, standing.Record.LoadedBy, standing.Record.LoadedAt));
        Assert.Equal(standing.Record.PackId, await store.InForceIdAsync(Stop));
        Assert.Equal(first.Files, (await store.FindAsync(author, put.Record.PackId, Stop))!.Pack.Files);
        Assert.Equal([second.Sha256, first.Sha256], (await store.AllAsync(author, Stop)).Select(record => record.Sha256));

        var entries = await new AuditTrail(database.Postgres, clock).ReadAsync(officer, AuditFilter.All, null, 10, Stop);
        Assert.Equal(["rule_pack.put", "rule_pack.put"], entries.Select(entry => entry.Action));
        Assert.Contains(Convert.ToHexStringLower(second.Sha256), entries[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Putting_the_pack_in_force_again_changes_nothing_and_going_back_to_an_earlier_one_is_a_step_of_its_own()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var store = Store(database.Postgres);
        var (first, second) = (Packs.Of("originator.SentUsd24h > 1"), Packs.Of("originator.SentUsd24h > 2"));
        var put = await store.PutAsync(officer, first, Stop);
        Assert.Equal(put.Record.PackId, (await store.PutAsync(officer, first, Stop)).Record.PackId);
        await store.PutAsync(officer, second, Stop);
        await store.PutAsync(officer, first, Stop);
        Assert.Equal(first.Sha256, (await store.InForceAsync(Stop))!.Pack.Sha256);
        Assert.Equal(3, (await store.AllAsync(officer, Stop)).Count);
    }

    [Fact]
    public async Task Only_who_manages_rules_puts_a_pack_in_force()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await Assert.ThrowsAsync<RightRefusedException>(() => Store(database.Postgres).PutAsync(author, Packs.Of("originator.SentUsd24h > 1"), Stop));
        Assert.Null(await Store(database.Postgres).InForceIdAsync(Stop));
    }

    [Fact]
    public async Task The_shipped_packs_come_in_force_at_first_start_once_and_never_over_what_an_officer_put()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var (store, reader) = (Store(database.Postgres), new RulePackReader(Packs.Model));
        var first = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new LoadShippedPacks(store, reader).RunAsync(Checkout.PathOf("rules/packs"), Stop)));
        Assert.Single(first.Select(pack => pack.Record.PackId).Distinct());
        var own = await store.PutAsync(officer, Packs.Of("originator.SentUsd24h > 1"), Stop);
        Assert.Equal(own.Record.PackId, (await new LoadShippedPacks(store, reader).RunAsync(Checkout.PathOf("rules/packs"), Stop)).Record.PackId);
    }

    [Fact]
    public async Task A_pack_that_was_changed_behind_the_products_back_is_not_judged_by()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var store = Store(database.Postgres);
        await store.PutAsync(officer, Packs.Of("originator.SentUsd24h > 1000"), Stop);
        await using (var connection = await database.Postgres.OpenConnectionAsync(Stop))
        {
            await connection.Command("SET session_replication_role = replica").RunAsync(Stop);
            await connection.Command("UPDATE rule_pack SET files = replace(files::text, '1000', '9999')::jsonb").RunAsync(Stop);
            await connection.Command("SET session_replication_role = DEFAULT").RunAsync(Stop);
        }

        Assert.Contains("not what was put in force", (await Assert.ThrowsAsync<InvalidOperationException>(() => store.InForceAsync(Stop))).Message, StringComparison.Ordinal);
    }

    private RulePackStore Store(Npgsql.NpgsqlDataSource postgres) => new(postgres, new RulePackReader(Packs.Model), new AuditTrail(postgres, clock), clock);
}
