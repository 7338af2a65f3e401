namespace Usd1Compliance.Monitoring.Windows;

/// <summary>How many different things there are, where each may have come several times.</summary>
internal sealed class Tally<T> where T : notnull
{
    private readonly Dictionary<T, int> times = [];

    /// <summary>How many different ones.</summary>
    public int Different => times.Count;

    /// <summary>Whether this one is among them.</summary>
    public bool Holds(T thing) => times.ContainsKey(thing);

    /// <summary>How many times it came.</summary>
    public int Times(T thing) => times.GetValueOrDefault(thing);

    /// <summary>One more of it.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool Add(T thing)
    {
        var before = times.GetValueOrDefault(thing);
        times[thing] = before + 1;
        return before == 0;
    }

    /// <summary>One less of it.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Remove(T thing)
    {
        var before = times[thing];
        if (before > 1)
        {
            times[thing] = before - 1;
            return false;
        }

        times.Remove(thing);
        return true;
    }
}

/// <summary>A count of moves and the sum of those whose worth is known.</summary>
internal struct Sum
{
    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>US dollars.</summary>
    public decimal Usd { get; private set; }

    /// <summary>One more.</summary>
    public void Add(decimal? usd)
    {
        Count++;
        Usd += usd ?? 0;
    }

    /// <summary>One less.</summary>
    public void Remove(decimal? usd)
    {
        Count--;
        Usd -= usd ?? 0;
    }
}

/// <summary>Moves just below the three limits of $1,000, $3,000 and $10,000: 80 % of the limit or more, and less than it.</summary>
internal sealed class BelowLimits
{
    private static readonly decimal[] limitsUsd = [1_000, 3_000, 10_000];
    private readonly Sum[] sums = new Sum[3];

    /// <summary>Below $1,000.</summary>
    public Sum Below1000 => sums[0];

    /// <summary>Below $3,000.</summary>
    public Sum Below3000 => sums[1];

    /// <summary>Below $10,000.</summary>
    public Sum Below10000 => sums[2];

    /// <summary>One more.</summary>
    public void Add(decimal? usd)
    {
        if (usd is { } known && LimitOf(known) is { } limit)
        {
            sums[limit].Add(known);
        }
    }

    /// <summary>One less.</summary>
    public void Remove(decimal? usd)
    {
        if (usd is { } known && LimitOf(known) is { } limit)
        {
            sums[limit].Remove(known);
        }
    }

    // The three bands do not touch, so that an amount lies in one at the most.
    private static int? LimitOf(decimal usd)
    {
        var index = Array.FindIndex(limitsUsd, limit => usd >= limit * 0.8m && usd < limit);
        return index < 0 ? null : index;
    }
}
