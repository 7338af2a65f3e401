namespace Usd1Compliance.Lists;

/// <summary>Reads a list of one's own from CSV: a line of columns, then a row for each party, several values of a cell with bars between them.</summary>
internal sealed class OwnCsvReader(Stream bytes)
{
    /// <summary>Reads to the last row.</summary>
    /// <exception cref="ListUnreadableException">A row or column is wrong: nothing of the file is taken.</exception>
    public ParsedList Read()
    {
        using var rows = new CsvRows(bytes, "");
        List<string>? columns = null;
        List<ListEntry> entries = [];
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, cells) in rows.Read())
        {
            if (columns is null)
            {
                columns = Columns(rows, line, cells);
                continue;
            }

            if (cells.Count != columns.Count)
            {
                throw rows.Wrong(line, $"has {cells.Count} cells under {columns.Count} columns. Put quotes around a cell that holds a comma");
            }

            var values = columns.Zip(cells).ToDictionary(pair => pair.First, pair => (IReadOnlyList<string>)pair.Second.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            var entry = new OwnListEntry(line).Read(values);
            entries.Add(keys.Add(entry.Key) ? entry : throw rows.Wrong(line, $"key {entry.Key} stands in the file twice"));
        }

        return columns is null || rows.EndsWithLine
            ? new ParsedList(null, entries)
            : throw new ListUnreadableException("list_cut_off", "its last line has no end, so it was cut off on its way. End the file with a line end");
    }

    private static List<string> Columns(CsvRows rows, int line, List<string> cells)
    {
        List<string> columns = [.. cells.Select(cell => cell.Trim().ToLowerInvariant())];
        var wrong = columns.FirstOrDefault(column => !OwnListEntry.Fields.Contains(column)) is { } unknown ? $"has the column '{unknown}', which there is not. The columns are {string.Join(", ", OwnListEntry.Fields)}"
            : columns.Distinct().Count() < columns.Count ? "has a column twice"
            : !columns.Contains("key") || !columns.Contains("name") ? "has no column 'key' or no column 'name'"
            : null;
        return wrong is null ? columns : throw rows.Wrong(line, wrong);
    }
}
