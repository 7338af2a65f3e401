using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using SimpleBase;

namespace Usd1Compliance.Ledger;

/// <summary>
/// Reads and writes the ways in which people and chains spell an address. The family is found by the shape alone: the currency that
/// somebody wrote beside it is an asset, not a chain, and can be wrong.
/// </summary>
public static partial class AddressText
{
    /// <summary>Reads an EVM address: 40 hexadecimal digits behind 0x, in any case. The EIP-55 checksum is not asked for.</summary>
    /// <returns>Whether the text has that shape.</returns>
    public static bool TryReadEvm(ReadOnlySpan<char> text, out ChainAddress address)
    {
        address = default;
        if (text.Length != 42 || text[0] != '0' || (text[1] | 0x20) != 'x')
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[20];
        if (Convert.FromHexString(text[2..], bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != 20)
        {
            return false;
        }

        address = new ChainAddress(AddressFamily.Evm, bytes);
        return true;
    }

    /// <summary>The family's own spelling: EIP-55 for EVM, base58check for Tron, and so on; bytes in hex where the text was not kept.</summary>
    public static string Write(ChainAddress address) => address.Family switch
    {
        AddressFamily.Evm => WriteEvm(address.Bytes),
        AddressFamily.Tron => WriteBase58Check([0x41, .. address.Bytes]),
        AddressFamily.Solana => Base58.Bitcoin.Encode(address.Bytes),
        _ => $"{address.Family.ToString().ToLowerInvariant()}:{Convert.ToHexStringLower(address.Bytes)}",
    };

    /// <summary>EIP-55: the case of each letter is a bit of the Keccak-256 of the lower-case text.</summary>
    private static string WriteEvm(ReadOnlySpan<byte> bytes)
    {
        var hex = Convert.ToHexStringLower(bytes);
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(Encoding.ASCII.GetBytes(hex));
        var hash = new byte[32];
        digest.DoFinal(hash, 0);
        return string.Create(hex.Length + 2, (hex, hash), static (text, state) =>
        {
            "0x".CopyTo(text);
            for (var i = 0; i < state.hex.Length; i++)
            {
                var nibble = i % 2 == 0 ? state.hash[i / 2] >> 4 : state.hash[i / 2] & 0xf;
                text[i + 2] = nibble >= 8 ? char.ToUpperInvariant(state.hex[i]) : state.hex[i];
            }
        });
    }

    private static string WriteBase58Check(ReadOnlySpan<byte> payload)
    {
        Span<byte> checksum = stackalloc byte[32];
        SHA256.HashData(payload, checksum);
        SHA256.HashData(checksum, checksum);
        return Base58.Bitcoin.Encode([.. payload, .. checksum[..4]]);
    }
}
