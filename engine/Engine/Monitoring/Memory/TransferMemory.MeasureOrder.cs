using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>Facts that rest on the order of the last transfers: how long money stayed, who came before whom, what two addresses did in turn.</content>
public sealed unsafe partial class TransferMemory
{
    private const uint DaySeconds = 86_400;

    /// <summary>First in first out over the ring: the median of how long what was sent in 24 hours had stayed, weighted by amount; unknown where nothing of it had come in the ring.</summary>
    private long MedianDwell(AddressRecord* record)
    {
        var stays = stackalloc uint[2 * EdgeRings.Most];
        var parts = stackalloc long[2 * EdgeRings.Most];
        var left = stackalloc long[EdgeRings.Most];
        var (count, next) = (0, 0);
        var ring = rings.View(record);
        for (var i = 0; i < ring.Count; i++)
        {
            left[i] = ring[i]->IsOut || IsPast(record, ring[i]) ? 0 : Math.Max(0, ring[i]->Usd);
        }

        for (var i = 0; i < ring.Count; i++)
        {
            var sent = ring[i];
            for (var rest = sent->IsOut && !IsPast(record, sent) ? Math.Max(0, sent->Usd) : 0; rest > 0 && next < i;)
            {
                if (left[next] == 0)
                {
                    next++;
                    continue;
                }

                var part = Math.Min(rest, left[next]);
                (rest, left[next]) = (rest - part, left[next] - part);
                if (record->Clock - sent->At < DaySeconds)
                {
                    var came = ring[next]->At;
                    (stays[count], parts[count]) = (sent->At - Math.Min(sent->At, came), part);
                    count++;
                }
            }
        }

        return count == 0 ? FactRow.Unknown : WeightedMedian(stays, parts, count) * Million / 60;
    }

    // What is older than 60 days may stand in the ring still or not: it is not looked at.
    private static bool IsPast(AddressRecord* record, Edge* edge) => record->Clock - edge->At >= EdgeRings.Reach;

    // The smallest value such that it and all below it carry half of the weight or more. Each round parts what is left around one value, and goes on with one part.
    private static long WeightedMedian(uint* values, long* weights, int count)
    {
        Int128 whole = 0;
        for (var i = 0; i < count; i++)
        {
            whole += weights[i];
        }

        Int128 below = 0;
        var (first, last) = (0, count - 1);
        while (true)
        {
            var pivot = values[(first + last) / 2];
            var (less, greater, lessWeight, equalWeight) = PartAround(pivot, values, weights, first, last);
            if ((below + lessWeight) * 2 >= whole)
            {
                last = less - 1;
            }
            else if ((below + lessWeight + equalWeight) * 2 >= whole)
            {
                return pivot;
            }
            else
            {
                (below, first) = (below + lessWeight + equalWeight, greater + 1);
            }
        }
    }

    // The smaller ones first, then those that equal the pivot, then the greater ones: where the middle part begins, where it ends, and what the first two weigh.
    private static (int Less, int Greater, Int128 LessWeight, Int128 EqualWeight) PartAround(uint pivot, uint* values, long* weights, int first, int last)
    {
        var (less, next, greater) = (first, first, last);
        Int128 lessWeight = 0, equalWeight = 0;
        while (next <= greater)
        {
            var (value, weight) = (values[next], weights[next]);
            if (value > pivot)
            {
                (values[next], weights[next], values[greater], weights[greater]) = (values[greater], weights[greater], value, weight);
                greater--;
            }
            else if (value < pivot)
            {
                (values[next], weights[next], values[less], weights[less]) = (values[less], weights[less], value, weight);
                (less, next, lessWeight) = (less + 1, next + 1, lessWeight + weight);
            }
            else
            {
                (next, equalWeight) = (next + 1, equalWeight + weight);
            }
        }

        return (less, greater, lessWeight, equalWeight);
    }

    /// <summary>The greatest n such that n different addresses paid within 24 hours, and n others were paid after them.</summary>
    private int GatherScatter(AddressRecord* record)
    {
        const uint mask = (2 * EdgeRings.Most) - 1;
        var met = stackalloc uint[2 * EdgeRings.Most];
        new Span<uint>(met, 2 * EdgeRings.Most).Clear();
        var ring = rings.View(record);

        // How many different addresses were paid from each place of the ring on.
        var paidFrom = stackalloc int[EdgeRings.Most + 1];
        paidFrom[ring.Count] = 0;
        for (var i = ring.Count - 1; i >= 0; i--)
        {
            paidFrom[i] = paidFrom[i + 1] + (IsOfDay(record, ring[i]) && ring[i]->IsOut && IsNew(met, ring[i]->Peer) ? 1 : 0);
        }

        new Span<uint>(met, 2 * EdgeRings.Most).Clear();
        var (best, came) = (0, 0);
        for (var i = 0; i < ring.Count; i++)
        {
            came += IsOfDay(record, ring[i]) && !ring[i]->IsOut && IsNew(met, ring[i]->Peer) ? 1 : 0;
            best = Math.Max(best, Math.Min(came, paidFrom[i + 1]));
        }

        return best < 3 ? 0 : best;

        static bool IsOfDay(AddressRecord* record, Edge* edge) => edge->Peer != 0 && record->Clock - edge->At < DaySeconds;

        static bool IsNew(uint* met, uint peer)
        {
            LastPeers.Meet(met, peer, mask, out var isNew);
            return isNew;
        }
    }

    private void MeasurePair(long[] values, in Counted counted, FactGroups groups)
    {
        if ((groups & FactGroups.Pair) != 0)
        {
            MeasurePairEver(values, counted);
        }

        if ((groups & FactGroups.PairOfLate) != 0)
        {
            MeasurePairOfLate(values, counted);
        }

        if ((groups & FactGroups.Cluster) != 0 && !IsServiceHub(addresses.At(counted.From.Number)))
        {
            MeasureCluster(values, addresses.At(counted.From.Number), counted);
        }
    }

    private void MeasurePairEver(long[] values, in Counted counted)
    {
        var (from, to) = (counted.From.Number, counted.To.Number);
        var (there, back) = from == to ? default : (PairOf(from, to), PairOf(to, from));
        values[FactPlaces.EarlierCount] = there.Times - (counted.IsCounted ? 1 : 0);
        values[FactPlaces.EarlierUsd] = there.Usd >= PairValue.MostUsd ? FactRow.Unknown : there.Usd - (counted.IsCounted ? Math.Max(0, counted.Usd) : 0);
        values[FactPlaces.BackCount] = back.Times;
    }

    private void MeasurePairOfLate(long[] values, in Counted counted)
    {
        var (from, to) = (counted.From.Number, counted.To.Number);
        if (IsServiceHub(addresses.At(from)))
        {
            return;
        }

        long sent = 0, received = 0, largest = 0, last = 0, firstOfRise = 0;
        var (times, turns, rising, wasOut) = (0, 0, 0, (bool?)null);
        var record = addresses.At(from);
        var ring = rings.View(record);
        for (var i = 0; i < ring.Count && from != to; i++)
        {
            var edge = ring[i];
            var age = record->Clock - edge->At;
            if (edge->Peer != to || age >= EdgeRings.Reach)
            {
                continue;
            }

            var usd = Math.Max(0, edge->Usd);
            if (age < DaySeconds)
            {
                turns += wasOut is { } way && way != edge->IsOut ? 1 : 0;
                wasOut = edge->IsOut;
                (sent, received) = edge->IsOut ? (sent + usd, received) : (sent, received + usd);
                (times, largest) = edge->IsOut ? (times + 1, Math.Max(largest, usd)) : (times, largest);
            }

            if (edge->IsOut && edge->Usd >= 0)
            {
                (rising, firstOfRise) = usd > last && rising > 0 ? (rising + 1, firstOfRise) : (1, usd);
                last = usd;
            }
        }

        values[FactPlaces.PairSentCount24h] = times;
        values[FactPlaces.Alternations24h] = turns;
        if (counted.Usd >= 0)
        {
            values[FactPlaces.PairSentUsd24h] = sent;
            values[FactPlaces.PairLargestUsd24h] = largest;
            values[FactPlaces.NetShare24h] = sent + received == 0 ? 0 : Share(Math.Abs(sent - received), sent + received);
            values[FactPlaces.RisingCount60d] = rising;
            values[FactPlaces.RiseRatio60d] = firstOfRise == 0 ? 0 : (long)Int128.Min((Int128)last * Million / firstOfRise, 9_000_000_000_000_000);
        }
    }

    // Those who pay on first to the same address are taken for one.
    private void MeasureCluster(long[] values, AddressRecord* sender, in Counted counted)
    {
        if (counted.Usd < 0)
        {
            return;
        }

        var (from, to) = (counted.From.Number, counted.To.Number);
        var payee = addresses.At(to)->FirstPayee;
        var (usd, times) = (0L, 0);
        var ring = rings.View(sender);
        for (var i = 0; i < ring.Count && from != to; i++)
        {
            var edge = ring[i];
            if (!edge->IsOut || edge->Usd is < 0 or >= 3_000_000_000 || sender->Clock - edge->At >= DaySeconds
                || !(edge->Peer == to || (payee != 0 && edge->Peer != 0 && addresses.At(edge->Peer)->FirstPayee == payee)))
            {
                continue;
            }

            (usd, times) = (usd + edge->Usd, times + 1);
        }

        values[FactPlaces.ClusterBelow3000Usd24h] = usd;
        values[FactPlaces.ClusterBelow3000Count24h] = times;
    }

    private void MeasureGraph(long[] values, in Counted counted, FactGroups groups)
    {
        if (counted.Usd < 0 || !counted.IsMoving)
        {
            return;
        }

        var (from, to) = (counted.From.Number, counted.To.Number);
        if ((groups & FactGroups.Reach) != 0)
        {
            values[FactPlaces.HopsToSanctions7d] = counted.IsCounted ? HopsToSanctions(to, counted.At) : 0;
            values[FactPlaces.UpstreamUsd7d] = addresses.At(to)->SourceOf == 0 || !counted.IsCounted ? 0 : Upstream(from, counted);
        }

        if ((groups & FactGroups.Cycle) != 0)
        {
            var steps = 0;
            var cycle = counted.IsCounted ? FindCycle(from, to, counted.At, counted.Usd, ref steps) : default;
            (values[FactPlaces.CycleLength], values[FactPlaces.CycleUsd]) = (cycle.Length, cycle.Usd);
            NoteCut(values, steps > StepBudget);
        }

        if ((groups & FactGroups.CommonSource) != 0)
        {
            MeasureCommonSource(values, from, to, counted);
        }
    }

    private void MeasureCommonSource(long[] values, uint from, uint to, in Counted counted)
    {
        var steps = 0;
        var common = counted.IsCounted ? FindCommonSource(from, to, counted.At, ref steps) : default;
        values[FactPlaces.CommonSourceCount] = common.Middles;
        values[FactPlaces.CommonSourceUsd] = common.PaidOn;
        values[FactPlaces.CommonSourceLargestUsd] = common.Largest;
        values[FactPlaces.CommonSourceKeptShare] = common.Received > 0 ? Math.Min(Million, Share(common.PaidOn, common.Received)) : FactRow.Unknown;
        values[FactPlaces.CommonSourceHours] = common.Middles > 0 ? (counted.At - Math.Min(counted.At, common.FirstAt)) * Million / 3_600 : FactRow.Unknown;
        values[FactPlaces.StackSources] = common.StackSources;
        values[FactPlaces.StackMiddles] = common.StackMiddles;
        NoteCut(values, steps > StepBudget);
    }

    // What had come to the payer from others in seven days, as far as it is in this payment.
    private long Upstream(uint from, in Counted counted)
    {
        var record = addresses.At(from);
        long came = 0;
        var ring = rings.View(record);
        for (var i = 0; i < ring.Count; i++)
        {
            var edge = ring[i];
            came += !edge->IsOut && edge->Peer != 0 && edge->At <= counted.At && edge->At + Week > counted.At && IsNoService(edge->Peer) ? Math.Max(0, edge->Usd) : 0;
        }

        return Math.Min(came, counted.Usd);
    }
}
