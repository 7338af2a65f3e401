namespace Usd1Compliance.Simulation.Lives;

/// <summary>How busy people are by the hour (UTC) and the day of the week, in hundredths of the busiest hour.</summary>
internal static class Rhythm
{
    private static readonly int[] byHour = [70, 62, 58, 55, 55, 58, 65, 75, 86, 92, 95, 97, 98, 100, 100, 99, 98, 96, 95, 94, 92, 88, 82, 76];
    private static readonly int[] deskByHour = [8, 5, 3, 3, 3, 5, 12, 30, 45, 55, 60, 65, 75, 90, 100, 100, 98, 95, 70, 70, 90, 92, 60, 20];

    /// <summary>The mean of <see cref="OfPeople"/> over a week.</summary>
    public const double MeanOfPeople = 0.79;

    /// <summary>The mean of <see cref="OfDesks"/> over a week.</summary>
    public const double MeanOfDesks = 0.44;

    /// <summary>Private life: a little quieter at night and by 15 % at weekends.</summary>
    public static double OfPeople(long second) => byHour[Hour(second)] * (IsWeekend(second) ? 0.85 : 1) / 100;

    /// <summary>The issuer's customers: office hours on both sides of the Atlantic, 40 % less at weekends.</summary>
    public static double OfDesks(long second) => deskByHour[Hour(second)] * (IsWeekend(second) ? 0.6 : 1) / 100;

    private static int Hour(long second) => (int)(second / 3_600 % 24);

    // 1970-01-01 was a Thursday.
    private static bool IsWeekend(long second) => ((second / 86_400) + 4) % 7 is 0 or 6;
}
