namespace Usd1Compliance.Monitoring.Windows;

/// <summary>
/// How long received dollars stay at an address before they are sent on: first in, first out, in the order in which the ledger brings
/// them. What is sent beyond all that was seen coming in says nothing and is passed over.
/// </summary>
internal sealed class Dwell : Timeline<Stay>
{
    private readonly Queue<(long At, decimal Usd)> waiting = new();
    private readonly WeightedMedian stays = new();
    private decimal takenOfFirst;

    /// <summary>Over what is sent in 24 hours.</summary>
    public Dwell() : base(24 * TimeSpan.TicksPerHour)
    {
    }

    /// <summary>Median minutes, weighted by amount; null where nothing was sent that had been seen coming in.</summary>
    public decimal? MedianMinutes => stays.Median is { } ticks ? (decimal)ticks / TimeSpan.TicksPerMinute : null;

    /// <summary>Dollars came in.</summary>
    public void Receive(long at, decimal usd) => waiting.Enqueue((at, usd));

    /// <summary>Dollars were sent on.</summary>
    public void Send(long at, decimal usd, long now)
    {
        foreach (var (since, part) in Take(usd))
        {
            // A late event can come in after it went out; it stayed for no time then.
            Add(new Stay(at, Math.Max(0, at - since), part), now);
        }
    }

    /// <summary>Dollars were taken away; that is no sending.</summary>
    public void Lose(decimal usd)
    {
        foreach (var _ in Take(usd))
        {
        }
    }

    /// <inheritdoc/>
    protected override void Enter(int window, in Stay entering) => stays.Add(entering.Ticks, entering.Usd);

    /// <inheritdoc/>
    protected override void Leave(int window, in Stay leaving) => stays.Add(leaving.Ticks, -leaving.Usd);

    private IEnumerable<(long Since, decimal Part)> Take(decimal usd)
    {
        while (usd > 0 && waiting.TryPeek(out var first))
        {
            var part = Math.Min(usd, first.Usd - takenOfFirst);
            usd -= part;
            takenOfFirst += part;
            if (takenOfFirst == first.Usd)
            {
                waiting.Dequeue();
                takenOfFirst = 0;
            }

            yield return (first.At, part);
        }
    }
}

/// <summary>Dollars that were sent on, and how long they had stayed.</summary>
/// <param name="At">When they were sent, ticks UTC.</param>
/// <param name="Ticks">How long they had stayed; not negative.</param>
/// <param name="Usd">How many.</param>
internal readonly record struct Stay(long At, long Ticks, decimal Usd) : IMoment;
