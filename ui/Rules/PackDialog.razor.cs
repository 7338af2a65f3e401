using Microsoft.AspNetCore.Components;

namespace Usd1Compliance.Ui.Rules;

/// <summary>The dialog that asks for the reason of a step on a rule pack, and says what the step does.</summary>
public sealed partial class PackDialog : ComponentBase
{
    private string words = "";
    private bool submitted;

    /// <summary>What is asked.</summary>
    [Parameter, EditorRequired]
    public PackQuestion Question { get; set; } = null!;

    /// <summary>The person decided.</summary>
    [Parameter]
    public EventCallback<PackAnswer> Decided { get; set; }

    /// <summary>The person thought better of it.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    private string Title => Question.Act switch
    {
        PackAct.ProposeShipped => "Propose the shipped rules",
        PackAct.ProposeReturn => $"Return to pack {Question.Number}",
        PackAct.Approve => $"Approve proposal {Question.Number}",
        PackAct.Refuse => $"Refuse proposal {Question.Number}",
        _ => $"Take proposal {Question.Number} back",
    };

    private string Explains => Question.Act switch
    {
        PackAct.ProposeShipped => "The unit tests beside the rules are run first. Nothing changes until another person has approved.",
        PackAct.ProposeReturn => $"Nothing changes until another person has approved. Then the rules of pack {Question.Number} judge again, as a pack of their own.",
        PackAct.Approve => "The rules judge from the next batch of transfers on. What was judged before is not judged again.",
        _ => "The rules in force stay. The proposal stands in the history with your reason.",
    };

    private string Verb => Question.Act switch
    {
        PackAct.ProposeShipped => "Propose the rules",
        PackAct.ProposeReturn => "Propose the return",
        PackAct.Approve => "Approve and put in force",
        PackAct.Refuse => "Refuse",
        _ => "Take it back",
    };

    private async Task SubmitAsync()
    {
        submitted = true;
        await Decided.InvokeAsync(new PackAnswer(Question, words.Trim()));
    }
}
