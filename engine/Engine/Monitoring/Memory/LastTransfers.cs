namespace Usd1Compliance.Monitoring.Memory;

/// <summary>What one look through a ring tells of the last 64 transfers, apart from windows and from who the other sides are.</summary>
internal unsafe struct LastTransfers
{
    public int Sent6hTimes;
    public Int128 Sent6hUsd;
    public Int128 Sent6hSquares;
    public int SentKnown30d;
    public int SentRound30d;
    public int Known30d;
    public int SmallTickets30d;
    public int ToExchange30d;
    public long ToUnhosted15mUsd;
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
    /// <param name="ring">The transfers.</param>
    /// <param name="clock">Where the windows end.</param>
    /// <param name="current">Whether the newest is the transfer that is measured and came to this address: it is not what came last before.</param>
    public void Read(in RingView ring, uint clock, bool current)
    {
        for (var i = 0; i < ring.Count; i++)
        {
            Count(ring[i], clock - ring[i]->At, isThisOne: current && i == ring.Count - 1);
        }
    }

    private void Count(Edge* edge, uint age, bool isThisOne)
    {
        if (edge->IsOut)
        {
            CountSent(edge, age);
        }
        else if (!isThisOne && age < 30 * Day)
        {
            LastReceivedAt = Math.Max(LastReceivedAt, edge->At);
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
}
