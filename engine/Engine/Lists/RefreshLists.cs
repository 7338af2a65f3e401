using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>What a refresh of a list came to.</summary>
/// <param name="ListId">Which list.</param>
/// <param name="Attempts">Each fetch, in order.</param>
/// <param name="Load">What the last file that came was taken for; null where none came.</param>
/// <param name="Trouble">Why the list could not be confirmed as current; null when it was.</param>
public sealed record ListRefresh(string ListId, IReadOnlyList<ListFetch> Attempts, ListLoad? Load, Refusal? Trouble);

/// <summary>Fetches a list from its publisher, from one address after the other, and takes it in. Whatever the publisher's server does, a version that judges goes on judging.</summary>
public sealed class RefreshLists(NpgsqlDataSource postgres, ListStore lists, LoadList load, FetchList fetch, ListFetchStore fetches, FetchSettings settings, TimeProvider clock)
{
    private const int keptFolders = 5;

    /// <summary>Refreshes one list now.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>.</param>
    /// <param name="list">As <c>rules/lists.json</c> describes it, with its addresses.</param>
    /// <param name="cancellationToken">Ends the work; a list is either taken in or not.</param>
    /// <returns>What it came to, a refresh with <see cref="ListRefresh.Trouble"/> among it; or <c>list_without_urls</c>, <c>list_refresh_running</c>.</returns>
    public async Task<Outcome<ListRefresh>> RunAsync(Actor actor, ListDefinition list, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageLists);
        if (list.Urls.Count == 0)
        {
            return new Refusal("list_without_urls", $"{list.Id} has no urls in the file of lists. Load its file by usd1 lists load {list.Id} FILE.");
        }

        await lists.DescribeAsync(actor, list, cancellationToken);
        // Several services may run: one of them fetches. The lock goes with the connection, so a process that dies holds up nobody.
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        if (!await connection.Command("SELECT pg_try_advisory_lock(hashtextextended('list-refresh ' || $1, 0))", list.Id).ScalarAsync<bool>(cancellationToken))
        {
            return new Refusal("list_refresh_running", $"{list.Id} is being refreshed already. Look at it by usd1 lists show {list.Id} in a moment.");
        }

        try
        {
            return await AskAllAsync(actor, list, cancellationToken);
        }
        finally
        {
            await connection.Command("SELECT pg_advisory_unlock(hashtextextended('list-refresh ' || $1, 0))", list.Id).ScalarAsync<bool>(CancellationToken.None);
        }
    }

    private async Task<ListRefresh> AskAllAsync(Actor actor, ListDefinition list, CancellationToken cancellationToken)
    {
        List<ListFetch> attempts = [];
        ListLoad? last = null;
        List<string> troubles = [];
        foreach (var url in list.Urls)
        {
            var (fetching, marks) = await AskAsync(list, url, attempts, cancellationToken);
            if (fetching is ListFetching.Failed failed)
            {
                troubles.Add(failed.Reason);
                continue;
            }

            var taken = fetching is ListFetching.Whole whole
                ? await TakeInAsync(actor, list, url, whole, attempts, cancellationToken)
                : await ConfirmAsync(actor, list, url, (ListFetching.NotModified)fetching, marks!, attempts, cancellationToken);
            if (taken is Outcome<ListLoad>.Refused(var refusal))
            {
                troubles.Add(refusal.Message);
                continue;
            }

            last = ((Outcome<ListLoad>.Done)taken).Value;
            if (last.Version.Status == ListVersionStatus.Accepted || last.Interim is not null)
            {
                return new ListRefresh(list.Id, attempts, last, Trouble: null);
            }

            // The publisher's other address may hold the good one.
            troubles.Add($"{url}: version {last.Version.VersionId} stands in quarantine. {last.Version.Reason}");
        }

        return new ListRefresh(list.Id, attempts, last, new Refusal("list_not_refreshed", $"{list.Id} could not be confirmed as current, and the version in force stays. {string.Join(" ", troubles)}"));
    }

    // A fetch that may go better a moment later is tried again; each try is recorded, but one that brought something only after that was looked at.
    private async Task<(ListFetching Fetching, FetchMarks? Marks)> AskAsync(ListDefinition list, Uri url, List<ListFetch> attempts, CancellationToken cancellationToken)
    {
        var pause = settings.RetryPause;
        for (var count = 1; ; count++)
        {
            var marks = await fetches.MarksAsync(list.Id, url, cancellationToken);
            var fetching = await fetch.FetchAsync(list, url, marks, cancellationToken);
            if (fetching is not ListFetching.Failed failed)
            {
                return (fetching, marks);
            }

            attempts.Add(await fetches.RecordAsync(list.Id, url, failed, null, cancellationToken));
            if (!failed.MayPass || count >= settings.Tries)
            {
                return (failed, marks);
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause *= 2;
        }
    }

    private async Task<Outcome<ListLoad>> TakeInAsync(Actor actor, ListDefinition list, Uri url, ListFetching.Whole whole, List<ListFetch> attempts, CancellationToken cancellationToken)
    {
        var taken = await load.LoadAsync(actor, list.Id, whole.Path, null, cancellationToken);
        var version = taken.Match(done => (long?)done.Version.VersionId, _ => null);
        attempts.Add(await fetches.RecordAsync(list.Id, url, whole, version, cancellationToken));
        if (taken is Outcome<ListLoad>.Done(var known) && known.Version.Counts.Parties > 0)
        {
            Directory.Delete(Path.GetDirectoryName(whole.Path)!, recursive: true);       // its entries are kept, and its hash
        }

        // What could not be read is kept for a person to look at, the latest few.
        foreach (var old in new DirectoryInfo(Path.Combine(settings.Folder, list.Id)).EnumerateDirectories().OrderByDescending(folder => folder.Name, StringComparer.Ordinal).Skip(keptFolders))
        {
            old.Delete(recursive: true);
        }

        return taken;
    }

    private async Task<Outcome<ListLoad>> ConfirmAsync(Actor actor, ListDefinition list, Uri url, ListFetching.NotModified same, FetchMarks marks, List<ListFetch> attempts, CancellationToken cancellationToken)
    {
        var confirmed = await load.ConfirmAsync(actor, list.Id, marks.VersionId, cancellationToken);
        attempts.Add(await fetches.RecordAsync(list.Id, url, same, marks.VersionId, cancellationToken));
        return confirmed;
    }
}
