using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>Keccak-256 as Ethereum uses it (the padding from before SHA-3 was standardised).</summary>
public static class Keccak
{
    /// <summary>The 32 bytes of the hash.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> bytes)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(bytes);
        var hash = new byte[32];
        digest.DoFinal(hash, 0);
        return hash;
    }

    /// <summary>Topic 0 of an event from its canonical signature, such as <c>Transfer(address,address,uint256)</c>.</summary>
    public static byte[] Topic(string signature) => Hash(Encoding.ASCII.GetBytes(signature));

    /// <summary>The four bytes that call a function, in hex behind 0x.</summary>
    public static string Selector(string signature) => $"0x{Convert.ToHexStringLower(Topic(signature).AsSpan(0, 4))}";
}
