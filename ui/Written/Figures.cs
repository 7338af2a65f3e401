using System.Globalization;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ui.Written;

/// <summary>How numbers, times and words of the engine are written on pages: the same way everywhere.</summary>
public static class Figures
{
    /// <summary>The exact amount with thousands separators and at least two decimals: <c>1,250,000.00</c>. No digit is rounded.</summary>
    public static string Amount(TokenAmount amount) => Exact(amount.ToString());

    /// <summary>The same of an amount that is kept as text, as evidence keeps it.</summary>
    public static string Exact(string exact)
    {
        var point = exact.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? exact : exact[..point];
        var fraction = point < 0 ? "" : exact[(point + 1)..];
        return $"{Grouped(whole)}.{fraction.PadRight(2, '0')}";
    }

    /// <summary>Dollars with thousands separators: <c>$12,000.00</c>; an unknown worth is said.</summary>
    public static string Usd(decimal? amount) => amount is { } known ? known.ToString("$#,0.00####", CultureInfo.InvariantCulture) : "worth unknown";

    /// <summary>A count: <c>18,367</c>.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>UTC to the second: <c>2026-11-22 17:52:03</c>.</summary>
    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A day: <c>2026-11-22</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>How long ago, or in how long: <c>5 min ago</c>, <c>in 3 days</c>.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now) => time <= now ? now - time < TimeSpan.FromSeconds(5) ? "just now" : $"{Span(now - time)} ago" : $"in {Span(time - now)}";

    /// <summary>A duration in its largest unit: <c>42 s</c>, <c>5 min</c>, <c>3 h</c>, <c>12 days</c>, <c>2 years</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, (long)span.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{(long)span.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(long)span.TotalHours} h",
        { TotalDays: < 730 } => $"{(long)span.TotalDays} days",
        _ => $"{(long)(span.TotalDays / 365.25)} years",
    };

    /// <summary>A duration that has to be short, to the second: <c>0.4 s</c>, <c>42 s</c>, <c>2 min 13 s</c>, <c>3 h 5 min</c>, <c>12 days</c>.</summary>
    public static string MinutesAndSeconds(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0.0} s"),
        { TotalMinutes: < 1 } => $"{span.Seconds} s",
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalHours: < 48 } => $"{(long)span.TotalHours} h {span.Minutes} min",
        _ => $"{(long)span.TotalDays} days",
    };

    /// <summary>A name of code as words: <c>AwaitingApproval</c> is "Awaiting approval", <c>four_eyes</c> is "Four eyes".</summary>
    public static string Words(object value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        var spaced = string.Concat(text.Select((letter, place) => letter == '_' ? " " : char.IsUpper(letter) && place > 0 && !char.IsUpper(text[place - 1]) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
        return spaced.Length == 0 ? "" : char.ToUpperInvariant(spaced[0]) + spaced[1..];
    }

    /// <summary>An address cut to its two ends, which is how people compare them; the whole stands beside it for copying.</summary>
    public static string Shortened(string address) => address.Length <= 16 ? address : $"{address[..8]}…{address[^6..]}";

    private static string Grouped(string whole)
    {
        for (var place = whole.Length - 3; place > 0; place -= 3)
        {
            whole = whole.Insert(place, ",");
        }

        return whole;
    }
}
