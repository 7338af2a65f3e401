using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>How a reorganisation enters the ledger.</summary>
public sealed partial class LedgerWriter
{
    /// <summary>
    /// Retracts every row of a source above a fork and sets its checkpoint back to the fork, in one atomic write: before it all of the old branch stands,
    /// after it nothing of it. Numbers go on where they were.
    /// </summary>
    /// <param name="sourceId">Which source.</param>
    /// <param name="after">The checkpoint that the source has come to.</param>
    /// <param name="fork">Where the chain left it.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is then written.</param>
    /// <returns>The checkpoint at the fork, which the new branch continues.</returns>
    /// <exception cref="SourceMovedException">The ledger has another checkpoint: another process follows this source.</exception>
    /// <exception cref="Npgsql.PostgresException">With SQLSTATE 23514: the fork is below what the chain called final, or is not one of these rows.</exception>
    public async Task<SourceCheckpoint> RetractAsync(int sourceId, SourceCheckpoint after, Fork fork, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await DemandCheckpointAsync(write, sourceId, after, cancellationToken);
        var now = clock.GetUtcNow();
        var first = await write.Command("""
            -- From the newest row down: past those that were retracted before and those above the fork, to the first that stays; the first above it that stands is the first to go.
            WITH kept AS (
                SELECT t.sequence FROM transfer t
                WHERE t.source_id = $1 AND t.block_number <= $2 AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)
                ORDER BY t.sequence DESC LIMIT 1)
            SELECT t.sequence FROM transfer t
            WHERE t.source_id = $1 AND t.sequence > COALESCE((SELECT sequence FROM kept), 0)
              AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)
            ORDER BY t.sequence LIMIT 1
            """, sourceId, fork.Number).TryScalarAsync<long>(cancellationToken) ?? after.Sequence + 1;

        // One retraction at a time over all sources, to the commit: readers with a cursor rely on numbers in the order of commits.
        await write.Command("SELECT pg_advisory_xact_lock(hashtext('retraction'))").RunAsync(cancellationToken);
        var branch = await write.Command("""
            INSERT INTO retraction (source_id, from_sequence, to_sequence, from_block, to_block, old_hash, new_hash, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            RETURNING retraction_id
            """, sourceId, first, after.Sequence, fork.FromBlock, after.BlockNumber, fork.OldHash, fork.NewHash, now).ScalarAsync<long>(cancellationToken);
        var checkpoint = await AddCheckpointAsync(write, sourceId, after with { BlockNumber = fork.Number, BlockHash = fork.Hash, Branch = branch, RecordedAt = now }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return checkpoint;
    }

    private static async Task<SourceCheckpoint> AddCheckpointAsync(AtomicWrite write, int sourceId, SourceCheckpoint checkpoint, CancellationToken cancellationToken) => checkpoint with
    {
        CheckpointId = await write.Command("""
            INSERT INTO ingest_checkpoint (source_id, sequence, block_number, block_hash, position, skipped, refused, recorded_at, branch, final_block)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            RETURNING checkpoint_id
            """, sourceId, checkpoint.Sequence, checkpoint.BlockNumber, checkpoint.BlockHash, checkpoint.Position, checkpoint.Skipped, checkpoint.Refused, checkpoint.RecordedAt,
            checkpoint.Branch, checkpoint.FinalBlock).ScalarAsync<long>(cancellationToken),
    };
}
