using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Tests.Engine.Screening.Hits;

[Suite(Suite.Database)]
public sealed class DecideHitTests(TestCluster cluster)
{
    private const string reason = "Passport and date of birth differ from the entry's.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.89f, HitKind.Name, false)]         // just below
    [InlineData(0.9f, HitKind.Name, true)]           // from the score on, itself among it
    [InlineData(0.75f, HitKind.Ownership, true)]     // who is blocked by ownership is never one person's word
    [InlineData(1f, HitKind.Address, true)]
    public async Task A_decision_takes_two_from_the_score_of_the_policy_on(float score, HitKind kind, bool takesTwo)
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, score, kind);

        var decided = (await desk.Work.DecideAsync(desk.Analyst, hit.Id, hit.Revision, HitState.FalsePositive, reason, Stop)).Done();

        Assert.Equal(takesTwo, decided.NeedsTwo);
        Assert.Equal(takesTwo ? HitState.Open : HitState.FalsePositive, decided.State);
        Assert.Equal(takesTwo, decided.Pending is not null);
    }

    [Fact]
    public async Task Nobody_approves_or_refuses_what_he_proposed_whatever_roles_he_holds()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var olga = await desk.PersonAsync("olga", Role.Analyst, Role.Supervisor, Role.ComplianceOfficer);
        var hit = await RaisedAsync(desk, 0.95f);
        hit = (await desk.Work.DecideAsync(olga, hit.Id, hit.Revision, HitState.FalsePositive, reason, Stop)).Done();

        Assert.Equal("four_eyes", (await desk.Work.ApproveAsync(olga, hit.Id, hit.Revision, Stop)).Code());
        Assert.Equal("four_eyes", (await desk.Work.RefuseAsync(olga, hit.Id, hit.Revision, reason, Stop)).Code());
        hit = (await desk.Work.ApproveAsync(desk.Supervisor, hit.Id, hit.Revision, Stop)).Done();
        Assert.Equal((HitState.FalsePositive, "Sam", HitDesk.Monday.AddDays(365)), (hit.State, hit.ApprovedByName, hit.ExpiresAt));
    }

    [Fact]
    public async Task An_analyst_may_not_approve_and_an_auditor_may_not_decide()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, 0.95f);
        hit = (await desk.Work.DecideAsync(desk.Analyst, hit.Id, hit.Revision, HitState.TrueMatch, reason, Stop)).Done();
        var bob = await desk.PersonAsync("bob", Role.Analyst);
        var (auditor, administrator) = (await desk.PersonAsync("audrey", Role.Auditor), await desk.PersonAsync("adam", Role.Administrator));

        await Assert.ThrowsAsync<RightRefusedException>(() => desk.Work.ApproveAsync(bob, hit.Id, hit.Revision, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.Work.DecideAsync(auditor, hit.Id, hit.Revision, HitState.FalsePositive, reason, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.Hits.FindAsync(administrator, hit.Id, Stop));
        Assert.Equal("person_needed", (await desk.Work.NoteAsync(Actor.Job("list-rescreening", Right.WorkCases), hit.Id, "note", Stop)).Code());
    }

    [Theory]
    [InlineData("UPDATE hit SET state = 'false_positive', decided_reason = 'r', decided_by = (SELECT user_id FROM person_name LIMIT 1), decided_at = now(), expires_at = now() + interval '1 day'", "hit_decided_by_two")]
    [InlineData("UPDATE hit SET state = 'true_match', decided_reason = 'r', decided_by = (SELECT user_id FROM person_name LIMIT 1), decided_at = now(), approved_by = (SELECT user_id FROM person_name LIMIT 1)", "hit_four_eyes")]
    [InlineData("UPDATE hit SET decided_reason = 'r'", "hit_decision_whole")]
    [InlineData("UPDATE hit SET state = 'released', decided_reason = 'r', decided_by = (SELECT user_id FROM person_name LIMIT 1), decided_at = now()", "hit_decided_by_two")]
    [InlineData("UPDATE hit SET pending = 'released'", "hit_pending_whole")]
    [InlineData("INSERT INTO hit_step (hit_id, revision, taken_at, actor_kind, actor_id, actor_name, kind, text) SELECT hit_id, 1, now(), 'Job', 'x', 'x', 'decided', 'x' FROM hit", "hit_step_of_people")]
    public async Task The_database_itself_refuses_what_one_person_decided_to_whoever_holds_the_UIs_login(string attack, string constraint)
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await RaisedAsync(desk, 0.95f);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(desk.AsUi, attack));

        Assert.Equal(constraint, refused.ConstraintName);
    }

    [Fact]
    public async Task A_true_match_becomes_nothing_else_by_SQL_that_one_person_types()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, 0.8f);
        await desk.DecideAsync(hit.Id, HitState.TrueMatch);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(desk.AsUi, "UPDATE hit SET state = 'false_positive', expires_at = now() + interval '1 day'"));

        Assert.Equal("hit_true_match_stays", refused.ConstraintName);
    }

    [Theory]
    [InlineData(false, "UPDATE hit SET needs_two = false")]                     // takes the need of a second person away
    [InlineData(false, "UPDATE hit SET score = 0.1")]
    [InlineData(false, "UPDATE hit_entry SET score = 0.1")]
    [InlineData(false, "DELETE FROM hit")]
    [InlineData(false, "INSERT INTO hit (subject_kind, subject_id, subject_hash, listed_name, score, blocking, needs_two, found_by, found_at, due_at) SELECT subject_kind, subject_id, subject_hash, listed_name, score, blocking, false, found_by, found_at, due_at FROM hit")]
    [InlineData(false, "DELETE FROM hit_step")]
    [InlineData(true, "UPDATE hit SET state = 'true_match'")]                   // the service decides nothing
    [InlineData(true, "INSERT INTO hit (subject_kind, subject_id, subject_hash, listed_name, score, blocking, needs_two, found_by, found_at, due_at, state, decided_reason, decided_by, decided_at, expires_at) SELECT subject_kind, subject_id, subject_hash, listed_name, 0, false, false, found_by, found_at, due_at, 'false_positive', 'r', gen_random_uuid(), now(), now() + interval '1 day' FROM hit")]
    [InlineData(true, "UPDATE hit SET approved_by = NULL")]
    [InlineData(true, "UPDATE hit SET expires_at = now()")]
    [InlineData(true, "DELETE FROM hit_entry")]
    public async Task Neither_login_may_do_what_is_the_others(bool asService, string attack)
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await RaisedAsync(desk, 0.95f);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(asService ? desk.AsService : desk.AsUi, attack));

        Assert.Equal("42501", refused.SqlState);
    }

    [Fact]
    public async Task Two_people_who_decide_on_the_same_state_at_once_do_not_both_decide()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var bob = await desk.PersonAsync("bob", Role.Analyst);
        var hit = await RaisedAsync(desk, 0.8f);

        var outcomes = await Task.WhenAll(
            desk.Work.DecideAsync(desk.Analyst, hit.Id, hit.Revision, HitState.FalsePositive, reason, Stop),
            desk.Work.DecideAsync(bob, hit.Id, hit.Revision, HitState.TrueMatch, reason, Stop));

        Assert.Equal(["done", "hit_changed"], outcomes.Select(outcome => outcome.Code()).Order());
    }

    [Theory]
    [InlineData("too short", "reason_too_short")]
    [InlineData("a bell \a in the reason", "text_unreadable")]
    public async Task A_decision_says_why(string words, string code)
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, 0.8f);
        Assert.Equal(code, (await desk.Work.DecideAsync(desk.Analyst, hit.Id, hit.Revision, HitState.FalsePositive, words, Stop)).Code());
        Assert.Equal("hit_unknown", (await desk.Work.DecideAsync(desk.Analyst, 4711, 1, HitState.FalsePositive, reason, Stop)).Code());
        Assert.Equal("decision_unfit", (await desk.Work.DecideAsync(desk.Analyst, hit.Id, hit.Revision, HitState.Open, reason, Stop)).Code());
        Assert.Equal("decision_unfit", (await desk.Work.DecideAsync(desk.Analyst, hit.Id, hit.Revision, HitState.Released, reason, Stop)).Code());
    }

    [Fact]
    public async Task A_decision_can_be_taken_back_and_a_true_match_only_by_a_supervisor()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, 0.8f);
        hit = await desk.DecideAsync(hit.Id, HitState.TrueMatch);

        Assert.Equal("hit_decided", (await desk.Work.DecideAsync(desk.Analyst, hit.Id, hit.Revision, HitState.FalsePositive, reason, Stop)).Code());
        Assert.Equal("right_missing", (await desk.Work.ReopenAsync(desk.Analyst, hit.Id, hit.Revision, reason, Stop)).Code());
        hit = (await desk.Work.ReopenAsync(desk.Supervisor, hit.Id, hit.Revision, reason, Stop)).Done();
        Assert.Equal((HitState.Open, null, true), (hit.State, hit.Decision, hit.IsWaiting));

        // Whoever took it back does not undo it alone.
        Assert.True((await desk.HitAsync(hit.Id)).NeedsTwo);
        Assert.Equal(["raised", "decided", "reopened"], (await desk.Hits.StepsAsync(desk.Analyst, hit.Id, Stop)).Select(step => step.Kind.ToString().ToLowerInvariant()));
    }

    [Fact]
    public async Task An_entry_that_leaves_its_list_releases_nothing_until_two_people_do()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, 0.8f);
        hit = await desk.DecideAsync(hit.Id, HitState.TrueMatch);
        Assert.Equal("still_listed", (await desk.Work.DecideAsync(desk.Analyst, hit.Id, hit.Revision, HitState.Released, reason, Stop)).Code());
        await desk.PublishAsync("un");

        Assert.Equal([hit.Id], await desk.GoneAsync("un", "QDi.001"));

        hit = await desk.HitAsync(hit.Id);
        Assert.True(hit.NeedsReleaseReview);
        Assert.Equal(HitState.TrueMatch, hit.State);
        Assert.Equal(1, (await desk.Hits.CountsAsync(desk.Analyst, Stop)).Release);
        hit = (await desk.Work.DecideAsync(desk.Supervisor, hit.Id, hit.Revision, HitState.Released, reason, Stop)).Done();
        Assert.Equal(HitState.TrueMatch, hit.State);
        Assert.Equal("four_eyes", (await desk.Work.ApproveAsync(desk.Supervisor, hit.Id, hit.Revision, Stop)).Code());
        var olga = await desk.PersonAsync("olga", Role.ComplianceOfficer);
        hit = (await desk.Work.ApproveAsync(olga, hit.Id, hit.Revision, Stop)).Done();
        Assert.Equal((HitState.Released, false), (hit.State, hit.IsWaiting));
    }

    [Fact]
    public async Task A_release_that_was_proposed_falls_when_the_entry_comes_back()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, 0.8f);
        hit = await desk.DecideAsync(hit.Id, HitState.TrueMatch);
        await desk.PublishAsync("un");
        await desk.GoneAsync("un", "QDi.001");
        hit = (await desk.Work.DecideAsync(desk.Analyst, hit.Id, (await desk.HitAsync(hit.Id)).Revision, HitState.Released, reason, Stop)).Done();
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH"));

        Assert.Equal("hit_changed", (await desk.Work.ApproveAsync(desk.Supervisor, hit.Id, hit.Revision, Stop)).Code());
        Assert.Equal("still_listed", (await desk.Work.ApproveAsync(desk.Supervisor, hit.Id, (await desk.HitAsync(hit.Id)).Revision, Stop)).Code());
        Assert.Equal(["raised", "decided", "entrygone", "proposed", "entryback"], (await desk.Hits.StepsAsync(desk.Analyst, hit.Id, Stop)).Select(step => step.Kind.ToString().ToLowerInvariant()));
    }

    [Fact]
    public async Task What_another_list_still_holds_is_not_up_for_release()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        await desk.PublishAsync("uk", ("UK.1", "John Smith"));
        var raised = await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.8f, HitKind.Name, "un:QDi.001"), await desk.FoundAsync("uk", "UK.1", "John Smith", 0.8f, HitKind.Name, "un:QDi.001"));
        await desk.DecideAsync(raised[0].HitId, HitState.TrueMatch);

        await desk.PublishAsync("un");
        Assert.Empty(await desk.GoneAsync("un", "QDi.001"));
        await desk.PublishAsync("uk");
        Assert.Equal([raised[0].HitId], await desk.GoneAsync("uk", "UK.1"));
    }

    [Fact]
    public async Task A_true_match_may_be_kept_for_another_reason_than_the_list()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, 0.8f);
        hit = await desk.DecideAsync(hit.Id, HitState.TrueMatch);
        Assert.Equal("nothing_to_review", (await desk.Work.KeepAsync(desk.Analyst, hit.Id, hit.Revision, reason, Stop)).Code());
        await desk.PublishAsync("un");
        await desk.GoneAsync("un", "QDi.001");

        hit = (await desk.Work.KeepAsync(desk.Analyst, hit.Id, (await desk.HitAsync(hit.Id)).Revision, "A court order of 2026-11-02 holds the account.", Stop)).Done();

        Assert.Equal((HitState.TrueMatch, false), (hit.State, hit.NeedsReleaseReview));
    }

    [Fact]
    public async Task Whoever_was_released_and_is_listed_again_is_a_new_hit()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        var hit = await RaisedAsync(desk, 0.8f);
        hit = await desk.DecideAsync(hit.Id, HitState.TrueMatch);
        await desk.PublishAsync("un");
        await desk.GoneAsync("un", "QDi.001");
        await desk.DecideAsync(hit.Id, HitState.Released);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));

        var again = Assert.Single(await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH")));

        Assert.True(again.IsNew);
        Assert.Equal(hit.Id, (await desk.HitAsync(again.HitId)).EarlierHitId);
    }

    [Fact]
    public async Task The_queue_shows_what_waits_by_the_time_that_it_is_due()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "A"), ("QDi.002", "B"), ("QDi.003", "C"));
        var first = (await desk.RaiseAsync("C-1", "x", await desk.FoundAsync("un", "QDi.001", "A")))[0].HitId;
        desk.Clock.Advance(TimeSpan.FromHours(1));
        var second = (await desk.RaiseAsync("C-2", "x", await desk.FoundAsync("un", "QDi.002", "B", 0.95f)))[0].HitId;
        var decided = (await desk.RaiseAsync("C-3", "x", await desk.FoundAsync("un", "QDi.003", "C")))[0].HitId;
        await desk.DecideAsync(decided, HitState.FalsePositive);

        Assert.Equal([first, second], await QueueAsync(new HitFilter()));
        Assert.Equal([first, second, decided], await QueueAsync(new HitFilter(Decided: true)));
        Assert.Equal([decided], await QueueAsync(new HitFilter(HitState.FalsePositive)));
        Assert.Equal([second], await QueueAsync(new HitFilter(Subject: HitSubject.Party("C-2"))));
        desk.Clock.Advance(TimeSpan.FromHours(23.5));
        Assert.Equal([first], await QueueAsync(new HitFilter(Overdue: true)));
        Assert.Equal(new HitCounts(2, 0, 0, 1), await desk.Hits.CountsAsync(desk.Analyst, Stop));

        async Task<long[]> QueueAsync(HitFilter filter) => [.. (await desk.Hits.QueueAsync(desk.Analyst, filter, 0, 10, Stop)).Rows.Select(hit => hit.Id)];
    }

    private static async Task<Hit> RaisedAsync(HitDesk desk, float score, HitKind kind = HitKind.Name)
    {
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        return await desk.HitAsync((await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", score, kind)))[0].HitId);
    }

    // The attacks are texts of the table above: what whoever stole a login would type.
#pragma warning disable CA2100
    private static async Task RunAsync(NpgsqlDataSource postgres, string sql)
    {
        await using var command = postgres.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }
#pragma warning restore CA2100
}
