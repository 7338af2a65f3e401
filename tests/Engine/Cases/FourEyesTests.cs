using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Cases;

[Suite(Suite.Database)]
public sealed class FourEyesTests(TestCluster cluster)
{
    private const string reason = "The subject redeemed three times below the limit.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_approves_or_refuses_what_he_proposed_whatever_roles_he_holds()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var olga = await desk.PersonAsync("olga", Role.Analyst, Role.Supervisor, Role.ComplianceOfficer, Role.Administrator);
        var file = await desk.CaseAsync(olga, Severity.Critical);
        file = (await desk.Work.ProposeAsync(olga, file.Id, file.Revision, Disposition.NoAction, reason, Stop)).Done();
        Assert.Equal("four_eyes", (await desk.Work.ApproveAsync(olga, file.Id, file.Revision, Stop)).Code());
        Assert.Equal("four_eyes", (await desk.Work.RefuseAsync(olga, file.Id, file.Revision, reason, Stop)).Code());
    }

    [Fact]
    public async Task Nobody_approves_under_another_name_what_he_proposed()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.Critical);
        file = (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.NoAction, reason, Stop)).Done();

        // Promoted and renamed between the two: still the same person.
        var promoted = Actor.Person(Guid.Parse(ana.Id), "A. Lindgren", [Role.Supervisor]);
        Assert.Equal("four_eyes", (await desk.Work.ApproveAsync(promoted, file.Id, file.Revision, Stop)).Code());
    }

    [Fact]
    public async Task Whoever_proposed_first_may_approve_what_another_proposed_after_a_refusal()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (sam, olga) = (await desk.PersonAsync("sam", Role.Supervisor), await desk.PersonAsync("olga", Role.ComplianceOfficer));
        var file = await desk.CaseAsync(sam, Severity.Critical);
        file = (await desk.Work.ProposeAsync(sam, file.Id, file.Revision, Disposition.NoAction, reason, Stop)).Done();
        file = (await desk.Work.RefuseAsync(olga, file.Id, file.Revision, reason, Stop)).Done();
        file = (await desk.Work.ProposeAsync(olga, file.Id, file.Revision, Disposition.TrueMatch, reason, Stop)).Done();
        Assert.Equal("four_eyes", (await desk.Work.ApproveAsync(olga, file.Id, file.Revision, Stop)).Code());
        Assert.Equal(CaseStatus.Closed, (await desk.Work.ApproveAsync(sam, file.Id, file.Revision, Stop)).Done().Status);
    }

    [Theory]
    [InlineData("UPDATE case_file SET approved_by = proposed_by, status = 'closed', closed_at = now()", "four_eyes")]
    [InlineData("UPDATE case_file SET status = 'closed', closed_at = now()", "critical_closed_by_two")]
    [InlineData("UPDATE case_file SET approved_by = gen_random_uuid(), proposed_by = NULL", "disposition_whole")]
    [InlineData("UPDATE case_file SET disposition = NULL, disposition_reason = NULL, proposed_by = NULL, proposed_at = NULL, approved_by = gen_random_uuid(), status = 'escalated'", "four_eyes")]
    [InlineData("UPDATE case_file SET disposition = NULL, disposition_reason = NULL, proposed_by = NULL, proposed_at = NULL", "closed_with_disposition")]
    [InlineData("UPDATE case_file SET closed_at = now()", "closed_with_disposition")]
    public async Task The_database_itself_refuses_a_critical_case_that_one_person_closed_to_whoever_holds_the_UIs_login(string attack, string constraint)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.Critical);
        (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.NoAction, reason, Stop)).Done();
        Assert.Equal((PostgresErrorCodes.CheckViolation, constraint), await RefusalAsync(desk.AsUi, attack));
    }

    [Theory]
    [InlineData("UPDATE case_file SET severity = 'low'")]                          // what is not critical takes one person
    [InlineData("UPDATE case_file SET due_at = due_at + interval '1 year'")]
    [InlineData("UPDATE case_file SET subject_address = '\\x01'")]
    [InlineData("INSERT INTO case_file (subject_family, subject_address, severity, status, opened_at, due_at) VALUES (1, '\\x01', 'low', 'open', now(), now())")]
    [InlineData("DELETE FROM case_file")]
    [InlineData("DELETE FROM case_alert")]
    [InlineData("UPDATE case_alert SET case_id = 1")]
    [InlineData("UPDATE case_step SET text = 'Nothing happened.'")]
    [InlineData("DELETE FROM case_step")]
    [InlineData("TRUNCATE case_step")]
    [InlineData("UPDATE alert SET severity = 'low'")]
    [InlineData("UPDATE alert SET repeats = 0")]
    [InlineData("INSERT INTO alert (rule_id) VALUES ('structuring-24h')")]
    [InlineData("DELETE FROM alert")]
    [InlineData("UPDATE case_opening SET taken_through = 1000000")]                // alerts that no case would ever take up
    [InlineData("ALTER TABLE case_file DROP CONSTRAINT four_eyes")]
    public async Task The_UIs_login_cannot_touch_what_people_do_not_decide(string attack)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        await desk.CaseAsync(await desk.PersonAsync("ana", Role.Analyst), Severity.Critical);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await RefusalAsync(desk.AsUi, attack)).SqlState);
    }

    [Theory]
    [InlineData("UPDATE case_file SET status = 'escalated'")]
    [InlineData("UPDATE case_file SET assigned_to = NULL")]
    [InlineData("UPDATE case_file SET approved_by = proposed_by")]
    [InlineData("DELETE FROM case_alert")]
    [InlineData("SELECT password_hash FROM person")]
    public async Task The_services_login_cannot_decide_what_people_decide(string attack)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        await desk.CaseAsync(await desk.PersonAsync("ana", Role.Analyst), Severity.Critical);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await RefusalAsync(desk.AsService, attack)).SqlState);
    }

    [Theory]
    [InlineData("UPDATE case_file SET disposition = 'false_positive'")]
    [InlineData("UPDATE case_file SET status = 'open', closed_at = NULL, approved_by = NULL")]
    [InlineData("UPDATE case_step SET text = 'Nothing happened.'")]
    [InlineData("DELETE FROM case_step")]
    [InlineData("UPDATE case_alert SET case_id = case_id")]
    public async Task Not_even_the_owner_changes_a_closed_case_or_its_timeline_without_switching_the_guard_off_first(string attack)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.High);
        (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.NoAction, reason, Stop)).Done();
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await RefusalAsync(desk.AsOwner, attack)).SqlState);
    }

    private static async Task<(string SqlState, string? Constraint)> RefusalAsync(NpgsqlDataSource postgres, string attack)
    {
#pragma warning disable CA1857 // The statements are the constants of the theories above.
        var refused = await Assert.ThrowsAsync<PostgresException>(() => postgres.Command(attack).RunAsync(Stop));
#pragma warning restore CA1857
        return (refused.SqlState, refused.ConstraintName);
    }
}
