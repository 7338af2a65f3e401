using System.Runtime.CompilerServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>When each window begins that ends at a clock: at the start of a bucket, as those of busy addresses do.</summary>
internal readonly struct WindowStarts(uint clock)
{
    private readonly uint fiveMinutes = Start(clock, 300, 1);
    private readonly uint hour = Start(clock, 300, BucketBlock.FiveMinutes);
    private readonly uint day = Start(clock, 3_600, BucketBlock.Hours);
    private readonly uint week = Start(clock, 86_400, 7);
    private readonly uint days = Start(clock, 86_400, BucketBlock.Days);

    /// <summary>The narrowest window that reaches a moment, which is not behind the clock; <see cref="WindowSums.Windows"/> for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NarrowestOf(uint at) => (at < fiveMinutes ? 1 : 0) + (at < hour ? 1 : 0) + (at < day ? 1 : 0) + (at < week ? 1 : 0) + (at < days ? 1 : 0);

    private static uint Start(uint clock, uint bucket, uint count) => clock / bucket is var last && last < count ? 0 : (last - count + 1) * bucket;
}
