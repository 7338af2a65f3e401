using Npgsql;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring;

/// <summary>A stretch of a source that was judged.</summary>
/// <param name="BatchId">Ascending in the order of judging.</param>
/// <param name="SourceId">Which source.</param>
/// <param name="FromSequence">Its first transfer.</param>
/// <param name="ToSequence">Its last.</param>
/// <param name="Known">What was known of addresses then.</param>
/// <param name="RetractionId">The newest retraction that was known then: rows that it or an earlier one took were passed over.</param>
public sealed record MonitoredBatch(long BatchId, int SourceId, long FromSequence, long ToSequence, KnownThen Known, long RetractionId)
{
    /// <summary>How many rows of the source it spans, retracted ones too.</summary>
    public long Rows => ToSequence - FromSequence + 1;
}

/// <summary>What was known of addresses while a batch was judged, by number: enough to make it again.</summary>
/// <param name="PackId">The rule pack.</param>
/// <param name="ListVersions">The list versions in force, ascending.</param>
/// <param name="SilentLists">Lists that were missing or stale.</param>
/// <param name="LabelImport">The newest import of labels, 0 before the first; null where that was not kept yet.</param>
public sealed record KnownThen(long PackId, long[] ListVersions, string[] SilentLists, long? LabelImport)
{
    /// <summary>Whether the same was known of addresses, whatever the rules were.</summary>
    public bool IsTheSame(KnownThen other) => ListVersions.AsSpan().SequenceEqual(other.ListVersions) && SilentLists.AsSpan().SequenceEqual(other.SilentLists) && LabelImport == other.LabelImport;
}

/// <summary>A retraction that monitoring has taken up.</summary>
/// <param name="RetractionId">Which.</param>
/// <param name="AfterBatchId">The last batch that was judged before.</param>
/// <param name="Alerts">How many alerts and repeats rest on rows that it took.</param>
public sealed record MonitoredRetraction(long RetractionId, long AfterBatchId, int Alerts);

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
        SELECT batch_id, source_id, from_sequence, to_sequence, pack_id, list_versions, silent_lists, label_import, retraction_id FROM monitored_batch WHERE batch_id > $1 ORDER BY batch_id
        """, afterBatchId).RowsAsync(Read, cancellationToken);

    /// <summary>A batch, or null.</summary>
    /// <param name="batchId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<MonitoredBatch?> FindAsync(long batchId, CancellationToken cancellationToken) => postgres.Command("""
        SELECT batch_id, source_id, from_sequence, to_sequence, pack_id, list_versions, silent_lists, label_import, retraction_id FROM monitored_batch WHERE batch_id = $1
        """, batchId).RowAsync(Read, cancellationToken);

    /// <summary>The last batch that was judged; 0 before the first.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> NewestAsync(CancellationToken cancellationToken) => await postgres.Command("SELECT max(batch_id) FROM monitored_batch").TryScalarAsync<long>(cancellationToken) ?? 0;

    /// <summary>The batch in which a transfer was judged, or null.</summary>
    /// <param name="transfer">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<MonitoredBatch?> OfTransferAsync(TransferId transfer, CancellationToken cancellationToken) => postgres.Command("""
        SELECT batch_id, source_id, from_sequence, to_sequence, pack_id, list_versions, silent_lists, label_import, retraction_id FROM monitored_batch
        WHERE source_id = $1 AND from_sequence <= $2 AND to_sequence >= $2
        """, transfer.SourceId, transfer.Sequence).RowAsync(Read, cancellationToken);

    /// <summary>The newest retraction that monitoring has taken up by a batch; 0 before the first.</summary>
    /// <param name="upToBatchId">Null for by now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> NewestRetractionAsync(long? upToBatchId, CancellationToken cancellationToken) => await postgres.Command("""
        SELECT max(retraction_id) FROM monitored_retraction WHERE $1::bigint IS NULL OR after_batch_id < $1
        """, upToBatchId).TryScalarAsync<long>(cancellationToken) ?? 0;

    /// <summary>Writes down that a retraction was taken up, with how many alerts rest on its rows.</summary>
    internal static Task<MonitoredRetraction?> AddAsync(AtomicWrite write, Retraction retraction, long afterBatchId, DateTimeOffset at, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO monitored_retraction (retraction_id, after_batch_id, alerts, taken_at)
        SELECT $1, $2, (SELECT count(*) FROM alert a JOIN retracted_transfer x USING (source_id, sequence) WHERE x.retraction_id = $1 AND x.source_id = $4)
                     + (SELECT count(*) FROM alert_repeat r JOIN retracted_transfer x USING (source_id, sequence) WHERE x.retraction_id = $1 AND x.source_id = $4), $3
        RETURNING retraction_id, after_batch_id, alerts
        """, retraction.RetractionId, afterBatchId, at, retraction.SourceId).RowAsync(row => new MonitoredRetraction(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2)), cancellationToken);

    /// <summary>How far each source was judged: its last sequence. A source without a row was not begun.</summary>
    public async Task<IReadOnlyDictionary<int, long>> CursorsAsync(CancellationToken cancellationToken) => (await postgres.Command("""
        SELECT source_id, max(to_sequence) FROM monitored_batch GROUP BY source_id
        """).RowsAsync(row => KeyValuePair.Create(row.GetInt32(0), row.GetInt64(1)), cancellationToken)).ToDictionary();

    /// <summary>Writes down that a stretch was judged.</summary>
    /// <returns>Its number.</returns>
    internal static Task<long> AddAsync(AtomicWrite write, int sourceId, long fromSequence, long toSequence, KnownThen known, long retractionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        write.Command("""
            -- The unique key of (source_id, from_sequence) refuses a stretch that was judged already, whatever went wrong before.
            INSERT INTO monitored_batch (source_id, from_sequence, to_sequence, pack_id, list_versions, silent_lists, label_import, retraction_id, monitored_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING batch_id
            """, sourceId, fromSequence, toSequence, known.PackId, known.ListVersions, known.SilentLists, known.LabelImport, retractionId, at).ScalarAsync<long>(cancellationToken);

    private static MonitoredBatch Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3),
        new KnownThen(row.GetInt64(4), row.GetFieldValue<long[]>(5), row.GetFieldValue<string[]>(6), row.IsDBNull(7) ? null : row.GetInt64(7)), row.GetInt64(8));
}
