using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>The database holds the second person of a rule pack too, against whoever holds the login of a process and writes SQL.</summary>
[Suite(Suite.Database)]
public sealed class PackDatabaseTests(TestCluster cluster)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_login_of_the_pages_can_propose_and_approve_for_two_people_and_forges_no_approval_of_its_own()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var ui = await database.AsProcessAsync("ui", Stop);
        await PackDesk.OpenAsync(database.Postgres, clock);
        var desk = new PackDesk(ui, clock);
        await desk.PutAsync(Packs.Of("originator.SentUsd24h > 1"));
        var pack = Packs.Of("originator.SentUsd24h > 2");
        var proposal = (await desk.ProposeAsync(pack)).Done();

        // He approves what he proposed.
        Assert.Equal("pack_four_eyes", (await RefusedAsync(DecideAsync("Person", PackDesk.Author.Id))).ConstraintName);
        // He names another proposer in the approval than the proposal has.
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, (await RefusedAsync(ui.Command("""
            INSERT INTO pack_decision (proposal_id, proposed_by_kind, proposed_by_id, kind, reason, decided_by_kind, decided_by_id, decided_by_name, decided_at)
            VALUES ($1, 'Person', 'somebody', 'approved', 'a reason that is long enough', 'Person', $2, 'Rita', now())
            """, proposal.Id, PackDesk.Author.Id))).SqlState);
        // A job approves.
        Assert.Equal(PostgresErrorCodes.CheckViolation, (await RefusedAsync(DecideAsync("Job", "first-start"))).SqlState);
        // He puts it in force without an approval, without a proposal, with other files under its number.
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, (await RefusedAsync(PutAsync(pack.Sha256, proposal.Id))).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await RefusedAsync(PutAsync(pack.Sha256, null))).SqlState);
        await DecideAsync("Person", PackDesk.Officer.Id).RunAsync(Stop);                  // two invented names are stopped by nothing here: THREAT-MODEL.md
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, (await RefusedAsync(PutAsync(new byte[32], proposal.Id))).SqlState);
        // He pretends a first start.
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await RefusedAsync(ui.Command("INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by, shipped_with) VALUES ($1, '{}', 1, now(), 'first-start', '9.9')", pack.Sha256))).SqlState);
        Assert.Equal(2, (await desk.Store.PageAsync(PackDesk.Author, 0, 10, Stop)).Total);

        NpgsqlCommand DecideAsync(string kind, string who) => ui.Command("""
            INSERT INTO pack_decision (proposal_id, proposed_by_kind, proposed_by_id, kind, reason, decided_by_kind, decided_by_id, decided_by_name, decided_at)
            VALUES ($1, 'Person', $2, 'approved', 'a reason that is long enough', $3, $4, 'Somebody', now())
            """, proposal.Id, PackDesk.Author.Id, kind, who);
        NpgsqlCommand PutAsync(byte[] sha256, long? of) => ui.Command("INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by, proposal_id) VALUES ($1, '{}', 1, now(), 'Somebody', $2::bigint)", sha256, of);
    }

    [Fact]
    public async Task An_approval_of_another_state_of_affairs_and_the_same_pack_waiting_twice_are_refused_by_the_database_too()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var (late, first) = ((await desk.ProposeAsync(Packs.Of("originator.SentUsd24h > 2"))).Done(), (await desk.ProposeAsync(Packs.Of("originator.SentUsd24h > 1"))).Done());
        Assert.Equal(PostgresErrorCodes.UniqueViolation, (await RefusedAsync(database.Postgres.Command("""
            INSERT INTO pack_proposal (sha256, files, rules, tests, replaces, difference, reason, proposed_by_kind, proposed_by_id, proposed_by_name, proposed_at)
            SELECT sha256, files, rules, tests, replaces, difference, reason, proposed_by_kind, 'another', 'Another', proposed_at FROM pack_proposal WHERE proposal_id = $1
            """, late.Id))).SqlState);
        (await desk.ApproveAsync(first.Id)).Done();
        await database.Postgres.Command("""
            INSERT INTO pack_decision (proposal_id, proposed_by_kind, proposed_by_id, kind, reason, decided_by_kind, decided_by_id, decided_by_name, decided_at)
            VALUES ($1, 'Person', $2, 'approved', 'a reason that is long enough', 'Person', $3, 'Olga', now())
            """, late.Id, PackDesk.Author.Id, PackDesk.Officer.Id).RunAsync(Stop);
        var refused = await RefusedAsync(database.Postgres.Command("INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by, proposal_id) SELECT sha256, files, rules, now(), 'Olga', proposal_id FROM pack_proposal WHERE proposal_id = $1", late.Id));
        Assert.Contains("was made against another rule pack", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_login_of_the_service_can_neither_propose_nor_decide_and_nobody_changes_or_removes_a_row()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var service = await database.AsProcessAsync("service", Stop);
        await using var ingest = await database.AsProcessAsync("ingest", Stop);
        var owner = await PackDesk.OpenAsync(database.Postgres, clock);
        var proposal = (await owner.ProposeAsync(Packs.Of("originator.SentUsd24h > 1"))).Done();
        var desk = new PackDesk(service, clock);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => desk.ProposeAsync(Packs.Of("originator.SentUsd24h > 2")))).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => desk.ApproveAsync(proposal.Id))).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await RefusedAsync(ingest.Command("SELECT count(*) FROM pack_proposal"))).SqlState);
        (await owner.ApproveAsync(proposal.Id)).Done();
        Assert.Equal(PackProposalState.Approved, (await desk.Proposals.FindAsync(PackDesk.Author, proposal.Id, Stop))!.State);

        foreach (var command in (NpgsqlCommand[])[
            database.Postgres.Command("UPDATE pack_proposal SET reason = 'another reason, written later'"), database.Postgres.Command("DELETE FROM pack_proposal"), database.Postgres.Command("TRUNCATE pack_proposal CASCADE"),
            database.Postgres.Command("UPDATE pack_decision SET reason = 'another reason, written later'"), database.Postgres.Command("DELETE FROM pack_decision"),
            database.Postgres.Command("UPDATE rule_pack SET loaded_by = 'Nobody'"), database.Postgres.Command("DELETE FROM rule_pack")])
        {
            Assert.Contains("append-only", (await RefusedAsync(command)).MessageText, StringComparison.Ordinal);
        }
    }

    private static Task<PostgresException> RefusedAsync(NpgsqlCommand command) => Assert.ThrowsAsync<PostgresException>(() => command.RunAsync(Stop));
}
