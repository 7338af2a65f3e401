using System.Buffers;
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
    /// <summary>The longest text that is an address: Monero's integrated form.</summary>
    public const int MaxLength = 106;

    /// <summary>
    /// Reads an address of any family. Checksums are verified where the form has one, apart from EIP-55: an EVM address in the wrong case
    /// is still that address. Base58 keeps its case; bech32 may come in either and not in both. Nothing is trimmed.
    /// </summary>
    /// <param name="text">As a person, a chain or a list wrote it.</param>
    /// <param name="address">What it means.</param>
    /// <returns>Whether a family explains the text. <see cref="ChainAddress.Unexplained"/> keeps one that none does.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out ChainAddress address)
    {
        address = default;
        return text.Length is >= 3 and <= MaxLength
            && (TryReadEvm(text, out address)
                || TryReadTronHex(text, out address)
                || TryReadBech32(text, out address)
                || TryReadCashAddress(text, out address)
                || TryReadXrp(text, out address)
                || TryReadMonero(text, out address)
                || TryReadBase58(text, out address));
    }

    /// <summary>Reads an EVM address: 40 hexadecimal digits behind 0x, in any case. The EIP-55 checksum is not asked for.</summary>
    /// <returns>Whether the text has that shape.</returns>
    public static bool TryReadEvm(ReadOnlySpan<char> text, out ChainAddress address)
    {
        address = default;
        return text.Length == 42 && IsHexPrefixed(text) && TryReadHex(text[2..], AddressFamily.Evm, out address);
    }

    /// <summary>
    /// The family's own spelling: EIP-55 for EVM, base58check for Tron, Bitcoin and its kin, bech32 for witness programs. A Monero address
    /// cannot be written from its key, nor can an unexplained one: those show the key in hex behind the family's name.
    /// </summary>
    public static string Write(ChainAddress address)
    {
        var bytes = address.Bytes;
        return address.Family switch
        {
            AddressFamily.Evm when bytes.Length == 20 => WriteEvm(bytes),
            AddressFamily.Tron when bytes.Length == 20 => WriteBase58Check([0x41, .. bytes], Base58.Bitcoin),
            AddressFamily.Solana => Base58.Bitcoin.Encode(bytes),
            AddressFamily.Xrp when bytes.Length == 20 => WriteBase58Check([0x00, .. bytes], Base58.Ripple),
            AddressFamily.Bitcoin when IsWitness(bytes) => WriteWitness("bc", bytes),
            AddressFamily.Litecoin when IsWitness(bytes) => WriteWitness("ltc", bytes),
            AddressFamily.BnbBeacon => WriteBech32("bnb", [.. ToFiveBits(bytes)], bech32),
            AddressFamily.BitcoinCash when bytes.Length is 21 or 33 => WriteCashAddress(bytes),
            AddressFamily.Bitcoin or AddressFamily.Litecoin or AddressFamily.Dash or AddressFamily.Dogecoin or AddressFamily.BitcoinGold when bytes.Length == 21 => WriteBase58Check(bytes, Base58.Bitcoin),
            AddressFamily.Zcash when bytes.Length == 22 => WriteBase58Check(bytes, Base58.Bitcoin),
            _ => $"{address.Family.ToString().ToLowerInvariant()}:{Convert.ToHexStringLower(bytes)}",
        };
    }

    // Nodes and block explorers of Tron write 41 and the 20 bytes; contracts behind 0x.
    private static bool TryReadTronHex(ReadOnlySpan<char> text, out ChainAddress address)
    {
        address = default;
        var digits = text.Length == 44 && IsHexPrefixed(text) ? text[2..] : text;
        return digits.Length == 42 && digits.StartsWith("41", StringComparison.Ordinal) && TryReadHex(digits[2..], AddressFamily.Tron, out address);
    }

    private static bool IsHexPrefixed(ReadOnlySpan<char> text) => text[0] == '0' && (text[1] | 0x20) == 'x';

    private static bool TryReadHex(ReadOnlySpan<char> digits, AddressFamily family, out ChainAddress address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[20];
        if (Convert.FromHexString(digits, bytes, out _, out var written) != OperationStatus.Done || written != 20)
        {
            return false;
        }

        address = new ChainAddress(family, bytes);
        return true;
    }

    /// <summary>EIP-55: the case of each letter is a bit of the Keccak-256 of the lower-case text.</summary>
    private static string WriteEvm(ReadOnlySpan<byte> bytes)
    {
        var hex = Convert.ToHexStringLower(bytes);
        var hash = Keccak256(Encoding.ASCII.GetBytes(hex));
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

    private static byte[] Keccak256(ReadOnlySpan<byte> bytes)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(bytes);
        var hash = new byte[32];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
