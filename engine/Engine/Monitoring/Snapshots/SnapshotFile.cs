using System.Buffers.Binary;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Snapshots;

/// <summary>
/// One snapshot as a file: a line that says what it is, the layout, the head and its SHA-256, what was kept, and at the end the SHA-256 of all before it. It holds
/// addresses and labels, and is for the process's own user alone.
/// </summary>
internal static class SnapshotFile
{
    /// <summary>The layout of the file around the memory. Raised with every change of it, and of what <see cref="MonitoringState"/> writes.</summary>
    public const int Layout = 2;

    private const int buffer = 1 << 20;
    private const int longestHead = 1 << 24;
    private static readonly byte[] magic = "USD1 monitoring snapshot\n"u8.ToArray();

    /// <summary>A file that is not there yet, for this user alone, and locked until it is closed.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = buffer };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Writes a snapshot; when this returns it is on disk.</summary>
    /// <returns>Its SHA-256 and its length in bytes.</returns>
    public static (byte[] Sha256, long Bytes) Write(FileStream file, SnapshotHead head, MonitoringState state)
    {
        using var hashed = new HashedStream(file, CancellationToken.None);
        var said = head.ToBytes();
        hashed.Write(magic);
        hashed.Write(Number(Layout));
        hashed.Write(Number(said.Length));
        hashed.Write(said);
        hashed.Write(hashed.SumSoFar());
        state.WriteFinal(hashed);
        var sum = hashed.Sum();
        file.Write(sum);
        file.Flush(flushToDisk: true);
        return (sum, file.Length);
    }

    /// <summary>The sum that stands at the end of a file, not compared; null where it is too short for one.</summary>
    public static byte[]? SumOf(string path)
    {
        using var file = File.OpenRead(path);
        return file.Length < HashedStream.SumBytes ? null : SumOf(file);
    }

    /// <summary>Opens a file and reads its head and the sum at its end; the stream then stands before what was kept.</summary>
    /// <exception cref="SnapshotRefusedException">It is of another layout, or damaged.</exception>
    public static OpenSnapshot Open(string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = buffer, Options = FileOptions.SequentialScan });
        var hashed = new HashedStream(file, cancellationToken);
        try
        {
            (SnapshotHead Head, byte[] Sum)? read = null;
            SnapshotRefusedException.Refusing(() => read = ReadHead(file, hashed));
            return new OpenSnapshot(file, hashed, read!.Value.Head, read.Value.Sum);
        }
        catch
        {
            hashed.Dispose();
            file.Dispose();
            throw;
        }
    }

    private static (SnapshotHead Head, byte[] Sum) ReadHead(FileStream file, HashedStream hashed)
    {
        if (file.Length < magic.Length + HashedStream.SumBytes)
        {
            throw new EndOfStreamException($"It holds {file.Length} bytes.");
        }

        var sum = SumOf(file);
        file.Seek(0, SeekOrigin.Begin);
        if (!Piece(hashed, magic.Length).AsSpan().SequenceEqual(magic))
        {
            throw new FormatException("It does not begin as a snapshot does.");
        }

        if (Number(Piece(hashed, sizeof(int))) is var layout && layout != Layout)
        {
            throw new SnapshotRefusedException(SnapshotRefusedException.OtherLayout, $"Its layout is {layout}, and this build reads {Layout}.");
        }

        var length = Number(Piece(hashed, sizeof(int)));
        if (length is < 2 or > longestHead)
        {
            throw new FormatException($"Its head is said to be {length} bytes long.");
        }

        var head = Piece(hashed, length);
        var headSum = hashed.SumSoFar();
        return Piece(hashed, headSum.Length).AsSpan().SequenceEqual(headSum) ? (SnapshotHead.Of(head), sum) : throw new FormatException("The SHA-256 of its head differs.");
    }

    private static byte[] SumOf(FileStream file)
    {
        file.Seek(-HashedStream.SumBytes, SeekOrigin.End);
        return Piece(file, HashedStream.SumBytes);
    }

    private static byte[] Piece(Stream from, int length)
    {
        var piece = new byte[length];
        from.ReadExactly(piece);
        return piece;
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static int Number(byte[] bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes);
}

/// <summary>A snapshot whose head was read.</summary>
/// <param name="file">At the beginning of what was kept.</param>
/// <param name="hashed">The same, with all before it hashed.</param>
/// <param name="head">What it says of itself.</param>
/// <param name="sum">Its SHA-256, as its last bytes say.</param>
internal sealed class OpenSnapshot(FileStream file, HashedStream hashed, SnapshotHead head, byte[] sum) : IDisposable
{
    /// <summary>What it says of itself.</summary>
    public SnapshotHead Head { get; } = head;

    /// <summary>Its SHA-256, as its last bytes say; not compared yet.</summary>
    public byte[] Sum { get; } = sum;

    /// <summary>How long it is.</summary>
    public long Bytes { get; } = file.Length;

    /// <summary>Reads what was kept, and compares the SHA-256 of all of it.</summary>
    /// <param name="layer">Of the pack in force.</param>
    /// <param name="known">What was known of addresses while its last batch was judged.</param>
    /// <exception cref="SnapshotRefusedException">It is of another layout or layer, or damaged.</exception>
    public MonitoringState Read(GlobalLayer layer, AddressKnowledge known)
    {
        var state = MonitoringState.Read(layer, hashed, Head.Batch.BatchId, Head.Cursors, known);
        if (hashed.Sum().AsSpan().SequenceEqual(Sum) && file.Position == file.Length - Sum.Length)
        {
            return state;
        }

        state.Dispose();
        throw new SnapshotRefusedException(SnapshotRefusedException.Damaged, "It is not what was written: its SHA-256 differs.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        hashed.Dispose();
        file.Dispose();
    }
}
