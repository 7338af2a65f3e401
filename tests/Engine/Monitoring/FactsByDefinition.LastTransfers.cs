using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <content>What the last 64 transfers tell, by the second.</content>
internal sealed partial class FactsByDefinition
{
    private void LastTransfers(Side side)
    {
        side.Put("ImitatesCounterparty", side.Other is { } other && Imitates(side.Self, other));
        side.Put("EqualAmountSenders7d", side.Seen.Usd is null ? null : EqualAmountSenders(side));
        if (!IsServiceHub(side.Self))
        {
            OwnTransfers(side);
        }

        if (!counted.GetValueOrDefault(side.Self, nothing).Exists(one => one.To == side.Self && one.Kind == TransferKind.Mint))
        {
            // That nothing was ever minted to somebody is known, of the busiest services too, whatever else is not.
            side.Put("MintCount24h", 0);
            side.Put("EarlierMints", 0);
            side.Put("MintedUsd15m", 0m);
            side.Put("MintedUsd24h", 0m);
        }
    }

    private void OwnTransfers(Side side)
    {
        var clock = ClockOf(side.Self);
        var last = LastOf(side.Self);
        List<Seen> Within(long seconds) => [.. last.Where(one => clock - one.At < seconds)];
        List<Seen> Sent(long seconds) => [.. Within(seconds).Where(one => one.From == side.Self)];
        List<Seen> Received(long seconds) => [.. Within(seconds).Where(one => one.To == side.Self)];
        side.Put("DistinctRecipients6h", Sent(6 * Hour).Select(one => one.To).OfType<ChainAddress>().Distinct().Count());
        side.Put("OneTimeSenders30d", Received(30 * Day).Where(one => one.From is not null).GroupBy(one => one.From).Count(sender => sender.Count() == 1));
        side.Put("ChainCount24h", Within(Day).Select(one => one.Asset.Chain).Distinct().Count());
        side.Put("SentToExchangeCount30d", Sent(30 * Day).Count(one => one.To is not null && one.ToLabel == "exchange"));
        side.Put("RedemptionCount24h", Sent(Day).Count(one => one.Kind == TransferKind.Burn));
        side.Put("SentIntervalVariation30d", Intervals(Sent(30 * Day)));
        side.Put("GatherScatter24h", IsService(side.Self) ? 0 : GatherScatter(side.Self, Within(Day)));
        LastReceived(side, Received(30 * Day).Where(one => !ReferenceEquals(one, side.Seen)).ToList(), last);
        Minted(side, Received);
        if (side.KnowsSent)
        {
            SentOn(side, Sent, last, clock);
        }

        if (side.KnowsSent && side.KnowsReceived)
        {
            var known = Within(30 * Day).Where(one => one.Usd is not null).ToList();
            side.Put("SmallTicketShare30d", known.Count == 0 ? null : Part(known.Count(one => one.Usd is >= 50 * Million and <= 5_000 * Million), known.Count));
        }
    }

    private static void LastReceived(Side side, List<Seen> received, List<Seen> last)
    {
        if (received.Count > 0)
        {
            var newest = received.Max(one => one.At);
            side.Put("MinutesSinceReceived", Time(side.Seen.At - newest, 60));
            side.Put("LastReceivedUsd", Dollars(Sum(last.Where(one => one.To == side.Self && !ReferenceEquals(one, side.Seen) && one.At <= newest && newest - one.At < Hour))));
        }
    }

    private void Minted(Side side, Func<long, List<Seen>> received)
    {
        List<Seen> Mints(long seconds) => [.. received(seconds).Where(one => one.Kind == TransferKind.Mint)];
        side.Put("MintCount24h", Mints(Day).Count);
        side.Put("EarlierMints", counted.GetValueOrDefault(side.Self, nothing).Count(one => one.To == side.Self && one.Kind == TransferKind.Mint) - Mints(900).Count);
        if (side.KnowsReceived)
        {
            side.Put("MintedUsd15m", Dollars(Sum(Mints(900))));
            side.Put("MintedUsd24h", Dollars(Sum(Mints(Day))));
        }
    }

    private int EqualAmountSenders(Side side) =>
        side.Seen.Usd is not (100 * Million or 1_000 * Million or 10_000 * Million or 100_000 * Million) ? 0
            : counted.GetValueOrDefault(side.Self, nothing)
                .Where(one => one.To == side.Self && one.From is not null && one.Usd == side.Seen.Usd && IsIn(one.At, ClockOf(side.Self), Day, 7))
                .Select(one => one.From).Distinct().Count();

    private void SentOn(Side side, Func<long, List<Seen>> sent, List<Seen> last, long clock)
    {
        List<Seen> Redeemed(long seconds) => [.. sent(seconds).Where(one => one.Kind == TransferKind.Burn)];
        var (month, tenMinutes) = (sent(30 * Day).Where(one => one.Usd is not null).ToList(), Sum(sent(600)));
        var below = Redeemed(2 * Day).Where(one => IsJustBelow(one, 10_000)).ToList();
        side.Put("SentVariation6h", Variation([.. sent(6 * Hour).Where(one => one.Usd is not null).Select(one => (BigInteger)one.Usd!.Value)]));
        side.Put("RoundShare30d", month.Count == 0 ? null : Part(month.Count(one => one.Usd > 0 && one.Usd % (1_000 * Million) == 0), month.Count));
        side.Put("SentToUnhostedOrBridgeUsd15m", Dollars(Sum(sent(900).Where(one => one.To is not null && (one.ToLabel is "none" or "bridge")))));
        side.Put("RedeemedUsd24h", Dollars(Sum(Redeemed(Day))));
        side.Put("RedeemedBelow10000Count48h", below.Count);
        side.Put("RedeemedBelow10000Usd48h", Dollars(Sum(below)));
        side.Put("MedianDwellMinutes24h", IsService(side.Self) ? null : Dwell(side.Self, last, clock));
        if (BalanceOf(side.Self) is { } left)
        {
            side.Put("OutflowShare10m", (BigInteger)left + tenMinutes == 0 ? 0m : Part(tenMinutes, (BigInteger)left + tenMinutes));
        }

    }

    private static decimal? Intervals(List<Seen> sent) =>
        sent.Count < 30 ? null : Variation([.. sent.Skip(1).Select((one, n) => (BigInteger)Math.Abs(one.At - sent[n].At))]);

    /// <summary>Standard deviation by mean, cut at millionths: the root is found by trying, digit after digit.</summary>
    private static decimal? Variation(List<BigInteger> values)
    {
        var sum = values.Aggregate(BigInteger.Zero, (one, other) => one + other);
        if (values.Count < 2 || sum == 0)
        {
            return values.Count < 2 ? null : 0;
        }

        var spread = values.Aggregate(BigInteger.Zero, (total, one) => total + BigInteger.Pow((one * values.Count) - sum, 2)) / values.Count;
        var wanted = spread * BigInteger.Pow(10, 12) / (sum * sum);
        var root = BigInteger.Zero;
        for (var step = BigInteger.One << 80; step > 0; step >>= 1)
        {
            root = (root + step) * (root + step) <= wanted ? root + step : root;
        }

        return (long)root / 1_000_000m;
    }

    /// <summary>First in first out: of each dollar that was sent on, how long it had stayed; the median by amount of what was sent in 24 hours.</summary>
    private static decimal? Dwell(ChainAddress self, List<Seen> last, long clock)
    {
        List<(long At, long Usd)> waiting = [];
        List<(long Stay, long Usd)> stays = [];
        foreach (var one in last.Where(one => one.Usd is not null))
        {
            if (one.To == self)
            {
                waiting.Add((one.At, one.Usd!.Value));
                continue;
            }

            for (var left = one.Usd!.Value; left > 0 && waiting.Count > 0;)
            {
                var part = Math.Min(left, waiting[0].Usd);
                if (clock - one.At < Day)
                {
                    stays.Add((Math.Max(0, one.At - waiting[0].At), part));
                }

                left -= part;
                waiting[0] = (waiting[0].At, waiting[0].Usd - part);
                if (waiting[0].Usd == 0)
                {
                    waiting.RemoveAt(0);
                }
            }
        }

        BigInteger below = 0;
        var whole = stays.Aggregate(BigInteger.Zero, (sum, stay) => sum + stay.Usd);
        foreach (var stay in stays.OrderBy(stay => stay.Stay))
        {
            below += stay.Usd;
            if (below * 2 >= whole)
            {
                return Time(stay.Stay, 60);
            }
        }

        return null;
    }

    private static int GatherScatter(ChainAddress self, List<Seen> day)
    {
        var best = 0;
        for (var split = 0; split <= day.Count; split++)
        {
            var paid = day.Take(split).Where(one => one.To == self).Select(one => one.From).OfType<ChainAddress>().Distinct().Count();
            var paidOn = day.Skip(split).Where(one => one.From == self).Select(one => one.To).OfType<ChainAddress>().Distinct().Count();
            best = Math.Max(best, Math.Min(paid, paidOn));
        }

        return best < 3 ? 0 : best;
    }

    private bool Imitates(ChainAddress self, ChainAddress victim)
    {
        var clock = ClockOf(victim);
        return LookOf(self) is { } look && LastOf(victim)
            .Where(one => one.Usd is not null && clock - one.At < 30 * Day)
            .Select(one => one.OtherThan(victim)).OfType<ChainAddress>()
            .Any(dealt => dealt != self && LookOf(dealt) == look);
    }

    private static string? LookOf(ChainAddress address) => address.Bytes.Length != 20 ? null : address.Family switch
    {
        AddressFamily.Evm => Convert.ToHexString(address.Bytes) is var hex ? hex[..3] + hex[^4..] : null,
        AddressFamily.Tron => AddressText.Write(address) is var text ? text[..3] + text[^4..] : null,
        _ => null,
    };
}
