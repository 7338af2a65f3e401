namespace Usd1Compliance.Monitoring.Memory;

/// <summary>What moved in each window: told by the ring while it holds all that there was in 30 days, else by buckets.</summary>
internal unsafe struct WindowSums
{
    /// <summary>Windows: 5 minutes, an hour, a day, a week, 30 days.</summary>
    public const int Windows = 5;

    public fixed long SentUsd[Windows];
    public fixed long ReceivedUsd[Windows];
    public fixed int SentTimes[Windows];
    public fixed int ReceivedTimes[Windows];
    public fixed long SentSmallest[Windows];
    public fixed long SentLargest[Windows];
    public fixed long ReceivedSmallest[Windows];
    public fixed long ReceivedLargest[Windows];
    public fixed long SentBelowUsd[BelowLimits.Limits];
    public fixed long ReceivedBelowUsd[BelowLimits.Limits];
    public fixed int SentBelowTimes[BelowLimits.Limits];
    public fixed int ReceivedBelowTimes[BelowLimits.Limits];

    /// <summary>Looks through a ring that has lost none of the last 30 days.</summary>
    /// <param name="ring">The transfers.</param>
    /// <param name="clock">Where the windows end.</param>
    public void Read(in RingView ring, uint clock)
    {
        Begin();
        var windows = new WindowStarts(clock);
        for (var i = 0; i < ring.Count; i++)
        {
            CountInWindows(ring[i], windows);
        }

        Accumulate();
    }

    /// <summary>Nothing was looked at yet: there is no smallest and no largest.</summary>
    public void Begin()
    {
        for (var window = 0; window < Windows; window++)
        {
            (SentSmallest[window], ReceivedSmallest[window], SentLargest[window], ReceivedLargest[window]) = (long.MaxValue, long.MaxValue, -1, -1);
        }
    }

    private void CountInWindows(Edge* edge, in WindowStarts windows)
    {
        var window = windows.NarrowestOf(edge->At);
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

    // Each window holds the narrower ones.
    private void Accumulate()
    {
        for (var window = 1; window < Windows; window++)
        {
            SentUsd[window] += SentUsd[window - 1];
            ReceivedUsd[window] += ReceivedUsd[window - 1];
            SentTimes[window] += SentTimes[window - 1];
            ReceivedTimes[window] += ReceivedTimes[window - 1];
            SentSmallest[window] = Math.Min(SentSmallest[window], SentSmallest[window - 1]);
            ReceivedSmallest[window] = Math.Min(ReceivedSmallest[window], ReceivedSmallest[window - 1]);
            SentLargest[window] = Math.Max(SentLargest[window], SentLargest[window - 1]);
            ReceivedLargest[window] = Math.Max(ReceivedLargest[window], ReceivedLargest[window - 1]);
        }
    }
}
