using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>What monitoring keeps of the transfers up to a batch, and how far each source was judged by then.</summary>
/// <param name="layer">Of the pack that judges: all that is kept is kept by it.</param>
public sealed partial class MonitoringState(GlobalLayer layer) : IDisposable
{
    private readonly Dictionary<int, long> cursors = [];
    private readonly Dictionary<int, SupplyLedger> supplies = [];

    // The batches that can be taken back, the oldest first: a mark of the memory each.
    private readonly List<Marked> marked = [];
    private readonly MeasureSegments segments = new(layer);
    private AddressKnowledge knowledge = AddressKnowledge.Nothing;

    /// <summary>A batch that can be taken back.</summary>
    /// <param name="Batch">Which.</param>
    /// <param name="Knowledge">What was known of addresses while it was judged.</param>
    /// <param name="CursorBefore">How far its source was judged before.</param>
    /// <param name="BatchBefore">The last batch before.</param>
    internal sealed record Marked(MonitoredBatch Batch, AddressKnowledge Knowledge, long CursorBefore, long BatchBefore);

    /// <summary>The windows, the graph and the taint.</summary>
    public TransferMemory Memory { get; } = new(layer);

    /// <summary>The layer that it is kept by.</summary>
    public GlobalLayer Layer => layer;

    /// <summary>The last batch that is counted; 0 before the first.</summary>
    public long LastBatchId { get; private set; }

    /// <summary>The newest retraction that is taken into account: of the rows that it or an earlier one took, nothing is kept.</summary>
    public long LastRetractionId { get; internal set; }

    /// <summary>The last transfer of a source that is counted; 0 before its first.</summary>
    public long CursorOf(int sourceId) => cursors.GetValueOrDefault(sourceId);

    /// <summary>What is known of addresses from now on.</summary>
    public void Know(AddressKnowledge now)
    {
        knowledge = now;
        Memory.Know(now);
    }

    /// <summary>Tells what was observed of the supply of a source's tokens.</summary>
    /// <param name="sourceId">Which source.</param>
    /// <param name="observations">In order of sequence; none where the source does not hold the token's whole history.</param>
    public void Observe(int sourceId, IReadOnlyList<ObservedSupply> observations) => SupplyOf(sourceId).Observe(observations);

    /// <summary>Counts a transfer and measures nothing: for a replay.</summary>
    public void Take(Transfer transfer)
    {
        Memory.Take(StreamedTransfer.Of(transfer));
        SupplyOf(transfer.Id.SourceId).Take(transfer);
    }

    /// <summary>Counts a transfer and measures the facts that cost next to nothing; <see cref="Memory"/> measures the others when they are asked for.</summary>
    /// <param name="transfer">The next in the order of judging.</param>
    /// <param name="facts">Is filled.</param>
    public void Take(Transfer transfer, FactRow facts)
    {
        Memory.Take(StreamedTransfer.Of(transfer), facts);
        segments.Measure(facts);
        var supply = SupplyOf(transfer.Id.SourceId);
        supply.Take(transfer);
        facts.Set(FactPlaces.MinterIsKnown, knowledge.MinterIsKnown(transfer));
        facts.Set(FactPlaces.DriftUsd, supply.Drift(transfer));
    }

    /// <inheritdoc/>
    public void Dispose() => Memory.Dispose();

    /// <summary>Sets a mark before a batch that may be taken back.</summary>
    internal void Mark() => Memory.SetMark();

    /// <summary>A batch is counted.</summary>
    /// <param name="batch">Which.</param>
    /// <param name="isMarked">Whether a mark was set before it.</param>
    internal void Passed(MonitoredBatch batch, bool isMarked)
    {
        if (isMarked)
        {
            marked.Add(new Marked(batch, knowledge, CursorOf(batch.SourceId), LastBatchId));
        }

        LastBatchId = batch.BatchId;
        cursors[batch.SourceId] = batch.ToSequence;
    }

    /// <summary>Forgets all but the newest batches that can be taken back.</summary>
    /// <param name="newest">How many stay at the most.</param>
    /// <param name="transfers">How many transfers they may hold together; the newest stays whatever it holds.</param>
    internal void Settle(int newest, long transfers)
    {
        var (stay, held) = (0, 0L);
        while (stay < Math.Min(newest, marked.Count) && (stay == 0 || held + marked[^(stay + 1)].Batch.Rows <= transfers))
        {
            held += marked[^++stay].Batch.Rows;
        }

        Memory.Settle(stay);
        marked.RemoveRange(0, marked.Count - stay);
    }

    /// <summary>Goes back to before the batch that counted a row, as though it and those behind it had never been judged.</summary>
    /// <returns>The batches that were taken back, in the order of judging; null where the row lies deeper than can be gone back to, and nothing was changed.</returns>
    internal IReadOnlyList<Marked>? GoBackBefore(int sourceId, long sequence)
    {
        var first = marked.FindIndex(mark => mark.Batch.SourceId == sourceId && mark.Batch.ToSequence >= sequence);
        if (first < 0 || marked[first].CursorBefore >= sequence)
        {
            return null;
        }

        var taken = marked[first..];
        for (var i = marked.Count - 1; i >= first; i--)
        {
            Memory.GoBack();
            (LastBatchId, cursors[marked[i].Batch.SourceId]) = (marked[i].BatchBefore, marked[i].CursorBefore);
            SupplyOf(marked[i].Batch.SourceId).Forget(marked[i].CursorBefore);
        }

        marked.RemoveRange(first, marked.Count - first);
        return taken;
    }

    private SupplyLedger SupplyOf(int sourceId) => supplies.TryGetValue(sourceId, out var supply) ? supply : supplies[sourceId] = new SupplyLedger();
}
