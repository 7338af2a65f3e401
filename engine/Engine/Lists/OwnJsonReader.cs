using System.Text;
using System.Text.Json;

namespace Usd1Compliance.Lists;

/// <summary>Reads a list of one's own from JSON Lines: an object on each line, with the fields of docs/own-list.md; a field of several values is an array.</summary>
internal sealed class OwnJsonReader(Stream bytes)
{
    /// <summary>Reads to the last line.</summary>
    /// <exception cref="ListUnreadableException">A line is wrong: nothing of the file is taken.</exception>
    public ParsedList Read()
    {
        List<ListEntry> entries = [];
        var keys = new HashSet<string>(StringComparer.Ordinal);
        using var text = new StreamReader(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        try
        {
            for (var line = 1; text.ReadLine() is { } json; line++)
            {
                if (string.IsNullOrWhiteSpace(json))
                {
                    continue;
                }

                var entry = new OwnListEntry(line).Read(Values(json, line));
                entries.Add(keys.Add(entry.Key) ? entry : throw ListUnreadableException.At(line, $"key {entry.Key} stands in the file twice"));
            }
        }
        catch (DecoderFallbackException)
        {
            throw new ListUnreadableException("list_encoding_wrong", $"behind entry {entries.Count:N0} it has bytes that are no UTF-8. Save it in UTF-8");
        }

        return new ParsedList(null, entries);
    }

    private static Dictionary<string, IReadOnlyList<string>> Values(string json, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw ListUnreadableException.At(line, "is no JSON object");
            }

            Dictionary<string, IReadOnlyList<string>> values = [];
            foreach (var member in document.RootElement.EnumerateObject())
            {
                values.Add(OwnListEntry.Fields.Contains(member.Name) ? member.Name : throw ListUnreadableException.At(line, $"has the field '{member.Name}', which there is not. The fields are {string.Join(", ", OwnListEntry.Fields)}"), member.Value.ValueKind switch
                {
                    JsonValueKind.String => [member.Value.GetString()!],
                    JsonValueKind.Null => [],
                    JsonValueKind.Array when member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => [.. member.Value.EnumerateArray().Select(item => item.GetString()!)],
                    _ => throw ListUnreadableException.At(line, $"field {member.Name} is neither a text nor an array of texts"),
                });
            }

            return values;
        }
        catch (JsonException unreadable)
        {
            throw ListUnreadableException.At(line, $"is no JSON object on one line ({unreadable.Message.TrimEnd('.')})");
        }
    }
}
