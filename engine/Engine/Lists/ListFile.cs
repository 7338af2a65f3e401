namespace Usd1Compliance.Lists;

/// <summary>A file of a list, read whole.</summary>
/// <param name="PublishedOn">The publisher's own date.</param>
/// <param name="Entries">In the order of the file.</param>
/// <param name="Sha256">Of the unpacked bytes, 32 bytes.</param>
/// <param name="SizeBytes">Unpacked.</param>
public sealed record ListFile(DateOnly PublishedOn, IReadOnlyList<ListEntry> Entries, byte[] Sha256, long SizeBytes)
{
    /// <summary>How many unpacked bytes a file may have: about eight times the largest list there is. A small archive can unpack to any size.</summary>
    public const long SizeLimit = 1L << 30;

    /// <summary>Reads a file from end to end, and nothing of it is believed before its end is seen. It blocks its thread for seconds.</summary>
    /// <param name="path">XML, or packed by bzip2, gzip or zip, which the first bytes tell, whatever the name says.</param>
    /// <param name="progress">Told about every megabyte; may be null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="sizeLimit">Unpacked bytes at the most.</param>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static ListReading Read(string path, IProgress<FileProgress>? progress, CancellationToken cancellationToken, long sizeLimit = SizeLimit)
    {
        using var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });
        using var unpacked = new UnpackedStream(file, sizeLimit, progress, cancellationToken);
        try
        {
            unpacked.Open();
            var (publishedOn, entries) = new SdnAdvancedReader(unpacked).Read();
            unpacked.Drain();
            return new ListReading.Whole(new ListFile(publishedOn, entries, unpacked.Hash(), unpacked.Length));
        }
        catch (ListUnreadableException unreadable)
        {
            var (code, what) = unpacked.LooksLikeWebPage
                ? ("list_is_web_page", "it is a web page and no list: a firewall or an error page of the publisher. Fetch it again and look at it before you load it")
                : (unreadable.Code, unreadable.Message);
            unpacked.TryDrain();
            return new ListReading.Unreadable(code, $"{Path.GetFileName(path)}: {what}.", unpacked.Hash(), unpacked.Length);
        }
    }
}

/// <summary>What reading a file came to.</summary>
public abstract record ListReading
{
    private ListReading()
    {
    }

    /// <summary>The whole of it was read, to its last byte.</summary>
    public sealed record Whole(ListFile File) : ListReading;

    /// <summary>Nothing of it may be used.</summary>
    /// <param name="Code">As in docs/errors.md.</param>
    /// <param name="Reason">What is wrong, where, and the mend.</param>
    /// <param name="Sha256">Of the bytes that could be unpacked, 32 bytes.</param>
    /// <param name="SizeBytes">How many these are.</param>
    public sealed record Unreadable(string Code, string Reason, byte[] Sha256, long SizeBytes) : ListReading;
}

/// <summary>Thrown within the reading of a file, and turned into <see cref="ListReading.Unreadable"/> at its border.</summary>
internal sealed class ListUnreadableException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code => code;
}
