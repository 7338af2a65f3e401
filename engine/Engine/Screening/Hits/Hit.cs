namespace Usd1Compliance.Screening.Hits;

/// <summary>What people found a hit to be.</summary>
public enum HitState
{
    /// <summary>Nobody has decided yet, or a decision was taken back.</summary>
    Open,

    /// <summary>The subject is the listed party: property is to be blocked and reported (31 CFR 501.603).</summary>
    TrueMatch,

    /// <summary>The subject is somebody else. Remembered until the subject or the entry changes, or the decision expires.</summary>
    FalsePositive,

    /// <summary>What is known does not tell. The subject stays held until more is known.</summary>
    Inconclusive,

    /// <summary>It was a true match, the entry has left its list, and two people released the subject.</summary>
    Released,
}

/// <summary>A decision on a hit.</summary>
/// <param name="State">What it is.</param>
/// <param name="Reason">In words.</param>
/// <param name="By">User id of who decided.</param>
/// <param name="ByName">What he is called now.</param>
/// <param name="At">UTC.</param>
public sealed record HitDecision(HitState State, string Reason, Guid By, string ByName, DateTimeOffset At);

/// <summary>A subject that may be a listed party, over all entries that repeat one another.</summary>
/// <param name="Id">Ascending in order of raising.</param>
/// <param name="Subject">Whom it is about.</param>
/// <param name="ListedName">The primary name of the entry that scored best.</param>
/// <param name="Score">The highest of its entries, 0 to 1.</param>
/// <param name="Blocking">Whether property of one of its entries is blocked.</param>
/// <param name="NeedsTwo">Whether a decision takes a second person.</param>
/// <param name="FoundBy"><c>screening:ID</c>; <c>rescreening:ID</c> of a change of a list; <c>parties:N</c> where a party was new or changed, up to version N.</param>
/// <param name="FoundAt">UTC.</param>
/// <param name="DueAt">UTC; by when it should be decided.</param>
/// <param name="EarlierHitId">The hit that was decided before on the same subject and party; null where there is none.</param>
/// <param name="GoneAt">UTC; when the last of its entries left its list. Null while one is in force.</param>
/// <param name="State">What people found it to be.</param>
/// <param name="Decision">The decision that stands; null while it is open.</param>
/// <param name="ApprovedBy">User id of the second person; null where none was needed.</param>
/// <param name="ApprovedByName">What he is called now.</param>
/// <param name="ExpiresAt">UTC; until when a false positive is remembered.</param>
/// <param name="Pending">A decision that waits for a second person; null while none does.</param>
/// <param name="Revision">Counts changes, from 1. A command names the one that it was decided on.</param>
/// <param name="Lists">The lists of its entries, sorted.</param>
/// <param name="Asked">The name or address of the subject that its best entry was found by.</param>
public sealed record Hit(long Id, HitSubject Subject, string ListedName, float Score, bool Blocking, bool NeedsTwo, string FoundBy, DateTimeOffset FoundAt, DateTimeOffset DueAt,
    long? EarlierHitId, DateTimeOffset? GoneAt, HitState State, HitDecision? Decision, Guid? ApprovedBy, string? ApprovedByName, DateTimeOffset? ExpiresAt,
    HitDecision? Pending, int Revision, IReadOnlyList<string> Lists, string Asked)
{
    /// <summary>Whether somebody has something to decide: an open hit, a decision that waits for approval, a true match whose entry is gone.</summary>
    public bool IsWaiting => State == HitState.Open || Pending is not null || NeedsReleaseReview;

    /// <summary>Whether it was blocked on an entry that is on its list no longer.</summary>
    public bool NeedsReleaseReview => State == HitState.TrueMatch && GoneAt is not null;

    /// <summary>Whether it should have been decided by now.</summary>
    public bool IsOverdue(DateTimeOffset now) => IsWaiting && DueAt < now;
}

/// <summary>An entry of a hit, as it was found.</summary>
/// <param name="EntryId">In our database.</param>
/// <param name="ListId">Which list.</param>
/// <param name="Key">The publisher's key.</param>
/// <param name="VersionId">The version that it was found in.</param>
/// <param name="Kind">By what.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Threshold">From which score on it was a hit.</param>
/// <param name="FullName">Whether every word is the same.</param>
/// <param name="Weak">Whether by a weak alias.</param>
/// <param name="Blocking">Whether its property is blocked.</param>
/// <param name="Asked">What was compared of the subject.</param>
/// <param name="Matched">What was compared of the entry.</param>
/// <param name="PolicySha256">Of the name policy, lower-case hex; null for an address.</param>
/// <param name="Explanation">The whole comparison as a JSON object.</param>
/// <param name="FoundAt">UTC.</param>
/// <param name="InForce">Whether a version in force still holds an entry of this key.</param>
public sealed record HitEntry(long EntryId, string ListId, string Key, long VersionId, HitKind Kind, float Score, float Threshold, bool FullName, bool Weak, bool Blocking,
    string Asked, string Matched, string? PolicySha256, string Explanation, DateTimeOffset FoundAt, bool InForce);
