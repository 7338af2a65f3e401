using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>Puts a version in force that stood in quarantine though it could be read: by a second person.</summary>
public sealed class ApproveListVersion(NpgsqlDataSource postgres, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Approves a version and puts it in force, without a reason.</summary>
    /// <inheritdoc cref="ApproveAsync(Actor, long, string, CancellationToken)"/>
    public Task<Outcome<ListLoad>> ApproveAsync(Actor actor, long versionId, CancellationToken cancellationToken) => ApproveAsync(actor, versionId, "", cancellationToken);

    /// <summary>Approves a version and puts it in force.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>, and is another one than who loaded it.</param>
    /// <param name="versionId">In quarantine, with parties in it.</param>
    /// <param name="reason">Why it is right although it was quarantined; kept in the audit trail. Empty where nobody asked for one.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The version in force with its delta; or <c>list_version_unknown</c>, <c>list_version_not_quarantined</c>, <c>list_version_unreadable</c>, <c>list_version_superseded</c>, <c>four_eyes</c>.</returns>
    public async Task<Outcome<ListLoad>> ApproveAsync(Actor actor, long versionId, string reason, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageLists);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        // The list is locked first, as a load does, and read by a statement of its own: that one sees what a load before it did.
        await write.Command("SELECT FROM list WHERE list_id = (SELECT list_id FROM list_version WHERE version_id = $1) FOR NO KEY UPDATE", versionId).RunAsync(cancellationToken);
        var waiting = await write.Command("""
            SELECT v.list_id, v.status, v.parties, v.loaded_by_kind, v.loaded_by_id, l.version_in_force,
                   (SELECT o.version_id FROM list_version o WHERE o.list_id = v.list_id AND o.sha256 = v.sha256 AND o.status = 'accepted'),
                   -- It waits for what it takes away, and what judges now is no longer the version that stands in for it.
                   (SELECT max(i.version_id) FROM list_version i WHERE i.interim_of = v.version_id) IS DISTINCT FROM l.version_in_force
                   AND EXISTS (SELECT FROM list_version i WHERE i.interim_of = v.version_id)
            FROM list_version v JOIN list l USING (list_id) WHERE v.version_id = $1
            """, versionId).RowAsync(row => new Waiting(row.GetString(0), row.GetString(1), row.GetInt32(2), Enum.Parse<ActorKind>(row.GetString(3)), row.GetString(4),
                row.IsDBNull(5) ? null : row.GetInt64(5), row.IsDBNull(6) ? null : row.GetInt64(6), row.GetBoolean(7)), cancellationToken);
        if (Refuse(waiting, actor, versionId) is { } refusal)
        {
            return refusal;
        }

        var (listId, now, writer) = (waiting!.ListId, clock.GetUtcNow(), new VersionWriter(write));
        await write.Command("UPDATE list_version SET status = 'accepted', reason = '', approved_by_kind = $2, approved_by_id = $3, approved_at = $4 WHERE version_id = $1",
            versionId, actor.Kind.ToString(), actor.Id, now).RunAsync(cancellationToken);
        await writer.PutInForceAsync(actor, listId, versionId, now, cancellationToken);
        var delta = await VersionDelta.ReadAsync(write.Connection, waiting.InForce, versionId, cancellationToken);
        await trail.RecordAsync(write, actor, "list.approve", new AuditSubject("list", listId), new { version = versionId, replaces = waiting.InForce, loadedBy = waiting.LoadedById, reason }, cancellationToken);
        var version = await writer.ReadAsync(versionId, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new ListLoad(version, delta, Confirmed: false);
    }

    private static Refusal? Refuse(Waiting? waiting, Actor actor, long versionId) => waiting switch
    {
        null => new Refusal("list_version_unknown", $"There is no list version {versionId}."),
        { Status: not "quarantined" } => new Refusal("list_version_not_quarantined", $"Version {versionId} does not stand in quarantine; it was accepted when it was loaded. Load its file again to put it in force."),
        { Parties: 0 } => new Refusal("list_version_unreadable", $"Version {versionId} could not be read, so there is nothing to put in force. Fetch the file again and load it."),
        { SameAccepted: { } other } => new Refusal("list_version_not_quarantined", $"Version {versionId} is the same file as version {other}, which was accepted. Load that file again to put it in force."),
        { IsSuperseded: true } => new Refusal("list_version_superseded", $"Version {versionId} was overtaken: version {waiting.InForce} of {waiting.ListId} was put in force after it, and approving this one would take its additions away. Approve the version that waits now, or load the file again."),
        _ when actor.IsSameAs(waiting.LoadedByKind, waiting.LoadedById) => new Refusal("four_eyes", $"{actor.Name} loaded version {versionId}; another person must approve it."),
        _ => null,
    };

    private sealed record Waiting(string ListId, string Status, int Parties, ActorKind LoadedByKind, string LoadedById, long? InForce, long? SameAccepted, bool IsSuperseded);
}
