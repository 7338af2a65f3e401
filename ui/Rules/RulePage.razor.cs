using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Rules;

/// <summary>One rule: what it says, what it raised, what it could not decide, and which packs changed it.</summary>
public sealed partial class RulePage : EnginePage
{
    private const int days = 30;
    private const int shownAlerts = 10;
    private const int shownPacks = 200;

    private Rule? rule;
    private long? packId;
    private string? unread;
    private DateOnly from;
    private Page<Alert> alerts = new([], 0);
    private IReadOnlyDictionary<long, long> caseOf = new Dictionary<long, long>();
    private IReadOnlyList<DataGap> gaps = [];
    private IReadOnlyDictionary<int, string> sources = new Dictionary<int, string>();
    private IReadOnlyList<(PackRecord Pack, RuleDifference Change)> history = [];

    /// <summary>Which rule.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RulePackStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AlertStore Alerts { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required CaseStore CaseFiles { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required SourceStore SourceRows { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    // Who writes rules, or administers, sees no alert unless another role says so.
    private bool SeesAlerts => Actor.May(Right.ReadCases);

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        unread = null;
        try
        {
            var inForce = await Store.FindAsync(Actor, null, Leaving);
            (rule, packId) = (inForce?.Pack.Rules.FirstOrDefault(one => one.Id == Id), inForce?.Record.PackId);
        }
        catch (Exception fault) when (fault is RulePackRefusedException or RulePackChangedException)
        {
            (rule, unread) = (null, fault.Message);
        }

        history = [.. (await Store.PageAsync(Actor, 0, shownPacks, Leaving)).Rows.SelectMany(pack => pack.Proposal?.Difference.Rules.Where(change => change.RuleId == Id).Select(change => (pack, change)) ?? [])];
        if (SeesAlerts)
        {
            await ReadAlertsAsync();
        }
    }

    private async Task ReadAlertsAsync()
    {
        from = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime.AddDays(-days));
        alerts = await Alerts.QueueAsync(Actor, new AlertFilter(RuleId: Id, From: new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero)), 0, shownAlerts, Leaving);
        caseOf = await CaseFiles.OfAlertsAsync(Actor, [.. alerts.Rows.Select(alert => alert.AlertId)], Leaving);
        gaps = [.. (await Alerts.DataGapsAsync(Actor, Leaving)).Where(gap => gap.RuleId == Id)];
        sources = (await SourceRows.AllAsync(Actor, Leaving)).ToDictionary(status => status.Source.SourceId, status => status.Source.Name);
    }
}
