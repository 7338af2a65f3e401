namespace Usd1Compliance.Simulation;

/// <summary>What will happen and when, in seconds since 1970. What is due in the same second happens in the order in which it was put down.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (long Second, long Order)> due = new();
    private long order;

    /// <summary>The second that it is now.</summary>
    public long Now { get; private set; } = long.MinValue;

    /// <summary>Puts something down. What would lie in the past happens now.</summary>
    public void At(long second, Action happening) => due.Enqueue(happening, (Math.Max(second, Now), order++));

    /// <summary>Puts something down for later.</summary>
    public void In(double seconds, Action happening) => At(Now + Math.Max(1, (long)seconds), happening);

    /// <summary>Takes what is due next and lets it happen, unless that lies past an end.</summary>
    /// <returns>Whether anything happened.</returns>
    public bool Step(long end)
    {
        if (!due.TryPeek(out var happening, out var when) || when.Second >= end)
        {
            return false;
        }

        due.Dequeue();
        Now = when.Second;
        happening();
        return true;
    }
}
