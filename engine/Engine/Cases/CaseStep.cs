using Usd1Compliance.Audit;

namespace Usd1Compliance.Cases;

/// <summary>What kind of step was taken on a case.</summary>
public enum CaseStepKind
{
    /// <summary>The case was opened for what was found first.</summary>
    Opened,

    /// <summary>Further alerts of its subject were added.</summary>
    AlertAdded,

    /// <summary>Further transfers met the rules of its alerts within their suppression windows.</summary>
    AlertRepeated,

    /// <summary>A change of a list put the subject on it: a hit of a re-screening was added.</summary>
    HitFound,

    /// <summary>What the subject was blocked for is on its list no longer: what was done because of it is to be looked at. It releases nothing.</summary>
    ReleaseReview,

    /// <summary>What was found raised its severity, and with it the deadline.</summary>
    SeverityRaised,

    /// <summary>It was given to somebody, or taken from him.</summary>
    Assigned,

    /// <summary>Somebody wrote a note.</summary>
    Noted,

    /// <summary>It was handed up.</summary>
    Escalated,

    /// <summary>Somebody proposed what it comes to.</summary>
    DispositionProposed,

    /// <summary>Somebody else approved that.</summary>
    DispositionApproved,

    /// <summary>Somebody else refused it.</summary>
    DispositionRefused,

    /// <summary>It was closed.</summary>
    Closed,
}

/// <summary>One step of a case's timeline; never changed and never removed.</summary>
/// <param name="Id">Ascending in the order of the steps.</param>
/// <param name="CaseId">Whose step.</param>
/// <param name="Revision">The revision of the case that it made; a note or a repeat makes none and carries the one it was written at.</param>
/// <param name="TakenAt">UTC.</param>
/// <param name="ActorKind">What kind of thing took it.</param>
/// <param name="ActorId">Which one.</param>
/// <param name="ActorName">What it was called then.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Text">The note or reason, or what the step did, in words.</param>
public sealed record CaseStep(long Id, long CaseId, int Revision, DateTimeOffset TakenAt, ActorKind ActorKind, string ActorId, string ActorName, CaseStepKind Kind, string Text);
