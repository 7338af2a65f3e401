using Usd1Compliance.Audit;

namespace Usd1Compliance.Screening.Hits;

/// <summary>What kind of step was taken on a hit.</summary>
public enum HitStepKind
{
    /// <summary>It was found.</summary>
    Raised,

    /// <summary>A further entry of the same party was found, or an entry as it is described now.</summary>
    EntryAdded,

    /// <summary>The last of its entries left its list.</summary>
    EntryGone,

    /// <summary>An entry of it is on its list again.</summary>
    EntryBack,

    /// <summary>Somebody wrote a note.</summary>
    Noted,

    /// <summary>Somebody proposed a decision that takes two.</summary>
    Proposed,

    /// <summary>Somebody else approved it.</summary>
    Approved,

    /// <summary>Somebody else refused it.</summary>
    Refused,

    /// <summary>It was decided.</summary>
    Decided,

    /// <summary>A decision was taken back.</summary>
    Reopened,

    /// <summary>It stays a true match though its entry is gone.</summary>
    Kept,
}

/// <summary>One step of a hit's timeline; never changed and never removed.</summary>
/// <param name="Id">Ascending.</param>
/// <param name="HitId">Whose step.</param>
/// <param name="Revision">The revision that it made; a note carries the one it was written at.</param>
/// <param name="TakenAt">UTC.</param>
/// <param name="ActorKind">What kind of thing took it.</param>
/// <param name="ActorId">Which one.</param>
/// <param name="ActorName">What it was called then.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Text">In words.</param>
public sealed record HitStep(long Id, long HitId, int Revision, DateTimeOffset TakenAt, ActorKind ActorKind, string ActorId, string ActorName, HitStepKind Kind, string Text);
