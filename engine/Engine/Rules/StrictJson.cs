using System.Text;
using System.Text.Json;

namespace Usd1Compliance.Rules;

/// <summary>What a piece of JSON is.</summary>
internal enum JsonKind
{
    Object,
    Array,
    Text,
    Number,
    YesNo,
    Null,
}

/// <summary>A piece of JSON that knows where it stands, down to the character: what JsonDocument forgets.</summary>
internal sealed class JsonPart(JsonText text, JsonKind kind, int start)
{
    public JsonKind Kind => kind;

    /// <summary>Of an object, in the order of the file. A key that comes twice is here twice.</summary>
    public List<(JsonPart Key, JsonPart Value)> Members { get; } = [];

    /// <summary>Of an array.</summary>
    public List<JsonPart> Items { get; } = [];

    /// <summary>Of a text, unescaped; of a number, its digits.</summary>
    public string Text { get; init; } = "";

    public bool IsYes { get; init; }

    public (int Line, int Column) Place => text.PlaceOf(start);

    /// <summary>Where the n-th character of a text stands in the file, counting an escape as the one character that it means.</summary>
    public (int Line, int Column) PlaceOf(int character) => text.PlaceOf(text.InString(start + 1, character));

    public string Describe() => kind switch
    {
        JsonKind.Object => "an object",
        JsonKind.Array => "a list",
        JsonKind.Text => "a text",
        JsonKind.Number => "a number",
        JsonKind.YesNo => "true or false",
        _ => "null",
    };
}

/// <summary>A JSON file in memory: RFC 8259 to the letter, without comments, trailing commas or a byte order mark.</summary>
internal sealed class JsonText
{
    private readonly byte[] bytes;
    private readonly List<int> lineStarts = [0];

    private JsonText(byte[] bytes)
    {
        this.bytes = bytes;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == (byte)'\n')
            {
                lineStarts.Add(i + 1);
            }
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is not JSON; line and position in the line count from zero.</exception>
    public static JsonPart Parse(string text)
    {
        var source = new JsonText(Encoding.UTF8.GetBytes(text));
        var reader = new Utf8JsonReader(source.bytes, new JsonReaderOptions { MaxDepth = 12 });
        reader.Read();
        var root = source.Read(ref reader);
        reader.Read();      // Refuses whatever stands behind the root.
        return root;
    }

    public (int Line, int Column) PlaceOf(int offset)
    {
        var line = lineStarts.BinarySearch(offset);
        line = line < 0 ? ~line - 1 : line;
        return (line + 1, Encoding.UTF8.GetCharCount(bytes, lineStarts[line], offset - lineStarts[line]) + 1);
    }

    public int InString(int offset, int character)
    {
        for (; character > 0; character--)
        {
            // \u0041 is six bytes and any other escape two; beyond ASCII a character's first byte tells how many there are, and
            // four of them are two characters of UTF-16.
            var first = bytes[offset];
            character -= first >= 0xF0 ? 1 : 0;
            offset += first == '\\' ? (bytes[offset + 1] == 'u' ? 6 : 2) : first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        }

        return offset;
    }

    private JsonPart Read(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var made = new JsonPart(this, JsonKind.Object, start);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var key = new JsonPart(this, JsonKind.Text, (int)reader.TokenStartIndex) { Text = reader.GetString()! };
                    reader.Read();
                    made.Members.Add((key, Read(ref reader)));
                }

                return made;
            case JsonTokenType.StartArray:
                var list = new JsonPart(this, JsonKind.Array, start);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Items.Add(Read(ref reader));
                }

                return list;
            case JsonTokenType.String:
                return new JsonPart(this, JsonKind.Text, start) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new JsonPart(this, JsonKind.Number, start) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True or JsonTokenType.False:
                return new JsonPart(this, JsonKind.YesNo, start) { IsYes = reader.TokenType == JsonTokenType.True };
            default:
                return new JsonPart(this, JsonKind.Null, start);
        }
    }
}
