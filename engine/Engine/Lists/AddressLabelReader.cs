using System.Text.RegularExpressions;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>One line of a file of labels.</summary>
internal sealed record LabelRow(ChainAddress Address, string Category, string Name);

/// <summary>Reads a CSV file of labels: the whole of it, or none and the first line that is wrong.</summary>
internal static partial class AddressLabelReader
{
    private static readonly string[] columns = ["address", "category", "name"];

    public static async Task<Outcome<IReadOnlyList<LabelRow>>> ReadAsync(TextReader csv, CancellationToken cancellationToken)
    {
        var header = SplitCsv(await csv.ReadLineAsync(cancellationToken) ?? "");
        int[] places = [.. columns.Select(column => header?.FindIndex(cell => cell.Trim().Equals(column, StringComparison.OrdinalIgnoreCase)) ?? -1)];
        if (Array.IndexOf(places, -1) is var missing and >= 0)
        {
            return Wrong($"line 1 has no column '{columns[missing]}'. The first line is address,category,name");
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

            var row = ReadRow(cells[places[0]].Trim(), cells[places[1]].Trim(), cells[places[2]].Trim(), out var what);
            if (row is null || !seen.Add((row.Address, row.Category)))
            {
                return Wrong($"line {line}, {what ?? $"column address: '{Cut(cells[places[0]])}' stands as {row!.Category} on an earlier line already"}");
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? rows : Wrong("it holds no label below its first line");
    }

    private static LabelRow? ReadRow(string address, string category, string name, out string? what)
    {
        what = !AddressText.TryRead(address, out var key) ? $"column address: '{Cut(address)}' is no address of a family that is known here"
            : !Category().IsMatch(category) ? $"column category: '{Cut(category)}' is no category. Use lower-case letters, digits, dashes and low lines, such as mixer or market_maker"
            : null;
        return what is null ? new LabelRow(key, category, name) : null;
    }

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
