using System.Text.Json;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>The header of a block, as a node tells it.</summary>
/// <param name="Number">Height.</param>
/// <param name="Hash">32 bytes.</param>
/// <param name="ParentHash">32 bytes.</param>
/// <param name="OccurredAt">UTC, whole seconds.</param>
/// <param name="LogsBloom">256 bytes: which contracts and topics the block's logs may have.</param>
public sealed record EvmHeader(long Number, byte[] Hash, byte[] ParentHash, DateTimeOffset OccurredAt, byte[] LogsBloom)
{
    /// <summary>For the ledger.</summary>
    public BlockHeader ToBlockHeader() => new(Number, Hash, ParentHash, OccurredAt);

    /// <summary>Reads a block object.</summary>
    /// <exception cref="SourceAnswerException">A field is missing or has another form.</exception>
    public static EvmHeader Read(JsonElement block)
    {
        try
        {
            return new EvmHeader(Quantity(block, "number"), Bytes(block, "hash", 32), Bytes(block, "parentHash", 32),
                DateTimeOffset.FromUnixTimeSeconds(Quantity(block, "timestamp")), Bytes(block, "logsBloom", 256));
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new SourceAnswerException($"The node answers a block header that cannot be read: {wrong.Message}", wrong);
        }
    }

    private static long Quantity(JsonElement block, string name) =>
        LogReader.TryReadQuantity(System.Text.Encoding.ASCII.GetBytes(block.GetProperty(name).GetString() ?? ""), out var number) ? number : throw new FormatException($"{name} is not a quantity");

    private static byte[] Bytes(JsonElement block, string name, int length)
    {
        var text = block.GetProperty(name).GetString() ?? "";
        var bytes = text.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(text.AsSpan(2)) : [];
        return bytes.Length == length ? bytes : throw new FormatException($"{name} has not {length} bytes");
    }
}
