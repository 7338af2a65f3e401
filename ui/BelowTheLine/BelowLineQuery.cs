using System.Globalization;
using Usd1Compliance.Monitoring.BelowTheLine;

namespace Usd1Compliance.Ui.BelowTheLine;

/// <summary>Which findings below the line are asked for, as it stands in the address of the page and of its export.</summary>
/// <param name="State">reviewed, shouldhavebeen, rightlyleftout or all; without it, what nobody looked at.</param>
/// <param name="Rule">A rule's id.</param>
/// <param name="Week">The Monday of a week, <c>2026-11-23</c>.</param>
public sealed record BelowLineQuery(string? State, string? Rule, string? Week)
{
    /// <summary>Whether anything narrows.</summary>
    public bool IsNarrowed => State is not null || Rule is not null || Week is not null;

    /// <summary>The filter, or null where a part of it cannot be read: then nothing is shown, rather than more than was asked for.</summary>
    public BelowLineFilter? Read()
    {
        DateOnly? week = null;
        if (Week is not null)
        {
            if (!DateOnly.TryParseExact(Week, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var monday))
            {
                return null;
            }

            week = monday;
        }

        return State switch
        {
            null => new BelowLineFilter(Rule, week, Reviewed: false),
            "reviewed" => new BelowLineFilter(Rule, week, Reviewed: true),
            "shouldhavebeen" => new BelowLineFilter(Rule, week, Verdict: BelowLineVerdict.ShouldHaveBeen),
            "rightlyleftout" => new BelowLineFilter(Rule, week, Verdict: BelowLineVerdict.RightlyLeftOut),
            "all" => new BelowLineFilter(Rule, week),
            _ => null,
        };
    }
}
