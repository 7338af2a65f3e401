using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// What an address usually does: the mean of its different senders of a UTC day (half-life 7 days), and the mean and mean deviation of what it sends in an hour in which it
/// sends anything (each new hour weighs a thirty-second). In whole millionths, rounded down, so that every machine comes to the same.
/// </summary>
/// <remarks>A transfer that is older than the newest of the address reopens no hour and no day that is over.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct Habits
{
    // 2^(-1/7) in 2^32nds: what is left of a day's weight on the next.
    private const long KeptOfDay = 3_890_053_517;

    // An hour counts a trillion dollars at the most: more is no money, and would overflow.
    private const long MostOfHour = 1_000_000_000_000_000_000;

    /// <summary>The mean of different senders of a day, in millionths, up to the day before <see cref="Day"/>.</summary>
    public long SendersMean;

    /// <summary>Sent in the hour that runs.</summary>
    public long HourUsd;

    public long UsdMean;
    public long UsdDeviation;
    public long CountMean;
    public long CountDeviation;

    /// <summary>The UTC day that runs; 0 before the first.</summary>
    public uint Day;

    /// <summary>Different senders of it so far.</summary>
    public uint DaySenders;

    /// <summary>The hour that runs, since 1970; 0 before the first transfer sent.</summary>
    public uint Hour;

    /// <summary>Transfers sent in it.</summary>
    public uint HourTimes;

    /// <summary>Hours that are over and in which it sent something.</summary>
    public uint ActiveHours;

    /// <summary>Whether a day is over.</summary>
    public uint HasMean;

    /// <summary>Closes the days before the day of a moment.</summary>
    public void CloseDays(uint at)
    {
        var current = at / 86_400;
        if (Day == 0)
        {
            Day = current;
        }

        while (Day < current)
        {
            SendersMean = HasMean == 0 ? DaySenders * 1_000_000L
                : (long)(((Int128)SendersMean * KeptOfDay) + ((Int128)DaySenders * 1_000_000 * ((1L << 32) - KeptOfDay)) >> 32);
            (HasMean, DaySenders) = (1, 0);
            // A mean of nothing stays nothing: the rest of a long silence needs no counting.
            Day = SendersMean == 0 ? current : Day + 1;
        }
    }

    /// <summary>Somebody who had not paid today pays.</summary>
    public void AddSender(uint at)
    {
        CloseDays(at);
        DaySenders += at / 86_400 == Day ? 1u : 0;
    }

    /// <summary>Something is sent.</summary>
    /// <param name="at">Event time.</param>
    /// <param name="usd">Its worth; nothing where it is not known.</param>
    public void AddSent(uint at, long usd)
    {
        var hour = at / 3_600;
        if (hour < Hour)
        {
            return;
        }

        if (hour > Hour)
        {
            CloseHour();
            (Hour, HourUsd, HourTimes) = (hour, 0, 0);
        }

        HourUsd = Math.Min(HourUsd + usd, MostOfHour);
        HourTimes++;
    }

    /// <summary>How far this hour lies above the mean, in mean deviations and millionths; null before 24 active hours.</summary>
    /// <param name="ofUsd">Of dollars; else of transfers.</param>
    /// <param name="at">The moment that is asked about: an hour in which nothing was sent yet lies nowhere above.</param>
    public readonly long? Score(bool ofUsd, uint at)
    {
        if (ActiveHours < 24)
        {
            return null;
        }

        var value = at / 3_600 != Hour ? 0 : ofUsd ? HourUsd : HourTimes * 1_000_000L;
        var (mean, deviation, least) = ofUsd ? (UsdMean, UsdDeviation, 100_000_000L) : (CountMean, CountDeviation, 1_000_000L);
        return (long)Int128.Clamp((Int128)(value - mean) * 1_000_000 / Math.Max(deviation, least), -1_000_000_000_000, 1_000_000_000_000);
    }

    private void CloseHour()
    {
        if (Hour == 0)
        {
            return;
        }

        Weigh(ref UsdMean, ref UsdDeviation, HourUsd);
        Weigh(ref CountMean, ref CountDeviation, HourTimes * 1_000_000L);
        ActiveHours++;
    }

    private readonly void Weigh(ref long mean, ref long deviation, long value)
    {
        if (ActiveHours == 0)
        {
            mean = value;
            return;
        }

        var apart = Math.Abs(value - mean);
        deviation += (apart - deviation) >> 5;
        mean += (value - mean) >> 5;
    }
}
