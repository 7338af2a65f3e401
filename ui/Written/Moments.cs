using System.Globalization;

namespace Usd1Compliance.Ui.Written;

/// <summary>Days and moments as they stand in the addresses of pages, in UTC.</summary>
public static class Moments
{
    private static readonly string[] forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>Reads a day, <c>2026-11-22</c>, or a moment, <c>2026-11-22T20:31</c>.</summary>
    /// <param name="text">Null where none is given.</param>
    /// <param name="endOfDay">Whether a day means its end, which is where the next one begins.</param>
    /// <param name="moment">Null where none is given.</param>
    /// <returns>False when there is a text and it is neither.</returns>
    public static bool TryRead(string? text, bool endOfDay, out DateTimeOffset? moment)
    {
        moment = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
        {
            moment = new DateTimeOffset(endOfDay ? day.AddDays(1) : day, TimeOnly.MinValue, TimeSpan.Zero);
            return true;
        }

        if (DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            moment = at;
            return true;
        }

        return false;
    }
}
