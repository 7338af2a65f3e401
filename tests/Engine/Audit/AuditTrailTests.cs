using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Audit;

[Suite(Suite.Database)]
public sealed class AuditTrailTests(TestCluster cluster)
{
    private static readonly Actor job = Actor.Job("monitoring");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trail_of_many_steps_holds_from_its_first_row_to_its_last()
    {
        await using var database = await WithStepsAsync(25);
        var verdict = await new VerifyAudit(database.Postgres).CheckAsync(null, null, Stop);
        Assert.True(verdict.Holds, verdict.Fault);
        Assert.Equal(25, verdict.Entries);
        Assert.Equal(25, verdict.Head?.Number);
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET details = '{\"n\":99}' WHERE number = 7", 7)]
    [InlineData("UPDATE audit_entry SET actor_name = 'somebody else' WHERE number = 1", 1)]
    [InlineData("UPDATE audit_entry SET recorded_at = recorded_at + interval '1 microsecond' WHERE number = 25", 25)]
    [InlineData("DELETE FROM audit_entry WHERE number = 12", 13)]
    public async Task A_row_changed_behind_the_trails_back_is_named(string attack, long broken)
    {
        await using var database = await WithStepsAsync(25);
        await AttackAsync(database, attack);
        var verdict = await new VerifyAudit(database.Postgres).CheckAsync(null, null, Stop);
        Assert.False(verdict.Holds);
        Assert.Equal(broken, verdict.FirstBroken);
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_shows_against_a_head_that_was_kept_outside()
    {
        await using var database = await WithStepsAsync(25);
        var verify = new VerifyAudit(database.Postgres);
        var head = (await verify.CheckAsync(null, null, Stop)).Head;
        await AttackAsync(database, "DELETE FROM audit_entry WHERE number > 20");
        Assert.True((await verify.CheckAsync(null, null, Stop)).Holds);
        Assert.Equal(21, (await verify.CheckAsync(head, null, Stop)).FirstBroken);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("ui")]
    public async Task No_process_may_change_or_remove_what_was_recorded(string process)
    {
        await using var database = await WithStepsAsync(3);
        await using var postgres = await database.AsProcessAsync(process, Stop);
        await AssertRefusedAsync(postgres.Command("UPDATE audit_entry SET details = '{}' WHERE number = 1"));
        await AssertRefusedAsync(postgres.Command("DELETE FROM audit_entry"));
        await AssertRefusedAsync(postgres.Command("TRUNCATE audit_entry"));
        await AssertRefusedAsync(postgres.Command("ALTER TABLE audit_entry DISABLE TRIGGER ALL"));
    }

    [Fact]
    public async Task Not_even_the_owner_changes_a_row_without_switching_the_guard_off_first()
    {
        await using var database = await WithStepsAsync(3);
        await AssertRefusedAsync(database.Postgres.Command("UPDATE audit_entry SET details = '{}' WHERE number = 1"));
    }

    [Fact]
    public async Task Steps_recorded_at_once_by_many_writers_make_one_chain()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var trail = new AuditTrail(database.Postgres, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var n = 0; n < 10; n++)
            {
                await trail.RecordAsync(job, "test.step", new AuditSubject("writer", $"{writer}"), new { n }, Stop);
            }
        }));
        var verdict = await new VerifyAudit(database.Postgres).CheckAsync(null, null, Stop);
        Assert.True(verdict.Holds, verdict.Fault);
        Assert.Equal(80, verdict.Entries);
    }

    [Fact]
    public async Task A_step_whose_write_is_given_up_leaves_no_entry()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var trail = new AuditTrail(database.Postgres, TimeProvider.System);
        await using (var write = await AtomicWrite.BeginAsync(database.Postgres, Stop))
        {
            await trail.RecordAsync(write, job, "test.step", new AuditSubject("thing", "1"), new { }, Stop);
        }

        Assert.Equal(0, (await new VerifyAudit(database.Postgres).CheckAsync(null, null, Stop)).Entries);
    }

    private async Task<TestDatabase> WithStepsAsync(int steps)
    {
        var database = await cluster.CreateAsync(Stop);
        var trail = new AuditTrail(database.Postgres, TimeProvider.System);
        for (var n = 1; n <= steps; n++)
        {
            await trail.RecordAsync(job, "test.step", new AuditSubject("thing", $"{n % 3}"), new { n }, Stop);
        }

        return database;
    }

    // What somebody with the owner's password could do: switch the triggers off and write.
    private static async Task AttackAsync(TestDatabase database, string sql)
    {
        await using var connection = await database.Postgres.OpenConnectionAsync(Stop);
        await connection.Command("SET session_replication_role = replica").RunAsync(Stop);
#pragma warning disable CA1857, CA2100 // The statements are the constants of the theory above.
        await connection.Command(sql).RunAsync(Stop);
#pragma warning restore CA1857, CA2100
        await connection.Command("SET session_replication_role = DEFAULT").RunAsync(Stop);
    }

    private static async Task AssertRefusedAsync(NpgsqlCommand command)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.RunAsync(Stop));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
