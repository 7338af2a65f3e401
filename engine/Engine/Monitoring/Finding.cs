using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.BelowTheLine;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>A rule met by a transfer, before it is known whether it becomes an alert or a repeat of one.</summary>
/// <param name="RuleId">The rule, or <c>rule-failed/RULE</c>.</param>
/// <param name="Rule">The rule itself.</param>
/// <param name="Transfer">The transfer.</param>
/// <param name="Subject">Whom the alert is about.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Typology">What kind of conduct, or <c>rule-failed</c>.</param>
/// <param name="Says">The finding in a sentence.</param>
/// <param name="Evidence">What it rests on.</param>
internal sealed record Finding(string RuleId, Rule Rule, Transfer Transfer, ChainAddress Subject, Severity Severity, string Typology, string Says, AlertEvidence Evidence);

/// <summary>How often a rule could not be decided in a batch because a fact was not known.</summary>
internal sealed record GapCount(string RuleId, string Fact, long Transfers, long LastSequence);

/// <summary>What judging a batch came to.</summary>
/// <param name="Findings">In the order of transfers, then of rules.</param>
/// <param name="Gaps">One a rule and fact.</param>
/// <param name="Below">The lowest draws of this batch below the line of each rule.</param>
internal sealed record BatchFindings(IReadOnlyList<Finding> Findings, IReadOnlyList<GapCount> Gaps, IReadOnlyList<BelowLineCandidate> Below);

/// <summary>What was written of the findings of a batch.</summary>
/// <param name="Raised">New alerts.</param>
/// <param name="Repeated">Findings that an alert stands for already.</param>
internal sealed record RaisedAlerts(int Raised, int Repeated);
