using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ICSharpCode.SharpZipLib.BZip2;

namespace Usd1Compliance.Lists;

/// <summary>
/// The unpacked bytes of a file, hashed and counted as they are read. It takes the packing from the first bytes, stops at a limit of
/// unpacked bytes, and says in words what is wrong with a broken archive.
/// </summary>
internal sealed class UnpackedStream(FileStream first, long limit, IProgress<FileProgress>? progress, CancellationToken cancellationToken) : Stream
{
    private const int ReportEvery = 1 << 20;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] head = new byte[1024];
    private readonly List<IDisposable> open = [];
    private FileStream file = first;
    private Stream? inner;
    private byte[] ahead = [];
    private int aheadAt;
    private long read;
    private long reported;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;

    /// <summary>Unpacked bytes so far.</summary>
    public override long Length => read;

    public override long Position { get => read; set => throw new NotSupportedException(); }

    /// <summary>Whether the file begins as HTML does.</summary>
    public bool LooksLikeWebPage
    {
        get
        {
            var text = Encoding.Latin1.GetString(head, 0, (int)Math.Min(read, head.Length));
            return text.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Looks at the first bytes and begins to unpack.</summary>
    public void Open()
    {
        Span<byte> magic = stackalloc byte[4];
        var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (length == 0)
        {
            throw new ListUnreadableException("list_empty", "it is empty. Fetch it again");
        }

        file.Position = 0;
        try
        {
            inner = magic switch
            {
                [0x42, 0x5a, 0x68, ..] => new BZip2InputStream(file) { IsStreamOwner = false },
                [0x1f, 0x8b, ..] => new GZipStream(file, CompressionMode.Decompress, leaveOpen: true),
                [0x50, 0x4b, 0x03, 0x04] => OpenZip(),
                _ => file,
            };
        }
        catch (Exception broken) when (IsBrokenArchive(broken))
        {
            throw Broken(broken);
        }

        if (!ReferenceEquals(inner, file))
        {
            open.Add(inner);
        }
    }

    /// <summary>The first bytes as text, which are then read as if nobody had looked.</summary>
    public string Peek()
    {
        if (ahead.Length == 0)
        {
            var buffer = new byte[256];
            var count = this.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            ahead = buffer[..count];
        }

        return Encoding.UTF8.GetString(ahead);
    }

    /// <summary>Goes on with another file of the same list, when the one before was read to its end: hash and count go on too.</summary>
    public void Continue(FileStream next)
    {
        Drain();
        file = next;
        open.Add(next);
        Open();
    }

    public override int Read(Span<byte> buffer)
    {
        if (aheadAt < ahead.Length)
        {
            var served = Math.Min(buffer.Length, ahead.Length - aheadAt);
            ahead.AsSpan(aheadAt, served).CopyTo(buffer);
            aheadAt += served;
            return served;
        }

        return ReadOn(buffer);
    }

    private int ReadOn(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int count;
        try
        {
            count = inner!.Read(buffer);
            // Parallel packers write one bzip2 stream behind the other; together they are the file.
            while (count == 0 && inner is BZip2InputStream && file.Position < file.Length)
            {
                open.Add(inner = new BZip2InputStream(file) { IsStreamOwner = false });
                count = inner.Read(buffer);
            }
        }
        catch (Exception broken) when (IsBrokenArchive(broken))
        {
            throw Broken(broken);
        }

        if (read < head.Length)
        {
            buffer[..Math.Min(count, head.Length - (int)read)].CopyTo(head.AsSpan((int)read));
        }

        read += count;
        if (read > limit)
        {
            throw new ListUnreadableException("list_too_large", $"it unpacks to more than {limit:N0} bytes, many times what a list has. Look at it before you load it");
        }

        hash.AppendData(buffer[..count]);
        if (read - reported >= ReportEvery || count == 0)
        {
            reported = read;
            progress?.Report(new FileProgress(file.Position, file.Length));
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads on to the end, so that the hash is of the whole file.</summary>
    public void Drain()
    {
        Span<byte> rest = stackalloc byte[4096];
        while (Read(rest) > 0)
        {
        }
    }

    /// <summary>Reads on as far as it goes: a broken file has a hash too, of what there is of it.</summary>
    public void TryDrain()
    {
        if (inner is null || read > limit)
        {
            return;
        }

        try
        {
            Drain();
        }
        catch (ListUnreadableException)
        {
            // The first fault is the one that is told.
        }
    }

    /// <summary>SHA-256 of what was read, 32 bytes. Once.</summary>
    public byte[] Hash() => hash.GetHashAndReset();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            open.Reverse();
            open.ForEach(part => part.Dispose());
            hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private Stream OpenZip()
    {
        var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        open.Add(zip);
        var entries = zip.Entries.Where(entry => entry.Length > 0).ToList();
        return entries.Count == 1
            ? entries[0].Open()
            : throw new ListUnreadableException("list_archive_wrong", $"the zip archive holds {entries.Count} files where one is expected. Unpack it and load the XML file");
    }

    // The archive readers throw these, and no common type, on bytes that are not what they should be.
    private static bool IsBrokenArchive(Exception thrown) => thrown is ICSharpCode.SharpZipLib.SharpZipBaseException or InvalidDataException or EndOfStreamException or IndexOutOfRangeException;

    private static ListUnreadableException Broken(Exception broken) =>
        new("list_archive_wrong", $"the archive is broken or cut off ({broken.Message.TrimEnd('.')}). Fetch it again", broken);
}
