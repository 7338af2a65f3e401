using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Cases;

/// <summary>Where a case stands. It goes forward only, except that a refused disposition brings it back to <see cref="Escalated"/>.</summary>
public enum CaseStatus
{
    /// <summary>Somebody is to look at it.</summary>
    Open,

    /// <summary>Handed up: an analyst saw that it needs somebody senior.</summary>
    Escalated,

    /// <summary>Critical, and a disposition is proposed: a second person decides.</summary>
    AwaitingApproval,

    /// <summary>Decided, for ever: further alerts of the subject open a new case.</summary>
    Closed,
}

/// <summary>What a case comes to.</summary>
public enum Disposition
{
    /// <summary>The subject is the listed party: property is to be blocked or rejected and reported (31 CFR 501.603, 501.604).</summary>
    TrueMatch,

    /// <summary>Suspicious activity: a report is to be considered (31 CFR 1022.320).</summary>
    Suspicious,

    /// <summary>The subject is not the listed party, or the pattern is not what the rule took it for.</summary>
    FalsePositive,

    /// <summary>The finding is right, and nothing has to follow from it.</summary>
    NoAction,
}

/// <summary>Alerts of one subject, and what changes of lists mean for it, that are worked together.</summary>
/// <param name="Id">Ascending in order of opening.</param>
/// <param name="Subject">The address that it is about.</param>
/// <param name="Severity">The highest of what was found; it never falls.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AssignedTo">User id of whoever works it; null while nobody does.</param>
/// <param name="AssignedToName">What he is called now.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="DueAt">UTC; by when it must be closed. From the severity by <see cref="Deadlines"/>; it only ever gets earlier.</param>
/// <param name="EscalatedAt">UTC; null while it was not.</param>
/// <param name="Proposal">The disposition that was proposed; on a closed case, the one that stands. Null while none is.</param>
/// <param name="ApprovedBy">User id of the second person; null where none was needed, or none has approved yet.</param>
/// <param name="ApprovedByName">What he is called now.</param>
/// <param name="ClosedAt">UTC; null while it is not closed.</param>
/// <param name="Revision">Counts changes, from 1. A command names the one it was decided on, and is refused when another stands.</param>
/// <param name="Alerts">How many alerts it holds; 0 where it rests on a hit or a delisting alone.</param>
/// <param name="Hits">How many hits of re-screenings it holds.</param>
/// <param name="LastFoundAt">UTC; when the newest of all these was added.</param>
public sealed record CaseFile(long Id, ChainAddress Subject, Severity Severity, CaseStatus Status, Guid? AssignedTo, string? AssignedToName,
    DateTimeOffset OpenedAt, DateTimeOffset DueAt, DateTimeOffset? EscalatedAt, CaseProposal? Proposal, Guid? ApprovedBy, string? ApprovedByName,
    DateTimeOffset? ClosedAt, int Revision, int Alerts, int Hits, DateTimeOffset LastFoundAt)
{
    /// <summary>Whether it takes a second person to close it: <see cref="Audit.Right.ApproveDispositions"/>, and not the one who proposed.</summary>
    public bool NeedsApproval => Severity == Severity.Critical;

    /// <summary>Whether it should have been closed by now.</summary>
    public bool IsOverdue(DateTimeOffset now) => Status != CaseStatus.Closed && DueAt < now;
}

/// <summary>A disposition that somebody proposed, and why.</summary>
/// <param name="Disposition">What the case comes to.</param>
/// <param name="Reason">In the proposer's words.</param>
/// <param name="By">His user id: he may not approve it.</param>
/// <param name="ByName">What he is called now.</param>
/// <param name="At">UTC.</param>
public sealed record CaseProposal(Disposition Disposition, string Reason, Guid By, string ByName, DateTimeOffset At);

/// <summary>Which cases are asked for: every part that is given must hold.</summary>
/// <param name="Status">Only cases that stand there; null for all that are not closed, unless <paramref name="Closed"/>.</param>
/// <param name="Severity">Only this severity.</param>
/// <param name="AssignedTo">Only this person's.</param>
/// <param name="Unassigned">Only those that nobody works.</param>
/// <param name="Overdue">Only those that should have been closed by now.</param>
/// <param name="Subject">Only about this address.</param>
/// <param name="Closed">Whether closed cases are shown beside the others.</param>
public sealed record CaseFilter(CaseStatus? Status = null, Severity? Severity = null, Guid? AssignedTo = null, bool Unassigned = false,
    bool Overdue = false, ChainAddress? Subject = null, bool Closed = false);

/// <summary>How many cases stand where, for the overview.</summary>
/// <param name="Open">Not looked at to an end, nor handed up.</param>
/// <param name="Escalated">Handed up.</param>
/// <param name="AwaitingApproval">Waiting for a second person.</param>
/// <param name="Overdue">Of all these, those past their deadline.</param>
/// <param name="Mine">Of all these, those assigned to whoever asks.</param>
/// <param name="Unassigned">Of all these, those that nobody works.</param>
public sealed record CaseCounts(long Open, long Escalated, long AwaitingApproval, long Overdue, long Mine, long Unassigned);
