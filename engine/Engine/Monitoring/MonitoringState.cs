using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>What monitoring keeps of the transfers up to a batch, and how far each source was judged by then.</summary>
public sealed class MonitoringState : IDisposable
{
    private readonly Dictionary<int, long> cursors = [];
    private readonly Dictionary<int, SupplyLedger> supplies = [];
    private AddressKnowledge knowledge = AddressKnowledge.Nothing;

    /// <summary>The windows, the graph and the taint.</summary>
    public TransferMemory Memory { get; } = new();

    /// <summary>The last batch that is counted; 0 before the first.</summary>
    public long LastBatchId { get; private set; }

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

    /// <summary>Counts a transfer and measures its facts.</summary>
    /// <param name="transfer">The next in the order of judging.</param>
    /// <param name="facts">Is filled.</param>
    public void Measure(Transfer transfer, FactRow facts)
    {
        Memory.Measure(StreamedTransfer.Of(transfer), facts);
        var supply = SupplyOf(transfer.Id.SourceId);
        supply.Take(transfer);
        facts.Set(FactPlaces.MinterIsKnown, knowledge.MinterIsKnown(transfer));
        facts.Set(FactPlaces.DriftUsd, supply.Drift(transfer));
    }

    /// <inheritdoc/>
    public void Dispose() => Memory.Dispose();

    /// <summary>A batch is counted.</summary>
    internal void Passed(MonitoredBatch batch)
    {
        LastBatchId = batch.BatchId;
        cursors[batch.SourceId] = batch.ToSequence;
    }

    private SupplyLedger SupplyOf(int sourceId) => supplies.TryGetValue(sourceId, out var supply) ? supply : supplies[sourceId] = new SupplyLedger();
}
