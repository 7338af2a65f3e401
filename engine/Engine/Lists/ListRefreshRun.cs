using Usd1Compliance.Audit;

namespace Usd1Compliance.Lists;

/// <summary>One refresh of one list: its addresses one after the other, and the fallback where none of them gives a file that judges.</summary>
internal sealed class ListRefreshRun(Actor actor, ListDefinition list, LoadList load, FetchList fetch, ListFetchStore fetches, FetchSettings settings, TimeProvider clock, IProgress<RefreshProgress>? progress)
{
    private const int keptFolders = 5;

    private readonly List<ListFetch> attempts = [];
    private readonly List<string> troubles = [];

    /// <summary>Asks until something judges.</summary>
    public async Task<ListRefresh> AskAllAsync(CancellationToken cancellationToken)
    {
        ListLoad? last = null;
        foreach (var url in list.Urls)
        {
            var taken = await AskAsync(url, cancellationToken);
            if (Ended(taken, url) is { } ended)
            {
                return ended;
            }

            last = taken ?? last;
        }

        if (list.Fallback.Count > 0)
        {
            var taken = await AskFallbackAsync(cancellationToken);
            if (Ended(taken, list.Fallback[0]) is { } ended)
            {
                return ended;
            }

            last = taken ?? last;
        }

        return new ListRefresh(list.Id, attempts, last, new Refusal("list_not_refreshed", $"{list.Id} could not be confirmed as current, and the version in force stays. {string.Join(" ", troubles)}"));
    }

    // Null while the publisher's next address may still hold the good one.
    private ListRefresh? Ended(ListLoad? taken, Uri url)
    {
        switch (taken)
        {
            case { TurnedAway: { } standing }:
                return new ListRefresh(list.Id, attempts, taken, new Refusal("list_turned_away", $"{list.Id}: its publisher still gives out version {taken.Version.VersionId}, from which {standing.ProposedBy} and {standing.DecidedBy} returned to version {standing.VersionId}. "
                    + $"It is turned away, and version {standing.VersionId} judges on and grows older. Let the return go on the page of the list, or by usd1 lists let-go {list.Id}, as soon as the publisher's file may judge."));
            case { Version.Status: ListVersionStatus.Accepted } or { Interim: not null }:
                return new ListRefresh(list.Id, attempts, taken, Trouble: null);
            case not null:
                troubles.Add($"{url}: version {taken.Version.VersionId} stands in quarantine. {taken.Version.Reason}");
                return null;
            default:
                return null;
        }
    }

    private async Task<ListLoad?> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        var (fetching, marks) = await FetchAsync(url, conditional: true, folder: null, cancellationToken);
        switch (fetching)
        {
            case ListFetching.Failed failed:
                troubles.Add(failed.Reason);
                return null;
            case ListFetching.Whole whole:
                return await TakeInAsync([(url, whole)], cancellationToken);
            default:
                var confirmed = Taken(await load.ConfirmAsync(actor, list.Id, marks!.VersionId, cancellationToken), url);
                attempts.Add(await fetches.RecordAsync(list.Id, url, fetching, confirmed, cancellationToken));
                return confirmed;
        }
    }

    // Several files that belong together: all of them, or none.
    private async Task<ListLoad?> AskFallbackAsync(CancellationToken cancellationToken)
    {
        List<(Uri Url, ListFetching.Whole File)> together = [];
        string? folder = null;
        foreach (var url in list.Fallback)
        {
            var (fetching, _) = await FetchAsync(url, conditional: false, folder, cancellationToken);
            if (fetching is not ListFetching.Whole whole)
            {
                troubles.Add(((ListFetching.Failed)fetching).Reason);
                foreach (var (fetched, file) in together)
                {
                    attempts.Add(await fetches.RecordAsync(list.Id, fetched, file, null, cancellationToken));
                }

                // Three files of four are nothing that anybody would look at; left, they would grow by the hour.
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }

                return null;
            }

            folder ??= Path.GetDirectoryName(whole.Path);
            together.Add((url, whole));
        }

        return await TakeInAsync(together, cancellationToken);
    }

    // A fetch that may go better a moment later is tried again; each try is recorded, but one that brought something only after that was looked at.
    private async Task<(ListFetching Fetching, FetchMarks? Marks)> FetchAsync(Uri url, bool conditional, string? folder, CancellationToken cancellationToken)
    {
        var pause = settings.RetryPause;
        var bytes = progress is null ? null : new Forward<long>(done => progress.Report(new RefreshProgress($"fetching {url.Host}", done)));
        for (var count = 1; ; count++)
        {
            var marks = conditional ? await fetches.MarksAsync(list.Id, url, cancellationToken) : null;
            var fetching = await fetch.FetchAsync(list, url, marks, cancellationToken, folder, bytes);
            if (fetching is not ListFetching.Failed failed)
            {
                return (fetching, marks);
            }

            attempts.Add(await fetches.RecordAsync(list.Id, url, failed, null, cancellationToken));
            if (!failed.MayPass || count >= settings.Tries)
            {
                return (failed, marks);
            }

            progress?.Report(new RefreshProgress($"{url.Host} did not answer as it should ({failed.Code}), asked again in a moment", 0));
            await Task.Delay(pause, clock, cancellationToken);
            pause *= 2;
        }
    }

    private async Task<ListLoad?> TakeInAsync(List<(Uri Url, ListFetching.Whole File)> files, CancellationToken cancellationToken)
    {
        var (url, main) = files[0];
        var reading = progress is null ? null : new Forward<FileProgress>(done => progress.Report(new RefreshProgress("reading", done.BytesRead)));
        ListLoad? taken;
        try
        {
            taken = Taken(await load.LoadAsync(actor, list.Id, main.Path, reading, cancellationToken), url);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Without a row of its own this attempt would not count: the list would stay due, and its publisher be asked at every look.
            attempts.Add(await fetches.RecordAsync(list.Id, url, new ListFetching.Failed(main.Status, main.Bytes, "list_load_failed",
                $"The file came whole and could not be taken in: {failure.Message} The version in force stays. See to what failed here (disk, database); the next refresh tries again.", MayPass: true), null, cancellationToken));
            throw;
        }

        foreach (var (fetched, file) in files)
        {
            attempts.Add(await fetches.RecordAsync(list.Id, fetched, file, taken, cancellationToken));
        }

        if (taken?.Version.Counts.Parties > 0)
        {
            Directory.Delete(Path.GetDirectoryName(main.Path)!, recursive: true);       // its entries are kept, and its hash
        }

        // What could not be read is kept for a person to look at, the latest few.
        foreach (var old in new DirectoryInfo(Path.Combine(settings.Folder, list.Id)).EnumerateDirectories().OrderByDescending(folder => folder.Name, StringComparer.Ordinal).Skip(keptFolders))
        {
            old.Delete(recursive: true);
        }

        return taken;
    }

    private ListLoad? Taken(Outcome<ListLoad> outcome, Uri url)
    {
        if (outcome is Outcome<ListLoad>.Refused(var refusal))
        {
            troubles.Add($"{url}: {refusal.Message}");
        }

        return outcome.Match<ListLoad?>(done => done, _ => null);
    }

    // Progress<T> would post each report to the thread pool, where they may come in any order.
    private sealed class Forward<T>(Action<T> to) : IProgress<T>
    {
        public void Report(T value) => to(value);
    }
}
