using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Lists;

/// <summary>One list: its versions, what changed between two of them, and its parties in force.</summary>
public sealed partial class ListPage : EnginePage
{
    private const int size = 25;

    private ListStanding? list;
    private IReadOnlyList<ListVersion> versions = [];
    private ListDelta? delta;
    private Page<StoredListEntry>? entries;

    /// <summary>Which list.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>Compared: the earlier version.</summary>
    [SupplyParameterFromQuery]
    public long? From { get; set; }

    /// <summary>Compared: the later version.</summary>
    [SupplyParameterFromQuery]
    public long? To { get; set; }

    /// <summary>Part of a name or address, or a whole key.</summary>
    [SupplyParameterFromQuery]
    public string? Search { get; set; }

    /// <summary>Which page of the parties, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? At { get; set; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ApproveListVersion Approval { get; init; }

    private int PageNumber => Math.Max(1, At ?? 1);

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        list = (await Store.AllAsync(Actor, Leaving)).FirstOrDefault(standing => standing.Definition.Id == Id);
        if (list is null)
        {
            return;
        }

        versions = await Store.VersionsAsync(Actor, Id, Leaving);
        entries = list.InForce is { } version ? await Store.EntriesAsync(Actor, version.VersionId, Search, (PageNumber - 1) * size, size, Leaving) : null;
        delta = null;
        if (From is { } from && To is { } to)
        {
            var outcome = await Store.DiffAsync(Actor, from, to, Leaving);
            delta = outcome.Match<ListDelta?>(found => found, refusal => null);
            if (outcome is Outcome<ListDelta>.Refused(var refused))
            {
                Notices.Say(new Notice(NoticeKind.Refused, refused.Message, refused.Code));
            }
        }
    }

    private Task<bool> ApproveAsync(ListVersion version) =>
        DoAsync(() => Approval.ApproveAsync(Actor, version.VersionId, Leaving), done => $"Version {done.Version.VersionId} of {Id} is in force.");

    private void Look(ChangeEventArgs change) => Filter(new("search", change.Value), new("page", null));
}
