using Microsoft.AspNetCore.Components;
using Usd1Compliance.Cases;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.BelowTheLine;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.BelowTheLine;

/// <summary>One finding below the line: what the rule saw, how far its line was moved, and what a person says of it.</summary>
public sealed partial class BelowLineFindingPage : EnginePage
{
    private const int MostAlerts = 20;

    private BelowLineFinding? finding;
    private IReadOnlyList<Alert> alerts = [];
    private IReadOnlyDictionary<long, long> caseOf = new Dictionary<long, long>();
    private BelowLineVerdict? verdict;
    private string words = "";

    /// <summary>Which finding.</summary>
    [Parameter, EditorRequired]
    public long Id { get; set; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required BelowLineStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ReviewBelowLine Reviewing { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AlertStore AlertRows { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required CaseStore CaseFiles { get; init; }

    /// <summary>The time.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        finding = await Store.FindAsync(Actor, Id, Leaving);
        if (finding is null)
        {
            return;
        }

        alerts = await AlertRows.OfSubjectAsync(Actor, finding.Subject, MostAlerts, Leaving);
        caseOf = await CaseFiles.OfAlertsAsync(Actor, [.. alerts.Select(alert => alert.AlertId)], Leaving);
    }

    private async Task SayAsync()
    {
        if (verdict is { } said)
        {
            await DoAsync(() => Reviewing.ReviewAsync(Actor, Id, said, words.Trim(), Leaving), done => $"Finding {done.Id} {(said == BelowLineVerdict.ShouldHaveBeen ? "should have been an alert" : "was rightly left out")}: that is written down.");
        }
    }
}
