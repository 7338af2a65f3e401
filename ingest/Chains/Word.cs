using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>32 bytes as Ethereum writes them: a hash, a topic, or a word of data.</summary>
[InlineArray(32)]
public struct Word : IEquatable<Word>
{
    private byte first;

    /// <summary>A word of 32 bytes.</summary>
    public static Word Of(ReadOnlySpan<byte> bytes)
    {
        Word word = default;
        bytes.CopyTo(word);
        return bytes.Length == 32 ? word : throw new ArgumentException($"A word has 32 bytes; this has {bytes.Length}.", nameof(bytes));
    }

    /// <summary>Reads 0x and 64 hexadecimal digits in UTF-8.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out Word word)
    {
        word = default;
        return text.Length == 66 && text[0] == '0' && text[1] == 'x' && Convert.FromHexString(text[2..], word, out _, out _) == OperationStatus.Done;
    }

    /// <summary>The last 20 bytes as an address; false when the 12 before them are not zero, which no address has.</summary>
    public readonly bool TryAsAddress(out ChainAddress address)
    {
        ReadOnlySpan<byte> bytes = this;
        address = new ChainAddress(AddressFamily.Evm, bytes[12..]);
        return bytes[..12].IndexOfAnyExcept((byte)0) < 0;
    }

    /// <summary>The unsigned number that the bytes are, most significant first.</summary>
    public readonly BigInteger ToNumber() => new(this, isUnsigned: true, isBigEndian: true);

    /// <summary>The bytes in an array of their own.</summary>
    public readonly byte[] ToArray() => ((ReadOnlySpan<byte>)this).ToArray();

    /// <inheritdoc/>
    public readonly bool Equals(Word other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Word other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(((ReadOnlySpan<byte>)this)[28..]);

    /// <summary>In hex behind 0x.</summary>
    public override readonly string ToString() => $"0x{Convert.ToHexStringLower(this)}";

    /// <inheritdoc cref="Equals(Word)"/>
    public static bool operator ==(Word left, Word right) => left.Equals(right);

    /// <inheritdoc cref="Equals(Word)"/>
    public static bool operator !=(Word left, Word right) => !left.Equals(right);
}
