namespace Usd1Compliance.Simulation;

/// <summary>
/// Numbers, times and sums drawn by chance, the same ones on every machine. Each part of the economy draws from a stream of its own, so
/// that a change to one part does not stir the others.
/// </summary>
internal sealed class Draws(ulong start)
{
    private readonly SplitMix64 bits = new(start);

    /// <summary>The stream of a part of the economy.</summary>
    public Draws(ulong seed, string stream)
        : this(SeedOf(seed, stream))
    {
    }

    /// <summary>64 bits.</summary>
    public ulong Bits() => bits.Next();

    /// <summary>0 up to, and without, a bound.</summary>
    public int Below(int bound) => (int)Math.BigMul(bits.Next(), (ulong)bound, out _);

    /// <summary>A whole number between two, both possible.</summary>
    public long Between(long least, long most) => least + (long)Math.BigMul(bits.Next(), (ulong)(most - least + 1), out _);

    /// <summary>Above 0 and below 1.</summary>
    public double Unit() => ((bits.Next() >> 11) + 0.5) / (1UL << 53);

    /// <summary>Yes with a probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of several.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A sum whose logarithm is normal, in base units.</summary>
    /// <param name="medianDollars">Half of the draws are below it.</param>
    /// <param name="spread">Standard deviation of the natural logarithm.</param>
    public long LogNormal(int medianDollars, double spread) =>
        Money.FromDollars(medianDollars * PortableMath.Exp(spread * PortableMath.NormalQuantile(Unit())));

    /// <summary>A sum above a least one, with a tail that falls by a power: P(more than x) = (least / x)^fall.</summary>
    public long Pareto(int leastDollars, double fall) => Money.FromDollars(leastDollars * PortableMath.Exp(-PortableMath.Log(Unit()) / fall));

    /// <summary>Seconds until the next of events that come by chance so many times a day.</summary>
    public double SecondsToNext(double timesADay) => -PortableMath.Log(Unit()) * 86_400 / timesADay;

    /// <summary>Many choices without order, none twice.</summary>
    public List<T> Some<T>(IReadOnlyList<T> choices, int count)
    {
        var left = new List<T>(choices);
        var chosen = new List<T>(count);
        while (chosen.Count < count && left.Count > 0)
        {
            var place = Below(left.Count);
            chosen.Add(left[place]);
            left[place] = left[^1];
            left.RemoveAt(left.Count - 1);
        }

        return chosen;
    }

    /// <summary>Where the stream of a part begins.</summary>
    public static ulong SeedOf(ulong seed, string stream)
    {
        var mixed = new SplitMix64(seed).Next();
        foreach (var letter in stream)
        {
            mixed = new SplitMix64(mixed ^ letter).Next();
        }

        return mixed;
    }
}
