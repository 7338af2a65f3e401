using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Hits;

/// <summary>Which hits are asked for: every part that is given must hold.</summary>
/// <param name="State">Only hits in that state; null for all that wait for somebody, unless <paramref name="Decided"/>.</param>
/// <param name="Decided">Whether hits that wait for nobody are shown beside the others.</param>
/// <param name="ListId">Only hits with an entry of this list.</param>
/// <param name="Kind">Only about this kind of subject.</param>
/// <param name="Subject">Only about this subject.</param>
/// <param name="Overdue">Only those that should have been decided by now.</param>
/// <param name="Pending">Only those that wait for a second person.</param>
/// <param name="Release">Only true matches whose entry is gone.</param>
public sealed record HitFilter(HitState? State = null, bool Decided = false, string? ListId = null, HitSubjectKind? Kind = null, HitSubject? Subject = null, bool Overdue = false, bool Pending = false, bool Release = false);

/// <summary>How many hits wait, for the overview.</summary>
/// <param name="Open">Undecided and not proposed.</param>
/// <param name="Pending">Waiting for a second person.</param>
/// <param name="Release">True matches whose entry is gone.</param>
/// <param name="Overdue">Of all these, those past their time.</param>
public sealed record HitCounts(long Open, long Pending, long Release, long Overdue);

/// <summary>Hits, their entries and their timelines as rows. All reads need <see cref="Right.ReadCases"/>.</summary>
public sealed class HitStore(NpgsqlDataSource postgres, TimeProvider clock)
{
    /// <summary>The queue: what waits for somebody first, and of that what is due first; then what was decided, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which hits.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<Hit>> QueueAsync(Actor actor, HitFilter filter, int offset, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        object?[] values = [filter.State is { } state ? HitRows.Name(state) : null, filter.Decided || filter.State is not null || filter.Subject is not null, filter.ListId, filter.Kind is { } kind ? HitRows.Name(kind) : null,
            filter.Subject is { } subject ? HitRows.Name(subject.Kind) : null, filter.Subject?.Id, filter.Overdue ? clock.GetUtcNow() : null, filter.Pending, filter.Release];
        var total = await postgres.Command("""
            SELECT count(*) FROM hit h
            WHERE ($1::text IS NULL OR h.state = $1) AND ($2 OR h.state = 'open' OR h.pending IS NOT NULL OR (h.state = 'true_match' AND h.gone_at IS NOT NULL))
              AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM hit_entry e WHERE e.hit_id = h.hit_id AND e.list_id = $3)) AND ($4::text IS NULL OR h.subject_kind = $4)
              AND ($5::text IS NULL OR (h.subject_kind = $5 AND h.subject_id = $6))
              AND ($7::timestamptz IS NULL OR (h.due_at < $7 AND (h.state = 'open' OR h.pending IS NOT NULL OR (h.state = 'true_match' AND h.gone_at IS NOT NULL))))
              AND (NOT $8 OR h.pending IS NOT NULL) AND (NOT $9 OR (h.state = 'true_match' AND h.gone_at IS NOT NULL))
            """, values).ScalarAsync<long>(cancellationToken);
        var rows = await postgres.Command(HitRows.Select + """
            WHERE ($1::text IS NULL OR h.state = $1) AND ($2 OR h.state = 'open' OR h.pending IS NOT NULL OR (h.state = 'true_match' AND h.gone_at IS NOT NULL))
              AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM hit_entry e WHERE e.hit_id = h.hit_id AND e.list_id = $3)) AND ($4::text IS NULL OR h.subject_kind = $4)
              AND ($5::text IS NULL OR (h.subject_kind = $5 AND h.subject_id = $6))
              AND ($7::timestamptz IS NULL OR (h.due_at < $7 AND (h.state = 'open' OR h.pending IS NOT NULL OR (h.state = 'true_match' AND h.gone_at IS NOT NULL))))
              AND (NOT $8 OR h.pending IS NOT NULL) AND (NOT $9 OR (h.state = 'true_match' AND h.gone_at IS NOT NULL))
            ORDER BY (h.state = 'open' OR h.pending IS NOT NULL OR (h.state = 'true_match' AND h.gone_at IS NOT NULL)) DESC,
                     CASE WHEN h.state = 'open' OR h.pending IS NOT NULL OR (h.state = 'true_match' AND h.gone_at IS NOT NULL) THEN h.due_at END, h.decided_at DESC, h.score DESC, h.hit_id
            OFFSET $10 LIMIT $11
            """, [.. values, offset, limit]).RowsAsync(HitRows.Read, cancellationToken);
        return new Page<Hit>(rows, total);
    }

    /// <summary>One hit, or null when there is none of that number.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="hitId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Hit?> FindAsync(Actor actor, long hitId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command(HitRows.Select + """
            WHERE h.hit_id = $1
            """, hitId).RowAsync(HitRows.Read, cancellationToken);
    }

    /// <summary>Its entries with their newest comparisons, the best first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="hitId">Whose.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<HitEntry>> EntriesAsync(Actor actor, long hitId, CancellationToken cancellationToken) => EntriesAsync(actor, hitId, all: false, cancellationToken);

    /// <summary>The same; or every comparison that was ever made for it, also those that a later one of the same entry stands for.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="hitId">Whose.</param>
    /// <param name="all">Whether the earlier ones are among them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<HitEntry>> EntriesAsync(Actor actor, long hitId, bool all, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT e.entry_id, e.list_id, e.entry_key, e.version_id, e.kind, e.score, e.threshold, e.full_name, e.weak, e.blocking, e.asked, e.matched, encode(e.policy_sha256, 'hex'), e.explanation::text, e.found_at,
                   EXISTS (SELECT 1 FROM list l JOIN list_version_entry m ON m.version_id = l.version_in_force JOIN list_entry s ON s.entry_id = m.entry_id
                           WHERE l.list_id = e.list_id AND s.list_id = e.list_id AND s.entry_key = e.entry_key)
            FROM (SELECT DISTINCT ON (entry_id) * FROM hit_entry WHERE hit_id = $1 AND NOT $2 ORDER BY entry_id, hit_entry_id DESC) e
            UNION ALL
            SELECT e.entry_id, e.list_id, e.entry_key, e.version_id, e.kind, e.score, e.threshold, e.full_name, e.weak, e.blocking, e.asked, e.matched, encode(e.policy_sha256, 'hex'), e.explanation::text, e.found_at,
                   EXISTS (SELECT 1 FROM list l JOIN list_version_entry m ON m.version_id = l.version_in_force JOIN list_entry s ON s.entry_id = m.entry_id
                           WHERE l.list_id = e.list_id AND s.list_id = e.list_id AND s.entry_key = e.entry_key)
            FROM hit_entry e WHERE e.hit_id = $1 AND $2
            ORDER BY 6 DESC, 2, 1, 15
            """, hitId, all).RowsAsync(row => new HitEntry(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), HitRows.Word<HitKind>(row.GetString(4)), row.GetFloat(5), row.GetFloat(6),
                row.GetBoolean(7), row.GetBoolean(8), row.GetBoolean(9), row.GetString(10), row.GetString(11), row.IsDBNull(12) ? null : row.GetString(12), row.GetString(13),
                row.GetFieldValue<DateTimeOffset>(14), row.GetBoolean(15)), cancellationToken);
    }

    /// <summary>The timeline, first step first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="hitId">Whose.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<HitStep>> StepsAsync(Actor actor, long hitId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("SELECT step_id, hit_id, revision, taken_at, actor_kind, actor_id, actor_name, kind, text FROM hit_step WHERE hit_id = $1 ORDER BY step_id", hitId)
            .RowsAsync(HitRows.ReadStep, cancellationToken);
    }

    /// <summary>How many hits wait.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<HitCounts> CountsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var counts = await postgres.Command("""
            SELECT count(*) FILTER (WHERE state = 'open' AND pending IS NULL), count(*) FILTER (WHERE pending IS NOT NULL), count(*) FILTER (WHERE state = 'true_match' AND gone_at IS NOT NULL), count(*) FILTER (WHERE due_at < $1)
            FROM hit WHERE state = 'open' OR pending IS NOT NULL OR (state = 'true_match' AND gone_at IS NOT NULL)
            """, clock.GetUtcNow()).RowAsync(row => new HitCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), cancellationToken);
        return counts!;
    }

    /// <summary>The number of the newest step of any hit, or null before the first: the cheap question of whoever shows them as they come.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<long?> NewestStepIdAsync(CancellationToken cancellationToken) => postgres.Command("SELECT max(step_id) FROM hit_step").TryScalarAsync<long>(cancellationToken);
}
