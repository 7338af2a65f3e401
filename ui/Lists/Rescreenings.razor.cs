using Microsoft.AspNetCore.Components;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Ui.Shell;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Lists;

/// <summary>How soon the changes of a list were answered, and what they found; with what is under way.</summary>
public sealed partial class Rescreenings : LivePage
{
    private const int shown = 10;

    private IReadOnlyList<ListRescreening> latest = [];
    private UnansweredChange? unanswered;
    private DateTimeOffset now;

    /// <summary>Which list.</summary>
    [Parameter, EditorRequired]
    public string ListId { get; set; } = "";

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RescreeningStore Store { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        now = Clock.GetUtcNow();
        latest = await Store.LatestAsync(Actor, ListId, shown, Leaving);
        unanswered = (await Store.UnansweredAsync(Leaving)).FirstOrDefault(change => change.ListId == ListId);
    }

    private static string Asking(ListRescreening one) => one.Stage switch
    {
        RescreeningStage.Addresses => "asking ledger and wallets",
        RescreeningStage.Names => $"comparing names, {Figures.Count(one.Counts.PartiesCompared)} parties so far",
        _ => "telling what is gone",
    };
}
