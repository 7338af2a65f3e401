using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Streams;

/// <summary>Reads the cells of a file of transfers from bytes. What cannot be read has a reason; nothing takes a default.</summary>
internal sealed class TransferFields
{
    /// <summary>How many decimals are kept: 10^-18 tokens.</summary>
    private const int Decimals = 18;

    private const int MostLetters = 96;
    private static readonly Int128 greatest = Int128.MaxValue / 4;
    private static readonly ulong[] powers = [.. Enumerable.Range(0, Decimals + 1).Select(power => (ulong)Math.Pow(10, power))];
    private readonly Dictionary<string, ChainAddress?> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChainAddress?>.AlternateLookup<ReadOnlySpan<char>> byLetters;
    private readonly byte[] day = new byte[10];
    private uint dayStart;

    public TransferFields() => byLetters = known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Addresses that no family explains and that are matched to the letter.</summary>
    public int Unexplained { get; private set; }

    /// <summary>An address; null for an empty cell and for the EVM address of zeros, which stands for none.</summary>
    public ChainAddress? Address(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            return null;
        }

        Span<byte> key = stackalloc byte[20];
        if (cell.Length == 42 && cell[0] == '0' && (cell[1] | 0x20) == 'x' && Convert.FromHexString(cell[2..], key, out _, out var written) == OperationStatus.Done && written == 20)
        {
            return key.IndexOfAnyExcept((byte)0) < 0 ? null : new ChainAddress(AddressFamily.Evm, key);
        }

        // Decoding with its checksum costs more than looking up, and most addresses come again.
        Span<char> letters = stackalloc char[MostLetters];
        if (cell.Length <= MostLetters && byLetters.TryGetValue(letters[..Encoding.UTF8.GetChars(cell, letters)], out var address))
        {
            return address;
        }

        var text = Encoding.UTF8.GetString(cell);
        if (!known.TryGetValue(text, out address))
        {
            if (!AddressText.TryRead(text, out var read))
            {
                read = ChainAddress.Unexplained(text);
                Unexplained++;
            }

            known.Add(text, address = read);
        }

        return address;
    }

    /// <summary>Seconds since 1970 of <c>2026-03-01T12:00:00Z</c>, with fractions or another offset; of <c>2026-03-01 12:00:00</c>, which is UTC; or of a whole number of seconds. Null where it is none of these.</summary>
    public uint? Time(ReadOnlySpan<byte> cell)
    {
        if (cell.Length == 20 && cell[19] == 'Z' && cell[10] == 'T' && cell[13] == ':' && cell[16] == ':' && cell[..10].SequenceEqual(day)
            && Two(cell, 11) is var hour and < 24 && Two(cell, 14) is var minute and < 60 && Two(cell, 17) is var second and < 60)
        {
            return dayStart + (uint)((hour * 3_600) + (minute * 60) + second);
        }

        if (cell.Length is > 0 and <= 10 && Utf8Parser.TryParse(cell, out uint seconds, out var read) && read == cell.Length)
        {
            return seconds > 0 ? seconds : null;
        }

        if (cell.Length is < 19 or > 40 || !DateTimeOffset.TryParse(Encoding.UTF8.GetString(cell), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            return null;
        }

        if (moment.ToUnixTimeSeconds() is not (> 0 and <= uint.MaxValue and var whole))
        {
            return null;
        }

        if (cell.Length == 20 && cell[19] == 'Z')
        {
            cell[..10].CopyTo(day);
            dayStart = (uint)(whole - (whole % 86_400));
        }

        return (uint)whole;
    }

    /// <summary>An amount in 10^-18 tokens, what is less cut off; -1 where it is past what any token holds; null where it is no plain number such as 311.70.</summary>
    public static Int128? Units(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || cell.Length > 120)
        {
            return null;
        }

        if (cell.Length <= 18 && Short(cell) is { } few)
        {
            return few;
        }

        Int128 units = 0;
        var (decimals, digits, isPast) = (-1, 0, false);
        foreach (var sign in cell)
        {
            if (sign == '.' && decimals < 0 && digits > 0)
            {
                decimals = 0;
                continue;
            }

            if (sign is < (byte)'0' or > (byte)'9')
            {
                return null;
            }

            digits++;
            if (decimals >= Decimals)
            {
                continue;
            }

            decimals += decimals >= 0 ? 1 : 0;
            isPast |= units > greatest / 10;
            units = isPast ? units : (units * 10) + (sign - '0');
        }

        for (var missing = Decimals - Math.Max(0, decimals); missing > 0 && !isPast; missing--)
        {
            isPast |= units > greatest / 10;
            units = isPast ? units : units * 10;
        }

        return cell[^1] == '.' ? null : isPast ? -1 : units;
    }

    // The ordinary amount fits a machine word: 72934.100000. Null for every other, which the long way reads or refuses.
    private static Int128? Short(ReadOnlySpan<byte> cell)
    {
        var (value, dot) = (0UL, -1);
        for (var i = 0; i < cell.Length; i++)
        {
            var digit = (uint)cell[i] - '0';
            if (digit <= 9)
            {
                value = (value * 10) + digit;
            }
            else if (cell[i] == '.' && dot < 0 && i > 0)
            {
                dot = i;
            }
            else
            {
                return null;
            }
        }

        var decimals = dot < 0 ? 0 : cell.Length - dot - 1;
        return dot == cell.Length - 1 ? null : (Int128)value * powers[Decimals - decimals];
    }

    private static int Two(ReadOnlySpan<byte> cell, int at) =>
        cell[at] is >= (byte)'0' and <= (byte)'9' && cell[at + 1] is >= (byte)'0' and <= (byte)'9' ? ((cell[at] - '0') * 10) + cell[at + 1] - '0' : 100;
}
