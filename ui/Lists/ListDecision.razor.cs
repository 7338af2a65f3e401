using Microsoft.AspNetCore.Components;

namespace Usd1Compliance.Ui.Lists;

/// <summary>The dialog that asks for the reason of a step on a list, and says what the step does.</summary>
public sealed partial class ListDecision : ComponentBase
{
    private string words = "";
    private bool submitted;

    /// <summary>What is asked.</summary>
    [Parameter, EditorRequired]
    public ListQuestion Question { get; set; } = null!;

    /// <summary>The person decided.</summary>
    [Parameter]
    public EventCallback<ListAnswer> Decided { get; set; }

    /// <summary>The person thought better of it.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    private string Title => Question.Act switch
    {
        ListAct.ApproveVersion => $"Approve version {Question.VersionId}",
        ListAct.ProposeReturn => $"Return to version {Question.VersionId}",
        ListAct.ApproveReturn => $"Approve the return to version {Question.VersionId}",
        ListAct.RefuseReturn => "Refuse the return",
        _ => "Let the return go",
    };

    private string Explains => Question.Act switch
    {
        ListAct.ApproveVersion => $"Version {Question.VersionId} judges as soon as you approve it, and what it takes away is free from then on. Nobody approves what he loaded himself.",
        ListAct.ProposeReturn => $"A second person approves it; then version {Question.VersionId} judges, and files of the publisher that were seen before are turned away until somebody lets the return go.",
        ListAct.ApproveReturn => $"Version {Question.VersionId} judges as soon as you approve. Files that were seen before are turned away until somebody lets the return go, and the list grows older meanwhile.",
        ListAct.RefuseReturn => "Nothing changes; the proposal stays in the history with your reason.",
        _ => $"Version {Question.VersionId} stays in force until the publisher's next file, which is no longer turned away. It is asked for at once.",
    };

    private string Verb => Question.Act switch
    {
        ListAct.ApproveVersion => "Approve and put in force",
        ListAct.ProposeReturn => "Propose the return",
        ListAct.ApproveReturn => "Approve the return",
        ListAct.RefuseReturn => "Refuse",
        _ => "Let it go",
    };

    private async Task SubmitAsync()
    {
        submitted = true;
        await Decided.InvokeAsync(new ListAnswer(Question, words.Trim()));
    }
}
