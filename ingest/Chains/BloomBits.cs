namespace Usd1Compliance.Ingest.Chains;

/// <summary>
/// The three bits that an address or topic sets in a block's logsBloom (Yellow Paper, 4.3.1). A bit that is not set proves that the block has no
/// such log; bits that are set prove nothing.
/// </summary>
public readonly record struct BloomBits
{
    private readonly int first;
    private readonly int second;
    private readonly int third;

    /// <summary>Of an address (20 bytes) or topic (32 bytes).</summary>
    public BloomBits(ReadOnlySpan<byte> value)
    {
        var hash = Keccak.Hash(value);
        first = ((hash[0] << 8) | hash[1]) & 2047;
        second = ((hash[2] << 8) | hash[3]) & 2047;
        third = ((hash[4] << 8) | hash[5]) & 2047;
    }

    /// <summary>Whether the bloom may hold it.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> bloom) => Has(bloom, first) && Has(bloom, second) && Has(bloom, third);

    /// <summary>Sets its bits.</summary>
    /// <param name="bloom">256 bytes.</param>
    public void AddTo(Span<byte> bloom)
    {
        foreach (var bit in (ReadOnlySpan<int>)[first, second, third])
        {
            bloom[255 - (bit >> 3)] |= (byte)(1 << (bit & 7));
        }
    }

    // Bit 0 is the lowest bit of the last byte.
    private static bool Has(ReadOnlySpan<byte> bloom, int bit) => (bloom[255 - (bit >> 3)] & (1 << (bit & 7))) != 0;
}
