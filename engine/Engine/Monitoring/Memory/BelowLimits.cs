using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// What a busy address sent and received just below the three limits, by the hour of the last 24. Kept apart from its buckets and only while there is any: most days see none.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal unsafe struct BelowLimits
{
    /// <summary>The three limits: $1,000, $3,000 and $10,000.</summary>
    public const int Limits = 3;

    private const int PerDirection = BucketBlock.Hours * Limits;

    // By direction (received, sent), hour and limit.
    private fixed long usd[2 * PerDirection];
    private fixed uint times[2 * PerDirection];

    /// <summary>The sums of all hours, by direction and limit.</summary>
    public fixed long TotalUsd[2 * Limits];

    /// <summary>How many they sum up, by direction and limit.</summary>
    public fixed uint TotalTimes[2 * Limits];

    /// <summary>Which limit an amount stands just below (80 % of it or more), or -1.</summary>
    public static int LimitOf(long usd) => usd switch
    {
        >= 800_000_000 and < 1_000_000_000 => 0,
        >= 2_400_000_000 and < 3_000_000_000 => 1,
        >= 8_000_000_000 and < 10_000_000_000 => 2,
        _ => -1,
    };

    /// <summary>Counts an amount of one of the last 24 hours.</summary>
    /// <param name="limit">Which it stands below.</param>
    /// <param name="isOut">Whether it was sent.</param>
    /// <param name="at">Event time.</param>
    /// <param name="amount">Its worth.</param>
    public void Add(int limit, bool isOut, uint at, long amount)
    {
        var (place, total) = ((isOut ? PerDirection : 0) + ((int)(at / 3_600 % BucketBlock.Hours) * Limits) + limit, (isOut ? Limits : 0) + limit);
        usd[place] += amount;
        times[place]++;
        TotalUsd[total] += amount;
        TotalTimes[total]++;
    }

    /// <summary>Lets the hours leave that are over.</summary>
    /// <param name="before">The clock up to which they left already.</param>
    /// <param name="clock">The clock now.</param>
    /// <returns>Whether nothing is left.</returns>
    public bool Advance(uint before, uint clock)
    {
        var (from, to) = (before / 3_600, clock / 3_600);
        for (var hour = Math.Max(from + 1, to >= BucketBlock.Hours ? to - BucketBlock.Hours + 1 : 0); hour <= to; hour++)
        {
            for (var limit = 0; limit < 2 * Limits; limit++)
            {
                var place = (limit / Limits * PerDirection) + ((int)(hour % BucketBlock.Hours) * Limits) + (limit % Limits);
                TotalUsd[limit] -= usd[place];
                TotalTimes[limit] -= times[place];
                (usd[place], times[place]) = (0, 0);
            }
        }

        var left = 0u;
        for (var limit = 0; limit < 2 * Limits; limit++)
        {
            left |= TotalTimes[limit];
        }

        return left == 0;
    }
}
