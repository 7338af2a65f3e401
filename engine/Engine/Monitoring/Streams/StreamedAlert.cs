using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Streams;

/// <summary>What a rule found in a transfer of a stream.</summary>
/// <param name="TransferId">As the stream names it.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="RuleId">The rule, or <c>rule-failed/RULE</c> for one that could not be computed.</param>
/// <param name="Rule">The rule itself.</param>
/// <param name="Subject">Whom it is about; null where the transfer names nobody.</param>
/// <param name="Side">originator, beneficiary or issuer: which side that is.</param>
/// <param name="Facts">What the rule looked at.</param>
/// <param name="Failure">Why it could not be computed; null where it was.</param>
/// <param name="FoundAt">UTC: of a finding of the look-back, the moment of the stream at which the listing came; null where the transfer itself was judged.</param>
public sealed record StreamedAlert(string TransferId, DateTimeOffset OccurredAt, string RuleId, Rule Rule, ChainAddress? Subject, string Side, IReadOnlyList<FactValue> Facts, string? Failure,
    DateTimeOffset? FoundAt = null);
