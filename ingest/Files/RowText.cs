using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Usd1Compliance.Ingest.Files;

/// <summary>A row, or a cell of it, cannot be read. The reason reads on from the name of the row or column: "is empty".</summary>
public sealed class RowRefusedException(string column, string reason) : Exception(reason)
{
    /// <summary>The column; empty where it is the whole row.</summary>
    public string Column => column;
}

/// <summary>Takes a line apart into cells. What a cell means is the mapping's business.</summary>
public static class RowText
{
    /// <summary>The line as text.</summary>
    /// <exception cref="RowRefusedException">It is too long, is not UTF-8, or holds NUL.</exception>
    public static string Decode(FileLine line) =>
        line.IsTooLong ? throw new RowRefusedException("", $"is longer than {LineReader.Longest:N0} bytes")
        : line.Bytes.Span.Contains((byte)0) ? throw new RowRefusedException("", "holds a NUL byte")
        : !Utf8.IsValid(line.Bytes.Span) ? throw new RowRefusedException("", "is not UTF-8")
        : Encoding.UTF8.GetString(line.Bytes.Span);

    /// <summary>The cells of a CSV line (RFC 4180).</summary>
    /// <exception cref="RowRefusedException">A quote is not closed in the line, or stands where none may.</exception>
    public static List<string> SplitCsv(string line)
    {
        List<string> cells = [];
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                at = TakeQuoted(line, at, cells);
            }
            else
            {
                var comma = line.IndexOf(',', at);
                var cell = comma < 0 ? line[at..] : line[at..comma];
                cells.Add(cell.Contains('"') ? throw new RowRefusedException("", $"has a quote inside cell {cells.Count + 1}, which does not begin with one") : cell);
                at = comma < 0 ? line.Length : comma;
            }

            if (at == line.Length)
            {
                return cells;
            }

            at++;
        }
    }

    /// <summary>The properties of a JSON line as text; null and numbers as they are written.</summary>
    /// <exception cref="RowRefusedException">It is no JSON object, a name stands twice, or a value is an object or array.</exception>
    public static Dictionary<string, string> ReadJson(string line)
    {
        Dictionary<string, string> cells = new(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new RowRefusedException("", "is not a JSON object");
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                var text = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString()!,
                    JsonValueKind.Number => property.Value.GetRawText(),
                    JsonValueKind.Null => "",
                    _ => throw new RowRefusedException(property.Name, "is neither text nor a number"),
                };
                if (!cells.TryAdd(property.Name, text))
                {
                    throw new RowRefusedException(property.Name, "stands twice in the row");
                }
            }
        }
        catch (JsonException wrong)
        {
            throw new RowRefusedException("", $"is not JSON: {wrong.Message}");
        }

        return cells;
    }

    private static int TakeQuoted(string line, int at, List<string> cells)
    {
        var cell = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                cell.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                at++;
                cells.Add(at == line.Length || line[at] == ',' ? cell.ToString() : throw new RowRefusedException("", $"goes on after the closing quote of cell {cells.Count + 1}"));
                return at;
            }
        }

        throw new RowRefusedException("", $"has a quote in cell {cells.Count + 1} that is not closed");
    }
}
