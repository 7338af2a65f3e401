using System.Security.Cryptography;
using SimpleBase;

namespace Usd1Compliance.Ledger;

/// <summary>Base58 and base58check: Bitcoin and its kin, Tron, Solana, XRP, Monero.</summary>
public static partial class AddressText
{
    private const string bitcoinAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string xrpAlphabet = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

    // The digit of each ASCII character, -1 where it is none: 0, O, I and l are left out of both alphabets.
    private static readonly sbyte[] bitcoinDigits = DigitsOf(bitcoinAlphabet);
    private static readonly sbyte[] xrpDigits = DigitsOf(xrpAlphabet);

    private static bool TryReadBase58(ReadOnlySpan<char> text, out ChainAddress address)
    {
        address = default;
        Span<byte> buffer = stackalloc byte[40];
        if (text.Length > 44 || !TryDecodeBase58(text, bitcoinDigits, buffer, out var bytes))
        {
            return false;
        }

        if (bytes.Length == 32)
        {
            address = new ChainAddress(AddressFamily.Solana, bytes);
            return true;
        }

        if (!HasChecksum(bytes))
        {
            return false;
        }

        AddressFamily? family = (bytes.Length, bytes[0], bytes[1]) switch
        {
            (25, 0x41, _) => AddressFamily.Tron,
            (25, 0x00 or 0x05, _) => AddressFamily.Bitcoin,
            (25, 0x30 or 0x32, _) => AddressFamily.Litecoin,
            (25, 0x4c or 0x10, _) => AddressFamily.Dash,
            (25, 0x1e or 0x16, _) => AddressFamily.Dogecoin,
            (25, 0x26 or 0x17, _) => AddressFamily.BitcoinGold,
            (26, 0x1c, 0xb8 or 0xbd) => AddressFamily.Zcash,
            _ => null,
        };
        if (family is not { } known)
        {
            return false;
        }

        address = new ChainAddress(known, known == AddressFamily.Tron ? bytes[1..^4] : bytes[..^4]);
        return true;
    }

    // r… holds the account id; X… (XLS-5d) the same with a tag, which tells apart customers of one account and is left out.
    private static bool TryReadXrp(ReadOnlySpan<char> text, out ChainAddress address)
    {
        address = default;
        Span<byte> buffer = stackalloc byte[40];
        if (text[0] is not ('r' or 'X') || text.Length > 48 || !TryDecodeBase58(text, xrpDigits, buffer, out var bytes) || !HasChecksum(bytes))
        {
            return false;
        }

        if (bytes.Length == 25 && bytes[0] == 0)
        {
            address = new ChainAddress(AddressFamily.Xrp, bytes[1..21]);
        }
        else if (bytes.Length == 35 && bytes[0] == 0x05 && bytes[1] == 0x44)
        {
            address = new ChainAddress(AddressFamily.Xrp, bytes[2..22]);
        }

        return address.Family == AddressFamily.Xrp;
    }

    // Network byte, spend key, view key, in the integrated form a payment id of 8 bytes, then 4 bytes of Keccak-256.
    private static bool TryReadMonero(ReadOnlySpan<char> text, out ChainAddress address)
    {
        const byte standard = 18, integrated = 19, subaddress = 42;
        address = default;
        if (text.Length is not (95 or 106))
        {
            return false;
        }

        Span<byte> buffer = stackalloc byte[77];
        var bytes = buffer[..(text.Length == 95 ? 69 : 77)];
        for (int from = 0, to = 0; from < text.Length; from += 11, to += 8)
        {
            if (!TryDecodeBlock(text[from..Math.Min(from + 11, text.Length)], bytes[to..Math.Min(to + 8, bytes.Length)]))
            {
                return false;
            }
        }

        if (!(text.Length == 95 ? bytes[0] is standard or subaddress : bytes[0] == integrated) || !Keccak256(bytes[..^4]).AsSpan(0, 4).SequenceEqual(bytes[^4..]))
        {
            return false;
        }

        address = new ChainAddress(AddressFamily.Monero, SHA256.HashData(bytes[1..65]));
        return true;
    }

    // Monero's base58 works in blocks: 11 digits are 8 bytes, the last 7 digits are 5.
    private static bool TryDecodeBlock(ReadOnlySpan<char> text, Span<byte> block)
    {
        UInt128 number = 0;
        foreach (var character in text)
        {
            if (character >= 128 || bitcoinDigits[character] < 0)
            {
                return false;
            }

            number = number * 58 + (byte)bitcoinDigits[character];
        }

        for (var i = block.Length - 1; i >= 0; i--)
        {
            block[i] = (byte)number;
            number >>= 8;
        }

        return number == 0;
    }

    /// <summary>Decodes into the end of the buffer. No when a character is not of the alphabet, or the number is longer than the buffer.</summary>
    private static bool TryDecodeBase58(ReadOnlySpan<char> text, sbyte[] digits, Span<byte> buffer, out Span<byte> bytes)
    {
        bytes = default;
        buffer.Clear();
        var start = buffer.Length;
        foreach (var character in text)
        {
            if (character >= 128 || digits[character] < 0)
            {
                return false;
            }

            int carry = digits[character];
            for (var i = buffer.Length - 1; i >= start; i--)
            {
                carry += buffer[i] * 58;
                buffer[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry > 0)
            {
                if (start == 0)
                {
                    return false;
                }

                buffer[--start] = (byte)carry;
            }
        }

        // Each leading zero digit is a leading zero byte.
        foreach (var character in text)
        {
            if (digits[character] != 0)
            {
                break;
            }

            if (start == 0)
            {
                return false;
            }

            start--;
        }

        bytes = buffer[start..];
        return true;
    }

    private static bool HasChecksum(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 5)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[32];
        HashTwice(bytes[..^4], hash);
        return hash[..4].SequenceEqual(bytes[^4..]);
    }

    private static string WriteBase58Check(ReadOnlySpan<byte> payload, Base58 alphabet)
    {
        Span<byte> hash = stackalloc byte[32];
        HashTwice(payload, hash);
        return alphabet.Encode([.. payload, .. hash[..4]]);
    }

    private static void HashTwice(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        SHA256.HashData(bytes, hash);
        SHA256.HashData(hash, hash);
    }

    private static sbyte[] DigitsOf(string alphabet)
    {
        var digits = new sbyte[128];
        Array.Fill(digits, (sbyte)-1);
        for (var i = 0; i < alphabet.Length; i++)
        {
            digits[alphabet[i]] = (sbyte)i;
        }

        return digits;
    }
}
