using Microsoft.Extensions.Logging;
using Npgsql;

namespace Usd1Compliance.Monitoring.Snapshots;

/// <summary>
/// Writes down what monitoring keeps: after so many judged transfers, when nothing came for an hour, and at an orderly stop. Nothing is judged meanwhile, and nothing of
/// the database is held. Where it cannot be done it is told, and judging goes on: only the next start takes longer.
/// </summary>
/// <remarks>Not for calls at once: who judges calls it between two batches.</remarks>
public sealed class KeepSnapshots(SnapshotSettings settings, SnapshotStore snapshots, MonitoredBatchStore batches, TimeProvider clock, ILogger<KeepSnapshots> log)
{
    private long? quietSince;           // timestamp of the clock

    /// <summary>Writes a snapshot where one is due.</summary>
    /// <param name="state">What is kept; null where nothing is just now.</param>
    /// <param name="judged">How many transfers were judged since it was asked last; 0 where none waited.</param>
    /// <param name="cancellationToken">Ends the wait for the database; the writing itself is not ended by it.</param>
    public async Task WhenDueAsync(MonitoringState? state, int judged, CancellationToken cancellationToken)
    {
        quietSince = judged == 0 && quietSince is not null ? quietSince : clock.GetTimestamp();
        if (state?.TakenSince >= settings.Every || clock.GetElapsedTime(quietSince.Value) >= settings.Quiet)
        {
            quietSince = null;
            await NowAsync(state, cancellationToken);
        }
    }

    /// <summary>Writes a snapshot where anything is final that the last one does not hold.</summary>
    /// <param name="state">What is kept; null where nothing is just now.</param>
    /// <param name="cancellationToken">Ends the wait for the database; the writing itself is not ended by it.</param>
    public async Task NowAsync(MonitoringState? state, CancellationToken cancellationToken)
    {
        if (settings.Folder is not { } path || state is null || state.IsWritten)
        {
            return;
        }

        state.Writing();
        try
        {
            await WriteAsync(new SnapshotFolder(path), state, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NpgsqlException)
        {
            log.LogError(failure, "No snapshot was written in {Folder}, or an old one not removed: {Reason} Judging goes on, and the next start takes longer. Look at the room on the disk, the rights of the folder and the database", path, failure.Message);
        }
    }

    private async Task WriteAsync(SnapshotFolder folder, MonitoringState state, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        var batch = await batches.FindAsync(state.FinalBatchId, cancellationToken) ?? throw new InvalidDataException($"Batch {state.FinalBatchId} was judged, and is not in the database. Restore it from a backup.");
        var unfinished = folder.Begin();
        try
        {
            var head = SnapshotHead.Of(batch, state);
            // Locked until it has its name: no other process takes it for what a killed one has left.
            await using var file = SnapshotFile.Create(unfinished);
            var (sha256, bytes) = SnapshotFile.Write(file, head, state);
            // The row first: a file that has its name is known. Killed between the two, a row stands for a file that there is not.
            await snapshots.AddAsync(sha256, batch.BatchId, bytes, cancellationToken);
            var name = folder.Finish(unfinished, head);
            state.WrittenAs(head.RetractionId, batch.BatchId);
            log.LogInformation("Snapshot {Name} is written: {Bytes} bytes in {Seconds:0.0} s", Path.GetFileName(name), bytes, clock.GetElapsedTime(begun).TotalSeconds);
        }
        finally
        {
            File.Delete(unfinished);        // nothing where it has its name now
        }

        await RemoveOldAsync(folder, cancellationToken);
    }

    // Only what was written from this database: what else lies there is not ours to remove.
    private async Task RemoveOldAsync(SnapshotFolder folder, CancellationToken cancellationToken)
    {
        var kept = 0;
        foreach (var file in folder.Files())
        {
            if (SnapshotFile.SumOf(file) is { } sum && await snapshots.KnowsAsync(sum, cancellationToken) && ++kept > settings.Kept)
            {
                File.Delete(file);
            }
        }
    }
}
