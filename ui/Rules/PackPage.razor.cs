using Microsoft.AspNetCore.Components;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Rules;

/// <summary>One pack that is or was in force: how it came there, what it changed, and the way back to it.</summary>
public sealed partial class PackPage : EnginePage
{
    private PackRecord? pack;
    private bool isInForce;
    private PackQuestion? open;

    /// <summary>Which pack.</summary>
    [Parameter, EditorRequired]
    public long Number { get; set; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RulePackStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ProposePack Proposing { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        pack = await Store.RecordAsync(Actor, Number, Leaving);
        isInForce = await Store.InForceIdAsync(Leaving) == Number;
    }

    private async Task ReturnAsync(PackAnswer answer)
    {
        open = null;
        PackProposal? made = null;
        if (await DoAsync(() => Proposing.ProposeReturnAsync(Actor, Number, answer.Words, Leaving), proposal => $"Proposal {(made = proposal).Id} waits for a second person."))
        {
            Navigation.NavigateTo($"/rules/proposals/{made!.Id}");
        }
    }
}
