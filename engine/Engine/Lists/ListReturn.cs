namespace Usd1Compliance.Lists;

/// <summary>How a return to an earlier version stands.</summary>
public enum ListReturnState
{
    /// <summary>One person proposed it; a second one decides.</summary>
    Proposed,

    /// <summary>It was not wanted, by a second person or by who proposed it.</summary>
    Refused,

    /// <summary>The earlier version judges, and the files that were seen before are turned away.</summary>
    Standing,

    /// <summary>A person let it go, or another version was put in force.</summary>
    Ended,
}

/// <summary>A return to an earlier version of a list: proposed by one person, approved by another, and standing until it is let go.</summary>
/// <param name="Id">Of the proposal.</param>
/// <param name="ListId">Which list.</param>
/// <param name="VersionId">The version to return to.</param>
/// <param name="AwayFrom">The version that was in force when it was proposed.</param>
/// <param name="Reason">Why, in the words of who proposed it.</param>
/// <param name="ProposedById">His user id.</param>
/// <param name="ProposedBy">His name.</param>
/// <param name="ProposedAt">UTC.</param>
/// <param name="State">How it stands.</param>
/// <param name="DecidedBy">Who approved or refused it; null while it is proposed.</param>
/// <param name="DecidedAt">UTC; null likewise.</param>
/// <param name="EndedBy">Who ended it once it stood: a person, or the job that met another file; null before.</param>
/// <param name="EndedAt">UTC; null likewise.</param>
/// <param name="Words">The words of the last step, a refusal or the end; empty before.</param>
public sealed record ListReturn(long Id, string ListId, long VersionId, long AwayFrom, string Reason, string ProposedById, string ProposedBy, DateTimeOffset ProposedAt,
    ListReturnState State, string? DecidedBy, DateTimeOffset? DecidedAt, string? EndedBy, DateTimeOffset? EndedAt, string Words)
{
    /// <summary>The newest version there was when it was approved: while it stands, a file that is one of these is turned away.</summary>
    internal long? SeenUpTo { get; init; }
}
