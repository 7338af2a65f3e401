using System.Globalization;
using Usd1Compliance.Monitoring.BelowTheLine;

namespace Usd1Compliance.Ui.BelowTheLine;

/// <summary>How findings below the line are said to people.</summary>
public static class BelowLineWords
{
    /// <summary>A threshold and what it was moved to: <c>3 → 2</c>.</summary>
    public static string Moved(BelowLineFinding finding, string parameter, string relaxed) =>
        finding.Evidence.Parameters.TryGetValue(parameter, out var own) ? $"{own} → {relaxed}" : relaxed;

    /// <summary>A part as a percentage.</summary>
    public static string Share(decimal share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>A verdict in words.</summary>
    public static string Of(BelowLineVerdict verdict) => verdict == BelowLineVerdict.ShouldHaveBeen ? "should have been an alert" : "rightly left out";
}
