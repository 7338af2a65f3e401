using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Ui.Shell;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Overview;

/// <summary>What waits, what was found, and whether what it all rests on is fresh.</summary>
public sealed partial class OverviewPage : LivePage
{
    private const int shownDays = 14;

    private CaseCounts counts = new(0, 0, 0, 0, 0, 0);
    private HitCounts hits = new(0, 0, 0, 0);
    private Page<PartyGap> partyGaps = new([], 0);
    private long awaitingMine;
    private DateOnly today;
    private DateTimeOffset now;
    private IReadOnlyList<AlertsOfDay> alerts = [];
    private IReadOnlyList<CaseFile> first = [];
    private IReadOnlyList<SourceStatus> sources = [];
    private IReadOnlyList<ListStanding> lists = [];
    private IReadOnlyList<DataGap> gaps = [];
    private IReadOnlyList<JudgingProgress> judging = [];
    private MonitoringHold? hold;
    private IReadOnlyList<UnansweredChange> unanswered = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required HitStore HitRows { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required CaseStore CaseFiles { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AlertStore Findings { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required SourceStore SourceRows { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListStore ListRows { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required JudgingProgressStore Judging { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required MonitoringHoldStore Holds { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RescreeningStore Rescreenings { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    private long AlertsToday => alerts.Where(row => row.Day == today).Sum(row => row.Alerts);

    private string ChartInWords => $"Columns of alerts a day by severity. Today: {AlertsToday}. In {shownDays} days: " +
        string.Join(", ", alerts.GroupBy(row => row.Severity).OrderByDescending(group => group.Key).Select(group => $"{group.Sum(row => row.Alerts)} {group.Key.ToString().ToLowerInvariant()}")) + ".";

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        now = Clock.GetUtcNow();
        today = DateOnly.FromDateTime(now.UtcDateTime);
        if (!Actor.May(Right.ReadCases))
        {
            return;
        }

        counts = await CaseFiles.CountsAsync(Actor, Leaving);
        hits = await HitRows.CountsAsync(Actor, Leaving);
        alerts = await Findings.PerDayAsync(Actor, shownDays, Leaving);
        first = (await CaseFiles.QueueAsync(Actor, new CaseFilter(), 0, 7, Leaving)).Rows;
        awaitingMine = counts.AwaitingApproval == 0 ? 0 : await AwaitingAsync();
        sources = await SourceRows.AllAsync(Actor, Leaving);
        lists = await ListRows.AllAsync(Actor, Leaving);
        hold = await Holds.ReadAsync(Leaving);
        unanswered = await Rescreenings.UnansweredAsync(Leaving);
        partyGaps = await Rescreenings.GapsAsync(Actor, null, 3, Leaving);
        gaps = await Findings.DataGapsAsync(Actor, Leaving);
        judging = await Judging.AllAsync(Actor, Leaving);
    }

    // Four eyes: what I proposed myself does not wait for me.
    private async Task<long> AwaitingAsync() => Actor.May(Right.ApproveDispositions)
        ? (await CaseFiles.QueueAsync(Actor, new CaseFilter(CaseStatus.AwaitingApproval), 0, 500, Leaving)).Rows.Count(file => file.Proposal?.By.ToString("D") != Actor.Id)
        : counts.AwaitingApproval;

    private IEnumerable<DayColumn> DaysOf(Severity severity) => Enumerable.Range(0, shownDays).Select(back => today.AddDays(back + 1 - shownDays))
        .Select(day => new DayColumn(day.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture), alerts.Where(row => row.Day == day && row.Severity == severity).Sum(row => row.Alerts)));

    private static string ColourOf(Severity severity) => severity switch
    {
        Severity.Critical => "var(--chart-critical)",
        Severity.High => "var(--chart-high)",
        Severity.Medium => "var(--chart-medium)",
        _ => "var(--chart-low)",
    };

    private static string LagInWords(SourceStatus source) => source switch
    {
        { Report: null } => "not taken up yet",
        { Source.Kind: SourceKind.Evm, Report.HeadTime: { } head, Report.ReachedTime: { } reached, Behind: > 0 } => $"{Figures.Count(source.Behind!.Value)} blocks, {Figures.Span(head > reached ? head - reached : TimeSpan.Zero)}",
        { Source.Kind: SourceKind.Evm } => source.Behind == 0 ? "at the tip" : $"{Figures.Count(source.Behind!.Value)} blocks",
        { Behind: > 0 } => $"{Figures.Count(source.Behind.Value)} {source.BehindUnit}",
        _ => "nothing left",
    };

    /// <summary>One column's part in the chart.</summary>
    /// <param name="Day">Month and day.</param>
    /// <param name="Alerts">How many.</param>
    public sealed record DayColumn(string Day, long Alerts);
}
