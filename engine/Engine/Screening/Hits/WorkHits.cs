using System.Globalization;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Hits;

/// <summary>
/// What people do to a hit. A decision stands at once, except that one that takes two waits until a second person approves it, or refuses.
/// A true match whose entry has left its list can be released, by two always, or kept.
/// <para>
/// Refusals in order: no right (<see cref="RightRefusedException"/>), <c>person_needed</c>, then the text (<c>reason_too_short</c>,
/// <c>note_empty</c>, <c>text_too_long</c>, <c>text_unreadable</c>), <c>hit_unknown</c>, <c>hit_changed</c>, and what the command itself names.
/// </para>
/// </summary>
public sealed class WorkHits(NpgsqlDataSource postgres, AuditTrail trail, TimeProvider clock, AdjudicationPolicy policy)
{
    private delegate Outcome<Change> Decide(Hit hit, Guid person, DateTimeOffset now);

    private sealed record Change(Hit After, HitStepKind Kind, string Text);

    /// <summary>Writes a note into the timeline. It changes nothing else, and so asks for no revision.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>.</param>
    /// <param name="hitId">Which hit.</param>
    /// <param name="text">1 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Outcome<Hit>> NoteAsync(Actor actor, long hitId, string text, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.WorkCases, hitId, null, "hit.note", WrittenText.FaultOfNote(text), (hit, _, _) => new Change(hit, HitStepKind.Noted, text.Trim()), cancellationToken);

    /// <summary>Says what an open or inconclusive hit is. Where that takes two, it waits for approval; otherwise it stands.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>.</param>
    /// <param name="hitId">Which hit.</param>
    /// <param name="revision">The revision that the actor saw.</param>
    /// <param name="state">True match, false positive, inconclusive; released for a true match whose entry is gone.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hit as it is now; also refused <c>awaiting_approval</c>, <c>hit_decided</c>, <c>decision_unfit</c>, <c>still_listed</c>.</returns>
    public Task<Outcome<Hit>> DecideAsync(Actor actor, long hitId, int revision, HitState state, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.WorkCases, hitId, revision, "hit.decide", WrittenText.FaultOfReason(reason), (hit, person, now) =>
        {
            if (FaultOfDecision(hit, state) is { } fault)
            {
                return fault;
            }

            var decision = new HitDecision(state, reason.Trim(), person, actor.Name, now);
            return hit.NeedsTwo || state == HitState.Released
                ? new Change(hit with { Pending = decision }, HitStepKind.Proposed, $"{InWords(state)}: {decision.Reason}")
                : new Change(Decided(hit, decision, null, now), HitStepKind.Decided, $"{InWords(state)}: {decision.Reason}");
        }, cancellationToken);

    /// <summary>Approves what somebody else proposed; from now on it stands.</summary>
    /// <param name="actor">A person with <see cref="Right.ApproveDispositions"/> who is not the one who proposed.</param>
    /// <param name="hitId">Which hit.</param>
    /// <param name="revision">The revision that the actor saw: what he approves is what he read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hit as it is now; also refused <c>nothing_proposed</c>, <c>four_eyes</c>, <c>still_listed</c>.</returns>
    public Task<Outcome<Hit>> ApproveAsync(Actor actor, long hitId, int revision, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.ApproveDispositions, hitId, revision, "hit.approve", null, (hit, person, now) => FaultOfSecondPerson(hit, actor) is { } fault
            ? fault
            : hit is { Pending.State: HitState.Released, GoneAt: null }
                ? StillListed(hit)
                : new Change(Decided(hit, hit.Pending!, (person, actor.Name), now), HitStepKind.Approved, $"Approved what {hit.Pending!.ByName} proposed: {InWords(hit.Pending.State)}."), cancellationToken);

    /// <summary>Refuses what somebody else proposed: the hit stands as it stood before.</summary>
    /// <param name="actor">A person with <see cref="Right.ApproveDispositions"/> who is not the one who proposed.</param>
    /// <param name="hitId">Which hit.</param>
    /// <param name="revision">The revision that the actor saw.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hit as it is now; also refused <c>nothing_proposed</c>, <c>four_eyes</c>.</returns>
    public Task<Outcome<Hit>> RefuseAsync(Actor actor, long hitId, int revision, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.ApproveDispositions, hitId, revision, "hit.refuse", WrittenText.FaultOfReason(reason), (hit, _, _) => FaultOfSecondPerson(hit, actor) is { } fault
            ? fault
            : new Change(hit with { Pending = null }, HitStepKind.Refused, reason.Trim()), cancellationToken);

    /// <summary>Takes a decision back: the hit is open again, the subject held, and two people decide anew, so that nobody undoes alone what stood.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>; for a true match or a release <see cref="Right.ApproveDispositions"/>, since an open hit holds less than a true match.</param>
    /// <param name="hitId">Which hit.</param>
    /// <param name="revision">The revision that the actor saw.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hit as it is now; also refused <c>hit_open</c>, <c>awaiting_approval</c>, <c>right_missing</c>.</returns>
    public Task<Outcome<Hit>> ReopenAsync(Actor actor, long hitId, int revision, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.WorkCases, hitId, revision, "hit.reopen", WrittenText.FaultOfReason(reason), (hit, _, _) => hit switch
        {
            { Pending: not null } => Awaiting(hit),
            { State: HitState.Open } => new Refusal("hit_open", $"Hit {hit.Id} is open. Decide it, or add a note."),
            { State: HitState.TrueMatch or HitState.Released } when !actor.May(Right.ApproveDispositions) =>
                new Refusal("right_missing", $"Hit {hit.Id} was decided as {InWords(hit.State)}: only a supervisor or compliance officer takes that back."),
            _ => new Change(hit with { State = HitState.Open, NeedsTwo = true, Decision = null, ApprovedBy = null, ApprovedByName = null, ExpiresAt = null }, HitStepKind.Reopened, $"Was {InWords(hit.State)}. {reason.Trim()}"),
        }, cancellationToken);

    /// <summary>Keeps a true match blocked though its entry is gone: another law, or another reason, holds it.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>.</param>
    /// <param name="hitId">Which hit.</param>
    /// <param name="revision">The revision that the actor saw.</param>
    /// <param name="reason">10 to 4,000 characters: what holds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hit as it is now; also refused <c>awaiting_approval</c>, <c>nothing_to_review</c>.</returns>
    public Task<Outcome<Hit>> KeepAsync(Actor actor, long hitId, int revision, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Right.WorkCases, hitId, revision, "hit.keep", WrittenText.FaultOfReason(reason), (hit, _, _) => hit switch
        {
            { Pending: not null } => Awaiting(hit),
            { NeedsReleaseReview: false } => new Refusal("nothing_to_review", $"Hit {hit.Id} is not up for release: it is no true match, or its entry is still listed."),
            _ => new Change(hit with { GoneAt = null }, HitStepKind.Kept, reason.Trim()),
        }, cancellationToken);

    private Hit Decided(Hit hit, HitDecision decision, (Guid Id, string Name)? second, DateTimeOffset now) => hit with
    {
        State = decision.State,
        Decision = decision,
        Pending = null,
        ApprovedBy = second?.Id,
        ApprovedByName = second?.Name,
        ExpiresAt = decision.State == HitState.FalsePositive ? now.AddDays(policy.FalsePositiveDays) : null,
    };

    private static Refusal? FaultOfDecision(Hit hit, HitState state) => (hit, state) switch
    {
        ({ Pending: not null }, _) => Awaiting(hit),
        (_, HitState.Open) => new Refusal("decision_unfit", "Open is no decision. Choose true match, false positive or inconclusive."),
        ({ State: HitState.TrueMatch, GoneAt: null }, HitState.Released) => StillListed(hit),
        ({ State: HitState.TrueMatch }, HitState.Released) => null,
        (_, HitState.Released) => new Refusal("decision_unfit", $"Hit {hit.Id} is no true match, so nothing of it was blocked and nothing is to be released."),
        ({ State: HitState.Open or HitState.Inconclusive }, _) => null,
        _ => new Refusal("hit_decided", $"Hit {hit.Id} was decided as {InWords(hit.State)}. Reopen it to decide anew."),
    };

    private static Refusal StillListed(Hit hit) => new("still_listed", $"The entry of hit {hit.Id} is still on a list in force: what is blocked on it is not released. Where it was no match, reopen the hit and decide anew.");

    private static Refusal Awaiting(Hit hit) => new("awaiting_approval", $"Hit {hit.Id} awaits approval of what {hit.Pending!.ByName} proposed. Somebody else approves or refuses that first.");

    private static Refusal? FaultOfSecondPerson(Hit hit, Actor actor) => hit switch
    {
        { Pending: null } => new Refusal("nothing_proposed", $"No decision on hit {hit.Id} waits for approval."),
        { Pending.By: var proposer } when actor.IsSameAs(ActorKind.Person, proposer.ToString("D")) => new Refusal("four_eyes", "You proposed this decision: somebody else has to decide on it, whatever roles you hold."),
        _ => null,
    };

    private async Task<Outcome<Hit>> ChangeAsync(Actor actor, Right right, long hitId, int? revision, string action, Refusal? faultOfText, Decide decide, CancellationToken cancellationToken)
    {
        actor.Demand(right);
        if (actor.Kind != ActorKind.Person)
        {
            return new Refusal("person_needed", "A hit is decided by people who signed in, not by programs.");
        }

        if (faultOfText is not null)
        {
            return faultOfText;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (await HitRows.LockAsync(write, hitId, cancellationToken) is not { } hit)
        {
            return new Refusal("hit_unknown", $"There is no hit {hitId}.");
        }

        if (revision is { } seen && seen != hit.Revision)
        {
            return await ChangedAsync(write, hit, seen, cancellationToken);
        }

        var decided = decide(hit, Guid.Parse(actor.Id), clock.GetUtcNow());
        return decided is Outcome<Change>.Done(var change)
            ? await SaveAsync(write, actor, action, hit, change, cancellationToken)
            : ((Outcome<Change>.Refused)decided).Refusal;
    }

    private async Task<Hit> SaveAsync(AtomicWrite write, Actor actor, string action, Hit before, Change change, CancellationToken cancellationToken)
    {
        var isNote = change.Kind == HitStepKind.Noted;
        var after = change.After with { Revision = isNote ? before.Revision : before.Revision + 1 };
        if (!isNote)
        {
            await HitRows.SaveAsync(write, after, cancellationToken);
        }

        await HitRows.AddStepAsync(write, after.Id, after.Revision, clock.GetUtcNow(), actor, change.Kind, change.Text, cancellationToken);
        await trail.RecordAsync(write, actor, action, new AuditSubject("hit", after.Id.ToString(CultureInfo.InvariantCulture)), new
        {
            after.Revision,
            from = HitRows.Name(before.State),
            to = HitRows.Name(after.State),
            pending = after.Pending is { } pending ? HitRows.Name(pending.State) : null,
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return after;
    }

    private static async Task<Refusal> ChangedAsync(AtomicWrite write, Hit hit, int seen, CancellationToken cancellationToken)
    {
        var steps = await HitRows.StepsSinceAsync(write, hit.Id, seen, cancellationToken);
        var what = steps is [.., var last] ? $"{last.ActorName} at {last.TakenAt:yyyy-MM-dd HH:mm:ss} UTC: {HitRows.Name(last.Kind).Replace('_', ' ')}" : "no step of it carries the revision that was named";
        return new Refusal("hit_changed", $"Hit {hit.Id} is not as you saw it (revision {seen}, now {hit.Revision}): {what}. Read it again, then decide.");
    }

    private static string InWords(HitState state) => HitRows.Name(state).Replace('_', ' ');
}
