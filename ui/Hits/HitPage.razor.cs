using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Ui.Shell;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Hits;

/// <summary>One hit: whom it is about, what was compared and what it counted for, what was decided, and what may be decided now.</summary>
public sealed partial class HitPage : LivePage
{
    private static readonly IReadOnlyList<(string Key, string Does)> shortcuts =
    [
        ("d", "decide what the hit is"),
        ("y", "approve what somebody else proposed"),
        ("r", "refuse what somebody else proposed"),
        ("b", "take a decision back"),
        ("k", "keep what is no longer listed held"),
        ("o", "write a note"),
        ("/", "search for an address, a case or a transfer"),
        ("?", "show these shortcuts"),
        ("Esc", "close a dialog"),
    ];

    private Hit? hit;
    private IReadOnlyList<HitEntry> entries = [];
    private IReadOnlyList<HitStep> steps = [];
    private IReadOnlyList<Hit> others = [];
    private PartyVersion? party;
    private StoredListEntry? listed;
    private HitDialog? open;

    /// <summary>Which hit.</summary>
    [Parameter, EditorRequired]
    public long Id { get; set; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required HitStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required WorkHits Work { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PartyStore Parties { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListStore ListRows { get; init; }

    /// <summary>The time.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    private DateTimeOffset Now => Clock.GetUtcNow();

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        hit = await Store.FindAsync(Actor, Id, Leaving);
        if (hit is null)
        {
            return;
        }

        entries = await Store.EntriesAsync(Actor, Id, Leaving);
        steps = await Store.StepsAsync(Actor, Id, Leaving);
        others = [.. (await Store.QueueAsync(Actor, new HitFilter(Subject: hit.Subject), 0, 20, Leaving)).Rows.Where(other => other.Id != Id)];
        party = hit.Subject.Kind == HitSubjectKind.Party ? await Parties.FindAsync(Actor, hit.Subject.Id, Leaving) : null;
        listed = entries is [var best, ..] ? await ListRows.EntryAsync(Actor, best.EntryId, Leaving) : null;
    }

    private void Close() => open = null;

    private async Task DecideAsync(HitAnswer answer)
    {
        open = null;
        await DoAsync(() => CommandOf(answer, hit!.Revision), done => answer.Dialog switch
        {
            HitDialog.Note => "The note is written down.",
            HitDialog.Decide when done.Pending is { } pending => $"Proposed: {Figures.Words(pending.State)}. A second person decides.",
            HitDialog.Refuse => $"The proposal is refused; hit {Id} stands as before.",
            HitDialog.Reopen => $"Hit {Id} is open again.",
            HitDialog.Keep => $"Hit {Id} stays a true match.",
            _ => $"Hit {Id} is decided: {Figures.Words(done.State)}.",
        });
    }

    private Task<Outcome<Hit>> CommandOf(HitAnswer answer, int revision) => answer.Dialog switch
    {
        HitDialog.Note => Work.NoteAsync(Actor, Id, answer.Words, Leaving),
        HitDialog.Decide => Work.DecideAsync(Actor, Id, revision, answer.State!.Value, answer.Words, Leaving),
        HitDialog.Approve => Work.ApproveAsync(Actor, Id, revision, Leaving),
        HitDialog.Refuse => Work.RefuseAsync(Actor, Id, revision, answer.Words, Leaving),
        HitDialog.Reopen => Work.ReopenAsync(Actor, Id, revision, answer.Words, Leaving),
        _ => Work.KeepAsync(Actor, Id, revision, answer.Words, Leaving),
    };
}
