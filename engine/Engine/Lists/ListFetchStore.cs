using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>An attempt to fetch a list, as it is kept.</summary>
/// <param name="ListId">Which list.</param>
/// <param name="Url">As the file of lists has it.</param>
/// <param name="At">UTC.</param>
/// <param name="Status">The last HTTP status; null where no answer came.</param>
/// <param name="Bytes">Of the body, as far as it came.</param>
/// <param name="Sha256">Of the body, lower-case hex; null where it did not come whole.</param>
/// <param name="Outcome">not_modified, fetched or failed.</param>
/// <param name="Code">Why it failed; empty otherwise.</param>
/// <param name="Error">The same in a sentence; empty otherwise.</param>
/// <param name="VersionId">What the file became, in quarantine or not; null where there was none.</param>
/// <param name="Became">What was done with it then: in_force, interim, confirmed, quarantined or turned_away; null where nothing came.</param>
public sealed record ListFetch(string ListId, string Url, DateTimeOffset At, int? Status, long Bytes, string? Sha256, string Outcome, string Code, string Error, long? VersionId, string? Became);

/// <summary>Every attempt to fetch a list, as rows that nobody changes.</summary>
public sealed class ListFetchStore(NpgsqlDataSource postgres, TimeProvider clock)
{
    /// <summary>The latest attempts, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Which list; null for all.</param>
    /// <param name="limit">Rows at the most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<ListFetch>> LatestAsync(Actor actor, string? listId, int limit, CancellationToken cancellationToken)
    {
        if (!actor.May(Right.ManageLists))
        {
            actor.Demand(Right.ReadCases);
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, 500));
        return postgres.Command("""
            SELECT list_id, url, at, status, bytes, sha256, outcome, code, error, version_id, became FROM list_fetch
            WHERE $1::text IS NULL OR list_id = $1 ORDER BY fetch_id DESC LIMIT $2
            """, listId, limit).RowsAsync(row => new ListFetch(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.IsDBNull(3) ? null : row.GetInt32(3), row.GetInt64(4),
                row.IsDBNull(5) ? null : Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.GetString(6), row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : row.GetInt64(9), row.IsDBNull(10) ? null : row.GetString(10)), cancellationToken);
    }

    /// <summary>When each list was last asked for, and whether that failed. No actor: only the engine's own jobs read it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyDictionary<string, ListAttempt>> LastAsync(CancellationToken cancellationToken) => (await postgres.Command("""
        SELECT DISTINCT ON (list_id) list_id, at, outcome = 'failed' FROM list_fetch ORDER BY list_id, fetch_id DESC
        """).RowsAsync(row => (List: row.GetString(0), Attempt: new ListAttempt(row.GetFieldValue<DateTimeOffset>(1), row.GetBoolean(2))), cancellationToken)).ToDictionary(row => row.List, row => row.Attempt);

    /// <summary>
    /// The publisher's marks of the file that judges now, waits beside an interim version, or is turned away by a return that stands, as this very address
    /// gave them. Those of a file that was refused are not asked with: "not modified" would then confirm what never judged.
    /// </summary>
    internal Task<FetchMarks?> MarksAsync(string listId, Uri url, CancellationToken cancellationToken) => postgres.Command("""
        SELECT f.etag, f.last_modified, f.version_id
        FROM list_fetch f JOIN list l USING (list_id) JOIN list_version v ON v.version_id = l.version_in_force
        LEFT JOIN LATERAL (
            SELECT a.version_id, a.interim_of FROM list_return r JOIN list_return_step s ON s.return_id = r.return_id AND s.kind = 'approved' JOIN list_version a ON a.version_id = r.away_from
            WHERE r.list_id = l.list_id AND NOT EXISTS (SELECT FROM list_return_step e WHERE e.return_id = r.return_id AND e.kind = 'ended') ORDER BY r.return_id DESC LIMIT 1
        ) away ON true
        WHERE f.list_id = $1 AND f.url = $2 AND f.outcome = 'fetched' AND f.version_id IN (v.version_id, v.interim_of, away.version_id, away.interim_of) AND (f.etag IS NOT NULL OR f.last_modified IS NOT NULL)
        ORDER BY f.fetch_id DESC LIMIT 1
        """, listId, url.AbsoluteUri).RowAsync(row => new FetchMarks(row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2)), cancellationToken);

    internal async Task<ListFetch> RecordAsync(string listId, Uri url, ListFetching fetching, ListLoad? load, CancellationToken cancellationToken)
    {
        var (whole, failed, now) = (fetching as ListFetching.Whole, fetching as ListFetching.Failed, clock.GetUtcNow());
        var outcome = whole is not null ? "fetched" : failed is not null ? "failed" : "not_modified";
        await postgres.Command("""
            INSERT INTO list_fetch (list_id, url, at, status, bytes, sha256, etag, last_modified, outcome, code, error, version_id, became)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """, listId, url.AbsoluteUri, now, fetching.Status, fetching.Bytes, whole?.Sha256, whole?.ETag, whole?.LastModified, outcome, failed?.Code ?? "", failed?.Reason ?? "", load?.Version.VersionId, load?.Became).RunAsync(cancellationToken);
        return new ListFetch(listId, url.AbsoluteUri, now, fetching.Status, fetching.Bytes, whole is null ? null : Convert.ToHexStringLower(whole.Sha256), outcome, failed?.Code ?? "", failed?.Reason ?? "", load?.Version.VersionId, load?.Became);
    }
}
