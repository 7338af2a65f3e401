using System.Text;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;
using Usd1Compliance.Service.Api;

namespace Usd1Compliance.Service.Cli;

/// <summary>Reads parties from JSON Lines: on each line the body of <c>PUT /v1/parties/{id}</c> with its id.</summary>
internal static class PartyJsonLines
{
    /// <summary>Reads the file to its end and keeps nothing: how many lines it has that are not blank, or <c>party_file_wrong</c>.</summary>
    public static Outcome<int> Count(Stream jsonl)
    {
        var line = 0;
        try
        {
            var rows = 0;
            using var text = Open(jsonl);
            while (text.ReadLine() is { } json)
            {
                line++;
                rows += string.IsNullOrWhiteSpace(json) ? 0 : 1;
            }

            return rows > 0 ? rows : new Refusal("party_file_wrong", "The file cannot be read: it holds no party. Nothing was taken in.");
        }
        catch (DecoderFallbackException)
        {
            return new Refusal("party_file_wrong", $"The file cannot be read: behind line {line:N0} it has bytes that are no UTF-8. Nothing was taken in; save it in UTF-8.");
        }
    }

    /// <summary>The lines of a file that <see cref="Count"/> has found readable.</summary>
    public static IEnumerable<PartyFileRow> Read(Stream jsonl)
    {
        using var text = Open(jsonl);
        for (var line = 1; text.ReadLine() is { } json; line++)
        {
            if (!string.IsNullOrWhiteSpace(json))
            {
                yield return new PartyFileRow(line, json, Draft(json));
            }
        }
    }

    private static Outcome<PartyDraft> Draft(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return PartyJson.Read(document.RootElement, "The line", id: null);
        }
        catch (JsonException malformed)
        {
            return new Refusal("json_malformed", $"The line is not JSON: something is wrong at byte {malformed.BytePositionInLine + 1}. Each line is one object.");
        }
    }

    private static StreamReader Open(Stream jsonl) => new(jsonl, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, leaveOpen: true);
}
