using System.Globalization;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Cases;

/// <summary>
/// What people do to a case. Open goes to escalated or straight to a disposition; a disposition closes the case at once, except that a
/// critical one waits until a second person approves it, or refuses and so hands it back as escalated.
/// <para>
/// Refusals in order: no right (<see cref="RightRefusedException"/>), <c>person_needed</c>, then the text
/// (<c>reason_too_short</c>, <c>note_empty</c>, <c>text_too_long</c>, <c>text_unreadable</c>), <c>case_unknown</c>,
/// <c>case_changed</c>, <c>case_closed</c>, and what the command itself names.
/// </para>
/// </summary>
public sealed class WorkCases(NpgsqlDataSource postgres, PersonStore people, AuditTrail trail, TimeProvider clock)
{
    private delegate Outcome<Change> Decide(CaseFile file, Guid person, DateTimeOffset now);

    private sealed record Step(CaseStepKind Kind, string Text);

    private sealed record Change(CaseFile After, params IReadOnlyList<Step> Steps);

    /// <summary>Gives a case to somebody, or to nobody.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>.</param>
    /// <param name="caseId">Which case.</param>
    /// <param name="revision">The revision that the actor saw.</param>
    /// <param name="userId">Somebody who may work cases; null for nobody.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The case as it is now; also refused <c>assignee_unfit</c>.</returns>
    public async Task<Outcome<CaseFile>> AssignAsync(Actor actor, long caseId, int revision, Guid? userId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.WorkCases);
        var name = "nobody";
        if (userId is { } chosen)
        {
            if ((await people.WhoMayWorkCasesAsync(actor, cancellationToken)).FirstOrDefault(person => person.Id == chosen) is not { } assignee)
            {
                return new Refusal("assignee_unfit", "This person may not work cases, or is locked. Choose somebody with the role analyst, supervisor or compliance officer.");
            }

            name = assignee.DisplayName;
        }

        return await ChangeAsync(actor, Right.WorkCases, caseId, revision, "case.assign", null, (file, _, _) =>
            new Change(file with { AssignedTo = userId, AssignedToName = userId is null ? null : name }, new Step(CaseStepKind.Assigned, $"Assigned to {name}.")), cancellationToken);
    }

    /// <summary>Writes a note into the timeline. It changes nothing else, and so asks for no revision.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>.</param>
    /// <param name="caseId">Which case.</param>
    /// <param name="text">1 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The case as it is.</returns>
    public Task<Outcome<CaseFile>> NoteAsync(Actor actor, long caseId, string text, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.WorkCases, caseId, null, "case.note", WrittenText.FaultOfNote(text), (file, _, _) => new Change(file, new Step(CaseStepKind.Noted, text.Trim())), cancellationToken);

    /// <summary>Hands a case up.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>.</param>
    /// <param name="caseId">Which case.</param>
    /// <param name="revision">The revision that the actor saw.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The case as it is now; also refused <c>already_escalated</c> when it stands at escalated or awaits approval.</returns>
    public Task<Outcome<CaseFile>> EscalateAsync(Actor actor, long caseId, int revision, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.WorkCases, caseId, revision, "case.escalate", WrittenText.FaultOfReason(reason), (file, _, now) => file.Status == CaseStatus.Open
            ? new Change(file with { Status = CaseStatus.Escalated, EscalatedAt = now }, new Step(CaseStepKind.Escalated, reason.Trim()))
            : new Refusal("already_escalated", $"Case {file.Id} was handed up before. Propose a disposition, or add a note."), cancellationToken);

    /// <summary>Says what a case comes to. A critical case then awaits approval; any other is closed.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>.</param>
    /// <param name="caseId">Which case.</param>
    /// <param name="revision">The revision that the actor saw.</param>
    /// <param name="disposition">What it comes to.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The case as it is now; also refused <c>awaiting_approval</c> when a disposition is proposed already.</returns>
    public Task<Outcome<CaseFile>> ProposeAsync(Actor actor, long caseId, int revision, Disposition disposition, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.WorkCases, caseId, revision, "case.propose", WrittenText.FaultOfReason(reason), (file, person, now) =>
        {
            if (file.Status == CaseStatus.AwaitingApproval)
            {
                return new Refusal("awaiting_approval", $"Case {file.Id} awaits approval of what {file.Proposal!.ByName} proposed. Somebody else approves or refuses that first.");
            }

            var proposed = file with { Proposal = new CaseProposal(disposition, reason.Trim(), person, actor.Name, now) };
            var step = new Step(CaseStepKind.DispositionProposed, $"{InWords(disposition)}: {reason.Trim()}");
            return file.NeedsApproval
                ? new Change(proposed with { Status = CaseStatus.AwaitingApproval }, step)
                : new Change(proposed with { Status = CaseStatus.Closed, ClosedAt = now }, step, new Step(CaseStepKind.Closed, $"Closed as {InWords(disposition)}."));
        }, cancellationToken);

    /// <summary>Approves what somebody else proposed, and so closes the case.</summary>
    /// <param name="actor">A person with <see cref="Right.ApproveDispositions"/> who is not the one who proposed.</param>
    /// <param name="caseId">Which case.</param>
    /// <param name="revision">The revision that the actor saw: what he approves is what he read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The case as it is now; also refused <c>nothing_proposed</c> or <c>four_eyes</c>.</returns>
    public Task<Outcome<CaseFile>> ApproveAsync(Actor actor, long caseId, int revision, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.ApproveDispositions, caseId, revision, "case.approve", null, (file, person, now) => FaultOfSecondPerson(file, actor) is { } fault
            ? fault
            : new Change(file with { Status = CaseStatus.Closed, ApprovedBy = person, ApprovedByName = actor.Name, ClosedAt = now },
                new Step(CaseStepKind.DispositionApproved, $"Approved what {file.Proposal!.ByName} proposed."), new Step(CaseStepKind.Closed, $"Closed as {InWords(file.Proposal.Disposition)}.")), cancellationToken);

    /// <summary>Refuses what somebody else proposed, and so hands the case back as escalated.</summary>
    /// <param name="actor">A person with <see cref="Right.ApproveDispositions"/> who is not the one who proposed.</param>
    /// <param name="caseId">Which case.</param>
    /// <param name="revision">The revision that the actor saw.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The case as it is now; also refused <c>nothing_proposed</c> or <c>four_eyes</c>.</returns>
    public Task<Outcome<CaseFile>> RefuseAsync(Actor actor, long caseId, int revision, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.ApproveDispositions, caseId, revision, "case.refuse", WrittenText.FaultOfReason(reason), (file, _, now) => FaultOfSecondPerson(file, actor) is { } fault
            ? fault
            : new Change(file with { Status = CaseStatus.Escalated, EscalatedAt = file.EscalatedAt ?? now, Proposal = null }, new Step(CaseStepKind.DispositionRefused, reason.Trim())), cancellationToken);

    private static Refusal? FaultOfSecondPerson(CaseFile file, Actor actor) => file switch
    {
        not { Status: CaseStatus.AwaitingApproval, Proposal: not null } => new Refusal("nothing_proposed", $"No disposition of case {file.Id} waits for approval."),
        { Proposal.By: var proposer } when actor.IsSameAs(ActorKind.Person, proposer.ToString("D")) => new Refusal("four_eyes", "You proposed this disposition: somebody else has to decide on it, whatever roles you hold."),
        _ => null,
    };

    private async Task<Outcome<CaseFile>> ChangeAsync(Actor actor, Right right, long caseId, int? revision, string action, Refusal? faultOfText, Decide decide, CancellationToken cancellationToken)
    {
        actor.Demand(right);
        if (actor.Kind != ActorKind.Person)
        {
            return new Refusal("person_needed", "A case is worked and decided by people who signed in, not by programs.");
        }

        if (faultOfText is not null)
        {
            return faultOfText;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (await CaseRows.LockAsync(write, caseId, cancellationToken) is not { } file)
        {
            return new Refusal("case_unknown", $"There is no case {caseId}.");
        }

        if (revision is { } seen && seen != file.Revision)
        {
            return await ChangedAsync(write, file, seen, cancellationToken);
        }

        if (file.Status == CaseStatus.Closed)
        {
            return new Refusal("case_closed", $"Case {file.Id} is closed, for ever. A new alert of its subject opens a new case, which names this one.");
        }

        var decided = decide(file, Guid.Parse(actor.Id), clock.GetUtcNow());
        return decided is Outcome<Change>.Done(var change)
            ? await SaveAsync(write, actor, action, file, change, cancellationToken)
            : ((Outcome<Change>.Refused)decided).Refusal;
    }

    private async Task<CaseFile> SaveAsync(AtomicWrite write, Actor actor, string action, CaseFile before, Change change, CancellationToken cancellationToken)
    {
        var isNote = change.Steps is [{ Kind: CaseStepKind.Noted }];
        var after = change.After with { Revision = isNote ? before.Revision : before.Revision + 1 };
        if (!isNote)
        {
            await CaseRows.SaveDecisionAsync(write, after, cancellationToken);
        }

        foreach (var step in change.Steps)
        {
            await CaseRows.AddStepAsync(write, after.Id, after.Revision, clock.GetUtcNow(), actor, step.Kind, step.Text, cancellationToken);
        }

        await trail.RecordAsync(write, actor, action, new AuditSubject("case", after.Id.ToString(CultureInfo.InvariantCulture)), new
        {
            after.Revision,
            from = CaseRows.Name(before.Status),
            to = CaseRows.Name(after.Status),
            disposition = after.Proposal is { } proposal ? CaseRows.Name(proposal.Disposition) : null,
            after.AssignedTo,
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return after;
    }

    private static async Task<Refusal> ChangedAsync(AtomicWrite write, CaseFile file, int seen, CancellationToken cancellationToken)
    {
        var steps = await CaseRows.StepsSinceAsync(write, file.Id, seen, cancellationToken);
        var what = steps is [.., var last] ? $"{last.ActorName} at {last.TakenAt:yyyy-MM-dd HH:mm:ss} UTC: {InWords(last.Kind)}" : "no step of it carries the revision that was named";
        return new Refusal("case_changed", $"Case {file.Id} is not as you saw it (revision {seen}, now {file.Revision}): {what}. Read it again, then decide.");
    }

    private static string InWords(CaseStepKind kind) => CaseRows.Name(kind).Replace('_', ' ');

    private static string InWords(Disposition disposition) => CaseRows.Name(disposition).Replace('_', ' ');
}
