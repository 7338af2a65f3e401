using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>What is measured of every transfer: it costs next to nothing.</content>
public sealed unsafe partial class TransferMemory
{
    private void MeasureAtOnce(long[] values, in AskedSide of, in Counted counted)
    {
        if (of.Side.Number != 0)
        {
            var record = addresses.At(of.Side.Number);
            var balance = BalanceUsd(of.Side.Number, record);
            MeasureStanding(values, of.First, of.Side, record, counted, balance);
            MeasureListing(values, of.First, of.Side.Number, record, counted.At);
            MeasureExposure(values, of.First, of.Side.Number, record, balance, counted.At);
        }
    }

    private void MeasureStanding(long[] values, int first, in Side side, AddressRecord* record, in Counted counted, long? balance)
    {
        while (categoryWords.Count < categories.Count)
        {
            categoryWords.Add(FactRow.NumberOf(categories[categoryWords.Count]));
        }

        values[first + FactPlaces.Category] = categoryWords[(int)record->Category];
        values[first + FactPlaces.IsService] = YesNo((record->Flags & AddressFlags.Service) != 0);
        values[first + FactPlaces.IsFrozen] = YesNo(side.IsFrozen);
        values[first + FactPlaces.IsFreezeProposed] = !knowledge.Labels.ProposalsAreFed ? FactRow.Unknown
            : YesNo(IsFreezeProposed(side.Number, record, counted.At));
        if (side.First != 0 || counted.IsMoving)
        {
            values[first + FactPlaces.AgeHours] = side.First == 0 || side.First >= counted.At ? 0 : (counted.At - side.First) * Million / 3_600;
            values[first + FactPlaces.IdleDays] = side.First == 0 || side.Last >= counted.At ? 0 : (counted.At - side.Last) * Million / 86_400;
        }

        if (counted.Usd >= 0 || !counted.IsMoving)
        {
            values[first + FactPlaces.BalanceUsdBefore] = (record->Flags & AddressFlags.BalanceLost) != 0 && side.Balance is null ? FactRow.Unknown : InMillionths(side.Balance) ?? FactRow.Unknown;
            values[first + FactPlaces.BalanceUsdAfter] = balance ?? FactRow.Unknown;
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

    private void MeasureExposure(long[] values, int first, uint number, AddressRecord* record, long? ofBalance, uint at)
    {
        var taint = record->HasTaint == 0 ? null : taints.Find(number);
        Int128 all = 0;
        for (var category = 0; category < Taint.Categories; category++)
        {
            var usd = taint == null ? 0 : taint->Usd[category];
            values[first + FactPlaces.TaintUsd + category] = usd;
            values[first + FactPlaces.Hops + category] = HopsOf(record, category);
            all += usd;
        }

        if (ofBalance is { } balance and > 0)
        {
            values[first + FactPlaces.TaintSanctionsShare] = CappedShare(taint == null ? 0 : taint->Usd[(int)TaintCategory.Sanctions], balance);
            values[first + FactPlaces.TaintFrozenShare] = CappedShare(taint == null ? 0 : taint->Usd[(int)TaintCategory.Frozen], balance);
            values[first + FactPlaces.TaintShare] = CappedShare(all, balance);
        }

        if (taint != null && taint->MixerAt != 0)
        {
            values[first + FactPlaces.HoursSinceMixer] = (at - Math.Min(at, taint->MixerAt)) * Million / 3_600;
        }

        values[first + FactPlaces.PeelDepth] = record->PeelDepth != 0 && record->PeelAt + (6 * 3_600) > at ? record->PeelDepth : 0;
    }
}
