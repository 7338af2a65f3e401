using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Service.Cli;

/// <summary>A party of a file of JSON lines: <c>name</c>, <c>type</c>, and what it has of <c>aliases</c>, <c>dob</c>, <c>nationality</c>, <c>gender</c>, <c>ids</c>, <c>imoNumber</c>.</summary>
internal sealed record PartyLine(IReadOnlyList<string> Names, NameOf Of, PartyFacts Facts);

/// <summary>Reads files of JSON lines for measuring, plain or gzipped.</summary>
internal static class PartyLines
{
    private static readonly string[] nameParts = ["firstName", "middleName", "fatherName", "lastName"];
    private static readonly string[] numbers = ["imoNumber", "callSign", "mmsi", "swiftBic", "registrationNumber", "taxNumber", "idNumber", "passportNumber"];

    /// <summary>The documents of a file with the number of their line.</summary>
    /// <exception cref="InvalidOperationException">A line is no JSON object: says which.</exception>
    public static IEnumerable<(int Line, JsonElement Value)> Documents(FileInfo file)
    {
        using var stream = file.OpenRead();
        using Stream unpacked = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(unpacked);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length > 0)
            {
                yield return (number, Parse(line, file.Name, number));
            }
        }
    }

    private static JsonElement Parse(string line, string file, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new InvalidOperationException($"{file}, line {number}: a line is a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new InvalidOperationException($"{file}, line {number}: {wrong.Message}", wrong);
        }
    }

    /// <summary>A party.</summary>
    /// <exception cref="InvalidOperationException">It is no object, or has no name.</exception>
    public static PartyLine Party(JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidOperationException($"{where}: a party is a JSON object with a name and a type.");
        }

        List<string> names = [.. Text(value, "name") is { } name ? [name] : Array.Empty<string>(), .. Texts(value, "aliases")];
        if (names.Count == 0 && (Text(value, "firstName") ?? Text(value, "lastName")) is not null)
        {
            names.Add(string.Join(' ', nameParts.Select(part => Text(value, part)).OfType<string>()));
        }

        IEnumerable<string> identifiers = [.. Texts(value, "ids").Select(Number), .. numbers.Select(member => Text(value, member)).OfType<string>().Select(PartyFacts.Number)];
        var of = Of(Text(value, "type"));
        return names.Count == 0 && !identifiers.Any()
            ? throw new InvalidOperationException($"{where}: a party needs a name.")
            : new PartyLine(names.Count == 0 ? [""] : names, of, new PartyFacts([.. Texts(value, "dob").Concat(Texts(value, "birthDate")).Select(Born).OfType<DateInterval>()], [.. Texts(value, "nationality").Select(Country).OfType<string>()], Gender(Text(value, "gender")), [.. identifiers]));
    }

    /// <summary>What a word of <c>type</c> means.</summary>
    public static NameOf Of(string? type) => type switch { "person" or "individual" => NameOf.Person, "vessel" or "aircraft" => NameOf.Vessel, _ => NameOf.Organisation };

    /// <summary>A country as a code, from its name or its code.</summary>
    public static string? Country(string text) => CountryCodes.Find(text) ?? (text.Length == 2 && text.All(char.IsAsciiLetter) ? text.ToUpperInvariant() : null);

    /// <summary>A date of birth: a day or a year.</summary>
    public static DateInterval? Born(string text)
    {
        var parts = text.Split('-');
        return parts.Length is 1 or 3 && parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)) && parts[0].Length == 4
            ? parts.Length == 1
                ? new DateInterval(new DateOnly(int.Parse(parts[0], CultureInfo.InvariantCulture), 1, 1), new DateOnly(int.Parse(parts[0], CultureInfo.InvariantCulture), 12, 31), false)
                : DateOnly.TryParseExact(text, ["yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateInterval(day, day, false) : null
            : null;
    }

    /// <summary>A text member; null where there is none.</summary>
    public static string? Text(JsonElement value, string member) => value.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String && found.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A member that is a text or a list of texts.</summary>
    public static IEnumerable<string> Texts(JsonElement value, string member) => !value.TryGetProperty(member, out var found) ? []
        : found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
        : found.ValueKind == JsonValueKind.String && found.GetString() is { Length: > 0 } text ? [text] : [];

    // "Passport 2018278055 (Russia)": the number is the longest run with a digit.
    private static string Number(string written) => written.Split(' ', '(', ')').Where(word => word.Any(char.IsAsciiDigit)).Select(PartyFacts.Number).MaxBy(word => word.Length) ?? PartyFacts.Number(written);

    private static ListedGender Gender(string? text) => text switch { "male" => ListedGender.Male, "female" => ListedGender.Female, _ => ListedGender.Unknown };
}
