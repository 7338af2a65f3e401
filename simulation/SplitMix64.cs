namespace Usd1Compliance.Simulation;

/// <summary>
/// The random numbers of the simulated economy: Steele, Lea and Flood's SplitMix64 (OOPSLA 2014). The same seed gives the same
/// numbers on every machine and every version of .NET, which <see cref="Random"/> does not promise; and learned models take a
/// seeded <see cref="Random"/> apart.
/// </summary>
public sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15UL);

    /// <summary>64 bits that follow from 64 others: equal for equal ones, and without likeness for neighbours.</summary>
    /// <param name="z">Any number.</param>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
