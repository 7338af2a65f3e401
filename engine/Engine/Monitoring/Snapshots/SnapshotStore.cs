using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring.Snapshots;

/// <summary>Which snapshots were written from this database, by their SHA-256. No actor: only the engine's own jobs ask.</summary>
public sealed class SnapshotStore(NpgsqlDataSource postgres, TimeProvider clock)
{
    /// <summary>Whether a snapshot was written from this database.</summary>
    /// <param name="sha256">As its last bytes say.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> KnowsAsync(byte[] sha256, CancellationToken cancellationToken) =>
        await postgres.Command("SELECT count(*) FROM monitoring_snapshot WHERE sha256 = $1", sha256).ScalarAsync<long>(cancellationToken) == 1;

    /// <summary>Writes down that a snapshot is about to get its name.</summary>
    /// <param name="sha256">Of the file.</param>
    /// <param name="batchId">The last batch that it counts.</param>
    /// <param name="sizeBytes">Of the file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task AddAsync(byte[] sha256, long batchId, long sizeBytes, CancellationToken cancellationToken) => postgres.Command("""
        -- Two processes that stand at the same batch write the same file.
        INSERT INTO monitoring_snapshot (sha256, batch_id, size_bytes, written_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """, sha256, batchId, sizeBytes, clock.GetUtcNow()).RunAsync(cancellationToken);

    /// <summary>The snapshots that were written from this database up to a batch.</summary>
    /// <param name="batchId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<WrittenSnapshot>> OfBatchAsync(long batchId, CancellationToken cancellationToken) => postgres.Command("""
        SELECT sha256, size_bytes FROM monitoring_snapshot WHERE batch_id = $1
        """, batchId).RowsAsync(row => new WrittenSnapshot(row.GetFieldValue<byte[]>(0), row.GetInt64(1)), cancellationToken);
}

/// <summary>A snapshot that was written.</summary>
/// <param name="Sha256">Of the file up to its last 32 bytes, which are the same.</param>
/// <param name="SizeBytes">Of the file.</param>
public sealed record WrittenSnapshot(byte[] Sha256, long SizeBytes);
