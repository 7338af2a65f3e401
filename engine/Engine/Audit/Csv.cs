using System.Globalization;
using System.Text;

namespace Usd1Compliance.Audit;

/// <summary>Tables as text by RFC 4180, for spreadsheets and examiners.</summary>
public static class Csv
{
    /// <summary>A table.</summary>
    /// <param name="head">Names of the columns.</param>
    /// <param name="lines">As many cells each as the head has.</param>
    public static string Of(string[] head, IEnumerable<string[]> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines.Prepend(head))
        {
            text.AppendJoin(',', line.Select(Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>A whole number as programs read it.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC, to the last digit that is kept: <c>2026-11-22T20:31:05.1234560Z</c>.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    // A text that begins like a formula would be run by a spreadsheet: an apostrophe before it makes it text.
    private static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
