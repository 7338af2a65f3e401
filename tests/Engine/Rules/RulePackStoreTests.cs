using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>Which pack is in force, how the first one came there, and how one that was changed behind the product's back shows.</summary>
[Suite(Suite.Database)]
public sealed class RulePackStoreTests(TestCluster cluster)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pack_put_last_is_in_force_to_the_letter_and_the_history_says_how_each_came_there()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = new PackDesk(database.Postgres, clock);
        Assert.Null(await desk.Store.InForceAsync(Stop));
        Assert.Null(await desk.Store.InForceIdAsync(Stop));
        var shipped = await desk.Shipped.RunAsync(Checkout.PathOf("rules/packs"), Stop);
        var own = Packs.Of("originator.SentUsd24h > 2", "transfer.Kind == \"mint\"");
        await desk.PutAsync(own);

        var standing = (await desk.Store.InForceAsync(Stop))!;
        Assert.Equal(own.Sha256, standing.Pack.Sha256);
        Assert.Equal((2, "Olga", clock.GetUtcNow()), (standing.Record.Rules, standing.Record.LoadedBy, standing.Record.LoadedAt));
        Assert.Equal(standing.Record.PackId, await desk.Store.InForceIdAsync(Stop));
        Assert.Equal(shipped.Pack.Files, (await desk.Store.FindAsync(PackDesk.Author, shipped.Record.PackId, Stop))!.Pack.Files);
        var history = await desk.Store.PageAsync(PackDesk.Author, 0, 10, Stop);
        Assert.Equal([own.Sha256, shipped.Pack.Sha256], history.Rows.Select(record => record.Sha256));
        Assert.Equal(("Rita", "Olga"), (history.Rows[0].Proposal!.ProposedBy, history.Rows[0].Proposal!.Decision!.By));
        Assert.Equal((2, 1), ((int)history.Total, (await desk.Store.PageAsync(PackDesk.Author, 1, 10, Stop)).Rows.Count));
    }

    [Fact]
    public async Task The_shipped_pack_comes_in_force_at_first_start_by_one_of_many_processes_and_is_recorded_with_the_version_that_it_came_with()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var service = await database.AsProcessAsync("service", Stop);
        var desk = new PackDesk(service, clock);
        var first = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.Shipped.RunAsync(Checkout.PathOf("rules/packs"), Stop)));
        var record = Assert.Single(first.Select(pack => pack.Record.PackId).Distinct().Select(_ => first[0].Record));
        Assert.Equal(("first-start", LoadShippedPacks.ProductVersion), (record.LoadedBy, record.ShippedWith));

        var entry = Assert.Single(await desk.Trail.ReadAsync(PackDesk.Officer, AuditFilter.All, null, 10, Stop));
        Assert.Equal(("rule_pack.put", "Job", "first-start"), (entry.Action, entry.ActorKind, entry.ActorId));
        Assert.Contains(Convert.ToHexStringLower(record.Sha256), entry.Details, StringComparison.Ordinal);
        Assert.Contains($"\"shippedWith\":\"{LoadShippedPacks.ProductVersion.Replace("+", "\\u002B", StringComparison.Ordinal)}\"", entry.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_pack_that_is_shipped_does_not_come_in_force_by_itself_and_no_process_can_pretend_a_first_start_again()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var service = await database.AsProcessAsync("service", Stop);
        var desk = await PackDesk.OpenAsync(service, clock);
        var inForce = await desk.Store.InForceIdAsync(Stop);
        var newer = Directory.CreateTempSubdirectory("usd1-shipped-");
        await File.WriteAllTextAsync(Path.Combine(newer.FullName, "test.json"), Packs.File(Packs.Rule("rule-0", "originator.SentUsd24h > 5")).Text, Stop);
        Assert.Equal(inForce, (await desk.Shipped.RunAsync(newer.FullName, Stop)).Record.PackId);
        newer.Delete(recursive: true);

        // The login of the service may write the columns of a first start, and the trigger says that it was.
        var refused = await Assert.ThrowsAsync<PostgresException>(() => service.Command("INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by, shipped_with) VALUES ($1, '{}', 1, now(), 'first-start', '9.9')", new byte[32]).RunAsync(Stop));
        Assert.Contains("needs a proposal and a second person", refused.MessageText, StringComparison.Ordinal);
        // Nor does the owner, where he leaves the triggers on.
        await Assert.ThrowsAsync<PostgresException>(() => database.Postgres.Command("INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by, shipped_with) VALUES ($1, '{}', 1, now(), 'first-start', '9.9')", new byte[32]).RunAsync(Stop));
        await Assert.ThrowsAsync<PostgresException>(() => database.Postgres.Command("INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by) VALUES ($1, '{}', 1, now(), 'nobody')", new byte[32]).RunAsync(Stop));
        Assert.Equal(inForce, await desk.Store.InForceIdAsync(Stop));
    }

    [Fact]
    public async Task A_pack_from_before_two_people_were_asked_for_judges_on_until_two_people_replace_it()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var (desk, before) = (new PackDesk(database.Postgres, clock), Packs.Of("originator.SentUsd24h > 1"));
        await desk.TamperAsync(async connection =>
        {
            // As the migration left it: the CHECK is asked of later rows alone.
            await connection.Command("ALTER TABLE rule_pack DROP CONSTRAINT rule_pack_by_two").RunAsync(Stop);
            await connection.Command("INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by) VALUES ($1, $2::text::jsonb, 1, now(), 'root')", before.Sha256, RulePackStore.JsonOf(before)).RunAsync(Stop);
            await connection.Command("ALTER TABLE rule_pack ADD CONSTRAINT rule_pack_by_two CHECK (num_nonnulls(shipped_with, proposal_id) = 1) NOT VALID").RunAsync(Stop);
        });
        var standing = await desk.Shipped.RunAsync(Checkout.PathOf("rules/packs"), Stop);       // no first start any more
        Assert.Equal(before.Sha256, standing.Pack.Sha256);
        Assert.Equal(("root", null, null), (standing.Record.LoadedBy, standing.Record.ShippedWith, standing.Record.Proposal));
        Assert.Equal(standing.Record.PackId, (await desk.PutAsync(Packs.Of("originator.SentUsd24h > 2"))).Record.Proposal!.Replaces);
    }

    [Fact]
    public async Task A_pack_that_was_changed_behind_the_products_back_is_not_judged_by()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        await desk.PutAsync(Packs.Of("originator.SentUsd24h > 1000"));
        await desk.TamperAsync(connection => connection.Command("UPDATE rule_pack SET files = replace(files::text, '1000', '9999')::jsonb WHERE proposal_id IS NOT NULL").RunAsync(Stop));
        Assert.Contains("its files hash to", (await Assert.ThrowsAsync<RulePackChangedException>(() => desk.Store.InForceAsync(Stop))).Message, StringComparison.Ordinal);

        // The way out is the way of every pack: two people, although the one in force cannot be compared with.
        var proposal = (await desk.ProposeAsync(Packs.Of("originator.SentUsd24h > 1000"))).Done();
        Assert.Contains("no longer hash", proposal.Difference.Unread, StringComparison.Ordinal);
        (await desk.ApproveAsync(proposal.Id)).Done();
        Assert.Equal(1, (await desk.Store.InForceAsync(Stop))!.Record.Rules);
    }

    [Theory]
    [InlineData("same person", "no second person approved")]
    [InlineData("no decision", "no second person approved")]
    [InlineData("another hash", "which was approved, says 0000")]
    public async Task A_pack_whose_approval_was_changed_behind_the_products_back_is_not_judged_by(string change, string says)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        await desk.PutAsync(Packs.Of("originator.SentUsd24h > 1000"));
        await desk.TamperAsync(connection => change switch
        {
            "same person" => MakeOneOfTwoAsync(connection),
            "no decision" => connection.Command("DELETE FROM pack_decision").RunAsync(Stop),
            _ => connection.Command("UPDATE pack_proposal SET sha256 = decode(repeat('00', 32), 'hex')").RunAsync(Stop),
        });
        Assert.Contains(says, (await Assert.ThrowsAsync<RulePackChangedException>(() => desk.Store.InForceAsync(Stop))).Message, StringComparison.Ordinal);
    }

    // Even the owner, with triggers and keys switched off, has to take the CHECK away first.
    private static async Task MakeOneOfTwoAsync(NpgsqlConnection connection)
    {
        Assert.Equal("pack_four_eyes", (await Assert.ThrowsAsync<PostgresException>(() => connection.Command("UPDATE pack_decision SET decided_by_id = proposed_by_id").RunAsync(Stop))).ConstraintName);
        await connection.Command("ALTER TABLE pack_decision DROP CONSTRAINT pack_four_eyes").RunAsync(Stop);
        await connection.Command("UPDATE pack_decision SET decided_by_id = proposed_by_id").RunAsync(Stop);
    }
}
