using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Usd1Compliance.Lists;

/// <summary>
/// Reads UK-Sanctions-List.csv: a line with the date of the report, a line with the columns, then a row for each name of a party
/// together with an address, a birth date and so on. Rows of one Unique ID are one party. Columns are found by their names, not their places.
/// </summary>
internal sealed partial class UkCsvReader(Stream bytes)
{
    private static readonly FrozenSet<string> known = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Last Updated", "Unique ID", "OFSI Group ID", "UN Reference Number", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6", "Name type", "Alias strength", "Title",
        "Name non-latin script", "Non-latin script type", "Non-latin script language", "Regime Name", "Designation Type", "Individual, Entity, Ship", "Designation source", "Sanctions Imposed", "Other Information", "UK Statement of Reasons",
        "Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4", "Address Line 5", "Address Line 6", "Address Postal Code", "Address Country", "Phone number", "Website", "Email address", "Date Designated", "D.O.B", "Nationality(/ies)",
        "National Identifier number", "National Identifier additional information", "Passport number", "Passport additional information", "Position", "Gender", "Town of birth", "Country of birth", "Type of entity", "Subsidiaries", "Parent company",
        "Business registration number (s)", "IMO number", "Current owner/operator (s)", "Previous owner/operator (s)", "Current believed flag of ship", "Previous flags", "Type of ship", "Tonnage of ship", "Length of ship", "Year Built", "Hull identification number (HIN)");

    private static readonly string[] needed = ["Unique ID", "UN Reference Number", "Name 1", "Name 6", "Name type", "Alias strength", "Name non-latin script", "Regime Name", "Sanctions Imposed", "Other Information", "Date Designated", "D.O.B"];

    private readonly UnfamiliarWords unfamiliar = new();
    private readonly Dictionary<string, UkDesignation> designations = new(StringComparer.Ordinal);

    /// <summary>Reads to the last row.</summary>
    /// <exception cref="ListUnreadableException">The file is cut off, of another format, or lacks a column.</exception>
    public ParsedList Read()
    {
        using var rows = new CsvRows(bytes, "");
        DateOnly? madeOn = null;
        Dictionary<string, int>? columns = null;
        var count = 0;
        foreach (var (line, cells) in rows.Read())
        {
            if (columns is null && ReportDate().Match(cells[0]) is { Success: true } report)
            {
                madeOn = DateOnly.TryParseExact(report.Groups[1].ValueSpan, "d-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw rows.Wrong(line, $"the report date '{report.Groups[1].Value}' is no date");
            }
            else if (columns is null)
            {
                columns = Columns(rows, line, cells);
                count = cells.Count;
            }
            else
            {
                // Excel drops empty cells at the end of a row; more cells than columns are a comma that lost its quotes.
                Add(cells.Count <= count ? new Row(columns, cells, line) : throw rows.Wrong(line, $"has {cells.Count} cells under {count} columns"));
            }
        }

        if (columns is null || madeOn is null)
        {
            throw new ListUnreadableException("list_format_wrong", columns is null ? "it has no line of columns. Load UK-Sanctions-List.csv" : "line 1: it has no 'Report Date: dd-Mmm-yyyy', without which its age is not known. Load UK-Sanctions-List.csv as it comes");
        }

        return rows.EndsWithLine
            ? new ParsedList(madeOn, UkDesignation.Complete(designations.Values)) { Unfamiliar = unfamiliar.All, DatedWhenMade = true }
            : throw new ListUnreadableException("list_cut_off", "its last line has no end, so it was cut off on its way. Fetch it again");
    }

    private Dictionary<string, int> Columns(CsvRows rows, int line, List<string> cells)
    {
        Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (place, cell) in cells.Index())
        {
            var name = cell.Trim();
            if (name.Length > 0 && !columns.TryAdd(name, place))
            {
                throw rows.Wrong(line, $"has the column '{name}' twice");
            }

            if (name.Length > 0 && !known.Contains(name))
            {
                unfamiliar.Add($"column '{name}'", line);
            }
        }

        // Which of two names the column has depends on the year of the file.
        var type = columns.ContainsKey("Designation Type") || columns.ContainsKey("Individual, Entity, Ship");
        return needed.FirstOrDefault(name => !columns.ContainsKey(name)) is var missing && missing is null && type ? columns
            : throw rows.Wrong(line, $"has no column '{missing ?? "Designation Type"}'");
    }

    private void Add(Row row)
    {
        var key = row["Unique ID"];
        if (key.Length == 0)
        {
            throw ListUnreadableException.At(row.Line, "a row has no Unique ID");
        }

        if (!designations.TryGetValue(key, out var designation))
        {
            designations.Add(key, designation = new UkDesignation(key, row["Designation Type"] + row["Individual, Entity, Ship"], row.Line, unfamiliar));
        }

        designation.Name([row["Name 1"], row["Name 2"], row["Name 3"], row["Name 4"], row["Name 5"], row["Name 6"]], row["Name type"], row["Alias strength"], row.Line);
        designation.NonLatinName(row["Name non-latin script"]);
        designation.Measures(row["Sanctions Imposed"]);
        designation.Listed(row["Date Designated"], row.Line);
        designation.Born(row["D.O.B"], row.Line);
        Describe(row, designation);
    }

    private static void Describe(Row row, UkDesignation designation)
    {
        var draft = designation.Draft;
        draft.List("UK Sanctions List");
        draft.SameAs("un", row["UN Reference Number"]);
        draft.Programme(row["Regime Name"]);
        draft.Remark(row["Other Information"]);
        draft.Remark(row["UK Statement of Reasons"]);
        draft.Gender ??= row["Gender"] is { Length: > 0 } gender ? gender : null;
        draft.Place(row["Address Country"], row["Address Line 1"], row["Address Line 2"], row["Address Line 3"], row["Address Line 4"], row["Address Line 5"], row["Address Line 6"], row["Address Postal Code"]);
        draft.BirthPlace(row["Town of birth"], row["Country of birth"]);
        foreach (var country in row["Nationality(/ies)"].Split([';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            draft.Nationality(country);
        }

        designation.Parent(row["Parent company"]);
        designation.Subsidiary(row["Subsidiaries"]);
        foreach (var (column, type) in new[] { ("Passport number", "Passport"), ("National Identifier number", "National ID No."), ("Business registration number (s)", "Registration Number"), ("IMO number", "IMO number"),
            ("Hull identification number (HIN)", "Hull identification number"), ("Phone number", "Phone Number"), ("Email address", "Email Address"), ("Website", "Website") })
        {
            draft.Identifier(type, row[column]);
        }

        foreach (var (column, type) in new[] { ("Title", "Title"), ("Position", "Position"), ("Type of entity", "Type of entity"), ("Current owner/operator (s)", "Owner or operator"), ("Previous owner/operator (s)", "Previous owner or operator"),
            ("Current believed flag of ship", "Flag"), ("Previous flags", "Previous flag"), ("Type of ship", "Type of ship"), ("Tonnage of ship", "Tonnage"), ("Length of ship", "Length"), ("Year Built", "Year built"),
            ("Passport additional information", "Passport note"), ("National Identifier additional information", "Identifier note"), ("Designation source", "Designation source"), ("OFSI Group ID", "OFSI group") })
        {
            draft.Detail(type, row[column]);
        }
    }

    [GeneratedRegex("^Report Date: *(.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex ReportDate();

    private readonly record struct Row(Dictionary<string, int> Columns, List<string> Cells, int Line)
    {
        public string this[string column] => Columns.TryGetValue(column, out var place) && place < Cells.Count ? Cells[place].Trim() : "";
    }
}
