using Microsoft.AspNetCore.Components;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Lists;

/// <summary>One list: its versions, what changed between two of them, and its parties in force.</summary>
public sealed partial class ListPage : EnginePage
{
    private const int size = 25;
    private const int shownFetches = 20;
    private static readonly TimeSpan betweenLooks = TimeSpan.FromSeconds(1);

    private ListStanding? list;
    private IReadOnlyList<ListVersion> versions = [];
    private ListDelta? delta;
    private Page<StoredListEntry>? entries;
    private IReadOnlyList<ListFetch> fetches = [];
    private ListRefreshRequest? request;
    private ListReturn? returned;           // the newest one that is proposed or stands
    private ListQuestion? open;
    private bool following;

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

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListFetchStore Fetches { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListRefreshRequests Requests { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListReturnStore Returns { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ReturnList Returning { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

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
        fetches = await Fetches.LatestAsync(Actor, Id, shownFetches, Leaving);
        request = await Requests.LatestAsync(Actor, Id, Leaving);
        returned = (await Returns.OfListAsync(Actor, Id, Leaving)).FirstOrDefault(one => one.State is ListReturnState.Proposed or ListReturnState.Standing);
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

    /// <summary>A refresh that is under way is followed until it ends.</summary>
    protected override void OnAfterRender(bool firstRender)
    {
        if (!following && request is { FinishedAt: null })
        {
            following = true;
            _ = InvokeAsync(FollowAsync);
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            while (request is { FinishedAt: null } && !Leaving.IsCancellationRequested)
            {
                await Task.Delay(betweenLooks, Clock, Leaving);
                request = await Requests.LatestAsync(Actor, Id, Leaving);
                fetches = await Fetches.LatestAsync(Actor, Id, shownFetches, Leaving);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            return;         // the person left the page
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or RightRefusedException)
        {
            // Read anew below: the page then says itself what is wrong.
        }

        following = false;
        await ReadAgainAsync();
        StateHasChanged();
    }

    private Task<bool> RefreshNowAsync() => DoAsync(() => Requests.AskAsync(Actor, Id, Leaving), _ => "Asked for: the service takes it up within seconds, and this page shows how far it is.");

    private async Task DecideAsync(ListAnswer answer)
    {
        open = null;
        var version = answer.Question.VersionId;
        switch (answer.Question.Act)
        {
            case ListAct.ApproveVersion:
                await DoAsync(() => Approval.ApproveAsync(Actor, version, answer.Words, Leaving), done => $"Version {done.Version.VersionId} of {Id} is in force.");
                break;
            case ListAct.ProposeReturn:
                await DoAsync(() => Returning.ProposeAsync(Actor, Id, version, answer.Words, Leaving), _ => $"Proposed: return to version {version}. A second person decides.");
                break;
            case ListAct.ApproveReturn:
                await DoAsync(() => Returning.ApproveAsync(Actor, Id, version, Leaving), _ => $"Version {version} of {Id} is in force again.");
                break;
            case ListAct.RefuseReturn:
                await DoAsync(() => Returning.RefuseAsync(Actor, Id, version, answer.Words, Leaving), _ => "The return is refused; nothing changed.");
                break;
            default:
                if (await DoAsync(() => Returning.LetGoAsync(Actor, Id, answer.Words, Leaving), _ => $"The return is let go; version {version} stays until the next file.") && list?.Schedule is not null)
                {
                    await RefreshNowAsync();
                }

                break;
        }
    }

    private void Compare((long From, long To) two) => Filter(new("from", two.From), new("to", two.To));

    private void Look(ChangeEventArgs change) => Filter(new("search", change.Value), new("page", null));
}
