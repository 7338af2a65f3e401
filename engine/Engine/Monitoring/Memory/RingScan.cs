using System.Runtime.CompilerServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>What one look through a ring tells: everything that is said of the last 64 transfers, and, while they are all that there were in 30 days, the windows.</summary>
[SkipLocalsInit]
internal unsafe struct RingScan
{
    /// <summary>Windows: 5 minutes, an hour, a day, a week, 30 days.</summary>
    public const int Windows = 5;

    public fixed long SentUsd[Windows];
    public fixed long ReceivedUsd[Windows];
    public fixed int SentTimes[Windows];
    public fixed int ReceivedTimes[Windows];
    public fixed int Recipients[Windows];
    public fixed int Senders[Windows];
    public fixed long SentSmallest[Windows];
    public fixed long SentLargest[Windows];
    public fixed long ReceivedSmallest[Windows];
    public fixed long ReceivedLargest[Windows];
    public fixed long SentBelowUsd[BelowLimits.Limits];
    public fixed long ReceivedBelowUsd[BelowLimits.Limits];
    public fixed int SentBelowTimes[BelowLimits.Limits];
    public fixed int ReceivedBelowTimes[BelowLimits.Limits];

    public int Recipients6h;
    public int Recipients24h;
    public int Senders24h;
    public int OneTimeSenders30d;
    public int Sent6hTimes;
    public Int128 Sent6hUsd;
    public Int128 Sent6hSquares;
    public int SentKnown30d;
    public int SentRound30d;
    public int Known30d;
    public int SmallTickets30d;
    public int ToExchange30d;
    public long Minted15mUsd;
    public int Minted15mTimes;
    public long ToUnhosted15mUsd;
    public long Minted24hUsd;
    public int Minted24hTimes;
    public long Redeemed24hUsd;
    public int Redeemed24hTimes;
    public long RedeemedBelow48hUsd;
    public int RedeemedBelow48hTimes;
    public long Sent10mUsd;
    public int Intervals;
    public long IntervalSum;
    public Int128 IntervalSquares;
    public uint LastReceivedAt;
    public ulong Chains24h;

    private const uint Day = 86_400;
    private uint lastSentAt;

    /// <summary>Looks through a ring, the oldest first.</summary>
    /// <param name="rings">All rings.</param>
    /// <param name="record">Whose.</param>
    /// <param name="withWindows">Whether the windows are asked for; the ring tells them where it has lost none of the last 30 days.</param>
    /// <param name="withRest">Whether all else is asked for.</param>
    /// <param name="current">Whether the newest is the transfer that is measured and came to this address: it is not what came last before.</param>
    public void Read(EdgeRings rings, AddressRecord* record, bool withWindows, bool withRest, bool current)
    {
        var (clock, count) = (record->Clock, (int)record->RingCount);
        var peers = stackalloc uint[128];
        var ages = stackalloc uint[128];
        var times = stackalloc byte[128];
        var met = stackalloc byte[EdgeRings.Most];
        var metCount = 0;
        var mask = count <= 8 ? 15u : count <= 32 ? 63u : 127u;
        new Span<uint>(peers, (int)mask + 1).Clear();
        Begin();

        var ring = rings.View(record);
        for (var i = 0; i < count; i++)
        {
            var edge = ring[i];
            var age = clock - edge->At;
            if (edge->Peer != 0)
            {
                var place = Meet(peers, (edge->Peer << 1) | (edge->IsOut ? 1u : 0), mask, out var isNew);
                if (isNew)
                {
                    (met[metCount++], ages[place], times[place]) = ((byte)place, age, 0);
                }

                ages[place] = Math.Min(ages[place], age);
                times[place] += (byte)(age < 30 * Day ? 1 : 0);
            }

            if (withWindows)
            {
                CountInWindows(edge, clock);
            }

            if (withRest)
            {
                CountRest(edge, age, isThisOne: current && i == count - 1);
            }
        }

        CountPeers(peers, ages, times, new ReadOnlySpan<byte>(met, metCount), clock, withWindows);
        if (withWindows)
        {
            Accumulate();
        }
    }

    /// <summary>Nothing was looked at yet: there is no smallest and no largest.</summary>
    public void Begin()
    {
        for (var window = 0; window < Windows; window++)
        {
            (SentSmallest[window], ReceivedSmallest[window], SentLargest[window], ReceivedLargest[window]) = (long.MaxValue, long.MaxValue, -1, -1);
        }
    }

    /// <summary>The narrowest window that reaches a moment; <see cref="Windows"/> for none.</summary>
    public static int WindowOf(uint at, uint clock)
    {
        var hours = (clock / 3_600) - (at / 3_600);
        if (hours < BucketBlock.Hours)
        {
            var fives = (clock / 300) - (at / 300);
            return fives == 0 ? 0 : fives < BucketBlock.FiveMinutes ? 1 : 2;
        }

        var days = (clock / Day) - (at / Day);
        return days < 7 ? 3 : days < BucketBlock.Days ? 4 : Windows;
    }

    /// <summary>The place of a key other than 0 in a table of zeros, which has one place more than the mask says and is never full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Meet(uint* table, uint key, uint mask, out bool isNew)
    {
        var place = (key * 0x9E3779B9) >> 16 & mask;
        while (table[place] != 0 && table[place] != key)
        {
            place = (place + 1) & mask;
        }

        isNew = table[place] == 0;
        table[place] = key;
        return place;
    }

    // Of the other sides by direction: how old the newest transfer with each is, and how many within 30 days.
    private void CountPeers(uint* peers, uint* ages, byte* times, ReadOnlySpan<byte> met, uint clock, bool withWindows)
    {
        foreach (var place in met)
        {
            var isOut = (peers[place] & 1) != 0;
            Recipients6h += isOut && ages[place] < 6 * 3_600 ? 1 : 0;
            Recipients24h += isOut && ages[place] < Day ? 1 : 0;
            Senders24h += !isOut && ages[place] < Day ? 1 : 0;
            OneTimeSenders30d += !isOut && times[place] == 1 ? 1 : 0;
            if (withWindows && WindowOf(clock - ages[place], clock) is var window and < Windows)
            {
                if (isOut)
                {
                    Recipients[window]++;
                }
                else
                {
                    Senders[window]++;
                }
            }
        }
    }

    private void CountInWindows(Edge* edge, uint clock)
    {
        var window = WindowOf(edge->At, clock);
        if (window == Windows)
        {
            return;
        }

        var limit = window <= 2 ? BelowLimits.LimitOf(edge->Usd) : -1;
        if (edge->IsOut)
        {
            SentTimes[window]++;
            if (edge->Usd >= 0)
            {
                SentUsd[window] += edge->Usd;
                SentSmallest[window] = Math.Min(SentSmallest[window], edge->Usd);
                SentLargest[window] = Math.Max(SentLargest[window], edge->Usd);
            }

            if (limit >= 0)
            {
                SentBelowUsd[limit] += edge->Usd;
                SentBelowTimes[limit]++;
            }

            return;
        }

        ReceivedTimes[window]++;
        if (edge->Usd >= 0)
        {
            ReceivedUsd[window] += edge->Usd;
            ReceivedSmallest[window] = Math.Min(ReceivedSmallest[window], edge->Usd);
            ReceivedLargest[window] = Math.Max(ReceivedLargest[window], edge->Usd);
        }

        if (limit >= 0)
        {
            ReceivedBelowUsd[limit] += edge->Usd;
            ReceivedBelowTimes[limit]++;
        }
    }

    private void CountRest(Edge* edge, uint age, bool isThisOne)
    {
        if (edge->IsOut)
        {
            CountSent(edge, age);
        }
        else
        {
            CountReceived(edge, age, isThisOne);
        }

        if (age < 30 * Day && edge->Usd >= 0)
        {
            Known30d++;
            SmallTickets30d += edge->Usd is >= 50_000_000 and <= 5_000_000_000 ? 1 : 0;
        }

        Chains24h |= age < Day ? 1UL << edge->Chain : 0;
    }

    private void CountSent(Edge* edge, uint age)
    {
        var usd = Math.Max(0, edge->Usd);
        if (age < 30 * Day)
        {
            SentKnown30d += edge->Usd >= 0 ? 1 : 0;
            SentRound30d += edge->Usd > 0 && edge->Usd % 1_000_000_000 == 0 ? 1 : 0;
            ToExchange30d += (edge->Kind & EdgeKind.Exchange) != 0 ? 1 : 0;
            if (lastSentAt != 0)
            {
                var interval = Math.Abs((long)edge->At - lastSentAt);
                (Intervals, IntervalSum, IntervalSquares) = (Intervals + 1, IntervalSum + interval, IntervalSquares + ((Int128)interval * interval));
            }

            lastSentAt = edge->At;
        }

        if (age < 6 * 3_600 && edge->Usd >= 0)
        {
            (Sent6hTimes, Sent6hUsd, Sent6hSquares) = (Sent6hTimes + 1, Sent6hUsd + usd, Sent6hSquares + ((Int128)usd * usd));
        }

        Sent10mUsd += age < 600 ? usd : 0;
        ToUnhosted15mUsd += age < 900 && edge->Peer != 0 && (edge->Kind & EdgeKind.UnhostedOrBridge) != 0 ? usd : 0;
        if ((edge->Kind & EdgeKind.Issuer) != 0 && age < 2 * Day)
        {
            Redeemed24hUsd += age < Day ? usd : 0;
            Redeemed24hTimes += age < Day ? 1 : 0;
            RedeemedBelow48hUsd += BelowLimits.LimitOf(edge->Usd) == 2 ? usd : 0;
            RedeemedBelow48hTimes += BelowLimits.LimitOf(edge->Usd) == 2 ? 1 : 0;
        }
    }

    private void CountReceived(Edge* edge, uint age, bool isThisOne)
    {
        if (!isThisOne && age < 30 * Day)
        {
            LastReceivedAt = Math.Max(LastReceivedAt, edge->At);
        }

        if ((edge->Kind & EdgeKind.Issuer) != 0 && age < Day)
        {
            var usd = Math.Max(0, edge->Usd);
            Minted24hUsd += usd;
            Minted24hTimes++;
            Minted15mUsd += age < 900 ? usd : 0;
            Minted15mTimes += age < 900 ? 1 : 0;
        }
    }

    // Each window holds the narrower ones.
    private void Accumulate()
    {
        for (var window = 1; window < Windows; window++)
        {
            SentUsd[window] += SentUsd[window - 1];
            ReceivedUsd[window] += ReceivedUsd[window - 1];
            SentTimes[window] += SentTimes[window - 1];
            ReceivedTimes[window] += ReceivedTimes[window - 1];
            Recipients[window] += Recipients[window - 1];
            Senders[window] += Senders[window - 1];
            SentSmallest[window] = Math.Min(SentSmallest[window], SentSmallest[window - 1]);
            ReceivedSmallest[window] = Math.Min(ReceivedSmallest[window], ReceivedSmallest[window - 1]);
            SentLargest[window] = Math.Max(SentLargest[window], SentLargest[window - 1]);
            ReceivedLargest[window] = Math.Max(ReceivedLargest[window], ReceivedLargest[window - 1]);
        }
    }
}
