using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring;

/// <summary>A stretch of a source that was judged.</summary>
/// <param name="BatchId">Ascending in the order of judging.</param>
/// <param name="SourceId">Which source.</param>
/// <param name="FromSequence">Its first transfer.</param>
/// <param name="ToSequence">Its last.</param>
public sealed record MonitoredBatch(long BatchId, int SourceId, long FromSequence, long ToSequence);

/// <summary>
/// Which stretches of which source were judged, in which order: the cursors of monitoring, and what a replay follows. Who adds a row
/// holds the lock until the commit, so that a smaller number never becomes visible after a greater one.
/// </summary>
public sealed class MonitoredBatchStore(NpgsqlDataSource postgres)
{
    /// <summary>Tries to become the one who judges, until the write ends.</summary>
    /// <returns>False while another process judges.</returns>
    internal static Task<bool> TryLockAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT pg_try_advisory_xact_lock(hashtext('monitoring'))").ScalarAsync<bool>(cancellationToken);

    /// <summary>Waits until nobody judges, and lets nobody judge until the write ends.</summary>
    internal static Task LockAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT pg_advisory_xact_lock(hashtext('monitoring'))").RunAsync(cancellationToken);

    /// <summary>The batches behind one, in the order of judging.</summary>
    /// <param name="afterBatchId">The last that was taken; 0 for the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<MonitoredBatch>> AfterAsync(long afterBatchId, CancellationToken cancellationToken) => postgres.Command("""
        SELECT batch_id, source_id, from_sequence, to_sequence FROM monitored_batch WHERE batch_id > $1 ORDER BY batch_id
        """, afterBatchId).RowsAsync(row => new MonitoredBatch(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3)), cancellationToken);

    /// <summary>How far each source was judged: its last sequence. A source without a row was not begun.</summary>
    public async Task<IReadOnlyDictionary<int, long>> CursorsAsync(CancellationToken cancellationToken) => (await postgres.Command("""
        SELECT source_id, max(to_sequence) FROM monitored_batch GROUP BY source_id
        """).RowsAsync(row => KeyValuePair.Create(row.GetInt32(0), row.GetInt64(1)), cancellationToken)).ToDictionary();

    /// <summary>Writes down that a stretch was judged.</summary>
    /// <returns>Its number.</returns>
    internal static Task<long> AddAsync(AtomicWrite write, int sourceId, long fromSequence, long toSequence, long packId, AddressKnowledge knowledge, DateTimeOffset at, CancellationToken cancellationToken) =>
        write.Command("""
            -- The unique key of (source_id, from_sequence) refuses a stretch that was judged already, whatever went wrong before.
            INSERT INTO monitored_batch (source_id, from_sequence, to_sequence, pack_id, list_versions, silent_lists, monitored_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING batch_id
            """, sourceId, fromSequence, toSequence, packId, knowledge.Index.VersionIds.ToArray(), knowledge.Silent.Ids.ToArray(), at).ScalarAsync<long>(cancellationToken);
}
