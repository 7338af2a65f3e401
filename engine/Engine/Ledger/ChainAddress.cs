using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Usd1Compliance.Ledger;

/// <summary>
/// An address as (family, bytes): what is compared, indexed and stored. Letter case, checksums, hex or base58 are ways to write it
/// and no part of it; <see cref="AddressText"/> reads and writes those.
/// </summary>
public readonly struct ChainAddress : IEquatable<ChainAddress>, IComparable<ChainAddress>
{
    /// <summary>The longest key in bytes: a witness version and a program of 32. A longer one (Monero) is kept by its SHA-256.</summary>
    public const int MaxLength = 33;

    [InlineArray(MaxLength)]
    private struct Key
    {
        private byte first;
    }

    private readonly Key key;
    private readonly byte length;

    /// <summary>An address of a family.</summary>
    /// <param name="family">What the bytes mean.</param>
    /// <param name="bytes">1 to 33 bytes, laid out as <see cref="AddressFamily"/> says.</param>
    /// <exception cref="ArgumentException">No bytes, or more than 33.</exception>
    public ChainAddress(AddressFamily family, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > MaxLength)
        {
            throw new ArgumentException($"An address has 1 to {MaxLength} bytes; this one has {bytes.Length}.", nameof(bytes));
        }

        Family = family;
        length = (byte)bytes.Length;
        bytes.CopyTo(key);
    }

    /// <summary>What the bytes mean.</summary>
    public AddressFamily Family { get; }

    /// <summary>The key itself.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)key)[..length];

    /// <summary>The key as an array of its own, for the database.</summary>
    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>A form that no family explains, kept by the SHA-256 of its text.</summary>
    public static ChainAddress Unexplained(string text) => new(AddressFamily.Other, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether the 20 or more bytes are all zero: the address that mints come from and burns go to on EVM chains.</summary>
    public bool IsZero => Bytes.IndexOfAnyExcept((byte)0) < 0;

    /// <inheritdoc/>
    public bool Equals(ChainAddress other) => Family == other.Family && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ChainAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Addresses are hashes already: eight of their bytes spread as well as any function would. Small handmade ones still differ in the last bytes.
        var bytes = Bytes;
        return bytes.Length >= 8
            ? HashCode.Combine(Family, MemoryMarshal.Read<long>(bytes[..8]), MemoryMarshal.Read<long>(bytes[^8..]))
            : HashCode.Combine(Family, bytes[0], bytes[^1], bytes.Length);
    }

    /// <summary>By family, then by bytes: an order for reports, without meaning.</summary>
    public int CompareTo(ChainAddress other) => Family != other.Family ? Family.CompareTo(other.Family) : Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>The family's own way to write it.</summary>
    public override string ToString() => AddressText.Write(this);

    /// <inheritdoc cref="Equals(ChainAddress)"/>
    public static bool operator ==(ChainAddress left, ChainAddress right) => left.Equals(right);

    /// <inheritdoc cref="Equals(ChainAddress)"/>
    public static bool operator !=(ChainAddress left, ChainAddress right) => !left.Equals(right);

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(ChainAddress left, ChainAddress right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(ChainAddress left, ChainAddress right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(ChainAddress left, ChainAddress right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(ChainAddress left, ChainAddress right) => left.CompareTo(right) >= 0;
}
