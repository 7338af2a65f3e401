using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using Usd1Compliance.Audit;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Service.Api;

/// <summary>
/// Reads the body of <c>POST /v1/screenings</c> by hand, so that each thing that is wrong has an answer of its own: a member that is not
/// known here is refused and never ignored, since it may have been meant to change the question.
/// </summary>
internal static class ScreeningRequestReader
{
    public const int MaxBytes = 64 << 10;

    private const string known = "purpose, addresses and reference";

    /// <summary>The request, or why it cannot be read.</summary>
    public static async Task<Outcome<ScreeningRequest>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return new Refusal("content_type", "Send the request as application/json in UTF-8.");
        }

        if (await BytesAsync(request, cancellationToken) is not { } body)
        {
            return new Refusal("body_too_large", FailureAnswers.BodyTooLarge().ProblemDetails.Detail!);
        }

        if (!Utf8.IsValid(body.Span))
        {
            return new Refusal("json_malformed", "The body is not UTF-8.");
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement);
        }
        catch (JsonException malformed)
        {
            return new Refusal("json_malformed", $"The body is not JSON: something is wrong at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1} of that line.");
        }
    }

    private static Outcome<ScreeningRequest> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("member_wrong", $"The body is an object with the members {known}, not {InWords(root)}.");
        }

        Dictionary<string, JsonElement> members = [];
        foreach (var member in root.EnumerateObject())
        {
            if (TextOf(member) is not (("purpose" or "addresses" or "reference") and var name))
            {
                return new Refusal("member_unknown", $"The body has a member that is not known here: {Shortened(TextOf(member))}. Known are {known}, in lower case.");
            }

            if (!members.TryAdd(name, member.Value))
            {
                return new Refusal("member_repeated", $"The member {name} stands there twice. Send it once.");
            }
        }

        return ReadPurpose(members).Match(
            purpose => ReadAddresses(members).Match(
                addresses => ReadReference(members).Match<Outcome<ScreeningRequest>>(reference => new ScreeningRequest(purpose, addresses, reference.Text), refusal => refusal),
                refusal => refusal),
            refusal => refusal);
    }

    private static Outcome<ScreeningPurpose> ReadPurpose(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("purpose", out var member))
        {
            return new Refusal("member_missing", "The member purpose is missing: mint, redeem or onboarding.");
        }

        return TextOf(member) switch
        {
            "mint" => ScreeningPurpose.Mint,
            "redeem" => ScreeningPurpose.Redeem,
            "onboarding" => ScreeningPurpose.Onboarding,
            _ => new Refusal("member_wrong", $"The purpose is mint, redeem or onboarding, not {InWords(member)}."),
        };
    }

    private static Outcome<List<string>> ReadAddresses(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("addresses", out var member))
        {
            return new Refusal("member_missing", $"The member addresses is missing: an array of 1 to {ScreeningRequest.MaxAddresses} addresses as text.");
        }

        if (member.ValueKind != JsonValueKind.Array)
        {
            return new Refusal("member_wrong", $"addresses is an array of text, not {InWords(member)}.");
        }

        List<string> addresses = new(member.GetArrayLength());
        foreach (var element in member.EnumerateArray())
        {
            if (TextOf(element) is not { } text)
            {
                return new Refusal("member_wrong", $"addresses[{addresses.Count}] is text, not {InWords(element)}.");
            }

            addresses.Add(text);
        }

        return addresses;
    }

    private static Outcome<Reference> ReadReference(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("reference", out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return new Reference(null);
        }

        return TextOf(member) is { } text ? new Reference(text) : new Refusal("member_wrong", $"reference is text, not {InWords(member)}.");
    }

    // Null where it is no text, or has half of a surrogate pair, which no text has.
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Shortened(string? text) => text is null ? "one whose name is no text" : $"'{(text.Length > 40 ? text[..40] + "…" : text)}'";

    private static string InWords(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => "this text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };

    // Null when there is more than may be read.
    private static async Task<ReadOnlyMemory<byte>?> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            return null;
        }

        var buffer = new byte[(request.ContentLength ?? MaxBytes) + 1];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (read > MaxBytes)
        {
            // Not as one expression with the line below: there null would become an empty memory, and so an empty body.
            return null;
        }

        return buffer.AsMemory(0, read);
    }

    private sealed record Reference(string? Text);
}
