using System.Security.Cryptography;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// What an address looks like to somebody who compares its ends, as a number: for EVM the first three and the last four hex digits, for Tron the first three and the last
/// four characters of its base58. That is what wallets show, and what those who poison histories grind their addresses for.
/// </summary>
internal static class AddressLook
{
    /// <summary>Of addresses that nobody compares so.</summary>
    public const ulong None = 0;

    private const ulong Evm = 1UL << 62;
    private const ulong Tron = 1UL << 63;
    private const int TronEnd = 24;                                     // 58^4 is less than 2^24
    private const uint LastFour = 58 * 58 * 58 * 58;
    private const byte TronVersion = 0x41;

    // 34 characters are 25 bytes. The first three are how often 58^31 goes into them: by the upper 16 bytes, against the upper part of that, which is off by less than 2^-90.
    private static readonly UInt128 allButThree = (UInt128)(System.Numerics.BigInteger.Pow(58, 31) >> 72);

    /// <summary>What an address looks like; <see cref="None"/> where nobody compares.</summary>
    /// <param name="family">Of the address.</param>
    /// <param name="bytes">Its key.</param>
    public static ulong Of(AddressFamily family, ReadOnlySpan<byte> bytes) => bytes.Length != 20 ? None : family switch
    {
        AddressFamily.Evm => Evm | ((ulong)bytes[0] << 20) | ((ulong)(bytes[1] >> 4) << 16) | ((ulong)bytes[18] << 8) | bytes[19],
        AddressFamily.Tron => Tron | (BeginningOf(bytes) << TronEnd) | EndOf(bytes),
        _ => None,
    };

    /// <summary>Whether an address has a look. Of most Tron addresses the beginning tells that it has not, which needs no checksum.</summary>
    /// <param name="family">Of the address.</param>
    /// <param name="bytes">Its key.</param>
    /// <param name="look">Not <see cref="None"/>.</param>
    public static bool Is(AddressFamily family, ReadOnlySpan<byte> bytes, ulong look) =>
        (look & Tron) == 0 || (family == AddressFamily.Tron && bytes.Length == 20 && BeginningOf(bytes) == (look & ~Tron) >> TronEnd) ? Of(family, bytes) == look : false;

    private static ulong BeginningOf(ReadOnlySpan<byte> bytes)
    {
        UInt128 upper = TronVersion;
        foreach (var each in bytes[..15])
        {
            upper = (upper << 8) | each;
        }

        return (ulong)(upper / allButThree);
    }

    private static ulong EndOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[25];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        whole[0] = TronVersion;
        bytes.CopyTo(whole[1..]);
        SHA256.HashData(whole[..21], hash);
        SHA256.HashData(hash, hash);
        hash[..4].CopyTo(whole[21..]);
        var rest = 0U;
        foreach (var each in whole)
        {
            rest = (uint)((((ulong)rest << 8) | each) % LastFour);
        }

        return rest;
    }
}
