using System.Text;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <content>
/// The state as it is written down: what is final, as it stood before the oldest batch that can be taken back. What came after is taken again from the ledger, each batch
/// with a mark as before: so a process that starts again can go back as deep as the one that wrote.
/// </content>
public sealed partial class MonitoringState
{
    private (long RetractionId, long BatchId)? written;
    private long takenThen;

    /// <summary>The last batch that is final; 0 where none is.</summary>
    internal long FinalBatchId => marked.Count > 0 ? marked[0].BatchBefore : LastBatchId;

    /// <summary>Whether a snapshot holds all that is final.</summary>
    internal bool IsWritten => FinalBatchId == 0 || written == (LastRetractionId, FinalBatchId);

    /// <summary>How many transfers were taken since a snapshot was read or last tried to be written.</summary>
    internal long TakenSince => Memory.Taken - takenThen;

    /// <summary>A snapshot is about to be written: whether that succeeds or not, the next is due by what is taken from now on.</summary>
    internal void Writing() => takenThen = Memory.Taken;

    /// <summary>A snapshot holds what is final up to a batch.</summary>
    internal void WrittenAs(long retractionId, long batchId) => (written, takenThen) = ((retractionId, batchId), Memory.Taken);

    /// <summary>The last transfer of each source that is final, in order of source.</summary>
    internal IReadOnlyList<SourceCursor> FinalCursors()
    {
        var final = new SortedDictionary<int, long>(cursors);
        foreach (var (batch, _, cursorBefore, _) in Enumerable.Reverse(marked))
        {
            final[batch.SourceId] = cursorBefore;
        }

        return [.. final.Where(cursor => cursor.Value > 0).Select(cursor => new SourceCursor(cursor.Key, cursor.Value))];
    }

    /// <summary>Writes what is final. The state stays as it is.</summary>
    internal void WriteFinal(Stream to)
    {
        if (Memory.Marks != marked.Count)
        {
            throw new InvalidOperationException($"The memory has {Memory.Marks} marks and {marked.Count} batches can be taken back: a batch is being judged.");
        }

        var final = FinalCursors();
        using (var head = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true))
        {
            head.Write(final.Count);
            foreach (var (sourceId, sequence) in final)
            {
                head.Write(sourceId);
                SupplyOf(sourceId).Write(head, sequence);
            }
        }

        Memory.Write(to);
    }

    /// <summary>Reads what <see cref="WriteFinal"/> wrote.</summary>
    /// <param name="layer">Of the pack in force.</param>
    /// <param name="from">Where from.</param>
    /// <param name="lastBatchId">The last batch that it counts.</param>
    /// <param name="final">How far each source was judged by then.</param>
    /// <param name="known">What was known of addresses while that batch was judged.</param>
    /// <exception cref="SnapshotRefusedException">It is of another layout, cut off or changed.</exception>
    internal static MonitoringState Read(GlobalLayer layer, Stream from, long lastBatchId, IReadOnlyList<SourceCursor> final, AddressKnowledge known)
    {
        var state = new MonitoringState(layer) { LastBatchId = lastBatchId, knowledge = known };
        try
        {
            SnapshotRefusedException.Refusing(() =>
            {
                using (var head = new BinaryReader(from, Encoding.UTF8, leaveOpen: true))
                {
                    for (var left = head.ReadInt32(); left > 0; left--)
                    {
                        state.SupplyOf(head.ReadInt32()).Read(head);
                    }
                }

                state.Memory.Read(from, known);
            });
        }
        catch
        {
            state.Dispose();
            throw;
        }

        foreach (var (sourceId, sequence) in final)
        {
            state.cursors[sourceId] = sequence;
        }

        return state;
    }
}

/// <summary>How far a source was judged.</summary>
/// <param name="SourceId">Which.</param>
/// <param name="Sequence">Its last transfer that is counted.</param>
public sealed record SourceCursor(int SourceId, long Sequence);
