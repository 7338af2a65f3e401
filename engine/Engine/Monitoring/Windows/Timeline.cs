namespace Usd1Compliance.Monitoring.Windows;

/// <summary>Something that stands at a moment of event time.</summary>
internal interface IMoment
{
    /// <summary>Ticks, UTC.</summary>
    long At { get; }
}

/// <summary>
/// Events in order of event time, with sliding windows over them that all end at the same moment. Each event enters a window once and
/// leaves it once, so that a step costs the same however many events a window holds.
/// </summary>
/// <param name="lengths">Of the windows in ticks, ascending. Events are forgotten when they leave the longest.</param>
internal abstract class Timeline<TEvent>(params long[] lengths) where TEvent : struct, IMoment
{
    private readonly List<TEvent> events = [];
    private readonly int[] starts = new int[lengths.Length];

    /// <summary>Adds an event. It enters the windows in which it falls, which for a late one may be none.</summary>
    /// <param name="added">At <paramref name="now"/> or before.</param>
    /// <param name="now">Where the windows end: never before an earlier call.</param>
    public void Add(in TEvent added, long now)
    {
        Advance(now);
        if (added.At <= now - lengths[^1])
        {
            return;
        }

        var place = Place(added.At);
        events.Insert(place, added);
        for (var window = 0; window < lengths.Length; window++)
        {
            if (added.At > now - lengths[window])
            {
                Enter(window, added);
            }
            else
            {
                starts[window]++;       // it stands before the window, and pushed the window's first event on by one
            }
        }
    }

    /// <summary>Lets the events leave that no window ending at <paramref name="now"/> holds any longer. Windows are half-open: (now - length, now].</summary>
    public void Advance(long now)
    {
        for (var window = 0; window < lengths.Length; window++)
        {
            var oldest = now - lengths[window];
            while (starts[window] < events.Count && events[starts[window]].At <= oldest)
            {
                Leave(window, events[starts[window]++]);
            }
        }

        // Cleared only when half of it is past, so that moving the rest down costs each event a constant.
        if (starts[^1] > 32 && starts[^1] > events.Count / 2)
        {
            var past = starts[^1];
            events.RemoveRange(0, past);
            for (var window = 0; window < starts.Length; window++)
            {
                starts[window] -= past;
            }
        }
    }

    /// <summary>An event enters a window.</summary>
    protected abstract void Enter(int window, in TEvent entering);

    /// <summary>An event that entered leaves it.</summary>
    protected abstract void Leave(int window, in TEvent leaving);

    // Behind every event of the same moment: almost always the end.
    private int Place(long at)
    {
        if (events.Count == 0 || events[^1].At <= at)
        {
            return events.Count;
        }

        var (low, high) = (0, events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = events[middle].At <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
