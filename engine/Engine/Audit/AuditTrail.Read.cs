using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <content>What auditors read of the trail.</content>
public sealed partial class AuditTrail
{
    /// <summary>A page of the trail, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadAudit"/>.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="before">Only entries with a smaller number, or null for the newest: the cursor of the next page.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(Actor actor, AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadAudit);
        return await postgres.Command("""
            SELECT number, recorded_at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, details, previous_hash, hash
            FROM audit_entry
            WHERE ($1::text IS NULL OR subject_kind = $1) AND ($2::text IS NULL OR subject_id = $2)
              AND ($3::text IS NULL OR (actor_kind = $3 AND actor_id = $4::text))
              AND ($5::timestamptz IS NULL OR recorded_at >= $5) AND ($6::timestamptz IS NULL OR recorded_at < $6) AND number < $7
            ORDER BY number DESC LIMIT $8
            """, filter.SubjectKind, filter.SubjectId, filter.Actor?.Kind, filter.Actor?.Id, filter.From, filter.To, before ?? long.MaxValue, limit).RowsAsync(Read, cancellationToken);
    }

    /// <summary>How many entries there are.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadAudit"/>.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> CountAsync(Actor actor, AuditFilter filter, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadAudit);
        return await postgres.Command("""
            SELECT count(*) FROM audit_entry
            WHERE ($1::text IS NULL OR subject_kind = $1) AND ($2::text IS NULL OR subject_id = $2)
              AND ($3::text IS NULL OR (actor_kind = $3 AND actor_id = $4::text))
              AND ($5::timestamptz IS NULL OR recorded_at >= $5) AND ($6::timestamptz IS NULL OR recorded_at < $6)
            """, filter.SubjectKind, filter.SubjectId, filter.Actor?.Kind, filter.Actor?.Id, filter.From, filter.To).ScalarAsync<long>(cancellationToken);
    }

    /// <summary>Every kind of thing that the trail has entries about, by name.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadAudit"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<string>> SubjectKindsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadAudit);
        return await postgres.Command("""
            -- From one kind to the next down the index: a trail of millions has a dozen kinds, and DISTINCT would read it whole.
            WITH RECURSIVE step AS (
                (SELECT subject_kind FROM audit_entry ORDER BY subject_kind LIMIT 1)
                UNION ALL
                SELECT further.subject_kind FROM step CROSS JOIN LATERAL
                    (SELECT subject_kind FROM audit_entry e WHERE e.subject_kind > step.subject_kind ORDER BY e.subject_kind LIMIT 1) further)
            SELECT subject_kind FROM step
            """).RowsAsync(row => row.GetString(0), cancellationToken);
    }

    /// <summary>Everybody who ever acted, by kind and the name that he last had.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadAudit"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<AuditActorName>> ActorsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadAudit);
        return await postgres.Command("""
            -- The same walk; the newest entry of each actor, which stands first, has his name.
            WITH RECURSIVE step AS (
                (SELECT actor_kind, actor_id, actor_name FROM audit_entry ORDER BY actor_kind, actor_id, number DESC LIMIT 1)
                UNION ALL
                SELECT further.* FROM step CROSS JOIN LATERAL
                    (SELECT actor_kind, actor_id, actor_name FROM audit_entry e WHERE (e.actor_kind, e.actor_id) > (step.actor_kind, step.actor_id)
                     ORDER BY e.actor_kind, e.actor_id, e.number DESC LIMIT 1) further)
            SELECT actor_kind, actor_id, actor_name FROM step ORDER BY actor_kind, lower(actor_name), actor_id
            """).RowsAsync(row => new AuditActorName(new AuditActor(row.GetString(0), row.GetString(1)), row.GetString(2)), cancellationToken);
    }
}
