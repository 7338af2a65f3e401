using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Cases;

[Suite(Suite.Database)]
public sealed class WorkCasesTests(TestCluster cluster)
{
    private const string reason = "The subject redeemed three times below the limit.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_critical_case_is_escalated_by_an_analyst_proposed_and_closed_by_a_second_person_with_every_step_audited()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (ana, sam) = (await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("sam", Role.Supervisor));
        var file = await desk.CaseAsync(ana, Severity.Critical);
        file = (await desk.Work.AssignAsync(ana, file.Id, file.Revision, Guid.Parse(ana.Id), Stop)).Done();
        file = (await desk.Work.NoteAsync(ana, file.Id, "Called the bank of the subject.", Stop)).Done();
        file = (await desk.Work.EscalateAsync(ana, file.Id, file.Revision, reason, Stop)).Done();
        Assert.Equal((CaseStatus.Escalated, CaseDesk.Monday), (file.Status, file.EscalatedAt));
        file = (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.TrueMatch, reason, Stop)).Done();
        Assert.Equal((CaseStatus.AwaitingApproval, Disposition.TrueMatch, reason, "ana"), (file.Status, file.Proposal!.Disposition, file.Proposal.Reason, file.Proposal.ByName));
        file = (await desk.Work.ApproveAsync(sam, file.Id, file.Revision, Stop)).Done();

        // What the command answered is what the database keeps.
        Assert.Equal(file, await desk.Cases.FindAsync(ana, file.Id, Stop));
        Assert.Equal((CaseStatus.Closed, Guid.Parse(sam.Id), CaseDesk.Monday), (file.Status, file.ApprovedBy, file.ClosedAt));
        var steps = await desk.Cases.StepsAsync(ana, file.Id, Stop);
        Assert.Equal([CaseStepKind.Opened, CaseStepKind.Assigned, CaseStepKind.Noted, CaseStepKind.Escalated, CaseStepKind.DispositionProposed, CaseStepKind.DispositionApproved, CaseStepKind.Closed], steps.Select(step => step.Kind));
        Assert.Equal([1, 2, 2, 3, 4, 5, 5], steps.Select(step => step.Revision));
        Assert.Equal(["case.open", "case.assign", "case.note", "case.escalate", "case.propose", "case.approve"], await desk.AuditedAsync(file.Id));
    }

    [Theory]
    [InlineData(Severity.Medium)]
    [InlineData(Severity.High)]
    public async Task A_case_that_is_not_critical_is_closed_by_whoever_works_it(Severity severity)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, severity);
        file = (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.FalsePositive, reason, Stop)).Done();
        Assert.Equal((CaseStatus.Closed, null), (file.Status, file.ApprovedBy));
        Assert.Equal([CaseStepKind.Opened, CaseStepKind.DispositionProposed, CaseStepKind.Closed], (await desk.Cases.StepsAsync(ana, file.Id, Stop)).Select(step => step.Kind));
    }

    [Fact]
    public async Task A_refused_disposition_hands_the_case_back_as_escalated_and_it_can_be_proposed_anew()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (ana, sam) = (await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("sam", Role.Supervisor));
        var file = await desk.CaseAsync(ana, Severity.Critical);
        file = (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.FalsePositive, reason, Stop)).Done();
        file = (await desk.Work.RefuseAsync(sam, file.Id, file.Revision, "The birth dates agree: look again.", Stop)).Done();
        Assert.Equal((CaseStatus.Escalated, null, CaseDesk.Monday), (file.Status, file.Proposal, file.EscalatedAt));
        file = (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.TrueMatch, reason, Stop)).Done();
        Assert.Equal(CaseStatus.Closed, (await desk.Work.ApproveAsync(sam, file.Id, file.Revision, Stop)).Done().Status);
    }

    [Fact]
    public async Task Of_two_people_who_act_on_the_same_state_the_later_is_told_who_changed_what()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (ana, ben) = (await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("ben", Role.Analyst));
        var seen = await desk.CaseAsync(ana, Severity.Critical);
        (await desk.Work.EscalateAsync(ana, seen.Id, seen.Revision, reason, Stop)).Done();
        var late = Assert.IsType<Outcome<CaseFile>.Refused>(await desk.Work.AssignAsync(ben, seen.Id, seen.Revision, Guid.Parse(ben.Id), Stop)).Refusal;
        Assert.Equal("case_changed", late.Code);
        Assert.Contains("ana at 2026-11-23 09:00:00 UTC: escalated", late.Message, StringComparison.Ordinal);
        Assert.Null((await desk.Cases.FindAsync(ana, seen.Id, Stop))!.AssignedTo);
    }

    [Fact]
    public async Task Of_two_who_escalate_at_the_same_moment_one_does()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (ana, ben) = (await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("ben", Role.Analyst));
        var seen = await desk.CaseAsync(ana, Severity.High);
        var both = await Task.WhenAll(desk.Work.EscalateAsync(ana, seen.Id, seen.Revision, reason, Stop), desk.Work.EscalateAsync(ben, seen.Id, seen.Revision, reason, Stop));
        Assert.Equal(["case_changed", "done"], both.Select(outcome => outcome.Code()).Order());
        Assert.Equal(["case.open", "case.escalate"], await desk.AuditedAsync(seen.Id));
    }

    [Fact]
    public async Task An_alert_that_came_after_the_proposal_is_put_before_whoever_approves()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (ana, sam) = (await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("sam", Role.Supervisor));
        var file = await desk.CaseAsync(ana, Severity.Critical);
        file = (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.FalsePositive, reason, Stop)).Done();
        await desk.AlertAsync(1, Severity.High);
        await desk.OpenAllAsync();
        Assert.Equal("case_changed", (await desk.Work.ApproveAsync(sam, file.Id, file.Revision, Stop)).Code());
    }

    [Fact]
    public async Task A_note_needs_no_revision_and_changes_none()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.High);
        Assert.Equal(file, (await desk.Work.NoteAsync(ana, file.Id, "Looked at.", Stop)).Done());
    }

    [Theory]
    [InlineData("", "reason_too_short")]
    [InlineData("         x         ", "reason_too_short")]      // blanks around it say nothing
    [InlineData("nine char", "reason_too_short")]                // one short
    [InlineData("ten chars.", "done")]                           // exactly enough
    [InlineData("a NUL \0 in the text", "text_unreadable")]      // the database would refuse it as a failure
    [InlineData("two lines\nof reasons", "done")]
    public async Task A_reason_says_something_that_can_be_read(string text, string code)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.High);
        Assert.Equal(code, (await desk.Work.EscalateAsync(ana, file.Id, file.Revision, text, Stop)).Code());
    }

    [Theory]
    [InlineData(0, "note_empty")]
    [InlineData(1, "done")]
    [InlineData(4000, "done")]
    [InlineData(4001, "text_too_long")]
    public async Task A_note_has_1_to_4000_characters(int length, string code)
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.High);
        Assert.Equal(code, (await desk.Work.NoteAsync(ana, file.Id, new string('n', length), Stop)).Code());
    }

    [Fact]
    public async Task A_case_is_given_only_to_somebody_who_may_work_it()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (ana, audrey) = (await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("audrey", Role.Auditor));
        var file = await desk.CaseAsync(ana, Severity.High);
        Assert.Equal("assignee_unfit", (await desk.Work.AssignAsync(ana, file.Id, file.Revision, Guid.Parse(audrey.Id), Stop)).Code());
        Assert.Equal("assignee_unfit", (await desk.Work.AssignAsync(ana, file.Id, file.Revision, Guid.NewGuid(), Stop)).Code());
        file = (await desk.Work.AssignAsync(ana, file.Id, file.Revision, Guid.Parse(ana.Id), Stop)).Done();
        Assert.Equal("ana", file.AssignedToName);
        Assert.Null((await desk.Work.AssignAsync(ana, file.Id, file.Revision, null, Stop)).Done().AssignedTo);
    }

    [Fact]
    public async Task Each_command_is_refused_where_the_case_does_not_stand_for_it()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (ana, sam) = (await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("sam", Role.Supervisor));
        var file = await desk.CaseAsync(ana, Severity.Critical);
        Assert.Equal("case_unknown", (await desk.Work.NoteAsync(ana, 999, "Nothing here.", Stop)).Code());
        Assert.Equal("nothing_proposed", (await desk.Work.ApproveAsync(sam, file.Id, file.Revision, Stop)).Code());
        Assert.Equal("nothing_proposed", (await desk.Work.RefuseAsync(sam, file.Id, file.Revision, reason, Stop)).Code());
        file = (await desk.Work.EscalateAsync(ana, file.Id, file.Revision, reason, Stop)).Done();
        Assert.Equal("already_escalated", (await desk.Work.EscalateAsync(ana, file.Id, file.Revision, reason, Stop)).Code());
        file = (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.NoAction, reason, Stop)).Done();
        Assert.Equal("awaiting_approval", (await desk.Work.ProposeAsync(sam, file.Id, file.Revision, Disposition.TrueMatch, reason, Stop)).Code());
        Assert.Equal("already_escalated", (await desk.Work.EscalateAsync(ana, file.Id, file.Revision, reason, Stop)).Code());
        file = (await desk.Work.ApproveAsync(sam, file.Id, file.Revision, Stop)).Done();
        Assert.Equal("case_closed", (await desk.Work.NoteAsync(ana, file.Id, "Too late.", Stop)).Code());
        Assert.Equal("case_closed", (await desk.Work.AssignAsync(ana, file.Id, file.Revision, null, Stop)).Code());
        Assert.Equal("case_closed", (await desk.Work.EscalateAsync(ana, file.Id, file.Revision, reason, Stop)).Code());
        Assert.Equal("case_closed", (await desk.Work.ProposeAsync(ana, file.Id, file.Revision, Disposition.TrueMatch, reason, Stop)).Code());
        Assert.Equal("case_closed", (await desk.Work.ApproveAsync(sam, file.Id, file.Revision, Stop)).Code());
        Assert.Equal("case_closed", (await desk.Work.RefuseAsync(sam, file.Id, file.Revision, reason, Stop)).Code());
    }

    [Fact]
    public async Task A_program_may_not_decide_a_case_whatever_its_key_allows()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var file = await desk.CaseAsync(ana, Severity.High);
        var program = Actor.ApiClient(Guid.NewGuid(), "back office", [Right.ReadCases, Right.WorkCases, Right.ApproveDispositions]);
        Assert.Equal("person_needed", (await desk.Work.ProposeAsync(program, file.Id, file.Revision, Disposition.FalsePositive, reason, Stop)).Code());
        Assert.Equal("person_needed", (await desk.Work.ApproveAsync(program, file.Id, file.Revision, Stop)).Code());
    }
}
