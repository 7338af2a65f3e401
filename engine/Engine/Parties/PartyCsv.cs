using System.Globalization;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Parties;

/// <summary>
/// Reads parties from CSV by RFC 4180 in UTF-8: a line of columns, then a row for each party, several values of a cell with bars between them
/// (docs/parties.md). A row that is wrong is a row of its own refusal; a file whose rows cannot be told apart is refused whole.
/// </summary>
public static class PartyCsv
{
    /// <summary>The columns that there are; id, role, kind and names are needed.</summary>
    public static readonly IReadOnlyList<string> Columns = ["id", "role", "kind", "names", "birth_dates", "countries", "gender", "identifiers", "wallets", "owners", "status"];

    /// <summary>Reads the file to its end and keeps nothing.</summary>
    /// <param name="csv">The file.</param>
    /// <returns>How many rows it has below its columns; or refused as <c>party_file_wrong</c>, with the line.</returns>
    public static Outcome<int> Count(Stream csv)
    {
        try
        {
            using var rows = new CsvRows(csv, "");
            var count = -1;
            foreach (var (line, cells) in rows.Read())
            {
                if (count++ < 0 && WrongColumns(cells) is { } wrong)
                {
                    return Wrong($"line {line} {wrong}");
                }
            }

            return count <= 0 ? Wrong("it holds no party below a line of columns") : rows.EndsWithLine ? count : Wrong("its last line has no end, so it may have been cut off on its way. End the file with a line end");
        }
        catch (ListUnreadableException unreadable)
        {
            return Wrong(unreadable.What);
        }
    }

    /// <summary>The rows of a file that <see cref="Count"/> has found whole.</summary>
    /// <param name="csv">The file, from its beginning.</param>
    public static IEnumerable<PartyFileRow> Read(Stream csv)
    {
        using var rows = new CsvRows(csv, "");
        List<string>? columns = null;
        foreach (var (line, cells) in rows.Read())
        {
            if (columns is null)
            {
                columns = [.. cells.Select(Column)];
                continue;
            }

            yield return new PartyFileRow(line, Write(cells), ReadRow(columns, cells));
        }
    }

    /// <summary>The first line of a file, as it stands there.</summary>
    /// <param name="csv">The file, from its beginning.</param>
    public static string Head(Stream csv)
    {
        using var rows = new CsvRows(csv, "");
        return Write(rows.Read().First().Cells);
    }

    private static Outcome<PartyDraft> ReadRow(List<string> columns, List<string> cells)
    {
        if (cells.Count != columns.Count)
        {
            return Row($"it has {cells.Count} cells under {columns.Count} columns. Put quotes around a cell that holds a comma");
        }

        string One(string column) => columns.IndexOf(column) is var at and >= 0 ? cells[at].Trim() : "";
        string[] All(string column) => One(column).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (PartyWords.Role(One("role")) is not { } role)
        {
            return Row($"its role is none of {string.Join(", ", PartyWords.Roles)}");
        }

        if (PartyWords.Kind(One("kind")) is not { } kind)
        {
            return Row($"its kind is none of {string.Join(", ", PartyWords.Kinds)}");
        }

        if (PartyWords.Gender(One("gender") is { Length: > 0 } word ? word : "unknown") is not { } gender)
        {
            return Row($"its gender is none of {string.Join(", ", PartyWords.Genders)}");
        }

        var status = PartyWords.Status(One("status"));
        if (status is null && One("status").Length > 0)
        {
            return Row($"its status is none of {string.Join(", ", PartyWords.Statuses)}");
        }

        var identifiers = All("identifiers").Select(Identifier).ToList();
        var owners = All("owners").Select(Owner).ToList();
        return identifiers.Contains(null) ? Row("an identifier is not of the form type:number")
            : owners.Contains(null) ? Row("an owner is not of the form id, or id=percent with a point before decimals")
            : new PartyDraft(One("id"), role, kind, All("names"))
            {
                BirthDates = All("birth_dates"), Countries = All("countries"), Gender = gender, Wallets = All("wallets"), Status = status,
                Identifiers = [.. identifiers.OfType<PartyIdentifier>()], Owners = [.. owners.OfType<PartyOwner>()],
            };
    }

    private static PartyIdentifier? Identifier(string text) => text.Split(':', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } type, { Length: > 0 } number] ? new PartyIdentifier(type, number) : null;

    private static PartyOwner? Owner(string text) => text.Split('=', 2, StringSplitOptions.TrimEntries) switch
    {
        [var id] => new PartyOwner(id, null),
        [var id, var percent] when decimal.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) => new PartyOwner(id, share),
        _ => null,
    };

    private static string? WrongColumns(List<string> cells)
    {
        List<string> columns = [.. cells.Select(Column)];
        return columns.FirstOrDefault(column => !Columns.Contains(column)) is { } unknown ? $"has the column '{(unknown.Length > 40 ? unknown[..40] + "…" : unknown)}', which there is not. The columns are {string.Join(", ", Columns)}"
            : columns.Distinct().Count() < columns.Count ? "has a column twice"
            : Columns.Take(4).FirstOrDefault(needed => !columns.Contains(needed)) is { } missing ? $"has no column '{missing}'"
            : null;
    }

    private static string Column(string cell) => cell.Trim().ToLowerInvariant();

    // As it stood, for the file of refused rows. Audit's Csv would put an apostrophe before what looks like a formula, and that would be another text.
    private static string Write(List<string> cells) => string.Join(',', cells.Select(cell => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    private static Refusal Row(string what) => new("party_row_wrong", $"The row cannot be read: {what}.");

    private static Refusal Wrong(string what) => new("party_file_wrong", $"The file cannot be read: {what}. Nothing was taken in.");
}
