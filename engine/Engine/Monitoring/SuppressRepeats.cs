using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>An alert that stands, as suppression looks at it.</summary>
/// <param name="AlertId">In the database, or null for one of this batch.</param>
/// <param name="OccurredAt">When its transfer occurred.</param>
internal sealed record StandingAlert(long? AlertId, DateTimeOffset OccurredAt)
{
    /// <summary>The findings of this batch that it stands for beside its own.</summary>
    public List<Finding> Repeats { get; } = [];

    /// <summary>The finding that raises it; null for one that stands in the database.</summary>
    public Finding? Finding { get; init; }
}

/// <summary>
/// Which findings become alerts. The same rule about the same subject within the rule's suppression window of event time is a repeat
/// of one alert; a critical finding never is. Whatever the batches, the same transfers in the same order come to the same alerts.
/// </summary>
internal static class SuppressRepeats
{
    /// <summary>Sorts findings into new alerts and repeats.</summary>
    /// <param name="findings">In the order of judging.</param>
    /// <param name="standing">The alerts of the same rules and subjects that stand already, in the order in which they were raised.</param>
    /// <returns>New alerts, and standing ones that gained repeats, in order.</returns>
    public static IReadOnlyList<StandingAlert> Sort(IReadOnlyList<Finding> findings, ILookup<(string RuleId, ChainAddress Subject), StandingAlert> standing)
    {
        Dictionary<(string, ChainAddress), List<StandingAlert>> alerts = [];
        List<StandingAlert> touched = [];
        foreach (var finding in findings)
        {
            var key = (finding.RuleId, finding.Subject);
            if (!alerts.TryGetValue(key, out var ofKey))
            {
                alerts.Add(key, ofKey = [.. standing[key]]);
            }

            var repeated = finding.Severity == Severity.Critical ? null
                : ofKey.Find(alert => (finding.Transfer.OccurredAt - alert.OccurredAt).Duration() < finding.Rule.Suppression);
            if (repeated is null)
            {
                var raised = new StandingAlert(null, finding.Transfer.OccurredAt) { Finding = finding };
                ofKey.Add(raised);
                touched.Add(raised);
                continue;
            }

            if (repeated is { Finding: null, Repeats.Count: 0 })
            {
                touched.Add(repeated);
            }

            repeated.Repeats.Add(finding);
        }

        return touched;
    }
}
