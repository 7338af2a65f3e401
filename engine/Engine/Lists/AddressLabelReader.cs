using System.Globalization;
using System.Text.RegularExpressions;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>One line of a file of labels.</summary>
internal sealed record LabelRow(ChainAddress Address, string Category, string Name, DateTimeOffset? ObservedAt);

/// <summary>Reads a CSV file of labels: the whole of it, or none and the first line that is wrong.</summary>
internal static partial class AddressLabelReader
{
    private static readonly string[] columns = ["address", "category", "name"];
    private const string observedAt = "observed_at";

    public static async Task<Outcome<IReadOnlyList<LabelRow>>> ReadAsync(TextReader csv, CancellationToken cancellationToken)
    {
        var header = SplitCsv(await csv.ReadLineAsync(cancellationToken) ?? "");
        int PlaceOf(string column) => header?.FindIndex(cell => cell.Trim().Equals(column, StringComparison.OrdinalIgnoreCase)) ?? -1;
        int[] places = [.. columns.Select(PlaceOf)];
        var observedPlace = PlaceOf(observedAt);        // may be missing: then every label is of always
        if (Array.IndexOf(places, -1) is var missing and >= 0)
        {
            return Wrong($"line 1 has no column '{columns[missing]}'. The first line is address,category,name or address,category,name,observed_at");
        }

        List<LabelRow> rows = [];
        var seen = new HashSet<(ChainAddress, string)>();
        for (var line = 2; await csv.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            if (SplitCsv(text) is not { } cells || cells.Count != header!.Count)
            {
                return Wrong($"line {line} does not have {header!.Count} cells. Put quotes around a cell that holds a comma, and double the quotes inside one");
            }

            var row = ReadRow(cells[places[0]].Trim(), cells[places[1]].Trim(), cells[places[2]].Trim(), observedPlace < 0 ? "" : cells[observedPlace].Trim(), out var what);
            if (row is null || !seen.Add((row.Address, row.Category)))
            {
                return Wrong($"line {line}, {what ?? $"column address: '{Cut(cells[places[0]])}' stands as {row!.Category} on an earlier line already"}");
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? rows : Wrong("it holds no label below its first line");
    }

    private static LabelRow? ReadRow(string address, string category, string name, string observed, out string? what)
    {
        DateTimeOffset at = default;
        what = !AddressText.TryRead(address, out var key) ? $"column address: '{Cut(address)}' is no address of a family that is known here"
            : !Category().IsMatch(category) ? $"column category: '{Cut(category)}' is no category. Use lower-case letters, digits, dashes and low lines, such as mixer or market_maker"
            : observed.Length > 0 && !TryReadTime(observed, out at) ? $"column {observedAt}: '{Cut(observed)}' is no time in UTC. Write 2026-05-04T13:30:00Z, or nothing for a label that was known always"
            : null;
        return what is null ? new LabelRow(key, category, name, observed.Length > 0 ? at : null) : null;
    }

    // UTC alone: a local time without its zone would move a label by hours and nobody would see it.
    private static bool TryReadTime(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);

    // RFC 4180, a row to a line; null where a quote stands or ends in the wrong place.
    private static List<string>? SplitCsv(string line)
    {
        var cells = Cell().Matches(line);
        return cells.Count > 0 && cells.Sum(cell => cell.Length) == line.Length
            ? [.. cells.Select(cell => cell.Groups["quoted"].Success ? cell.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : cell.Groups["plain"].Value)]
            : null;
    }

    private static Refusal Wrong(string what) => new("labels_wrong", $"The labels cannot be read: {what}. Nothing was changed.");

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100] + "…";

    [GeneratedRegex("""\G(?:^|,)(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,"]*))(?=,|$)""")]
    private static partial Regex Cell();

    [GeneratedRegex("^[a-z0-9]+([_-][a-z0-9]+)*$")]
    private static partial Regex Category();
}
