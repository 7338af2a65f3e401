using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>A further transfer that met the rule of an alert for the same subject within the rule's suppression window: no alert of its own, and kept whole.</summary>
/// <param name="RepeatId">Ascending in the order in which repeats became durable.</param>
/// <param name="AlertId">The alert that it repeats.</param>
/// <param name="RuleId">The rule of both.</param>
/// <param name="Severity">How grave this finding is.</param>
/// <param name="Subject">The address that both are about.</param>
/// <param name="Transfer">The transfer with which the rule was met again.</param>
/// <param name="OccurredAt">When that transfer occurred, UTC.</param>
/// <param name="Evidence">What this finding rests on.</param>
/// <param name="ListVersions">The list versions that were in force, ascending.</param>
/// <param name="RepeatedAt">When it was found, UTC.</param>
public sealed record AlertRepeat(long RepeatId, long AlertId, string RuleId, Severity Severity, ChainAddress Subject, TransferId Transfer, DateTimeOffset OccurredAt,
    AlertEvidence Evidence, IReadOnlyList<long> ListVersions, DateTimeOffset RepeatedAt);
