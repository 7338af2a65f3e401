using System.Text.Json;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>An error as JSON-RPC answers it.</summary>
/// <param name="Code">The node's number.</param>
/// <param name="Message">The node's words.</param>
public sealed record NodeError(long Code, string Message)
{
    private static readonly string[] wordsOfRange = ["range", "limit", "too many", "too large", "exceed", "timeout", "timed out", "response size"];
    private static readonly string[] wordsOfNoMethod = ["does not exist", "not supported", "unsupported method", "method not found"];

    /// <summary>Whether fewer blocks at once may help: providers say so by many codes and words.</summary>
    public bool AsksForLess => Code is -32005 or -32602 or 35 || wordsOfRange.Any(word => Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the node does not have the method: -32601 of JSON-RPC, -32004 of EIP-1474, or so in words.</summary>
    public bool SaysNoSuchMethod => Code is -32601 or -32004 || wordsOfNoMethod.Any(word => Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the error object that the reader stands on.</summary>
    public static NodeError Read(ref Utf8JsonReader reader)
    {
        var error = JsonElement.ParseValue(ref reader);
        return Read(error);
    }

    /// <summary>Reads an error object.</summary>
    public static NodeError Read(JsonElement error) => error.ValueKind == JsonValueKind.Object
        ? new NodeError(error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt64(out var number) ? number : 0,
            error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : "without words")
        : new NodeError(0, "without words");
}
