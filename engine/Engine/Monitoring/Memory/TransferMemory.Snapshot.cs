using System.Security.Cryptography;
using System.Text;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>A snapshot that cannot be read: of another layout, cut off, or changed. The memory is rebuilt from the ledger instead.</summary>
public sealed class SnapshotUnreadableException(string message) : IOException(message);

/// <content>The whole memory as a file, and back: the same to the byte. With the SHA-256 of all of it at its end.</content>
public sealed unsafe partial class TransferMemory
{
    /// <summary>The layout of records and of the file. Raised with every change of either; a snapshot of another is not read, and the memory is rebuilt from the ledger.</summary>
    public const int Layout = 5;

    private static readonly byte[] magic = "USD1 monitoring memory\n"u8.ToArray();

    /// <summary>Writes the whole memory.</summary>
    /// <param name="to">Where to.</param>
    /// <returns>SHA-256 of what it holds.</returns>
    /// <exception cref="InvalidOperationException">There are marks: what is not final is not written.</exception>
    public byte[] WriteSnapshot(Stream to)
    {
        if (Marks > 0)
        {
            throw new InvalidOperationException("The memory holds blocks that may be taken back. Settle them first.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var hashed = new HashedStream(to, hash);
        using (var head = new BinaryWriter(hashed, Encoding.UTF8, leaveOpen: true))
        {
            head.Write(magic);
            head.Write(Layout);
            head.Write(Taken);
            head.Write(LateCuts);
            head.Write(categories.Count);
            categories.ForEach(head.Write);
            assets.Write(head);
        }

        ForEachPart(part => part.Write(hashed));
        var sum = hash.GetHashAndReset();
        to.Write(sum);
        return sum;
    }

    /// <summary>Reads what <see cref="WriteSnapshot"/> wrote, in place of what is held. What is known of addresses has to be told again: it is looked up in the process.</summary>
    /// <param name="from">Where from.</param>
    /// <param name="known">What was known when the snapshot was written: the same lists and labels.</param>
    /// <exception cref="SnapshotUnreadableException">It is of another layout, cut off or changed. The memory is then unusable.</exception>
    public void ReadSnapshot(Stream from, AddressKnowledge known)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var hashed = new HashedStream(from, hash);
        try
        {
            using (var head = new BinaryReader(hashed, Encoding.UTF8, leaveOpen: true))
            {
                if (!head.ReadBytes(magic.Length).AsSpan().SequenceEqual(magic) || head.ReadInt32() is var layout && layout != Layout)
                {
                    throw new SnapshotUnreadableException("The snapshot is of another build's layout. Remove it: the memory is rebuilt from the ledger.");
                }

                (Taken, LateCuts) = (head.ReadInt64(), head.ReadInt64());
                categories.Clear();
                categoryWords.Clear();
                for (var left = head.ReadInt32(); left > 0; left--)
                {
                    categories.Add(head.ReadString());
                }

                assets.Read(head);
            }

            ForEachPart(part => part.Read(hashed));
            var (sum, stands) = (hash.GetHashAndReset(), new byte[32]);
            from.ReadExactly(stands);
            if (!sum.AsSpan().SequenceEqual(stands))
            {
                throw new SnapshotUnreadableException("The snapshot is not what was written: its SHA-256 differs. Remove it: the memory is rebuilt from the ledger.");
            }
        }
        catch (Exception broken) when (broken is IOException and not SnapshotUnreadableException or FormatException or OutOfMemoryException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new SnapshotUnreadableException($"The snapshot is cut off or changed ({broken.Message}). Remove it: the memory is rebuilt from the ledger.");
        }

        (knowledge, canJudge) = (known, known.CanJudge);
    }

    /// <summary>Refuses a length that is longer than what is left of a snapshot.</summary>
    internal static void Demand(Stream from, Int128 bytes)
    {
        if (from.CanSeek && bytes > from.Length - from.Position)
        {
            throw new EndOfStreamException("a part is said to be longer than what is left of it");
        }
    }

    private readonly record struct Part(Action<Stream> Write, Action<Stream> Read);

    private void ForEachPart(Action<Part> each)
    {
        Part[] parts =
        [
            new(addresses.Write, addresses.Read), new(rings.Write, rings.Read), new(blocks.Write, blocks.Read), new(belows.Write, belows.Read), new(mints.Write, mints.Read), new(habits.Write, habits.Read),
            new(otherBalances.Write, otherBalances.Read), new(pairs.Write, pairs.Read), new(equalAmounts.Write, equalAmounts.Read),
            new(equalAmountPairs.Write, equalAmountPairs.Read), new(taints.Write, taints.Read), new(totals.Write, totals.Read),
            new(singleUse.Write, singleUse.Read), new(links.Write, links.Read), new(reach.Write, reach.Read),
            new(counterparties.Write, counterparties.Read),
        ];
        Array.ForEach(parts, each);
    }

    /// <summary>A stream whose bytes are hashed as they pass.</summary>
    private sealed class HashedStream(Stream inner, IncrementalHash hash) : Stream
    {
        public override bool CanRead => inner.CanRead;

        // Told so that a changed length is refused before so much memory is asked for; nobody seeks.
        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            hash.AppendData(buffer[..read]);
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            hash.AppendData(buffer);
            inner.Write(buffer);
        }
    }
}
