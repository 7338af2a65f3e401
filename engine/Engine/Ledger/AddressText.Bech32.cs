using System.Text;

namespace Usd1Compliance.Ledger;

/// <summary>Bech32 (BIP 173), bech32m (BIP 350) and Bitcoin Cash's cashaddr: five bits a character, with a checksum over prefix and data.</summary>
public static partial class AddressText
{
    private const string bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint bech32 = 1;
    private const uint bech32m = 0x2bc830a3;
    private const byte witnessMark = 0x80;
    private const string cashPrefix = "bitcoincash";

    private static readonly sbyte[] bech32Digits = DigitsOf(bech32Alphabet);

    private static bool TryReadBech32(ReadOnlySpan<char> text, out ChainAddress address)
    {
        address = default;
        var separator = text.LastIndexOf('1');
        if (separator is < 2 or > 3 || text.Length is < 14 or > 90 || IsInBothCases(text))
        {
            return false;
        }

        AddressFamily? known = text[..separator] switch
        {
            var prefix when prefix.Equals("bc", StringComparison.OrdinalIgnoreCase) => AddressFamily.Bitcoin,
            var prefix when prefix.Equals("ltc", StringComparison.OrdinalIgnoreCase) => AddressFamily.Litecoin,
            var prefix when prefix.Equals("bnb", StringComparison.OrdinalIgnoreCase) => AddressFamily.BnbBeacon,
            _ => null,
        };
        Span<byte> values = stackalloc byte[90];
        if (known is not { } family || !TryReadFiveBits(text[(separator + 1)..], values, out var data))
        {
            return false;
        }

        var sum = Checksum(text[..separator], data);
        return family == AddressFamily.BnbBeacon ? sum == bech32 && TryReadBnb(data[..^6], out address) : TryReadWitness(family, data[..^6], sum, out address);
    }

    private static bool TryReadWitness(AddressFamily family, ReadOnlySpan<byte> data, uint sum, out ChainAddress address)
    {
        address = default;
        Span<byte> key = stackalloc byte[64];
        if (data.Length < 2 || data[0] > 16 || sum != (data[0] == 0 ? bech32 : bech32m) || !TryJoinBits(data[1..], key[1..], out var length))
        {
            return false;
        }

        // Version 0 has two lengths (BIP 141). Programs past 32 bytes are allowed by BIP 141 and used by nobody.
        if (data[0] == 0 ? length is not (20 or 32) : length is < 2 or > 32)
        {
            return false;
        }

        key[0] = (byte)(witnessMark | data[0]);
        address = new ChainAddress(family, key[..(length + 1)]);
        return true;
    }

    private static bool TryReadBnb(ReadOnlySpan<byte> data, out ChainAddress address)
    {
        address = default;
        Span<byte> key = stackalloc byte[64];
        if (!TryJoinBits(data, key, out var length) || length != 20)
        {
            return false;
        }

        address = new ChainAddress(AddressFamily.BnbBeacon, key[..length]);
        return true;
    }

    private static bool TryReadCashAddress(ReadOnlySpan<char> text, out ChainAddress address)
    {
        address = default;
        if (IsInBothCases(text))
        {
            return false;
        }

        var colon = text.IndexOf(':');
        if (colon >= 0 && !text[..colon].Equals(cashPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<byte> values = stackalloc byte[90];
        Span<byte> payload = stackalloc byte[64];
        if (text.Length - colon - 1 is < 42 or > 61 || !TryReadFiveBits(text[(colon + 1)..], values, out var data) || CashChecksum(data) != 0
            || !TryJoinBits(data[..^8], payload, out var length))
        {
            return false;
        }

        // The version byte: type in bits 3 to 6 (0 key, 1 script; 2 and 3 the same for tokens), size of the hash in bits 0 to 2 (0 is 160, 3 is 256 bits).
        var type = payload[0] >> 3;
        if (type > 3 || (payload[0] & 7, length) is not ((0, 21) or (3, 33)))
        {
            return false;
        }

        payload[0] = (byte)(type % 2 == 0 ? 0x00 : 0x05);
        address = new ChainAddress(AddressFamily.BitcoinCash, payload[..length]);
        return true;
    }

    private static bool IsWitness(ReadOnlySpan<byte> key) => key.Length is >= 3 and <= 33 && key[0] is >= witnessMark and <= witnessMark + 16;

    private static string WriteWitness(string prefix, ReadOnlySpan<byte> key)
    {
        var version = (byte)(key[0] & ~witnessMark);
        return WriteBech32(prefix, [version, .. ToFiveBits(key[1..])], version == 0 ? bech32 : bech32m);
    }

    private static string WriteBech32(string prefix, ReadOnlySpan<byte> data, uint constant)
    {
        var sum = Checksum(prefix, [.. data, 0, 0, 0, 0, 0, 0]) ^ constant;
        var text = new StringBuilder(prefix).Append('1');
        foreach (var value in data)
        {
            text.Append(bech32Alphabet[value]);
        }

        for (var shift = 25; shift >= 0; shift -= 5)
        {
            text.Append(bech32Alphabet[(int)(sum >> shift & 31)]);
        }

        return text.ToString();
    }

    private static string WriteCashAddress(ReadOnlySpan<byte> key)
    {
        var version = (byte)((key[0] == 0 ? 0 : 1 << 3) | (key.Length == 21 ? 0 : 3));
        var data = ToFiveBits([version, .. key[1..]]);
        var sum = CashChecksum([.. data, 0, 0, 0, 0, 0, 0, 0, 0]);
        var text = new StringBuilder(cashPrefix).Append(':');
        foreach (var value in data)
        {
            text.Append(bech32Alphabet[value]);
        }

        for (var shift = 35; shift >= 0; shift -= 5)
        {
            text.Append(bech32Alphabet[(int)(sum >> shift & 31)]);
        }

        return text.ToString();
    }

    private static bool IsInBothCases(ReadOnlySpan<char> text) => text.IndexOfAnyInRange('a', 'z') >= 0 && text.IndexOfAnyInRange('A', 'Z') >= 0;

    private static bool TryReadFiveBits(ReadOnlySpan<char> text, Span<byte> values, out Span<byte> data)
    {
        data = default;
        if (text.Length > values.Length || text.Length < 8)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var lower = text[i] is >= 'A' and <= 'Z' ? (char)(text[i] | 0x20) : text[i];
            if (lower >= 128 || bech32Digits[lower] < 0)
            {
                return false;
            }

            values[i] = (byte)bech32Digits[lower];
        }

        data = values[..text.Length];
        return true;
    }

    /// <summary>Five bits to eight. What is left over must be fewer than five bits and zero, so that one address has one text.</summary>
    private static bool TryJoinBits(ReadOnlySpan<byte> data, Span<byte> bytes, out int length)
    {
        var (bits, held) = (0u, 0);
        length = 0;
        foreach (var value in data)
        {
            bits = (bits << 5 | value) & 0xfff;
            held += 5;
            if (held >= 8)
            {
                held -= 8;
                bytes[length++] = (byte)(bits >> held);
            }
        }

        return held < 5 && (bits & ((1u << held) - 1)) == 0;
    }

    private static byte[] ToFiveBits(ReadOnlySpan<byte> bytes)
    {
        var data = new byte[(bytes.Length * 8 + 4) / 5];
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var one = bytes[bit / 8] >> (7 - bit % 8) & 1;
            data[bit / 5] |= (byte)(one << (4 - bit % 5));
        }

        return data;
    }

    private static uint Checksum(ReadOnlySpan<char> prefix, ReadOnlySpan<byte> data)
    {
        var sum = 1u;
        foreach (var character in prefix)
        {
            sum = Step(sum, (byte)((character | 0x20) >> 5));
        }

        sum = Step(sum, 0);
        foreach (var character in prefix)
        {
            sum = Step(sum, (byte)(character & 31));
        }

        foreach (var value in data)
        {
            sum = Step(sum, value);
        }

        return sum;

        static uint Step(uint sum, byte value)
        {
            var top = sum >> 25;
            sum = (sum & 0x1ffffff) << 5 ^ value;
            sum ^= (top & 1) == 0 ? 0 : 0x3b6a57b2u;
            sum ^= (top & 2) == 0 ? 0 : 0x26508e6du;
            sum ^= (top & 4) == 0 ? 0 : 0x1ea119fau;
            sum ^= (top & 8) == 0 ? 0 : 0x3d4233ddu;
            return sum ^ ((top & 16) == 0 ? 0 : 0x2a1462b3u);
        }
    }

    private static ulong CashChecksum(ReadOnlySpan<byte> data)
    {
        var sum = 1ul;
        foreach (var character in cashPrefix)
        {
            sum = Step(sum, (byte)(character & 31));
        }

        sum = Step(sum, 0);
        foreach (var value in data)
        {
            sum = Step(sum, value);
        }

        return sum ^ 1;

        static ulong Step(ulong sum, byte value)
        {
            var top = sum >> 35;
            sum = (sum & 0x07ffffffff) << 5 ^ value;
            sum ^= (top & 1) == 0 ? 0 : 0x98f2bc8e61ul;
            sum ^= (top & 2) == 0 ? 0 : 0x79b76d99e2ul;
            sum ^= (top & 4) == 0 ? 0 : 0xf33e5fb3c4ul;
            sum ^= (top & 8) == 0 ? 0 : 0xae2eabe2a8ul;
            return sum ^ ((top & 16) == 0 ? 0 : 0x1e4f43e470ul);
        }
    }
}
