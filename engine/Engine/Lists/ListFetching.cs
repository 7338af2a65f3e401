namespace Usd1Compliance.Lists;

/// <summary>What a publisher said of a file when it gave it out, to be asked with the next time.</summary>
/// <param name="ETag">As it came, or null.</param>
/// <param name="LastModified">As it came, or null.</param>
/// <param name="VersionId">What the file became here.</param>
public sealed record FetchMarks(string? ETag, string? LastModified, long VersionId);

/// <summary>What one attempt to fetch a file came to.</summary>
/// <param name="Status">The last HTTP status; null where no answer came.</param>
/// <param name="Bytes">Of the body, as far as it came.</param>
public abstract record ListFetching(int? Status, long Bytes)
{
    /// <summary>The publisher still holds what it gave out before.</summary>
    public sealed record NotModified(int? Status) : ListFetching(Status, 0);

    /// <summary>The body came whole and lies in a file; nothing of it was read yet.</summary>
    /// <param name="Status">200.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Path">The file, in a folder of its own.</param>
    /// <param name="Sha256">Of the body as it came, packed or not, 32 bytes.</param>
    /// <param name="ETag">As it came, or null.</param>
    /// <param name="LastModified">As it came, or null.</param>
    public sealed record Whole(int? Status, long Bytes, string Path, byte[] Sha256, string? ETag, string? LastModified) : ListFetching(Status, Bytes);

    /// <summary>No file.</summary>
    /// <param name="Status">Null where no answer came.</param>
    /// <param name="Bytes">As far as it came.</param>
    /// <param name="Code">As in docs/errors.md.</param>
    /// <param name="Reason">What is wrong, and the mend.</param>
    /// <param name="MayPass">Whether the same may go well a moment later.</param>
    public sealed record Failed(int? Status, long Bytes, string Code, string Reason, bool MayPass) : ListFetching(Status, Bytes);
}
