namespace Usd1Compliance.Lists;

/// <summary>A list and the version of it that is in force.</summary>
/// <param name="ListId">Which list: <c>ofac-sdn</c>.</param>
/// <param name="Title">What the publisher calls it.</param>
/// <param name="Blocking">Whether property of its parties is blocked.</param>
/// <param name="VersionId">The version.</param>
/// <param name="Sha256">Of the unpacked file, 32 bytes.</param>
/// <param name="PublishedOn">The publisher's own date, or null where the file gives none.</param>
/// <param name="CheckedAt">When the version was last known to be its publisher's current one: when it was last loaded or confirmed, or when a later one was published.</param>
/// <param name="MaxAge">Past this since <paramref name="CheckedAt"/>, the list is stale.</param>
public sealed record ListInForce(string ListId, string Title, bool Blocking, long VersionId, byte[] Sha256, DateOnly? PublishedOn, DateTimeOffset CheckedAt, TimeSpan MaxAge)
{
    /// <summary>Whether the list has not been confirmed as current for longer than it may, or by a clock that runs ahead of this one, which proves nothing.</summary>
    public bool IsStale(DateTimeOffset now) => now - CheckedAt > MaxAge || CheckedAt - now > TimeSpan.FromMinutes(5);
}

/// <summary>A list that is to be screened against and of which no version is in force.</summary>
/// <param name="ListId">Which list.</param>
/// <param name="Blocking">Whether property of its parties is blocked.</param>
public sealed record MissingList(string ListId, bool Blocking);
