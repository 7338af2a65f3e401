using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Cases;

[Suite(Suite.Database)]
public sealed class OpenCasesTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Severity.Critical, 4)]
    [InlineData(Severity.High, 24)]
    [InlineData(Severity.Medium, 5 * 24)]
    public async Task An_alert_opens_a_case_that_is_due_by_its_severity(Severity severity, int hours)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, severity);
        Assert.Equal((severity, CaseStatus.Open, 1, 1), (file.Severity, file.Status, file.Alerts, file.Revision));
        Assert.Equal(CaseDesk.Monday.AddHours(hours), file.DueAt);
        var step = Assert.Single(await desk.Cases.StepsAsync(ana, file.Id, Stop));
        Assert.Equal((CaseStepKind.Opened, "case-opening"), (step.Kind, step.ActorId));
        Assert.Contains("structuring-24h", step.Text, StringComparison.Ordinal);
        Assert.Equal(["case.open"], await desk.AuditedAsync(file.Id));
    }

    [Fact]
    public async Task Further_alerts_of_the_subject_join_its_case_and_those_of_another_open_another()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.Medium, subject: 1);
        await desk.AlertAsync(1, Severity.Low);
        await desk.AlertAsync(1, Severity.Medium, "velocity-24h");
        await desk.AlertAsync(2, Severity.High);
        await desk.OpenAllAsync();
        var queue = await desk.Cases.QueueAsync(ana, new CaseFilter(), 0, 10, Stop);
        Assert.Equal([(CaseDesk.Subject(2), 1), (CaseDesk.Subject(1), 3)], queue.Rows.Select(row => (row.Subject, row.Alerts)));
        Assert.Equal(2, (await desk.Cases.FindAsync(ana, file.Id, Stop))!.Revision);
        Assert.Equal([Severity.Medium, Severity.Medium, Severity.Low], (await desk.Cases.AlertsAsync(ana, file.Id, Stop)).Select(alert => alert.Severity));
    }

    [Fact]
    public async Task A_graver_alert_raises_the_case_and_brings_its_deadline_forward()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.Medium);
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await desk.AlertAsync(1, Severity.Critical);
        await desk.OpenAllAsync();
        var raised = (await desk.Cases.FindAsync(ana, file.Id, Stop))!;
        Assert.Equal((Severity.Critical, CaseDesk.Monday.AddHours(5)), (raised.Severity, raised.DueAt));
        Assert.Equal([CaseStepKind.Opened, CaseStepKind.AlertAdded, CaseStepKind.SeverityRaised], (await desk.Cases.StepsAsync(ana, file.Id, Stop)).Select(step => step.Kind));
        Assert.Equal(["case.open", "case.grow"], await desk.AuditedAsync(file.Id));
    }

    [Fact]
    public async Task A_graver_alert_late_in_a_case_does_not_move_the_deadline_back()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.Medium);
        desk.Clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromHours(1));     // one hour is left, and high would give it 24
        await desk.AlertAsync(1, Severity.High);
        await desk.OpenAllAsync();
        Assert.Equal(file.DueAt, (await desk.Cases.FindAsync(ana, file.Id, Stop))!.DueAt);
    }

    [Fact]
    public async Task A_slight_alert_waits_alone_and_the_third_of_its_subject_opens_a_case_with_all_three()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        await desk.AlertAsync(1, Severity.Low);
        Assert.Equal(new CaseOpening(1, 0, 0, 1), await desk.Opening.RunOnceAsync(Stop));
        await desk.AlertAsync(1, Severity.Low);
        await desk.AlertAsync(2, Severity.Low);
        Assert.Equal(new CaseOpening(2, 0, 0, 2), await desk.Opening.RunOnceAsync(Stop));
        var third = await desk.AlertAsync(1, Severity.Low);
        Assert.Equal(new CaseOpening(1, 1, 0, 0), await desk.Opening.RunOnceAsync(Stop));
        var file = Assert.Single((await desk.Cases.QueueAsync(ana, new CaseFilter(), 0, 10, Stop)).Rows);
        Assert.Equal((CaseDesk.Subject(1), Severity.Low, 3, CaseDesk.Monday.AddDays(10)), (file.Subject, file.Severity, file.Alerts, file.DueAt));
        Assert.Equal(file.Id, await desk.Cases.OfAlertAsync(ana, third, Stop));
    }

    [Theory]
    [InlineData(720, 1)]        // the third lies 720 hours behind the first: within is within
    [InlineData(721, 0)]        // an hour more, and the first no longer counts with the others
    public async Task Slight_alerts_open_a_case_together_only_within_the_hours_of_the_layer(int hours, int cases)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("Ana", Role.Analyst);
        await desk.AlertAsync(1, Severity.Low);
        desk.Clock.Advance(TimeSpan.FromHours(hours - 1));
        await desk.AlertAsync(1, Severity.Low);
        await desk.OpenAllAsync();
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await desk.AlertAsync(1, Severity.Low);
        await desk.OpenAllAsync();
        Assert.Equal(cases, (await desk.Cases.QueueAsync(ana, new CaseFilter(Subject: CaseDesk.Subject(1)), 0, 10, Stop)).Total);

        // A fourth beside the two of the last day makes three.
        await desk.AlertAsync(1, Severity.Low);
        await desk.OpenAllAsync();
        Assert.Equal(4, Assert.Single((await desk.Cases.QueueAsync(ana, new CaseFilter(Subject: CaseDesk.Subject(1)), 0, 10, Stop)).Rows).Alerts);
    }

    [Fact]
    public async Task A_graver_alert_takes_the_slight_ones_that_waited_into_its_case()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var slight = await desk.AlertAsync(1, Severity.Low);
        await desk.OpenAllAsync();
        Assert.Null(await desk.Cases.OfAlertAsync(ana, slight, Stop));
        var file = await desk.CaseAsync(ana, Severity.High);
        Assert.Equal(2, file.Alerts);
        Assert.Equal(file.Id, await desk.Cases.OfAlertAsync(ana, slight, Stop));
    }

    [Fact]
    public async Task An_alert_after_the_case_was_closed_opens_a_new_case_that_names_the_earlier_one()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var first = await desk.CaseAsync(ana, Severity.High);
        (await desk.Work.ProposeAsync(ana, first.Id, first.Revision, Disposition.FalsePositive, "The redemptions are one payroll.", Stop)).Done();
        var second = await desk.CaseAsync(ana, Severity.High);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal([first.Id], (await desk.Cases.EarlierCasesAsync(ana, second.Id, Stop)).Select(file => file.Id));
        Assert.Contains($"had cases before: {first.Id}", (await desk.Cases.StepsAsync(ana, second.Id, Stop))[0].Text, StringComparison.Ordinal);
        Assert.Equal(1, (await desk.Cases.FindAsync(ana, first.Id, Stop))!.Alerts);
    }

    [Fact]
    public async Task Repeats_of_an_alert_stand_in_the_timeline_of_its_open_case_and_hinder_nobody_who_works_it()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var alert = await desk.AlertAsync(1, Severity.High);
        await desk.OpenAllAsync();
        var file = (await desk.Cases.QueueAsync(ana, new CaseFilter(), 0, 1, Stop)).Rows[0];
        await desk.RepeatAsync(alert, times: 3);
        Assert.Equal(new CaseOpening(0, 0, 0, 0, Repeats: 3), await desk.Opening.RunOnceAsync(Stop));
        Assert.Equal(new CaseOpening(0, 0, 0, 0), await desk.Opening.RunOnceAsync(Stop));
        var step = (await desk.Cases.StepsAsync(ana, file.Id, Stop))[^1];
        Assert.Equal((CaseStepKind.AlertRepeated, file.Revision), (step.Kind, step.Revision));
        Assert.Equal("Further transfers within the window of alerts: 3 times structuring-24h (high). The last is 1-4 of 2026-11-23 09:00 UTC.", step.Text);
        (await desk.Work.EscalateAsync(ana, file.Id, file.Revision, "He goes on while we look at it.", Stop)).Done();       // the revision that he saw still stands
        Assert.Equal(["case.open", "case.repeat", "case.escalate"], await desk.AuditedAsync(file.Id));
    }

    [Fact]
    public async Task What_goes_on_after_its_case_was_closed_is_a_new_alert_in_a_new_case_and_not_only_a_number()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var alert = await desk.AlertAsync(1, Severity.High);
        await desk.OpenAllAsync();
        var first = (await desk.Cases.QueueAsync(ana, new CaseFilter(), 0, 1, Stop)).Rows[0];
        (await desk.Work.ProposeAsync(ana, first.Id, first.Revision, Disposition.FalsePositive, "The redemptions are one payroll.", Stop)).Done();
        desk.Clock.Advance(TimeSpan.FromHours(3));
        await desk.RepeatAsync(alert, times: 2);
        Assert.Equal(new CaseOpening(0, 1, 0, 0, Repeats: 2), await desk.Opening.RunOnceAsync(Stop));
        await desk.OpenAllAsync();

        var second = Assert.Single((await desk.Cases.QueueAsync(ana, new CaseFilter(), 0, 10, Stop)).Rows);
        Assert.Equal((Severity.High, 1, CaseDesk.Monday.AddHours(27)), (second.Severity, second.Alerts, second.DueAt));
        var raised = Assert.Single(await desk.Cases.AlertsAsync(ana, second.Id, Stop));
        Assert.Equal(("structuring-24h", 2L, CaseDesk.Subject(1)), (raised.RuleId, raised.Transfer.Sequence, raised.Subject));
        Assert.NotEmpty(raised.Evidence.Facts);
        var steps = await desk.Cases.StepsAsync(ana, second.Id, Stop);
        Assert.Contains($"had cases before: {first.Id}", steps[0].Text, StringComparison.Ordinal);
        Assert.Equal([CaseStepKind.Opened, CaseStepKind.AlertRepeated], steps.Select(step => step.Kind));

        await desk.RepeatAsync(alert);                                  // of the old alert still: the new case knows of its rule
        await desk.OpenAllAsync();
        Assert.Equal(1, (await desk.Cases.FindAsync(ana, second.Id, Stop))!.Alerts);
        Assert.Equal(CaseStepKind.AlertRepeated, (await desk.Cases.StepsAsync(ana, second.Id, Stop))[^1].Kind);
        Assert.Equal(1, (await desk.Cases.FindAsync(ana, first.Id, Stop))!.Alerts);
    }

    [Fact]
    public async Task Repeats_of_a_slight_alert_that_was_decided_on_open_a_case_when_the_third_has_come()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var slight = await desk.AlertAsync(1, Severity.Low);
        var file = await desk.CaseAsync(ana, Severity.High);             // takes the slight one in
        (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.NoAction, "Nothing has to follow from it.", Stop)).Done();
        foreach (var expected in (int[])[0, 0, 1])
        {
            await desk.RepeatAsync(slight);
            Assert.Equal(expected, (await desk.Opening.RunOnceAsync(Stop)).Opened);
        }

        Assert.Equal(3, Assert.Single((await desk.Cases.QueueAsync(ana, new CaseFilter(), 0, 10, Stop)).Rows).Alerts);
    }

    [Fact]
    public async Task Eight_openers_at_once_make_one_case_a_subject_and_put_each_alert_into_one()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var writing = Task.Run(async () =>
        {
            for (var n = 0; n < 300; n++)
            {
                await desk.AlertAsync(n % 12, n % 5 == 0 ? Severity.Critical : Severity.Medium);
            }
        }, Stop);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!writing.IsCompleted)
            {
                await desk.Opening.RunOnceAsync(Stop);
            }
        }, Stop)));
        await writing;
        await desk.OpenAllAsync();
        Assert.Equal(12, await desk.AsOwner.Command("SELECT count(*) FROM case_file").ScalarAsync<long>(Stop));
        Assert.Equal(300, await desk.AsOwner.Command("SELECT count(*) FROM case_alert").ScalarAsync<long>(Stop));
        Assert.Equal(0, await desk.AsOwner.Command("""
            SELECT count(*) FROM case_alert ca JOIN case_file c USING (case_id) JOIN alert a USING (alert_id) WHERE a.subject_address <> c.subject_address
            """).ScalarAsync<long>(Stop));
        Assert.True((await new VerifyAudit(desk.AsOwner).CheckAsync(null, null, Stop)).Holds);
    }

    [Fact]
    public async Task An_opening_that_is_cut_off_leaves_nothing_and_the_next_one_does_it_all()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        await desk.AlertAsync(1, Severity.High);
        await using (var held = await AtomicWrite.BeginAsync(desk.AsOwner, Stop))
        {
            // The audit trail is held by another writer, so the opening stands before its last step when it is cut off.
            await held.Command("SELECT pg_advisory_xact_lock(hashtext('audit_entry'))").RunAsync(Stop);
            using var cut = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => desk.Opening.RunOnceAsync(cut.Token));
        }

        Assert.Equal(0, await desk.AsOwner.Command("SELECT (SELECT count(*) FROM case_file) + (SELECT count(*) FROM case_step) + (SELECT taken_through FROM case_opening)").ScalarAsync<long>(Stop));
        await desk.OpenAllAsync();
        Assert.Single((await desk.Cases.QueueAsync(ana, new CaseFilter(), 0, 10, Stop)).Rows);
    }

    [Fact]
    public async Task The_queue_shows_the_gravest_first_then_what_is_due_first_and_finds_what_is_overdue()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var medium = await desk.CaseAsync(ana, Severity.Medium, subject: 1);
        var critical = await desk.CaseAsync(ana, Severity.Critical, subject: 2);
        desk.Clock.Advance(TimeSpan.FromHours(1));
        var later = await desk.CaseAsync(ana, Severity.Critical, subject: 3);
        (await desk.Work.AssignAsync(ana, medium.Id, medium.Revision, Guid.Parse(ana.Id), Stop)).Done();
        Assert.Equal([critical.Id, later.Id, medium.Id], (await desk.Cases.QueueAsync(ana, new CaseFilter(), 0, 10, Stop)).Rows.Select(file => file.Id));
        desk.Clock.Advance(TimeSpan.FromHours(3) + TimeSpan.FromMinutes(1));
        Assert.Equal([critical.Id], (await desk.Cases.OverdueAsync(ana, 10, Stop)).Select(file => file.Id));
        Assert.Equal(new CaseCounts(Open: 3, Escalated: 0, AwaitingApproval: 0, Overdue: 1, Mine: 1, Unassigned: 2), await desk.Cases.CountsAsync(ana, Stop));
        var page = await desk.Cases.QueueAsync(ana, new CaseFilter(Severity: Severity.Critical), 1, 1, Stop);
        Assert.Equal((later.Id, 2L), (page.Rows[0].Id, page.Total));
        Assert.Equal([medium.Id], (await desk.Cases.QueueAsync(ana, new CaseFilter(AssignedTo: Guid.Parse(ana.Id)), 0, 10, Stop)).Rows.Select(file => file.Id));
        Assert.Equal([critical.Id, later.Id], (await desk.Cases.QueueAsync(ana, new CaseFilter(CaseStatus.Open, Unassigned: true), 0, 10, Stop)).Rows.Select(file => file.Id));
    }
}
