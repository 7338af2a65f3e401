using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.BelowTheLine;

/// <summary>What a person says of a finding below the line.</summary>
public enum BelowLineVerdict
{
    /// <summary>The line is too high: somebody should have been told.</summary>
    ShouldHaveBeen,

    /// <summary>The line does what it is for.</summary>
    RightlyLeftOut,
}

/// <summary>What was said of a finding, once.</summary>
/// <param name="Verdict">Which way.</param>
/// <param name="Reason">Why.</param>
/// <param name="ById">The user id of who looked.</param>
/// <param name="By">His name.</param>
/// <param name="At">UTC.</param>
public sealed record BelowLineReview(BelowLineVerdict Verdict, string Reason, Guid ById, string By, DateTimeOffset At);

/// <summary>What a rule would have found with its thresholds relaxed, drawn to be looked at. It is no alert.</summary>
/// <param name="Id">Ascending.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="RuleVersion">Its version.</param>
/// <param name="Number">Of its typology.</param>
/// <param name="Week">The Monday (UTC) of the week in which the transfer occurred.</param>
/// <param name="Place">In the draw of rule and week, from 1.</param>
/// <param name="Transfer">Which transfer.</param>
/// <param name="OccurredAt">When it occurred, UTC.</param>
/// <param name="Subject">Whom an alert would have been about.</param>
/// <param name="Says">The rule's own sentence.</param>
/// <param name="Evidence">What the rule saw, with its own parameters.</param>
/// <param name="Relaxed">The thresholds that let it through, by name: without the move of any of them it would have stayed out.</param>
/// <param name="PackId">The pack that was in force.</param>
/// <param name="Review">What was said of it; null before.</param>
public sealed record BelowLineFinding(long Id, string RuleId, int RuleVersion, int Number, DateOnly Week, int Place, TransferId Transfer, DateTimeOffset OccurredAt, ChainAddress Subject, string Says,
    AlertEvidence Evidence, IReadOnlyDictionary<string, string> Relaxed, long PackId, BelowLineReview? Review)
{
    /// <summary>Whether its week is over: before, a lower draw may take its place, and it is not looked at yet.</summary>
    public bool WeekIsOver(DateTimeOffset now) => now >= new DateTimeOffset(Week.AddDays(7), TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>Which findings below the line are asked for: every part that is given must hold.</summary>
/// <param name="RuleId">Only this rule.</param>
/// <param name="Week">Only the week of this Monday.</param>
/// <param name="Reviewed">Only those that somebody looked at, or nobody did.</param>
/// <param name="Verdict">Only those of which this was said.</param>
public sealed record BelowLineFilter(string? RuleId = null, DateOnly? Week = null, bool? Reviewed = null, BelowLineVerdict? Verdict = null);

/// <summary>What looking below the line of a rule came to.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Drawn">How many findings were drawn.</param>
/// <param name="Reviewed">How many of them somebody looked at.</param>
/// <param name="ShouldHaveBeen">How many of those should have been alerts.</param>
public sealed record BelowLineFigure(string RuleId, long Drawn, long Reviewed, long ShouldHaveBeen)
{
    /// <summary>The part that should have been alerts, 0 to 1; null where nobody looked yet.</summary>
    public decimal? Share => Reviewed == 0 ? null : decimal.Divide(ShouldHaveBeen, Reviewed);
}
