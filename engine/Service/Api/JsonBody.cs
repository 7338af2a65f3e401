using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Service.Api;

/// <summary>Reads the body of a request as one JSON document, so that each thing that is wrong with it has an answer of its own.</summary>
internal static class JsonBody
{
    /// <summary>Most bytes of a body.</summary>
    public const int MaxBytes = 64 << 10;

    /// <summary>What <paramref name="read"/> makes of the document; or refused as <c>content_type</c>, <c>body_too_large</c> or <c>json_malformed</c>.</summary>
    public static async Task<Outcome<T>> ReadAsync<T>(HttpRequest request, Func<JsonElement, Outcome<T>> read, CancellationToken cancellationToken)
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
            return read(document.RootElement);
        }
        catch (JsonException malformed)
        {
            return new Refusal("json_malformed", $"The body is not JSON: something is wrong at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1} of that line.");
        }
    }

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
}
