using System.Runtime.CompilerServices;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// What is kept of the transfers before: a function of those transfers and of what was known of addresses while they were taken, in native memory. The same in
/// the same order leaves the same bytes, whenever and however often it is taken.
/// </summary>
/// <remarks>
/// <para>What is counted: transfers, mints (received by the beneficiary, from nobody) and burns (sent by the originator, to nobody) of more than dust. Dust
/// ($0.10 or less, as the layer is shipped), zero amounts and transfers to oneself are seen (age, idle time, balance) and enter no count, sum or number of different addresses:
/// anybody can send dust to anybody.</para>
/// <para>A transfer of unknown worth is counted and enters no sum; the sums of dollars into which it would belong are unknown as of that transfer, and again as
/// known as before as of the next, so that nobody blinds the sums by a worthless token.</para>
/// <para>Freezing, releasing and seizing are acts of the issuer: the address does not take part; a seizure lowers its balance.</para>
/// <para>Not for two threads at once.</para>
/// </remarks>
[SkipLocalsInit]
public sealed unsafe partial class TransferMemory : IMeasureFacts, IDisposable
{
    private readonly MemoryLimits limits;
    private readonly UndoLog undo = new();
    private readonly AddressTable addresses;
    private readonly EdgeRings rings;
    private readonly RecordPool blocks;
    private readonly RecordPool belows;
    private readonly NativeMap<uint> mints;
    private readonly RecordPool habits;
    private readonly NativeMap<Int128> otherBalances;
    private readonly AssetTable assets = new();

    /// <summary>A memory of nothing.</summary>
    /// <param name="layer">What is a service, what taints, what is dust and how far searches go: all that it ever keeps is kept by it.</param>
    public TransferMemory(GlobalLayer layer)
    {
        limits = new MemoryLimits(layer);
        addresses = new AddressTable(undo, limits.NoHops);
        rings = new EdgeRings(undo);
        blocks = new RecordPool(sizeof(BucketBlock), undo);
        belows = new RecordPool(sizeof(BelowLimits), undo);
        mints = new NativeMap<uint>(undo);
        habits = new RecordPool(sizeof(Habits), undo);
        otherBalances = new NativeMap<Int128>(undo);
        pairs = new NativeMap<PairValue>(undo);
        equalAmounts = new NativeMap<EqualAmounts>(undo);
        equalAmountPairs = new NativeMap<uint>(undo);
        taints = new NativeMap<Taint>(undo);
        totals = new TaintTotals(undo);
        singleUse = new NativeMap<SingleUse>(undo);
        links = new NativeMap<FrozenLinks>(undo);
        reach = new NativeMap<Reach>(undo);
        freezes = new NativeMap<FreezeState>(undo);
        counterparties = new CounterpartyLists(undo);
    }

    /// <summary>How many addresses are known.</summary>
    public long Addresses => addresses.Count;

    /// <summary>How many transfers were taken and not taken back.</summary>
    public long Taken { get; private set; }

    /// <summary>Bytes of native memory in use, tables at their whole size.</summary>
    public long Bytes => addresses.Bytes + rings.Bytes + (blocks.InUse * blocks.Size) + (belows.InUse * belows.Size) + mints.Bytes + (habits.InUse * habits.Size) + taints.Bytes
        + otherBalances.Bytes + pairs.Bytes + equalAmounts.Bytes + equalAmountPairs.Bytes + singleUse.Bytes + links.Bytes + reach.Bytes + freezes.Bytes + counterparties.Bytes;

    /// <summary>Counts a transfer and measures nothing: for a replay.</summary>
    public void Take(in StreamedTransfer transfer) => Count(transfer);

    /// <inheritdoc/>
    public void Dispose()
    {
        addresses.Dispose();
        rings.Dispose();
        blocks.Dispose();
        belows.Dispose();
        mints.Dispose();
        habits.Dispose();
        otherBalances.Dispose();
        pairs.Dispose();
        equalAmounts.Dispose();
        equalAmountPairs.Dispose();
        taints.Dispose();
        totals.Dispose();
        singleUse.Dispose();
        links.Dispose();
        reach.Dispose();
        freezes.Dispose();
        counterparties.Dispose();
    }

    /// <summary>One side of a transfer: which address, and what it stood at just before.</summary>
    internal readonly record struct Side(uint Number, uint First, uint Last, Int128? Balance, bool IsFrozen);

    /// <summary>A transfer that was counted.</summary>
    /// <param name="From">The side that tokens leave; number 0 where there is none.</param>
    /// <param name="To">The side that tokens reach.</param>
    /// <param name="At">Event time.</param>
    /// <param name="Usd">Its worth, or <see cref="Edge.UnknownUsd"/>.</param>
    /// <param name="IsMoving">Tokens move, are made, or are destroyed on redemption.</param>
    /// <param name="IsCounted">It entered counts and sums: it is moving, more than dust, and not to oneself.</param>
    internal readonly record struct Counted(Side From, Side To, uint At, long Usd, bool IsMoving, bool IsCounted);

    private Counted Count(in StreamedTransfer transfer)
    {
        Taken++;
        var at = transfer.At;
        var isToItself = transfer.From is { } one && transfer.To is { } other && one.Equals(other);
        var from = SideOf(transfer.From, at);
        var to = isToItself ? from : SideOf(transfer.To, at);
        if (transfer.IsMoving)
        {
            TakePart(from.Number, at);
            TakePart(to.Number, at);
        }

        var counted = new Counted(from, to, at, transfer.Usd, transfer.IsMoving, transfer.IsMoving && !isToItself && (transfer.Usd == Edge.UnknownUsd || transfer.Usd > limits.DustUsd));
        if (isToItself)
        {
            return counted;
        }

        Hold(from.Number, transfer, -1);
        Hold(to.Number, transfer, +1);
        MoveTaint(counted, transfer.Kind);
        if (counted.IsCounted)
        {
            CountMove(counted, transfer);
        }

        if (transfer.Kind is TransferKind.Freeze or TransferKind.Unfreeze)
        {
            SetFrozen(from.Number, transfer.Kind == TransferKind.Freeze, at);
        }

        return counted;
    }

    private Side SideOf(in ChainAddress? address, uint at)
    {
        if (address is not { } known)
        {
            return default;
        }

        var number = addresses.Find(known);
        if (number == 0)
        {
            number = addresses.Add(known);
            Introduce(number, known);
        }

        var record = addresses.Touch(number);
        record->Clock = Math.Max(record->Clock, at);
        if (record->Block != 0)
        {
            var block = (BucketBlock*)blocks.Touch(record->Block);
            AdvanceBelow(block, record->Clock);
            BucketBlock.Advance(block, record->Clock);
            NoteHub(record, block);
        }

        return new Side(number, record->First, record->Last, BalanceOf(number, record), (record->Flags & AddressFlags.Frozen) != 0);
    }

    private void TakePart(uint number, uint at)
    {
        if (number != 0)
        {
            var record = addresses.At(number);
            record->First = record->First == 0 ? at : Math.Min(record->First, at);
            record->Last = Math.Max(record->Last, at);
        }
    }

    private void CountMove(in Counted counted, in StreamedTransfer transfer)
    {
        var (from, to) = (counted.From.Number, counted.To.Number);
        var issuer = transfer.Kind == TransferKind.Transfer ? EdgeKind.In : EdgeKind.Issuer;
        var chain = (EdgeKind)(assets.ChainOf(assets.NumberOf(transfer.AssetId, transfer.Chain)) << EdgeRings.ChainShift);
        var (sentBefore, equal) = (from != 0 && to != 0 ? PairOf(from, to) : default, EqualAmounts.IndexOf(counted.Usd));
        if (from != 0 && to != 0)
        {
            Peel(from, to, counted);
        }

        if (from != 0)
        {
            Keep(from, new Edge { Peer = to, At = counted.At, Usd = counted.Usd, Kind = EdgeKind.Out | issuer | Hosting(to) | TaintsOf(from) | chain }, sentBefore.Last);
        }

        if (to != 0)
        {
            Keep(to, new Edge { Peer = from, At = counted.At, Usd = counted.Usd, Kind = EdgeKind.In | issuer | Hosting(from) | chain }, sentBefore.Last);
        }

        if (from != 0 && to != 0)
        {
            CountPair(from, to, counted.At, counted.Usd);
            Spread(from, to, counted);
            Deal(from, to);
            if (equal >= 0)
            {
                CountEqual(from, to, equal, counted.At);
            }
        }

        Acquaint(from, to, counted);
    }

    // What it taints as it is paid is not followed again when its payer is labelled anew.
    private EdgeKind TaintsOf(uint number) => (EdgeKind)(addresses.At(number)->SourceOf << EdgeRings.TaintShift);

    // As it is labelled now: what it is labelled as later changes nothing of what was.
    private EdgeKind Hosting(uint number)
    {
        if (number == 0)
        {
            return EdgeKind.In;
        }

        var category = CategoryOf(addresses.At(number));
        return category == "exchange" ? EdgeKind.Exchange : category is AddressLabels.None or "bridge" ? EdgeKind.UnhostedOrBridge : EdgeKind.In;
    }
}
