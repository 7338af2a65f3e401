using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>What one address paid another, ever.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct PairValue
{
    /// <summary>From here on the sum is no money, and stays at this: nine trillion dollars.</summary>
    public const long MostUsd = 9_000_000_000_000_000_000;

    /// <summary>Sum, where known, in millionths of a dollar.</summary>
    public long Usd;

    /// <summary>How many transfers of more than dust.</summary>
    public uint Times;

    /// <summary>The newest event time of them; 0 for none.</summary>
    public uint Last;

    /// <summary>Counts a transfer.</summary>
    public void Add(uint at, long usd)
    {
        Times++;
        Usd = Math.Min(Usd, MostUsd - Math.Max(0, usd)) + Math.Max(0, usd);
        Last = Math.Max(Last, at);
    }
}

/// <summary>How many different addresses sent one of the pool sums in 7 days: by the day on which each sent it last.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal unsafe struct EqualAmounts
{
    /// <summary>Days.</summary>
    public const int Days = 7;

    public uint Day;
    public fixed uint Senders[Days];

    /// <summary>Which of the sums $100, $1,000, $10,000 and $100,000 an amount is; -1 for none.</summary>
    public static int IndexOf(long usd) => usd switch { 100_000_000 => 0, 1_000_000_000 => 1, 10_000_000_000 => 2, 100_000_000_000 => 3, _ => -1 };

    /// <summary>Lets the days leave that are over.</summary>
    public void Advance(uint day)
    {
        for (var next = Math.Max(Day + 1, day >= Days ? day - Days + 1 : 0); next <= day; next++)
        {
            Senders[next % Days] = 0;
        }

        Day = Math.Max(Day, day);
    }
}

/// <content>
/// Pairs of addresses. Most of them have a side that has taken part in so little that its ring holds all of it: the ring then tells what the two had to do with each
/// other. Only where both rings have let go of something does the pair stand in a table.
/// </content>
public sealed unsafe partial class TransferMemory
{
    private readonly NativeMap<PairValue> pairs;
    private readonly NativeMap<EqualAmounts> equalAmounts;
    private readonly NativeMap<uint> equalAmountPairs;

    private static ulong PairKey(uint from, uint to) => ((ulong)from << 32) | to;

    private bool IsWhole(uint number) => (addresses.At(number)->Flags & AddressFlags.RingLostOne) == 0;

    /// <summary>What one address paid another so far.</summary>
    private PairValue PairOf(uint from, uint to)
    {
        var one = addresses.At(from);
        var other = addresses.At(to);
        var (oneIsWhole, otherIsWhole) = ((one->Flags & AddressFlags.RingLostOne) == 0, (other->Flags & AddressFlags.RingLostOne) == 0);
        if (oneIsWhole && (!otherIsWhole || one->RingCount <= other->RingCount))
        {
            return SumOfRing(one, to, isOut: true);
        }

        if (otherIsWhole)
        {
            return SumOfRing(other, from, isOut: false);
        }

        var found = pairs.Find(PairKey(from, to));
        return found == null ? default : *found;
    }

    private PairValue SumOfRing(AddressRecord* record, uint peer, bool isOut)
    {
        var sum = default(PairValue);
        var ring = rings.View(record);
        for (var i = 0; i < record->RingCount; i++)
        {
            var edge = ring[i];
            if (edge->Peer == peer && edge->IsOut == isOut)
            {
                sum.Add(edge->At, edge->Usd);
            }
        }

        return sum;
    }

    // After both sides have kept the transfer: a ring that has just let go of something was written down without it.
    private void CountPair(uint from, uint to, uint at, long usd)
    {
        if (IsWhole(from) || IsWhole(to))
        {
            return;
        }

        pairs.Touch(PairKey(from, to))->Add(at, usd);
    }

    // Called before the ring lets go for the first time: every pair with another side that is not whole either enters the table.
    private void WritePairsDown(uint number, AddressRecord* record)
    {
        var ring = rings.View(record);
        for (var i = 0; i < record->RingCount; i++)
        {
            var edge = ring[i];
            if (edge->Peer == 0 || IsWhole(edge->Peer))
            {
                continue;
            }

            pairs.Touch(edge->IsOut ? PairKey(number, edge->Peer) : PairKey(edge->Peer, number))->Add(edge->At, edge->Usd);
        }
    }

    private void CountEqual(uint from, uint to, int sum, uint at)
    {
        var day = at / 86_400;
        var counts = equalAmounts.Touch(((ulong)to << 2) | (uint)sum);
        counts->Advance(addresses.At(to)->Clock / 86_400);
        var last = equalAmountPairs.Touch(((((ulong)from << 2) | (uint)sum) << 32) | to);
        if (*last >= day && *last != 0)
        {
            return;
        }

        if (*last != 0 && *last + EqualAmounts.Days > counts->Day)
        {
            counts->Senders[*last % EqualAmounts.Days]--;
        }

        if (day + EqualAmounts.Days > counts->Day)
        {
            counts->Senders[day % EqualAmounts.Days]++;
        }

        *last = day;
    }

    /// <summary>Different addresses that sent one of the pool sums within 7 UTC days.</summary>
    private int SendersOfEqual(uint to, int sum)
    {
        var found = equalAmounts.Find(((ulong)to << 2) | (uint)sum);
        if (found == null)
        {
            return 0;
        }

        // A copy: asking changes nothing.
        var counts = *found;
        counts.Advance(addresses.At(to)->Clock / 86_400);
        var senders = 0u;
        for (var day = 0; day < EqualAmounts.Days; day++)
        {
            senders += counts.Senders[day];
        }

        return (int)senders;
    }
}
