using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring;

/// <summary>How far the judging of a source has come.</summary>
/// <param name="SourceId">Which source.</param>
/// <param name="Source">Its name.</param>
/// <param name="InLedger">Transfers of it that stand in the ledger.</param>
/// <param name="JudgedUpTo">The last transfer that was judged, by its number there; 0 before the first.</param>
/// <param name="WaitingSince">When the first transfer that is not judged yet came into the ledger, UTC; null where nothing waits.</param>
/// <param name="At">When this was asked, UTC.</param>
public sealed record JudgingProgress(int SourceId, string Source, long InLedger, long JudgedUpTo, DateTimeOffset? WaitingSince, DateTimeOffset At)
{
    /// <summary>Transfers that stand in the ledger and are not judged yet.</summary>
    public long LagTransfers => InLedger - JudgedUpTo;

    /// <summary>For how long the first of them has waited; zero where nothing waits.</summary>
    public TimeSpan Lag => WaitingSince is { } since && since < At ? At - since : TimeSpan.Zero;
}

/// <summary>Holds what is in the ledger against what was judged. Reads only.</summary>
public sealed class JudgingProgressStore(NpgsqlDataSource postgres, TimeProvider clock)
{
    /// <summary>Every source, by name; one that has brought nothing yet stands there with zeros.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<JudgingProgress>> AllAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var now = clock.GetUtcNow();
        return await postgres.Command("""
            -- Three looks at the end or the edge of an index a source: what waits is as cheap to tell as that nothing does.
            SELECT s.source_id, s.name, COALESCE(c.sequence, 0), COALESCE(b.to_sequence, 0), w.recorded_at
            FROM source s
            LEFT JOIN LATERAL (SELECT sequence FROM ingest_checkpoint WHERE source_id = s.source_id ORDER BY checkpoint_id DESC LIMIT 1) c ON true
            LEFT JOIN LATERAL (SELECT to_sequence FROM monitored_batch WHERE source_id = s.source_id ORDER BY to_sequence DESC LIMIT 1) b ON true
            LEFT JOIN LATERAL (SELECT recorded_at FROM ingest_checkpoint WHERE source_id = s.source_id AND sequence > COALESCE(b.to_sequence, 0) ORDER BY sequence LIMIT 1) w ON true
            ORDER BY s.name
            """).RowsAsync(row => new JudgingProgress(row.GetInt32(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4), now), cancellationToken);
    }
}
