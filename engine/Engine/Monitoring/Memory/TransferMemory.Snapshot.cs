using System.Text;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>A snapshot that is not taken up, with the word for why. The memory is rebuilt from the ledger instead.</summary>
/// <param name="word">One of the words below.</param>
/// <param name="message">What is wrong with it, and what mends it.</param>
public sealed class SnapshotRefusedException(string word, string message) : IOException(message)
{
    /// <summary>It is no snapshot, cut off or changed.</summary>
    public const string Damaged = "snapshot_damaged";

    /// <summary>Another build wrote it, which laid its records out in another way.</summary>
    public const string OtherLayout = "snapshot_other_layout";

    /// <summary>It was kept by another layer of the rules than the one in force.</summary>
    public const string OtherLayer = "snapshot_other_layer";

    /// <summary>The database does not know it: it was written for another one.</summary>
    public const string Foreign = "snapshot_foreign";

    /// <summary>It counts batches that the database has not judged: that is an older one, restored.</summary>
    public const string Ahead = "snapshot_ahead";

    /// <summary>It counts rows that a retraction has taken since.</summary>
    public const string Retracted = "snapshot_retracted";

    /// <summary>Why.</summary>
    public string Word { get; } = word;

    /// <summary>Reads, and says of whatever a changed byte can lead to that the snapshot is damaged.</summary>
    internal static void Refusing(Action read)
    {
        try
        {
            read();
        }
        catch (Exception broken) when (broken is IOException and not SnapshotRefusedException or FormatException or OutOfMemoryException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.Damaged, $"It is cut off or changed: {broken.Message}");
        }
    }
}

/// <content>The memory as a file, and back: the same to the byte. With the SHA-256 of all of it at its end.</content>
public sealed unsafe partial class TransferMemory
{
    /// <summary>The layout of records and of the file. Raised with every change of either; a snapshot of another is not read, and the memory is rebuilt from the ledger.</summary>
    public const int Layout = 8;

    private static readonly byte[] magic = "USD1 monitoring memory\n"u8.ToArray();

    /// <summary>How long each kind of record is: another build's may differ, whatever its <see cref="Layout"/> says.</summary>
    internal static string RecordSizes => $"{sizeof(AddressRecord)} {sizeof(Edge)} {sizeof(BucketBlock)} {sizeof(BelowLimits)} {sizeof(Habits)} {sizeof(Taint)} {sizeof(PairValue)} {sizeof(EqualAmounts)} {sizeof(SingleUse)} {sizeof(FrozenLinks)} {sizeof(Reach)} {sizeof(FreezeState)}";

    /// <summary>Writes what is final: the memory as it stood at its oldest mark, all of it where there is none. It stays as it is.</summary>
    /// <param name="to">Where to.</param>
    /// <returns>SHA-256 of what was written.</returns>
    public byte[] WriteSnapshot(Stream to)
    {
        using var hashed = new HashedStream(to, CancellationToken.None);
        Write(hashed);
        var sum = hashed.Sum();
        to.Write(sum);
        return sum;
    }

    /// <summary>Reads what <see cref="WriteSnapshot"/> wrote, in place of what is held. What is known of addresses has to be told again: it is looked up in the process.</summary>
    /// <param name="from">Where from.</param>
    /// <param name="known">What was known when the last transfer was taken that it counts: the same lists and labels.</param>
    /// <exception cref="SnapshotRefusedException">It is of another layout, cut off or changed. The memory is then unusable.</exception>
    public void ReadSnapshot(Stream from, AddressKnowledge known)
    {
        using var hashed = new HashedStream(from, CancellationToken.None);
        var (sum, stands) = (Array.Empty<byte>(), new byte[HashedStream.SumBytes]);
        SnapshotRefusedException.Refusing(() =>
        {
            Read(hashed, known);
            sum = hashed.Sum();
            from.ReadExactly(stands);
        });
        if (!sum.AsSpan().SequenceEqual(stands))
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.Damaged, "It is not what was written: its SHA-256 differs.");
        }
    }

    /// <summary>Writes what is final, without a sum of its own.</summary>
    internal void Write(Stream to)
    {
        var final = marks.Count > 0 ? marks[0] : new Mark(Taken, LateCuts, categories.Count, assets.Count, knowledge);
        using (var head = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true))
        {
            head.Write(magic);
            head.Write(Layout);
            head.Write(RecordSizes);
            head.Write(limits.Sha256);
            head.Write(final.Taken);
            head.Write(final.LateCuts);
            head.Write(final.Categories);
            categories[..final.Categories].ForEach(head.Write);
            assets.Write(head, final.Assets);
        }

        undo.AtOldest(() => ForEachPart(part => part.Write(to)));
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Whoever calls checks the sum.</summary>
    internal void Read(Stream from, AddressKnowledge known)
    {
        using (var head = new BinaryReader(from, Encoding.UTF8, leaveOpen: true))
        {
            if (!head.ReadBytes(magic.Length).AsSpan().SequenceEqual(magic) || head.ReadInt32() is var layout && layout != Layout || head.ReadString() is var sizes && sizes != RecordSizes)
            {
                throw new SnapshotRefusedException(SnapshotRefusedException.OtherLayout, "It is of another build's layout.");
            }

            if (head.ReadString() != limits.Sha256)
            {
                throw new SnapshotRefusedException(SnapshotRefusedException.OtherLayer, "It was made by another layer (services, taints, dust, searches).");
            }

            Settle(0);
            (Taken, LateCuts) = (head.ReadInt64(), head.ReadInt64());
            categories.Clear();
            categoryWords.Clear();
            for (var left = head.ReadInt32(); left > 0; left--)
            {
                categories.Add(head.ReadString());
            }

            assets.Read(head);
        }

        ForEachPart(part => part.Read(from));
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
            new(singleUse.Write, singleUse.Read), new(links.Write, links.Read), new(reach.Write, reach.Read), new(freezes.Write, freezes.Read),
            new(counterparties.Write, counterparties.Read),
        ];
        Array.ForEach(parts, each);
    }
}
