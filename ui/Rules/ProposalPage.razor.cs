using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Rules;

/// <summary>A proposed pack with all that it would change, and the buttons of the second person.</summary>
public sealed partial class ProposalPage : EnginePage
{
    private PackProposal? proposal;
    private PackQuestion? open;

    /// <summary>Which proposal.</summary>
    [Parameter, EditorRequired]
    public long Number { get; set; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PackProposalStore Proposals { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required DecidePack Deciding { get; init; }

    private bool IsOwn => proposal?.ProposedById == Actor.Id;

    private bool MayDecide => Actor.May(Right.ManageRules);

    /// <inheritdoc/>
    protected override async Task ReadAsync() => proposal = await Proposals.FindAsync(Actor, Number, Leaving);

    private async Task DecideAsync(PackAnswer answer)
    {
        open = null;
        await (answer.Question.Act == PackAct.Approve
            ? DoAsync(() => Deciding.ApproveAsync(Actor, Number, answer.Words, Leaving), done => $"Pack {done.Decision!.PackId} is in force: it judges from the next batch on.")
            : DoAsync(() => Deciding.RefuseAsync(Actor, Number, answer.Words, Leaving), _ => answer.Question.Act == PackAct.TakeBack ? "Taken back; the rules in force stay." : "Refused; the rules in force stay."));
    }
}
