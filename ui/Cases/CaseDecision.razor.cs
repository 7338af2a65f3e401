using Microsoft.AspNetCore.Components;
using Usd1Compliance.Cases;

namespace Usd1Compliance.Ui.Cases;

/// <summary>What a person decided in a dialog.</summary>
/// <param name="Dialog">Which.</param>
/// <param name="Words">Note or reason; empty on an approval.</param>
/// <param name="Disposition">On a proposal.</param>
public sealed record CaseAnswer(CaseDialog Dialog, string Words, Disposition? Disposition);

/// <summary>The dialog that asks for the words of a step, and for confirmation where it closes the case.</summary>
public sealed partial class CaseDecision : ComponentBase
{
    private string words = "";
    private Disposition? disposition;
    private bool submitted;

    /// <summary>What is asked.</summary>
    [Parameter, EditorRequired]
    public CaseDialog Dialog { get; set; }

    /// <summary>About which case.</summary>
    [Parameter, EditorRequired]
    public CaseFile File { get; set; } = null!;

    /// <summary>The person decided.</summary>
    [Parameter]
    public EventCallback<CaseAnswer> Decided { get; set; }

    /// <summary>The person thought better of it.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    private string Title => Dialog switch
    {
        CaseDialog.Note => "Note",
        CaseDialog.Escalate => "Escalate",
        CaseDialog.Propose => File.NeedsApproval ? "Propose a disposition" : "Dispose of the case",
        CaseDialog.Approve => "Approve and close",
        _ => "Refuse the proposal",
    };

    private string Verb => Dialog switch
    {
        CaseDialog.Note => "Write it down",
        CaseDialog.Escalate => "Escalate",
        CaseDialog.Propose => File.NeedsApproval ? "Propose" : "Close the case",
        CaseDialog.Approve => "Approve and close",
        _ => "Refuse",
    };

    private async Task SubmitAsync()
    {
        submitted = true;
        await Decided.InvokeAsync(new CaseAnswer(Dialog, words.Trim(), disposition));
    }
}
