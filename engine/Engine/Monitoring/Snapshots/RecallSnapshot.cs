using Microsoft.Extensions.Logging;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Snapshots;

/// <summary>
/// Brings back what was kept from the newest snapshot that this build can read and this database stands behind. Whatever is wrong with one is told, with a word, and the
/// one before is tried; without any the memory is rebuilt from the ledger, and is the same.
/// </summary>
public sealed class RecallSnapshot(SnapshotSettings settings, SnapshotStore snapshots, MonitoredBatchStore batches, RetractionStore retractions, RecallKnowledge recall, TimeProvider clock, ILogger<RecallSnapshot> log)
{
    private bool isTold;

    /// <summary>What was kept, up to the last batch of a snapshot, or null.</summary>
    /// <param name="layer">Of the pack in force: what was kept by another is not taken up.</param>
    /// <param name="retractionId">The newest retraction that is to be taken into account.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<MonitoringState?> NewestAsync(GlobalLayer layer, long retractionId, CancellationToken cancellationToken)
    {
        if (settings.Folder is not { } folder)
        {
            TellOnce();
            return null;
        }

        foreach (var file in new SnapshotFolder(folder).Files())
        {
            try
            {
                return await ReadAsync(file, layer, retractionId, cancellationToken);
            }
            catch (SnapshotRefusedException refused)
            {
                log.LogWarning("Snapshot {Name} is refused ({Word}): {Reason} The one before it is tried, and then the memory is rebuilt from the ledger; it comes out the same. Remove the file",
                    Path.GetFileName(file), refused.Word, refused.Message);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                log.LogWarning("Snapshot {Name} cannot be read: {Reason} The one before it is tried, and then the memory is rebuilt from the ledger; it comes out the same. Give the service's user its folder, and look at the disk",
                    Path.GetFileName(file), unreadable.Message);
            }
        }

        return null;
    }

    private void TellOnce()
    {
        if (!isTold)
        {
            isTold = true;
            log.LogInformation("No snapshots of what monitoring keeps are written: each start rebuilds it from the ledger. Set {Data} to a folder to have them", Lists.FetchSettings.DataVariable);
        }
    }

    private async Task<MonitoringState> ReadAsync(string file, GlobalLayer layer, long retractionId, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        using var snapshot = SnapshotFile.Open(file, cancellationToken);
        var head = snapshot.Head;
        var batch = await DemandAsync(snapshot, layer, retractionId, cancellationToken);
        var known = await recall.OfAsync(batch.Known, cancellationToken);
        var state = snapshot.Read(layer, known);
        state.WrittenAs(head.RetractionId, batch.BatchId);
        state.LastRetractionId = retractionId;
        log.LogInformation("Snapshot {Name} is read: {Addresses} addresses and {Transfers} transfers up to batch {Batch}, {Bytes} bytes in {Seconds:0.0} s",
            Path.GetFileName(file), state.Memory.Addresses, state.Memory.Taken, batch.BatchId, snapshot.Bytes, clock.GetElapsedTime(begun).TotalSeconds);
        return state;
    }

    // Before it is read: gigabytes of what cannot be taken up would be read for nothing.
    private async Task<MonitoredBatch> DemandAsync(OpenSnapshot snapshot, GlobalLayer layer, long retractionId, CancellationToken cancellationToken)
    {
        var head = snapshot.Head;
        if (head.MemoryLayout != TransferMemory.Layout || head.RecordSizes != TransferMemory.RecordSizes)
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.OtherLayout,
                $"Its memory is of layout {head.MemoryLayout} with records of {head.RecordSizes} bytes, and this build's is of {TransferMemory.Layout} with {TransferMemory.RecordSizes}.");
        }

        if (head.Layer != layer.MemorySha256)
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.OtherLayer, "It was kept by another layer of the rules (services, taints, dust, searches) than the one in force.");
        }

        if (await batches.NewestAsync(cancellationToken) is var newest && newest < head.Batch.BatchId || retractionId < head.RetractionId)
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.Ahead,
                $"It counts up to batch {head.Batch.BatchId} and retraction {head.RetractionId}, and the database has judged up to batch {newest} and retraction {retractionId}: the database is an older one, restored, or another.");
        }

        var written = await snapshots.OfBatchAsync(head.Batch.BatchId, cancellationToken);
        if (await batches.FindAsync(head.Batch.BatchId, cancellationToken) is not { } batch || !head.IsOf(batch) || written.Count == 0)
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.Foreign, "It was written from another database, or from this one before it was restored.");
        }

        if (!written.Any(one => one.Sha256.AsSpan().SequenceEqual(snapshot.Sum)))
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.Damaged, $"It is {snapshot.Bytes} bytes long, and what was written up to batch {batch.BatchId} was {written[0].SizeBytes} bytes with another SHA-256.");
        }

        if (batch.Known.LabelImport is null)
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.Foreign, $"The labels by which its last batch {batch.BatchId} was judged were not kept, so what it holds of them cannot be told again.");
        }

        await DemandStandingAsync(head, retractionId, cancellationToken);
        return batch;
    }

    private async Task DemandStandingAsync(SnapshotHead head, long retractionId, CancellationToken cancellationToken)
    {
        foreach (var retraction in await retractions.AfterAsync(head.RetractionId, cancellationToken))
        {
            if (retraction.RetractionId <= retractionId && retraction.Spans > 0 && head.Cursors.Any(cursor => cursor.SourceId == retraction.SourceId && cursor.Sequence >= retraction.FromSequence))
            {
                throw new SnapshotRefusedException(SnapshotRefusedException.Retracted,
                    $"It counts rows of source {retraction.SourceId} from {retraction.FromSequence} on, which retraction {retraction.RetractionId} has taken since.");
            }
        }
    }
}
