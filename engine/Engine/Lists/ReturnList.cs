using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>
/// Returns a list to an earlier version, by two persons: one proposes with a reason, another approves. From then on the files that were seen before are
/// turned away, whoever brings them, until a person lets the return go or another version is put in force: docs/decisions/0010.
/// <para>
/// Refusals in order: no right (<see cref="RightRefusedException"/>), <c>person_needed</c>, the text (<c>reason_too_short</c>, <c>text_too_long</c>,
/// <c>text_unreadable</c>), and what the command itself names.
/// </para>
/// </summary>
public sealed class ReturnList(NpgsqlDataSource postgres, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Proposes to return to a version. Nothing changes yet.</summary>
    /// <param name="actor">A person with <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="versionId">A version that was accepted before, a file and no interim version.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The proposal; also refused <c>list_unknown</c>, <c>list_version_unknown</c>, <c>list_version_in_force</c>, <c>list_version_not_accepted</c>, <c>list_return_waits</c>.</returns>
    public Task<Outcome<ListReturn>> ProposeAsync(Actor actor, string listId, long versionId, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, listId, reason, async (write, list) =>
        {
            if (list.InForce is not { } inForce || list.Newest is { State: ListReturnState.Proposed })
            {
                return list.Newest is { } waiting
                    ? new Refusal("list_return_waits", $"{waiting.ProposedBy} proposed already to return {listId} to version {waiting.VersionId}. Approve or refuse that first.")
                    : new Refusal("list_version_unknown", $"No version of {listId} is in force yet, so there is none to return from.");
            }

            if (await FaultOfAsync(write, listId, versionId, inForce, cancellationToken) is { } fault)
            {
                return fault;
            }

            var id = await write.Command("""
                INSERT INTO list_return (list_id, version_id, away_from, reason, proposed_by_kind, proposed_by_id, proposed_by_name, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING return_id
                """, listId, versionId, inForce, reason.Trim(), actor.Kind.ToString(), actor.Id, actor.Name, clock.GetUtcNow()).ScalarAsync<long>(cancellationToken);
            await trail.RecordAsync(write, actor, "list.return.propose", new AuditSubject("list", listId), new { proposal = id, version = versionId, awayFrom = inForce, reason = reason.Trim() }, cancellationToken);
            return (await ListReturnStore.NewestAsync(write, listId, cancellationToken))!;
        }, cancellationToken);

    /// <summary>Approves what somebody else proposed: the earlier version judges from now on.</summary>
    /// <param name="actor">A person with <see cref="Right.ManageLists"/>, and another one than who proposed.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="versionId">The version that he saw proposed.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The return that stands; also refused <c>list_unknown</c>, <c>list_return_none</c>, <c>list_return_overtaken</c>, <c>four_eyes</c>.</returns>
    public Task<Outcome<ListReturn>> ApproveAsync(Actor actor, string listId, long versionId, CancellationToken cancellationToken) => ChangeAsync(actor, listId, null, async (write, list) =>
    {
        if (NothingProposed(list.Newest, listId, versionId) is { } fault)
        {
            return fault;
        }

        var proposal = list.Newest!;
        if (actor.IsSameAs(ActorKind.Person, proposal.ProposedById))
        {
            return new Refusal("four_eyes", $"{actor.Name} proposed to return {listId} to version {versionId}; another person must approve it.");
        }

        if (list.InForce != proposal.AwayFrom)
        {
            return new Refusal("list_return_overtaken", $"Version {list.InForce} of {listId} was put in force after the return from version {proposal.AwayFrom} was proposed. Refuse the proposal, look at what would go now, and propose it anew if it is still right.");
        }

        var (now, seenUpTo) = (clock.GetUtcNow(), await write.Command("SELECT max(version_id) FROM list_version WHERE list_id = $1", listId).ScalarAsync<long>(cancellationToken));
        var writer = new VersionWriter(write);
        await ListReturnStore.EndAsync(write, actor, listId, $"Version {versionId} was put in force in its place.", now, cancellationToken);
        await ListReturnStore.StepAsync(write, actor, proposal, "approved", "", seenUpTo, now, cancellationToken);
        await writer.ReturnToAsync(actor, listId, versionId, now, cancellationToken);
        var delta = await VersionDelta.ReadAsync(write.Connection, list.InForce, versionId, cancellationToken);
        await trail.RecordAsync(write, actor, "list.return", new AuditSubject("list", listId), new
        {
            proposal = proposal.Id, version = versionId, awayFrom = proposal.AwayFrom, proposedBy = proposal.ProposedById, proposal.Reason,
            added = delta.Added.Count, removed = delta.Removed.Count, changed = delta.Changed.Count, addressesAdded = delta.AddressesAdded.Count, addressesRemoved = delta.AddressesRemoved.Count,
        }, cancellationToken);
        return (await ListReturnStore.NewestAsync(write, listId, cancellationToken))!;
    }, cancellationToken);

    /// <summary>Refuses what was proposed, or takes back what one proposed oneself.</summary>
    /// <param name="actor">A person with <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="versionId">The version that he saw proposed.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The refused return; also refused <c>list_unknown</c>, <c>list_return_none</c>.</returns>
    public Task<Outcome<ListReturn>> RefuseAsync(Actor actor, string listId, long versionId, string reason, CancellationToken cancellationToken) => ChangeAsync(actor, listId, reason, async (write, list) =>
    {
        if (NothingProposed(list.Newest, listId, versionId) is { } fault)
        {
            return fault;
        }

        await ListReturnStore.StepAsync(write, actor, list.Newest!, "refused", reason.Trim(), null, clock.GetUtcNow(), cancellationToken);
        await trail.RecordAsync(write, actor, "list.return.refuse", new AuditSubject("list", listId), new { proposal = list.Newest!.Id, version = versionId, reason = reason.Trim() }, cancellationToken);
        return (await ListReturnStore.NewestAsync(write, listId, cancellationToken))!;
    }, cancellationToken);

    /// <summary>Lets a return go: the version stays in force until the next file, which is no longer turned away. One person is enough, because it leads back to the publisher.</summary>
    /// <param name="actor">A person with <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The ended return; also refused <c>list_unknown</c>, <c>list_return_none</c>.</returns>
    public Task<Outcome<ListReturn>> LetGoAsync(Actor actor, string listId, string reason, CancellationToken cancellationToken) => ChangeAsync(actor, listId, reason, async (write, list) =>
    {
        if (list.Standing is not { } standing)
        {
            return new Refusal("list_return_none", $"No return of {listId} stands; its next file is put in force as any other.");
        }

        var now = clock.GetUtcNow();
        await ListReturnStore.StepAsync(write, actor, standing, "ended", reason.Trim(), null, now, cancellationToken);
        await trail.RecordAsync(write, actor, "list.return.end", new AuditSubject("list", listId), new { proposal = standing.Id, version = standing.VersionId, reason = reason.Trim() }, cancellationToken);
        return standing with { State = ListReturnState.Ended, EndedBy = actor.Name, EndedAt = now, Words = reason.Trim() };
    }, cancellationToken);

    private async Task<Outcome<ListReturn>> ChangeAsync(Actor actor, string listId, string? reason, Func<AtomicWrite, Locked, Task<Outcome<ListReturn>>> change, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageLists);
        if (FaultOf(actor, reason) is { } fault)
        {
            return fault;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        // Locked as a load does; what is read of it, is read by statements of their own.
        var inForce = await write.Command("SELECT version_in_force FROM list WHERE list_id = $1 FOR NO KEY UPDATE", listId).RowsAsync(row => row.IsDBNull(0) ? null : (long?)row.GetInt64(0), cancellationToken);
        if (inForce.Count == 0)
        {
            return new Refusal("list_unknown", $"There is no list '{listId}'.");
        }

        var locked = new Locked(inForce[0], await ListReturnStore.NewestAsync(write, listId, cancellationToken), await ListReturnStore.StandingAsync(write, listId, cancellationToken));
        var outcome = await change(write, locked);
        if (outcome is Outcome<ListReturn>.Done)
        {
            await write.CommitAsync(cancellationToken);
        }

        return outcome;
    }

    private static Refusal? FaultOf(Actor actor, string? reason) => actor.Kind != ActorKind.Person
        ? new Refusal("person_needed", "Two persons return a list to an earlier version, each by his own sign-in; a program or an operator cannot.")
        : reason is null ? null : WrittenText.FaultOfReason(reason);

    private static Refusal? NothingProposed(ListReturn? newest, string listId, long versionId) => newest is { State: ListReturnState.Proposed } proposal && proposal.VersionId == versionId ? null
        : new Refusal("list_return_none", $"No return of {listId} to version {versionId} waits for a second person.");

    private static async Task<Refusal?> FaultOfAsync(AtomicWrite write, string listId, long versionId, long inForce, CancellationToken cancellationToken)
    {
        var found = await write.Command("SELECT status = 'accepted', interim_of IS NOT NULL FROM list_version WHERE list_id = $1 AND version_id = $2", listId, versionId)
            .RowsAsync(row => (Accepted: row.GetBoolean(0), Interim: row.GetBoolean(1)), cancellationToken);
        return found switch
        {
            [] => new Refusal("list_version_unknown", $"There is no version {versionId} of {listId}. usd1 lists show {listId} names those there are."),
            _ when versionId == inForce => new Refusal("list_version_in_force", $"Version {versionId} of {listId} is in force already."),
            [(false, _)] => new Refusal("list_version_not_accepted", $"Version {versionId} of {listId} stands in quarantine and never judged. Approve it, if it is right."),
            [(_, true)] => new Refusal("list_version_not_accepted", $"Version {versionId} of {listId} stood in for a file while that waited. Return to the file before it, or approve the one that waited."),
            _ => null,
        };
    }

    private sealed record Locked(long? InForce, ListReturn? Newest, ListReturn? Standing);
}
