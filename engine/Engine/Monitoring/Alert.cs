using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>What a rule found in a transfer: one a rule, transfer and subject.</summary>
/// <param name="AlertId">Ascending in the order in which alerts became durable.</param>
/// <param name="RuleId">The rule, or <c>rule-failed/RULE</c> for a rule that could not be evaluated.</param>
/// <param name="RuleVersion">Its version.</param>
/// <param name="PackId">The pack that was in force (table rule_pack).</param>
/// <param name="Typology">What kind of conduct the rule looks for.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Market">On which market it lies.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Transfer">The transfer with which the rule was met.</param>
/// <param name="OccurredAt">When that transfer occurred, UTC.</param>
/// <param name="Subject">The address that the alert is about.</param>
/// <param name="Says">The rule's own sentence.</param>
/// <param name="Evidence">What the finding rests on.</param>
/// <param name="ListVersions">The list versions that were in force, ascending.</param>
/// <param name="Repeats">How many further transfers met the same rule for the same subject within its suppression window.</param>
/// <param name="RaisedAt">When it was raised, UTC.</param>
public sealed record Alert(long AlertId, string RuleId, int RuleVersion, long PackId, string Typology, Severity Severity, Market Market, int Score,
    TransferId Transfer, DateTimeOffset OccurredAt, ChainAddress Subject, string Says, AlertEvidence Evidence, IReadOnlyList<long> ListVersions,
    int Repeats, DateTimeOffset RaisedAt)
{
    /// <summary>When it was recorded that the chain took the alert's transfer back, UTC; null while it stands. What was raised stays raised: a person decides what it is worth.</summary>
    public DateTimeOffset? RetractedAt { get; init; }
}

/// <summary>Which alerts are asked for: every part that is given must hold.</summary>
/// <param name="Severity">Only this severity.</param>
/// <param name="RuleId">Only this rule.</param>
/// <param name="Typology">Only this typology.</param>
/// <param name="Address">Only this subject.</param>
/// <param name="From">Raised at or after, UTC.</param>
/// <param name="To">Raised before, UTC.</param>
/// <param name="Retracted">Only those whose transfer the chain took back, or only those whose transfer stands.</param>
public sealed record AlertFilter(Severity? Severity = null, string? RuleId = null, string? Typology = null, ChainAddress? Address = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, bool? Retracted = null)
{
    /// <summary>Every alert.</summary>
    public static readonly AlertFilter All = new();
}

/// <summary>How many alerts of a severity were raised on a day.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Alerts">At least 1: a day and severity without alerts has no row.</param>
public sealed record AlertsOfDay(DateOnly Day, Severity Severity, long Alerts);

/// <summary>A rule that could not be decided because a fact was not known, summed over the transfers of a source.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Fact">The fact as rules name it: <c>originator.BalanceUsdAfter</c>.</param>
/// <param name="SourceId">Where the transfers came from.</param>
/// <param name="FirstAt">When it was first met, UTC, by the clock of monitoring.</param>
/// <param name="LastAt">When it was last met.</param>
/// <param name="Transfers">How many transfers.</param>
/// <param name="LastSequence">The newest of them.</param>
public sealed record DataGap(string RuleId, string Fact, int SourceId, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Transfers, long LastSequence);
