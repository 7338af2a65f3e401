using System.Security.Cryptography;
using System.Text.Json;

namespace Usd1Compliance.Lists;

/// <summary>A file of a list, read whole.</summary>
/// <param name="PublishedOn">The publisher's own date; null where the format has none (OFAC's legacy CSV, a list of one's own).</param>
/// <param name="Entries">In the order of the file.</param>
/// <param name="Sha256">Of the unpacked bytes, 32 bytes.</param>
/// <param name="SizeBytes">Unpacked.</param>
public sealed record ListFile(DateOnly? PublishedOn, IReadOnlyList<ListEntry> Entries, byte[] Sha256, long SizeBytes)
{
    /// <summary>How many unpacked bytes a file may have: about eight times the largest list there is. A small archive can unpack to any size.</summary>
    public const long SizeLimit = 1L << 30;

    /// <summary>Words of the file that its reader does not know: a new element, another kind of alias. A person looks before such a file judges.</summary>
    public IReadOnlyList<UnfamiliarWord> Unfamiliar { get; init; } = [];

    /// <summary>Whether it is another, poorer file of the publisher's that stands in for the right one: OFAC's legacy CSV where the advanced file is read.</summary>
    public bool IsFallback { get; init; }

    /// <summary>
    /// SHA-256 of the entries alone, 32 bytes, for a format whose date says when the file was made: the UN writes a new dateGenerated every
    /// midnight, and a list that says the same as before is no new version. Null for a format whose date is the list's own.
    /// </summary>
    public byte[]? ContentSha256 { get; init; }

    /// <summary>Reads a file from end to end, and nothing of it is believed before its end is seen. It blocks its thread for seconds.</summary>
    /// <param name="path">The file, or the same packed by bzip2, gzip or zip, which the first bytes tell, whatever the name says.</param>
    /// <param name="progress">Told about every megabyte; may be null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="sizeLimit">Unpacked bytes at the most; null for what the format may have.</param>
    /// <param name="format">How the file is written, by <see cref="ListFormats"/>.</param>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static ListReading Read(string path, IProgress<FileProgress>? progress, CancellationToken cancellationToken, long? sizeLimit = null, string format = ListFormats.SdnAdvancedXml)
    {
        using var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });
        using var unpacked = new UnpackedStream(file, sizeLimit ?? ListFormats.SizeLimitOf(format), progress, cancellationToken);
        try
        {
            unpacked.Open();
            var parsed = ListFormats.Read(format, unpacked, path);
            unpacked.Drain();
            if (parsed.Entries.Count == 0)
            {
                throw new ListUnreadableException("list_without_parties", "it holds no parties. The version in force stays; look at the publisher's page before you load another");
            }

            RefuseWrongEncoding(parsed.Entries);
            var entries = FreeTextAddresses.AddTo(parsed.Entries);
            return new ListReading.Whole(new ListFile(parsed.PublishedOn, entries, unpacked.Hash(), unpacked.Length)
            {
                Unfamiliar = parsed.Unfamiliar,
                IsFallback = parsed.IsFallback,
                ContentSha256 = parsed.DatedWhenMade ? HashOf(entries) : null,
            });
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

    // The UN's own file has a name with two such signs in it. Many of them are a file that was read in one encoding and written in another.
    private static void RefuseWrongEncoding(IReadOnlyList<ListEntry> entries)
    {
        var (total, broken) = (0, 0);
        foreach (var name in entries.SelectMany(entry => entry.Names))
        {
            total++;
            broken += name.Text.Contains('\uFFFD') ? 1 : 0;
        }

        if (broken > Math.Max(5, total / 100))
        {
            throw new ListUnreadableException("list_encoding_wrong", $"{broken:N0} of its {total:N0} names hold the sign for a letter that could not be read: something on its way wrote it anew in another encoding. The version in force stays; fetch it again from the publisher");
        }
    }

    // By key, so that the same list in another order is the same list.
    private static byte[] HashOf(IReadOnlyList<ListEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var content in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => JsonSerializer.SerializeToUtf8Bytes(entry, ListStore.ContentJson)))
        {
            hash.AppendData(content);
        }

        return hash.GetHashAndReset();
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

    /// <summary>Where and what, without the mend: for a file that is no list. The message itself where nothing else was said.</summary>
    public string What { get; private init; } = message;

    /// <summary>A line that cannot be read.</summary>
    public static ListUnreadableException At(int line, string what) => new("list_format_wrong",
        $"line {line:N0}: {what}. The version in force stays; compare the file with the publisher's, and ask for a newer reader if the publisher has changed the format") { What = $"line {line:N0}: {what}" };

    /// <summary>A file that is in another encoding than UTF-8 from about a line on.</summary>
    public static ListUnreadableException NoUtf8(int line, string name) => new("list_encoding_wrong",
        $"line {line:N0} or a little behind it: {(name.Length == 0 ? "" : name + " ")}has bytes that are no UTF-8. Something on its way wrote it anew in another encoding; fetch it again from the publisher") { What = $"line {line:N0} or a little behind it: has bytes that are no UTF-8" };
}
