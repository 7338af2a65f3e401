using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>Returns to earlier versions, as rows that nobody changes: proposals, and the steps that were taken on them.</summary>
public sealed class ListReturnStore(NpgsqlDataSource postgres)
{
    /// <summary>The returns of a list, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<ListReturn>> OfListAsync(Actor actor, string listId, CancellationToken cancellationToken)
    {
        ListStore.DemandReading(actor);
        return postgres.Command("""
            SELECT r.return_id, r.list_id, r.version_id, r.away_from, r.reason, r.proposed_by_id, r.proposed_by_name, r.proposed_at, d.kind, d.taken_by_name, d.taken_at, d.reason, d.seen_up_to, e.taken_by_name, e.taken_at, e.reason
            FROM list_return r
            LEFT JOIN list_return_step d ON d.return_id = r.return_id AND d.kind IN ('approved', 'refused')
            LEFT JOIN list_return_step e ON e.return_id = r.return_id AND e.kind = 'ended'
            WHERE r.list_id = $1 ORDER BY r.return_id DESC
            """, listId).RowsAsync(Read, cancellationToken);
    }

    /// <summary>The newest return of a list, inside the write that holds the list locked: only that one can be proposed or stand.</summary>
    internal static Task<ListReturn?> NewestAsync(AtomicWrite write, string listId, CancellationToken cancellationToken) => write.Command("""
        SELECT r.return_id, r.list_id, r.version_id, r.away_from, r.reason, r.proposed_by_id, r.proposed_by_name, r.proposed_at, d.kind, d.taken_by_name, d.taken_at, d.reason, d.seen_up_to, e.taken_by_name, e.taken_at, e.reason
        FROM list_return r
        LEFT JOIN list_return_step d ON d.return_id = r.return_id AND d.kind IN ('approved', 'refused')
        LEFT JOIN list_return_step e ON e.return_id = r.return_id AND e.kind = 'ended'
        WHERE r.list_id = $1 ORDER BY r.return_id DESC LIMIT 1
        """, listId).RowAsync(Read, cancellationToken);

    /// <summary>The return of a list that stands, or null: there is one at the most, and a later proposal may wait beside it.</summary>
    internal static Task<ListReturn?> StandingAsync(AtomicWrite write, string listId, CancellationToken cancellationToken) => write.Command("""
        SELECT r.return_id, r.list_id, r.version_id, r.away_from, r.reason, r.proposed_by_id, r.proposed_by_name, r.proposed_at, d.kind, d.taken_by_name, d.taken_at, d.reason, d.seen_up_to, NULL::text, NULL::timestamptz, NULL::text
        FROM list_return r JOIN list_return_step d ON d.return_id = r.return_id AND d.kind = 'approved'
        WHERE r.list_id = $1 AND NOT EXISTS (SELECT FROM list_return_step e WHERE e.return_id = r.return_id AND e.kind = 'ended')
        ORDER BY r.return_id DESC LIMIT 1
        """, listId).RowAsync(Read, cancellationToken);

    /// <summary>Writes a step. The database refuses an approval by who proposed.</summary>
    internal static Task StepAsync(AtomicWrite write, Actor actor, ListReturn proposal, string kind, string reason, long? seenUpTo, DateTimeOffset now, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO list_return_step (return_id, proposed_by_kind, proposed_by_id, kind, reason, seen_up_to, taken_by_kind, taken_by_id, taken_by_name, taken_at)
        VALUES ($1, 'Person', $2, $3, $4, $5, $6, $7, $8, $9)
        """, proposal.Id, proposal.ProposedById, kind, reason, seenUpTo, actor.Kind.ToString(), actor.Id, actor.Name, now).RunAsync(cancellationToken);

    /// <summary>Ends the return that stands, if one does: another version was put in force.</summary>
    internal static async Task EndAsync(AtomicWrite write, Actor actor, string listId, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await StandingAsync(write, listId, cancellationToken) is { } standing)
        {
            await StepAsync(write, actor, standing, "ended", reason, null, now, cancellationToken);
        }
    }

    private static ListReturn Read(NpgsqlDataReader row)
    {
        var (decision, ended) = (row.IsDBNull(8) ? null : row.GetString(8), !row.IsDBNull(14));
        var state = ended ? ListReturnState.Ended : decision switch { null => ListReturnState.Proposed, "refused" => ListReturnState.Refused, _ => ListReturnState.Standing };
        return new ListReturn(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetFieldValue<DateTimeOffset>(7), state,
            row.IsDBNull(9) ? null : row.GetString(9), row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10), ended ? row.GetString(13) : null, ended ? row.GetFieldValue<DateTimeOffset>(14) : null,
            ended ? row.GetString(15) : decision == "refused" ? row.GetString(11) : "") { SeenUpTo = row.IsDBNull(12) ? null : row.GetInt64(12) };
    }
}
