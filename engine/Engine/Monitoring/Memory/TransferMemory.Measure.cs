using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>The facts of a transfer, from what is kept.</content>
public sealed unsafe partial class TransferMemory
{
    private const long Million = 1_000_000;

    private static readonly int[] kinds = [.. Enum.GetValues<TransferKind>().Prepend((TransferKind)0).Select(kind => FactRow.NumberOf(kind.ToString().ToLowerInvariant()))];
    private readonly List<int> categoryWords = [];

    /// <summary>Counts a transfer and measures its facts into a row of <see cref="TransferFacts"/>: all but those of the supply and the minter, which are not the memory's.</summary>
    /// <param name="transfer">The next in the order of judging.</param>
    /// <param name="row">Is filled.</param>
    public void Measure(in StreamedTransfer transfer, FactRow row)
    {
        var counted = Count(transfer);
        row.Clear();
        var values = row.Values;
        values[FactPlaces.Kind] = kinds[(int)transfer.Kind];
        values[FactPlaces.AmountUsd] = transfer.Usd >= 0 ? transfer.Usd : FactRow.Unknown;
        values[FactPlaces.IsPastMoney] = transfer.AtPar ? YesNo(transfer.Usd < 0) : FactRow.Unknown;
        values[FactPlaces.SearchWasCut] = 0;
        var isSending = counted.IsCounted || (counted.IsMoving && counted.From.Number != counted.To.Number);
        MeasureSide(values, FactPlaces.Originator, counted.From, counted.To.Number, counted, knownSent: transfer.Usd >= 0 || !isSending, knownReceived: true, isRecipient: false);
        MeasureSide(values, FactPlaces.Beneficiary, counted.To, counted.From.Number, counted, knownSent: true, knownReceived: transfer.Usd >= 0 || !isSending, isRecipient: counted.IsCounted);
        if (transfer.Kind == TransferKind.Burn && counted.IsCounted && counted.From.Number != 0 && counted.Usd >= 0)
        {
            values[FactPlaces.Originator + FactPlaces.MintedToOtherShare7d] = MintedToOther(counted.From.Number, counted, out var wasCut);
            BudgetCuts += wasCut ? 1 : 0;
            values[FactPlaces.SearchWasCut] = YesNo(wasCut);
        }

        if (counted.From.Number != 0 && counted.To.Number != 0)
        {
            MeasurePair(values, counted);
            MeasureGraph(values, counted);
        }
    }

    private static long YesNo(bool yes) => yes ? 1 : 0;

    private void MeasureSide(long[] values, int first, in Side side, uint other, in Counted counted, bool knownSent, bool knownReceived, bool isRecipient)
    {
        if (side.Number == 0)
        {
            return;
        }

        var record = addresses.At(side.Number);
        var isWorthKnown = counted.Usd >= 0 || !counted.IsMoving;
        MeasureStanding(values, first, side, record, counted, isWorthKnown);
        MeasureListing(values, first, side.Number, record, counted.At);
        var scan = default(RingScan);
        var isHub = IsServiceHub(record);
        if (!isHub)
        {
            scan.Read(rings, record, assets, withWindows: record->Block == 0, current: isRecipient);
        }
        else
        {
            scan.Begin();
        }

        if (record->Block != 0)
        {
            ReadBlock((BucketBlock*)blocks.At(record->Block), ref scan);
        }

        var isVast = (record->Flags & AddressFlags.Vast) != 0;
        WriteWindows(values, first, ref scan, knownSent && !isVast, knownReceived && !isVast);
        MeasureHabits(values, first, record, counted, knownSent);
        if (!isHub)
        {
            MeasureRing(values, first, side, record, ref scan, counted, knownSent, knownReceived);
        }
        else if (record->Mints == 0)
        {
            // Nothing was ever minted to it: that needs no looking through.
            (values[first + FactPlaces.MintedUsd15m], values[first + FactPlaces.MintedUsd24h], values[first + FactPlaces.MintCount24h], values[first + FactPlaces.EarlierMints]) = (0, 0, 0, 0);
        }

        MeasureExposure(values, first, side.Number, record, counted.At);
        values[first + FactPlaces.EqualAmountSenders7d] = counted.Usd < 0 ? FactRow.Unknown : EqualAmounts.IndexOf(counted.Usd) is var sum and >= 0 ? SendersOfEqual(side.Number, sum) : 0;
        values[first + FactPlaces.ImitatesCounterparty] = YesNo(other != 0 && Imitates(side.Number, other));
    }

    // Of the busiest services the last 64 transfers are those of a minute: they are not looked through.
    private bool IsServiceHub(AddressRecord* record) =>
        (record->Flags & AddressFlags.Service) != 0 && record->Block != 0 && Counterparties((BucketBlock*)blocks.At(record->Block)) > HubCounterparties;

    private void MeasureStanding(long[] values, int first, in Side side, AddressRecord* record, in Counted counted, bool isWorthKnown)
    {
        while (categoryWords.Count < categories.Count)
        {
            categoryWords.Add(FactRow.NumberOf(categories[categoryWords.Count]));
        }

        values[first + FactPlaces.Category] = categoryWords[(int)record->Category];
        values[first + FactPlaces.IsService] = YesNo((record->Flags & AddressFlags.Service) != 0);
        values[first + FactPlaces.IsFrozen] = YesNo(side.IsFrozen);
        values[first + FactPlaces.IsFreezeProposed] = knowledge.Labels.ProposalsAreFed ? YesNo((record->Flags & AddressFlags.FreezeProposed) != 0) : FactRow.Unknown;
        values[first + FactPlaces.FrozenLinks] = FrozenLinksOf(record);
        if (side.First != 0 || counted.IsMoving)
        {
            values[first + FactPlaces.AgeHours] = side.First == 0 || side.First >= counted.At ? 0 : (counted.At - side.First) * Million / 3_600;
            values[first + FactPlaces.IdleDays] = side.First == 0 || side.Last >= counted.At ? 0 : (counted.At - side.Last) * Million / 86_400;
        }

        if (isWorthKnown)
        {
            values[first + FactPlaces.BalanceUsdBefore] = (record->Flags & AddressFlags.BalanceLost) != 0 && side.Balance is null ? FactRow.Unknown : InMillionths(side.Balance) ?? FactRow.Unknown;
            values[first + FactPlaces.BalanceUsdAfter] = BalanceUsd(side.Number, record) ?? FactRow.Unknown;
        }
    }

    // A hit is a hit, however old its list. That no list holds the address is known only where every list that could hold it is in force and fresh.
    private void MeasureListing(long[] values, int first, uint number, AddressRecord* record, uint at)
    {
        var silent = knowledge.Silent;
        bool? isListed = canJudge && !silent.AnyBlocking ? false : null;
        bool? isForReview = canJudge && silent.Ids.IsEmpty ? false : null;
        var (wasListed, isDated) = (isListed, isListed is null ? null : (bool?)true);
        if ((record->Flags & AddressFlags.MayBeListed) != 0)
        {
            var hits = knowledge.Index.HitsOf(addresses.AddressOf(number), DateTimeOffset.FromUnixTimeSeconds(at));
            isForReview = hits.Any(hit => !hit.Listed.Blocking) ? true : isForReview;
            if (hits.Any(hit => hit.Listed.Blocking))
            {
                var then = hits.Where(hit => hit.Listed.Blocking).Select(hit => hit.ListedThen).ToList();
                wasListed = then.Contains(Truth.Yes) ? true : then.Contains(Truth.Unknown) ? null : false;
                (isListed, isDated) = (true, wasListed is not null);
            }
        }

        values[first + FactPlaces.IsListed] = Stored(isListed);
        values[first + FactPlaces.IsOnReviewList] = Stored(isForReview);
        values[first + FactPlaces.WasListedAtTheTime] = Stored(wasListed);
        values[first + FactPlaces.ListingDateIsKnown] = Stored(isDated);
    }

    private static long Stored(bool? known) => known is { } yes ? YesNo(yes) : FactRow.Unknown;

    private void MeasureHabits(long[] values, int first, AddressRecord* record, in Counted counted, bool knownSent)
    {
        var told = HabitsOf(record);
        told.CloseDays(record->Clock);
        values[first + FactPlaces.DistinctSendersBaseline] = told.SendersMean;
        values[first + FactPlaces.SentUsdScore] = knownSent ? told.Score(ofUsd: true, counted.At) ?? FactRow.Unknown : FactRow.Unknown;
        values[first + FactPlaces.SentCountScore] = told.Score(ofUsd: false, counted.At) ?? FactRow.Unknown;
    }

    private void MeasureExposure(long[] values, int first, uint number, AddressRecord* record, uint at)
    {
        var taint = record->Taint == 0 ? null : (Taint*)taints.At(record->Taint);
        Int128 all = 0;
        for (var category = 0; category < Taint.Categories; category++)
        {
            var usd = taint == null ? 0 : taint->Usd[category];
            values[first + FactPlaces.TaintUsd + category] = usd;
            values[first + FactPlaces.Hops + category] = HopsOf(record, category);
            all += usd;
        }

        if (BalanceUsd(number, record) is { } balance and > 0)
        {
            values[first + FactPlaces.TaintSanctionsShare] = CappedShare(taint == null ? 0 : taint->Usd[(int)TaintCategory.Sanctions], balance);
            values[first + FactPlaces.TaintFrozenShare] = CappedShare(taint == null ? 0 : taint->Usd[(int)TaintCategory.Frozen], balance);
            values[first + FactPlaces.TaintShare] = CappedShare(all, balance);
        }

        if (taint != null && taint->MixerAt != 0)
        {
            values[first + FactPlaces.HoursSinceMixer] = (at - Math.Min(at, taint->MixerAt)) * Million / 3_600;
        }

        values[first + FactPlaces.SingleUseSiblings24h] = SingleUseSiblings(record, at);
        values[first + FactPlaces.PeelDepth] = record->PeelDepth != 0 && record->PeelAt + (6 * 3_600) > at ? record->PeelDepth : 0;
    }

    /// <summary>A part of a whole that is not nothing, in millionths.</summary>
    private static long Share(long part, long whole) => (long)((Int128)part * Million / whole);

    // As above, 1 at the most: millionths that were cut off elsewhere must not make a part greater than its whole.
    private static long CappedShare(Int128 part, long whole) => (long)Int128.Min(Million, part * Million / whole);

    // Whether the other side dealt in 30 days with an address of the same look that is not this one.
    private bool Imitates(uint number, uint other)
    {
        var look = addresses.LookOf(number);
        if (look == 0)
        {
            return false;
        }

        var record = addresses.At(other);
        var ring = rings.View(record);
        for (var i = 0; i < record->RingCount; i++)
        {
            var edge = ring[i];
            if (edge->PeerLook == look && edge->Peer != number && edge->Usd >= 0 && record->Clock - edge->At < 30 * 86_400)
            {
                return true;
            }
        }

        return false;
    }
}
