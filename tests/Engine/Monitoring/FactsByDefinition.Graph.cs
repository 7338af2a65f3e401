using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <content>What two addresses had to do with each other, and what a transfer closes among those before it, by looking at every way there is.</content>
internal sealed partial class FactsByDefinition
{
    private const long Reach = 72 * Hour;

    private void Pair(Seen seen, ChainAddress from, ChainAddress to, Action<string, object?> put)
    {
        var clock = ClockOf(from);
        List<Seen> ever = from == to ? [] : [.. counted.GetValueOrDefault(from, nothing).Where(one => one.Names(to))];
        var earlier = ever.Where(one => one.From == from && !ReferenceEquals(one, seen)).ToList();
        var sums = ever.Where(one => one.From == from).Aggregate(BigInteger.Zero, (sum, one) => sum + (one.Usd ?? 0));
        put("EarlierCount", earlier.Count);
        put("EarlierUsd", sums < 9 * BigInteger.Pow(10, 18) ? Dollars(Sum(earlier)) : null);
        put("BackCount", ever.Count(one => one.From == to));
        put("CommonCounterparties", CommonCounterparties(from, to).Count);
        if (IsServiceHub(from))
        {
            return;
        }

        List<Seen> last = from == to ? [] : [.. LastOf(from).Where(one => one.Names(to))];
        var day = last.Where(one => clock - one.At < Day).ToList();
        var sent = day.Where(one => one.From == from).ToList();
        put("SentCount24h", sent.Count);
        put("Alternations24h", day.Skip(1).Where((one, n) => one.From != day[n].From).Count());
        if (seen.Usd is null)
        {
            return;
        }

        var (there, back) = (Sum(sent), Sum(day.Where(one => one.From == to)));
        put("SentUsd24h", Dollars(there));
        put("LargestUsd24h", Dollars(sent.Select(one => one.Usd ?? 0).DefaultIfEmpty(0).Max()));
        put("NetShare24h", there + back == 0 ? 0m : Part(Math.Abs(there - back), there + back));
        Rise([.. last.Where(one => one.From == from && one.Usd is not null).Select(one => one.Usd!.Value)], put);
        Cluster(from, to, put);
    }

    private static void Rise(List<long> sent, Action<string, object?> put)
    {
        var first = sent.Count - 1;
        while (first > 0 && sent[first] > sent[first - 1])
        {
            first--;
        }

        put("RisingCount60d", sent.Count - Math.Max(0, first));
        put("RiseRatio60d", sent.Count == 0 ? 0m : Math.Min(9_000_000_000m, Part(sent[^1], sent[first])));
    }

    private void Cluster(ChainAddress from, ChainAddress to, Action<string, object?> put)
    {
        var clock = ClockOf(from);
        var payee = FirstPayeeOf(to);
        List<Seen> cluster = from == to ? [] : [.. LastOf(from)
            .Where(one => one.From == from && one.Usd < 3_000 * Million && clock - one.At < Day)
            .Where(one => one.To == to || (payee is not null && one.To is { } other && FirstPayeeOf(other) == payee))];
        put("ClusterBelow3000Usd24h", Dollars(Sum(cluster)));
        put("ClusterBelow3000Count24h", cluster.Count);
    }

    private void Graph(Seen seen, ChainAddress from, ChainAddress to, bool withSearches, Action<string, object?> put)
    {
        if (seen.Usd is not { } usd || !seen.IsMoving)
        {
            return;
        }

        put("HopsToSanctions7d", seen.Counts ? HopsToSanctions(to, seen.At) : 0);
        var taints = Enum.GetValues<TaintKind>().Any(kind => IsSource(to, kind));
        put("UpstreamUsd7d", !taints || !seen.Counts ? 0m : Dollars(Math.Min(usd, Sum(LastOf(from)
            .Where(one => one.To == from && one.From is { } payer && !IsService(payer) && one.At <= seen.At && seen.At - one.At < 7 * Day)))));
        if (withSearches)
        {
            var cycle = seen.Counts && usd >= 100 * Million && IsWalked(from) && IsWalked(to) ? Cycle(seen, from, to, usd) : null;
            put("CycleLength", cycle?.Length ?? 0);
            put("CycleUsd", Dollars(cycle?.Usd ?? 0));
            CommonSource(seen, from, to, put);
        }
    }

    // No service and no hub: one with more than 1,000 senders and recipients in 30 days.
    private bool IsWalked(ChainAddress address) => !IsService(address) && !IsHub(address);

    private bool IsServiceHub(ChainAddress address) => IsService(address) && IsHub(address);

    private bool IsHub(ChainAddress address)
    {
        var clock = ClockOf(address);
        var month = counted.GetValueOrDefault(address, nothing).Where(one => IsIn(one.At, clock, Day, 30)).ToList();
        return month.Count > 1_000 && month.Where(one => one.OtherThan(address) is not null).Select(one => (one.From == address, one.OtherThan(address))).Distinct().Count() > 1_000;
    }

    /// <summary>What came to an address in the 72 hours before a transfer, the newest first.</summary>
    private List<Seen> Came(ChainAddress to, long at) => [.. Enumerable.Reverse(LastOf(to)).Where(one => one.To == to && one.From is not null && one.At <= at && at - one.At < Reach)];

    private sealed record FoundCycle(int Length, long Usd);

    private FoundCycle? Cycle(Seen seen, ChainAddress from, ChainAddress to, long usd)
    {
        for (var length = 3; length <= 6; length++)
        {
            if (Back([from], seen.At, usd, usd, length - 1) is { } smallest)
            {
                return new FoundCycle(length, smallest);
            }
        }

        return null;

        // Back from who pays now to who is paid now by so many transfers; the smallest of the first way that is found.
        long? Back(List<ChainAddress> way, long until, long smallest, long largest, int left)
        {
            foreach (var one in Came(way[^1], seen.At).Where(one => one.At <= until && one.Usd >= 100 * Million))
            {
                var (least, most) = (Math.Min(smallest, one.Usd!.Value), Math.Max(largest, one.Usd.Value));
                var payer = one.From!.Value;
                if (least * 2 < most || (payer == to) != (left == 1))
                {
                    continue;
                }

                if (left == 1)
                {
                    return least;
                }

                if (!way.Contains(payer) && IsWalked(payer) && Back([.. way, payer], one.At, least, most, left - 1) is { } found)
                {
                    return found;
                }
            }

            return null;
        }
    }

    private void CommonSource(Seen seen, ChainAddress from, ChainAddress to, Action<string, object?> put)
    {
        var isSearched = seen.Counts && IsWalked(from) && IsWalked(to);
        List<ChainAddress> sources = !isSearched ? [] : [.. Came(from, seen.At).Select(one => one.From!.Value).Where(one => one != to && IsWalked(one)).Distinct().Take(8)];
        var middles = Came(to, seen.At).GroupBy(one => one.From!.Value).Where(middle => IsWalked(middle.Key)).ToList();
        var found = sources.ConvertAll(source => new
        {
            Source = source,
            Middles = middles.Where(middle => PaidBefore(source, middle).Count > 0).ToList(),
        });
        var best = found.Count == 0 ? null : found.MaxBy(one => one.Middles.Count);     // of several the first: the one that paid last
        var paidOn = Sum(best?.Middles.SelectMany(middle => middle) ?? []);
        var paid = best?.Middles.SelectMany(middle => PaidBefore(best.Source, middle)).ToList() ?? [];
        put("CommonSourceCount", best?.Middles.Count ?? 0);
        put("CommonSourceUsd", Dollars(paidOn));
        put("CommonSourceLargestUsd", Dollars(best?.Middles.SelectMany(middle => middle).Select(one => one.Usd ?? 0).DefaultIfEmpty(0).Max() ?? 0));
        put("CommonSourceKeptShare", Sum(paid) > 0 ? Math.Min(1m, Part(paidOn, Sum(paid))) : null);
        put("CommonSourceHours", best is { Middles.Count: > 0 } ? Time(seen.At - paid.Min(one => one.At), Hour) : null);
        put("StackSources", best is not null && middles.Count >= 3 ? found.Count(one => one.Middles.Count * 2 >= middles.Count) : 0);
        put("StackMiddles", best is null ? 0 : middles.Count);

        // What a source paid one of them before that one last paid the beneficiary.
        List<Seen> PaidBefore(ChainAddress source, IGrouping<ChainAddress, Seen> middle) =>
            [.. Came(middle.Key, seen.At).Where(one => one.From == source && one.At <= middle.Max(payment => payment.At))];
    }
}
