namespace Usd1Compliance.Lists;

/// <summary>Whether a version may judge.</summary>
public enum ListVersionStatus
{
    /// <summary>Kept and shown, never judged by: it could not be read, or a person must look first. <see cref="ListVersion.Reason"/> says why.</summary>
    Quarantined,

    /// <summary>Read whole; it is in force, or was, or may be put there again.</summary>
    Accepted,
}

/// <summary>One file of a list, as it was loaded.</summary>
/// <param name="VersionId">In our database.</param>
/// <param name="ListId">Of which list.</param>
/// <param name="Sha256">Of the unpacked file, lower-case hex; of as much of it as could be unpacked where it is broken.</param>
/// <param name="FileName">The name that it had, without folders.</param>
/// <param name="SizeBytes">Unpacked.</param>
/// <param name="PublishedOn">The publisher's own date; null where the file was not read as far as that.</param>
/// <param name="LoadedAt">UTC.</param>
/// <param name="LoadedBy">The name of the actor.</param>
/// <param name="Status">Whether it may judge.</param>
/// <param name="Reason">Why it stands in quarantine, and the mend; empty for an accepted one.</param>
/// <param name="Counts">What is in it.</param>
/// <param name="InForce">Whether it judges now.</param>
public sealed record ListVersion(long VersionId, string ListId, string Sha256, string FileName, long SizeBytes, DateOnly? PublishedOn, DateTimeOffset LoadedAt, string LoadedBy, ListVersionStatus Status, string Reason, ListCounts Counts, bool InForce)
{
    /// <summary>Of an interim version: the one that waits, for which it stands in. Null for a file.</summary>
    public long? InterimOf { get; init; }

    /// <summary>Whether the file was not the list's own but the one that stands in for it.</summary>
    public bool IsFallback { get; init; }
}

/// <summary>How fresh a list is.</summary>
public enum ListFreshness
{
    /// <summary>Its last check is no older than it should be.</summary>
    Fresh,

    /// <summary>Two checks in a row should have confirmed it by now and have not. Nothing is wrong with screening yet.</summary>
    Late,

    /// <summary>Not confirmed for longer than it may: screening does not answer allow.</summary>
    Stale,

    /// <summary>No version is in force.</summary>
    Missing,
}

/// <summary>A list as it stands now.</summary>
/// <param name="Definition">What the list is.</param>
/// <param name="InForce">The version that judges; null before the first was accepted.</param>
/// <param name="CheckedAt">When that version was last known to be its publisher's current one, UTC; null before the first.</param>
/// <param name="Age">Since then, by the engine's clock.</param>
public sealed record ListStanding(ListDefinition Definition, ListVersion? InForce, DateTimeOffset? CheckedAt, TimeSpan? Age)
{
    /// <summary>When its publisher is asked; null for a list that is loaded by hand.</summary>
    public RefreshSchedule? Schedule { get; init; }

    /// <summary>When its publisher was last asked; null before the first time.</summary>
    public ListAttempt? LastAttempt { get; init; }

    /// <summary>The earlier version to which two persons returned, while that stands; null otherwise.</summary>
    public long? ReturnedTo { get; init; }

    /// <summary>When its publisher is to be asked next, UTC; null where it was never asked, and is at once, and for a list that is loaded by hand.</summary>
    public DateTimeOffset? DueAt => Schedule?.DueAt(LastAttempt);

    /// <summary>How fresh it is.</summary>
    public ListFreshness Freshness => InForce is null ? ListFreshness.Missing : Stale ? ListFreshness.Stale : Late ? ListFreshness.Late : ListFreshness.Fresh;

    /// <summary>Whether screening must not answer allow for it: no version, or one that was not confirmed for too long.</summary>
    public bool Stale => Age is not { } age || age > Definition.MaxAge;

    /// <summary>
    /// Whether two checks in a row should have confirmed it by now and have not. Nothing is wrong with screening yet: it is the warning that comes long before
    /// <see cref="Stale"/>. A list that is loaded by hand is never late.
    /// </summary>
    public bool Late => !Stale && Schedule is { Gap: var gap } && Age > 2 * gap;
}

/// <summary>An entry of a version, with its place in our database.</summary>
/// <param name="EntryId">In our database; the same in every version that describes the party in the same way.</param>
/// <param name="ListId">Which list.</param>
/// <param name="Entry">The whole of it.</param>
public sealed record StoredListEntry(long EntryId, string ListId, ListEntry Entry);
