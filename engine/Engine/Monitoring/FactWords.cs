using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Usd1Compliance.Monitoring;

/// <summary>How each fact is said to an analyst. A fact without words is said by its name.</summary>
internal static partial class FactWords
{
    private static readonly FrozenDictionary<string, Func<string, string>> words = FactSentences.All.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether there are words for a fact.</summary>
    /// <param name="fact">Its whole name: <c>originator.SentUsd24h</c>.</param>
    public static bool Has(string fact) => Find(fact) is not null;

    /// <summary>A fact in words, without a full stop.</summary>
    /// <param name="fact">Its whole name: <c>originator.SentUsd24h</c>.</param>
    /// <param name="value">As evidence keeps it.</param>
    public static string Say(string fact, string value) => Find(fact) is { } say ? say(value) : $"{NameOf(fact)} is {value}";

    /// <summary>1 transfer, 3 transfers.</summary>
    internal static string Transfers(string count) => count == "1" ? "1 transfer" : $"{Number(count)} transfers";

    /// <summary>1 address, 3 different addresses.</summary>
    internal static string Addresses(string count) => count == "1" ? "1 address" : $"{Number(count)} different addresses";

    /// <summary>A number as people write it, to two decimals.</summary>
    internal static string Number(string value) => Read(value) is { } number ? number.ToString("#,##0.##", CultureInfo.InvariantCulture) : value;

    /// <summary>A part as a percentage.</summary>
    internal static string Share(string value) => Read(value) is { } number ? (number * 100).ToString("0.# '%'", CultureInfo.InvariantCulture) : value;

    // The two sides share their facts; a pair, a graph and a customer have some of the same names for other things.
    private static Func<string, string>? Find(string fact) =>
        words.GetValueOrDefault(fact) ?? words.GetValueOrDefault(NameOf(fact)) ?? (fact.StartsWith("originator.", StringComparison.Ordinal) || fact.StartsWith("beneficiary.", StringComparison.Ordinal) ? OfWindow(NameOf(fact)) : null);

    private static string NameOf(string fact) => fact[(fact.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The words of a fact that is measured over several windows or limits, or of several sources of taint.</summary>
    private static Func<string, string>? OfWindow(string name)
    {
        if (Windowed().Match(name) is { Success: true } one)
        {
            var (way, period) = (one.Groups["way"].Value, Period(one.Groups["window"].Value));
            return one.Groups["what"].Value switch
            {
                "Usd" => value => $"{way} {EvidenceInWords.Usd(value)} in {period}",
                "Count" => value => $"{way} {Transfers(value)} in {period}",
                var extreme => value => $"The {extreme.ToLowerInvariant()} transfer that it {way.ToLowerInvariant()} in {period} was {EvidenceInWords.Usd(value)}",
            };
        }

        if (Distinct().Match(name) is { Success: true } peers)
        {
            var period = Period(peers.Groups["window"].Value);
            return value => $"{(peers.Groups["who"].Value == "Senders" ? "Received from" : "Sent to")} {Addresses(value)} in {period}";
        }

        if (Below().Match(name) is { Success: true } below)
        {
            var limit = int.Parse(below.Groups["limit"].Value, CultureInfo.InvariantCulture);
            var range = string.Create(CultureInfo.InvariantCulture, $"between ${limit * 4 / 5:#,##0} and ${limit:#,##0} in {Period(below.Groups["window"].Value)}");
            return value => $"{below.Groups["way"].Value} {(below.Groups["what"].Value == "Usd" ? EvidenceInWords.Usd(value) : Transfers(value))} {range}";
        }

        return Exposure().Match(name) is not { Success: true } exposure ? null : exposure.Groups["what"].Value switch
        {
            "Usd" => value => $"{EvidenceInWords.Usd(value)} of what it holds came from {Sources(exposure)}",
            "Share" => value => $"{Share(value)} of what it holds came from {Sources(exposure)}",
            _ => value => value switch { "0" => $"Is itself one of the {Sources(exposure)}", "5" => $"Received nothing from {Sources(exposure)} through four hands or fewer", _ => $"Is {Transfers(value)} away from {Sources(exposure)}" },
        };
    }

    private static string Sources(Match exposure) => exposure.Groups["category"].Value switch
    {
        "Sanctions" => "sanctioned addresses",
        "Frozen" => "frozen addresses",
        var label => $"addresses labelled {label.ToLowerInvariant()}",
    };

    private static string Period(string window) => window switch
    {
        "1h" => "1 hour",
        _ => $"{window[..^1]} {window[^1] switch { 'm' => "minutes", 'h' => "hours", _ => "days" }}",
    };

    private static decimal? Read(string value) => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex("^(?<way>Sent|Received)(?<what>Usd|Count)(?<window>[0-9]+[mhd])$|^(?<what>Smallest|Largest)(?<way>Sent|Received)Usd(?<window>[0-9]+[mhd])$")]
    private static partial Regex Windowed();

    [GeneratedRegex("^Distinct(?<who>Senders|Recipients)(?<window>[0-9]+[mhd])$")]
    private static partial Regex Distinct();

    [GeneratedRegex("^(?<way>Sent|Received)Below(?<limit>[0-9]+)(?<what>Usd|Count)(?<window>24h)$")]
    private static partial Regex Below();

    [GeneratedRegex("^Taint(?<category>[A-Z][a-z]+)(?<what>Usd|Share)$|^(?<what>Hops)From(?<category>[A-Z][a-z]+)$")]
    private static partial Regex Exposure();
}
