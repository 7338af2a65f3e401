using System.Globalization;

namespace Usd1Compliance.Lists;

/// <summary>Makes intervals of the ways in which lists write a date that they know in part.</summary>
internal static class ListedDates
{
    private static readonly string[] months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>One day.</summary>
    public static DateInterval Day(DateOnly day, bool approximate = false) => new(day, day, approximate);

    /// <summary>All days of a year, of a month of it, or one day; null where the numbers are no date.</summary>
    /// <param name="year">1 to 9999.</param>
    /// <param name="month">Null or 0 where it is not known.</param>
    /// <param name="day">Null or 0 where it is not known.</param>
    /// <param name="approximate">Whether the publisher says about.</param>
    public static DateInterval? Of(int year, int? month, int? day, bool approximate = false) => (year, month ?? 0, day ?? 0) switch
    {
        (< 1 or > 9999, _, _) or (_, < 0 or > 12, _) or (_, 0, not 0) or (_, _, < 0) => null,
        (_, 0, 0) => new DateInterval(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31), approximate),
        (_, var known, 0) => new DateInterval(new DateOnly(year, known, 1), new DateOnly(year, known, DateTime.DaysInMonth(year, known)), approximate),
        (_, var known, var exact) => exact <= DateTime.DaysInMonth(year, known) ? Day(new DateOnly(year, known, exact), approximate) : null,
    };

    /// <summary>From the first day of one year to the last of another.</summary>
    public static DateInterval? Years(int from, int to, bool approximate = false) =>
        from is >= 1 and <= 9999 && to >= from && to <= 9999 ? new DateInterval(new DateOnly(from, 1, 1), new DateOnly(to, 12, 31), approximate) : null;

    /// <summary>ISO 8601, whatever stands behind the day (the UN's time zones); null for another text.</summary>
    public static DateOnly? Iso(string text) =>
        text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>The UK's dd/mm/yyyy, in which an unknown day or month stands as the letters dd and mm; or a year alone.</summary>
    public static DateInterval? British(string text)
    {
        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        return parts switch
        {
            [var year] when Number(year) is { } known => Of(known, null, null),
            [var day, var month, var year] when Number(year) is { } known && (Number(month) ?? Letters(month)) is { } inYear && (Number(day) ?? Letters(day)) is { } inMonth => Of(known, inYear, inYear == 0 ? 0 : inMonth),
            _ => null,
        };

        static int? Letters(string text) => text.Length > 0 && text.All(char.IsLetter) ? 0 : null;
    }

    /// <summary>OFAC's legacy <c>25 Mar 1977</c>, <c>Mar 1977</c>, <c>1977</c>, with <c>circa</c> before it or <c>to</c> and another behind it.</summary>
    public static DateInterval? American(string text)
    {
        var approximate = text.StartsWith("circa ", StringComparison.OrdinalIgnoreCase);
        var ends = (approximate ? text[6..] : text).Replace("-", " to ", StringComparison.Ordinal).Split(" to ", 2, StringSplitOptions.TrimEntries);
        var first = One(ends[0], approximate);
        return ends.Length == 1 ? first
            : first is not null && One(ends[1].Replace("circa ", "", StringComparison.OrdinalIgnoreCase), approximate) is { } last && last.To >= first.From ? new DateInterval(first.From, last.To, approximate)
            : null;

        static DateInterval? One(string text, bool approximate) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var year] when Number(year) is { } known => Of(known, null, null, approximate),
            [var month, var year] when Number(year) is { } known && Month(month) is { } inYear => Of(known, inYear, null, approximate),
            [var day, var month, var year] when Number(year) is { } known && Month(month) is { } inYear && Number(day) is { } inMonth => Of(known, inYear, inMonth, approximate),
            _ => null,
        };
    }

    /// <summary>Digits alone, up to four; null for anything else.</summary>
    public static int? Number(string text) => text.Length is > 0 and <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Month(string text) => Array.FindIndex(months, month => text.StartsWith(month, StringComparison.OrdinalIgnoreCase)) is var at and >= 0 ? at + 1 : null;
}
