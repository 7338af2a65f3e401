using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>The facts of a transfer, from what is kept.</content>
public sealed unsafe partial class TransferMemory
{
    private const long Million = 1_000_000;

    private static readonly int[] kinds = [.. Enum.GetValues<TransferKind>().Prepend((TransferKind)0).Select(kind => FactRow.NumberOf(kind.ToString().ToLowerInvariant()))];
    private readonly List<int> categoryWords = [];

    // The transfer that was taken last, and what is measured of it.
    private Counted asked;
    private TransferKind askedKind;
    private long[]? askedValues;
    private AskedSide askedOriginator;
    private AskedSide askedBeneficiary;

    /// <summary>One side of the transfer that was taken last.</summary>
    private struct AskedSide
    {
        public int First;
        public Side Side;
        public uint Other;

        /// <summary>Whether the sums of what it sent are known as of this transfer.</summary>
        public bool KnownSent;

        /// <summary>Whether the sums of what it received are known as of this transfer.</summary>
        public bool KnownReceived;

        /// <summary>Whether the newest transfer of its ring is this one, which it received.</summary>
        public bool IsRecipient;

        /// <summary>Whether <see cref="Windows"/> was filled.</summary>
        public bool HasWindows;

        /// <summary>Whether <see cref="Peers"/> was filled.</summary>
        public bool HasPeers;

        /// <summary>Sums and numbers of transfers in each window.</summary>
        public WindowSums Windows;

        /// <summary>Different addresses.</summary>
        public LastPeers Peers;
    }

    /// <summary>Counts a transfer and measures every fact into a row of <see cref="TransferFacts"/>: all but those of the supply and the minter, which are not the memory's.</summary>
    /// <param name="transfer">The next in the order of judging.</param>
    /// <param name="row">Is filled.</param>
    public void Measure(in StreamedTransfer transfer, FactRow row)
    {
        Take(transfer, row);
        Measure((ulong)FactGroup.All);
    }

    /// <summary>Counts a transfer and measures those facts that cost next to nothing; the others are unknown until <see cref="Measure(ulong)"/> is asked for them.</summary>
    /// <param name="transfer">The next in the order of judging.</param>
    /// <param name="row">Is filled.</param>
    public void Take(in StreamedTransfer transfer, FactRow row)
    {
        var counted = Count(transfer);
        row.Clear();
        var values = row.Values;
        values[FactPlaces.Kind] = kinds[(int)transfer.Kind];
        values[FactPlaces.AmountUsd] = transfer.Usd >= 0 ? transfer.Usd : FactRow.Unknown;
        values[FactPlaces.IsPastMoney] = transfer.AtPar ? YesNo(transfer.Usd < 0) : FactRow.Unknown;
        var isSending = counted.IsCounted || (counted.IsMoving && counted.From.Number != counted.To.Number);
        var isKnown = transfer.Usd >= 0 || !isSending;
        (asked, askedKind, askedValues, Measured) = (counted, transfer.Kind, values, 0);
        Ask(ref askedOriginator, FactPlaces.Originator, counted.From, counted.To.Number, isKnown, knownReceived: true, isRecipient: false);
        Ask(ref askedBeneficiary, FactPlaces.Beneficiary, counted.To, counted.From.Number, knownSent: true, isKnown, isRecipient: counted.IsCounted);
        MeasureAtOnce(values, askedOriginator, counted);
        MeasureAtOnce(values, askedBeneficiary, counted);
    }

    /// <inheritdoc/>
    public ulong Measured { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Of the transfer that was taken last with a row, until another is taken. The groups are <see cref="FactGroups"/>.</remarks>
    public void Measure(ulong groups)
    {
        var values = askedValues ?? throw new InvalidOperationException("No transfer was taken whose facts could be measured.");
        Measured |= groups;
        var both = (FactGroups)groups;
        if ((both & FactGroups.Originator) != 0)
        {
            MeasureSide(values, ref askedOriginator, both & FactGroups.Originator);
        }

        if ((both & FactGroups.Beneficiary) != 0)
        {
            MeasureSide(values, ref askedBeneficiary, (FactGroups)(groups >> FactGroup.Sides) & FactGroups.Originator);
        }

        if ((both & (FactGroups.Cycle | FactGroups.CommonSource | FactGroups.Provenance)) != 0 && values[FactPlaces.SearchWasCut] == FactRow.Unknown)
        {
            values[FactPlaces.SearchWasCut] = 0;
        }

        if ((both & FactGroups.Provenance) != 0)
        {
            MeasureProvenance(values);
        }

        if (asked.From.Number != 0 && asked.To.Number != 0 && (both & FactGroups.Both) != 0)
        {
            MeasurePair(values, asked, both);
            MeasureCommonCounterparties(values, asked, both);
            MeasureGraph(values, asked, both);
        }
    }

    private static long YesNo(bool yes) => yes ? 1 : 0;

    private static void Ask(ref AskedSide of, int first, in Side side, uint other, bool knownSent, bool knownReceived, bool isRecipient)
    {
        (of.First, of.Side, of.Other, of.KnownSent, of.KnownReceived, of.IsRecipient, of.HasWindows, of.HasPeers) = (first, side, other, knownSent, knownReceived, isRecipient, false, false);
    }

    private void MeasureSide(long[] values, ref AskedSide of, FactGroups groups)
    {
        if (of.Side.Number == 0)
        {
            return;
        }

        var (first, number) = (of.First, of.Side.Number);
        var record = addresses.At(number);
        if ((groups & FactGroups.Mints) != 0)
        {
            MeasureMints(values, of, record);
        }

        if ((groups & FactGroups.Kin) != 0)
        {
            values[first + FactPlaces.FrozenLinks] = FrozenLinksOf(record);
            values[first + FactPlaces.TriangleGroup] = SizeOf(HeadOf(number));
        }

        if ((groups & FactGroups.SingleUse) != 0)
        {
            values[first + FactPlaces.SingleUseSiblings24h] = SingleUseSiblings(record, asked.At);
        }

        if ((groups & FactGroups.EqualAmounts) != 0)
        {
            values[first + FactPlaces.EqualAmountSenders7d] = asked.Usd < 0 ? FactRow.Unknown : EqualAmounts.IndexOf(asked.Usd) is var sum and >= 0 ? SendersOfEqual(number, sum) : 0;
        }

        if ((groups & FactGroups.Habits) != 0)
        {
            MeasureHabits(values, first, record, of.KnownSent);
        }

        if ((groups & (FactGroups.Windows | FactGroups.Extremes | FactGroups.Distinct | FactGroups.LastEdges | FactGroups.LastPeers | FactGroups.Stay | FactGroups.GatherScatter)) != 0)
        {
            MeasureOfLate(values, ref of, record, groups);
        }

        if ((groups & FactGroups.LookAlike) != 0)
        {
            values[first + FactPlaces.ImitatesCounterparty] = YesNo(of.Other != 0 && Imitates(number, of.Other));
        }
    }

    private void MeasureOfLate(long[] values, ref AskedSide of, AddressRecord* record, FactGroups groups)
    {
        var isHub = IsServiceHub(record);
        if ((groups & (FactGroups.Windows | FactGroups.Extremes)) != 0)
        {
            MeasureWindows(values, ref of, record, groups);
        }

        if ((groups & FactGroups.LastEdges) != 0 && !isHub)
        {
            var last = default(LastTransfers);
            last.Read(rings.View(record), record->Clock, of.IsRecipient);
            MeasureRing(values, of, record, last);
        }

        if ((groups & (FactGroups.Distinct | FactGroups.LastPeers)) != 0)
        {
            MeasurePeers(values, ref of, record, groups, isHub);
        }

        var isService = (record->Flags & AddressFlags.Service) != 0;
        if ((groups & FactGroups.Stay) != 0 && !isHub && !isService && of.KnownSent)
        {
            values[of.First + FactPlaces.MedianDwellMinutes24h] = MedianDwell(record);
        }

        if ((groups & FactGroups.GatherScatter) != 0 && !isHub)
        {
            values[of.First + FactPlaces.GatherScatter24h] = isService ? 0 : GatherScatter(record);
        }
    }

    private void MeasureProvenance(long[] values)
    {
        if (askedKind == TransferKind.Burn && asked.IsCounted && asked.From.Number != 0 && asked.Usd >= 0)
        {
            values[FactPlaces.Originator + FactPlaces.MintedToOtherShare7d] = MintedToOther(asked.From.Number, asked, out var wasCut);
            NoteCut(values, wasCut);
        }
    }

    private void NoteCut(long[] values, bool wasCut)
    {
        if (wasCut)
        {
            BudgetCuts++;
            values[FactPlaces.SearchWasCut] = 1;
        }
    }

    // Of the busiest services the last 64 transfers are those of a minute: they are not looked through.
    private static bool IsServiceHub(AddressRecord* record) => (record->Flags & AddressFlags.Service) != 0 && record->IsHub != 0;

    private void MeasureHabits(long[] values, int first, AddressRecord* record, bool knownSent)
    {
        var told = HabitsOf(record);
        told.CloseDays(record->Clock);
        values[first + FactPlaces.DistinctSendersBaseline] = told.SendersMean;
        values[first + FactPlaces.SentUsdScore] = knownSent ? told.Score(ofUsd: true, asked.At) ?? FactRow.Unknown : FactRow.Unknown;
        values[first + FactPlaces.SentCountScore] = told.Score(ofUsd: false, asked.At) ?? FactRow.Unknown;
    }

    /// <summary>A part of a whole that is not nothing, in millionths.</summary>
    private static long Share(long part, long whole) => (long)((Int128)part * Million / whole);

    // As above, 1 at the most: millionths that were cut off elsewhere must not make a part greater than its whole.
    private static long CappedShare(Int128 part, long whole) => (long)Int128.Min(Million, part * Million / whole);

    // Whether the other side dealt in 30 days with an address of the same look that is not this one.
    private bool Imitates(uint number, uint other)
    {
        var look = addresses.LookOf(number);
        if (look == AddressLook.None || !addresses.MayBeTwo(look))
        {
            return false;
        }

        var record = addresses.At(other);
        var ring = rings.View(record);
        for (var i = 0; i < ring.Count; i++)
        {
            // All of them are fetched before the first is looked at: they lie anywhere.
            Foresight.Fetch(addresses.At(ring[i]->Peer));
        }

        for (var i = 0; i < ring.Count; i++)
        {
            var edge = ring[i];
            if (edge->Peer != 0 && edge->Peer != number && edge->Usd >= 0 && record->Clock - edge->At < 30 * 86_400 && addresses.HasLook(edge->Peer, look))
            {
                return true;
            }
        }

        return false;
    }
}
