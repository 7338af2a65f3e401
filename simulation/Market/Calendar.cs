namespace Usd1Compliance.Simulation.Market;

/// <summary>What is to happen.</summary>
internal enum Deed : byte
{
    /// <summary>A private person does something; More is 1 the first time.</summary>
    Act,

    /// <summary>A trading firm does its next deal.</summary>
    Trade,

    /// <summary>A payment of everyday life, left out where it cannot be paid.</summary>
    Try,

    /// <summary>A payment that was planned and must be possible.</summary>
    Owe,

    /// <summary>As <see cref="Owe"/>, from a hot wallet of the receiver's chain.</summary>
    PayOut,

    /// <summary>A deposit address is emptied into the hot wallet To.</summary>
    Sweep,

    /// <summary>A shop hands its takings to the hot wallet To, and again in More days.</summary>
    HandIn,

    /// <summary>Spam to somebody.</summary>
    Dust,

    /// <summary>From pays into the bridge More, for To on another chain.</summary>
    Bridge,

    /// <summary>The bridge From burns under the nonce More.</summary>
    BridgeBurn,

    /// <summary>The bridge From mints to To under the nonce More.</summary>
    BridgeMint,

    /// <summary>From mints to To, under an order of the desk when More is 1.</summary>
    Mint,

    /// <summary>From redeems.</summary>
    Burn,

    /// <summary>A customer of the issuer places an order.</summary>
    Order,

    /// <summary>The employer From pays To and the rest of its staff; More counts.</summary>
    Wages,

    Freeze,
    Unfreeze,
    Seize,
}

/// <summary>Something that will happen, in 40 bytes: ten million of them pass through.</summary>
internal readonly record struct Due(int Second, Deed Deed, int From, int To, long Sum, int Truth = 0, int More = 0);

/// <summary>
/// What will happen and when: a list for each day, put in order of seconds by counting when its day comes, and a heap for what is put
/// down for a day that has begun. What is due in the same second happens in the order in which it was put down.
/// </summary>
internal sealed class Calendar(int days)
{
    /// <summary>Seconds of a day.</summary>
    public const int Day = 86_400;

    private readonly List<Due>?[] later = new List<Due>?[days];
    private readonly PriorityQueue<Due, (int Second, int Order)> today = new();
    private readonly int[] places = new int[Day + 1];
    private Due[] sorted = [];
    private int count;
    private int next;
    private int order;
    private int open = -1;

    /// <summary>Puts something down. What would lie after the last day is not told, and what would lie in the past is an error of the generator.</summary>
    public void Put(in Due due)
    {
        var day = due.Second / Day;
        if (day >= days)
        {
            return;
        }

        if (day > open)
        {
            (later[day] ??= []).Add(due);
            return;
        }

        if (day < open || due.Second < 0)
        {
            throw new InvalidOperationException($"{due.Deed} at second {due.Second} lies before the day {open} that has begun.");
        }

        today.Enqueue(due, (due.Second, order++));
    }

    /// <summary>Begins a day.</summary>
    public void Open(int day)
    {
        open = day;
        var waiting = later[day];
        later[day] = null;
        (count, next) = (waiting?.Count ?? 0, 0);
        if (waiting is null)
        {
            return;
        }

        if (sorted.Length < count)
        {
            sorted = new Due[count + (count / 4)];
        }

        Array.Clear(places);
        foreach (var due in waiting)
        {
            places[due.Second - (day * Day) + 1]++;
        }

        for (var second = 0; second < Day; second++)
        {
            places[second + 1] += places[second];
        }

        foreach (var due in waiting)
        {
            sorted[places[due.Second - (day * Day)]++] = due;
        }
    }

    /// <summary>What is due next on the day that was begun.</summary>
    public bool TryTake(out Due due)
    {
        if (today.TryPeek(out var first, out var when) && (next == count || when.Second < sorted[next].Second))
        {
            today.Dequeue();
            due = first;
            return true;
        }

        if (next == count)
        {
            due = default;
            return false;
        }

        due = sorted[next++];
        return true;
    }
}
