using Cronos;

namespace Usd1Compliance.Lists;

/// <summary>An attempt to fetch a list, as far as the next one depends on it.</summary>
/// <param name="At">UTC.</param>
/// <param name="Failed">Whether nothing came of it.</param>
public sealed record ListAttempt(DateTimeOffset At, bool Failed);

/// <summary>When the publisher of a list is asked: every so many minutes since it was asked last, or at the moments of a cron expression.</summary>
/// <param name="Minutes">From one check to the next, where there is no <paramref name="Cron"/>.</param>
/// <param name="Cron">Minute, hour, day of month, month, day of week, in UTC: <c>10,40 12-23 * * MON-FRI</c>. Null for a plain gap.</param>
public sealed record RefreshSchedule(int Minutes, string? Cron)
{
    /// <summary>A failed check is repeated this soon, where the schedule itself is not sooner.</summary>
    public static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan shortest = TimeSpan.FromMinutes(5);
    private static readonly DateTime lookedFrom = new(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);       // a Monday
    private const int lookedDays = 9;

    private readonly CronExpression? moments = Cron is null ? null : CronExpression.Parse(Cron);

    /// <summary>The longest time from one check to the next: a cron expression may pass over nights and week-ends.</summary>
    public TimeSpan Gap { get; } = Cron is null ? TimeSpan.FromMinutes(Minutes) : Gaps(CronExpression.Parse(Cron)).Max();

    /// <summary>When the list is to be asked for next.</summary>
    /// <param name="last">The last attempt; null where there was none.</param>
    /// <returns>UTC; null for at once.</returns>
    public DateTimeOffset? DueAt(ListAttempt? last)
    {
        if (last is not var (at, failed))
        {
            return null;
        }

        var next = moments is null ? at + Gap : new DateTimeOffset(moments.GetNextOccurrence(at.UtcDateTime)!.Value, TimeSpan.Zero);
        return failed && at + AfterFailure < next ? at + AfterFailure : next;
    }

    /// <summary>What is wrong with a cron expression, or null. It must come to pass at least once a week, and not more often than every five minutes.</summary>
    internal static string? FaultOf(string cron)
    {
        try
        {
            var gaps = Gaps(CronExpression.Parse(cron)).ToList();
            return gaps.Count == 0 ? "comes to pass less than once a week" : gaps.Min() < shortest ? "asks the publisher more often than every five minutes" : null;
        }
        catch (CronFormatException unreadable)
        {
            return $"cannot be read: {unreadable.Message}";
        }
    }

    private static IEnumerable<TimeSpan> Gaps(CronExpression moments)
    {
        var all = moments.GetOccurrences(lookedFrom, lookedFrom.AddDays(lookedDays)).ToList();
        return all.Zip(all.Skip(1), (one, next) => next - one);
    }
}
