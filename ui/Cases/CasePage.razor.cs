using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Ui.Shell;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Cases;

/// <summary>One case: whom it is about, what was found and on what it rests, what was done, and what may be done now.</summary>
public sealed partial class CasePage : LivePage
{
    private const int shownAlerts = 50;
    private const int shownTransfers = 15;

    private CaseFile? file;
    private IReadOnlyList<Alert> alerts = [];
    private IReadOnlyList<Hit> hits = [];
    private IReadOnlyList<CaseStep> steps = [];
    private IReadOnlyList<Transfer> transfers = [];
    private IReadOnlyList<AddressLabel> labels = [];
    private IReadOnlyList<ListedAddress> listed = [];
    private IReadOnlyList<CaseFile> earlier = [];
    private IReadOnlyList<PersonName> people = [];
    private CaseDialog? open;

    /// <summary>Which case.</summary>
    [Parameter, EditorRequired]
    public long Id { get; set; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required CaseStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required WorkCases Work { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required TransferStore Ledger { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AddressLabelStore Labels { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListStore ListRows { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PersonStore People { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        file = await Store.FindAsync(Actor, Id, Leaving);
        if (file is null)
        {
            return;
        }

        alerts = await Store.AlertsAsync(Actor, Id, Leaving);
        hits = await Store.HitsAsync(Actor, Id, Leaving);
        steps = await Store.StepsAsync(Actor, Id, Leaving);
        earlier = await Store.EarlierCasesAsync(Actor, Id, Leaving);
        transfers = await Ledger.OfAddressAsync(Actor, file.Subject, shownTransfers, Leaving);
        labels = await Labels.OfAddressAsync(Actor, file.Subject, Leaving);
        listed = await ListRows.OfAddressAsync(Actor, file.Subject, Leaving);
        people = await People.WhoMayWorkCasesAsync(Actor, Leaving);
    }

    private void Ask(CaseDialog dialog) => open = dialog;

    private void Close() => open = null;

    private Task<bool> ActAsync(Guid? userId) => DoAsync(() => Work.AssignAsync(Actor, Id, file!.Revision, userId, Leaving),
        done => done.AssignedToName is { } name ? $"Case {Id} is with {name} now." : $"Case {Id} is with nobody now.");

    private async Task DecideAsync(CaseAnswer answer)
    {
        open = null;
        await DoAsync(() => CommandOf(answer, file!.Revision), done => answer.Dialog switch
        {
            CaseDialog.Note => "The note is written down.",
            CaseDialog.Escalate => $"Case {Id} is escalated.",
            CaseDialog.Propose when done.Status == CaseStatus.AwaitingApproval => $"Proposed: {Figures.Words(done.Proposal!.Disposition)}. A second person decides.",
            CaseDialog.Refuse => $"The proposal is refused; case {Id} is escalated again.",
            _ => $"Case {Id} is closed: {Figures.Words(done.Proposal!.Disposition)}.",
        });
    }

    private Task<Outcome<CaseFile>> CommandOf(CaseAnswer answer, int revision) => answer.Dialog switch
    {
        CaseDialog.Note => Work.NoteAsync(Actor, Id, answer.Words, Leaving),
        CaseDialog.Escalate => Work.EscalateAsync(Actor, Id, revision, answer.Words, Leaving),
        CaseDialog.Propose => Work.ProposeAsync(Actor, Id, revision, answer.Disposition!.Value, answer.Words, Leaving),
        CaseDialog.Approve => Work.ApproveAsync(Actor, Id, revision, Leaving),
        _ => Work.RefuseAsync(Actor, Id, revision, answer.Words, Leaving),
    };
}
