using Usd1Compliance.Audit;

namespace Usd1Compliance.Lists;

/// <summary>
/// Refreshes the lists that somebody asked for and those that are due. When each was last asked for stands in the database, so a restart asks no
/// publisher anew; a request whose process died is taken up again by the next.
/// </summary>
public sealed class RefreshDueLists(RefreshLists refresh, ListFetchStore fetches, ListRefreshRequests requests, TimeProvider clock)
{
    private static readonly Actor job = Actor.Job("list-refresh", Right.ManageLists);
    private static readonly TimeSpan betweenReports = TimeSpan.FromSeconds(1);

    /// <summary>Looks once, and does what is to be done.</summary>
    /// <param name="file">The file of lists, read each time: a compliance officer's change counts without a restart.</param>
    /// <param name="tell">Told each list and what its refresh came to, as soon as it ends.</param>
    /// <param name="cancellationToken">Ends the work; a list is either taken in or not.</param>
    /// <exception cref="InvalidDataException">The file of lists is wrong.</exception>
    public async Task RunOnceAsync(string file, Action<ListDefinition, Outcome<ListRefresh>> tell, CancellationToken cancellationToken)
    {
        var described = ListDefinition.ReadAll(file).Match(all => all, refusal => throw new InvalidDataException(refusal.Message));
        foreach (var request in await requests.OpenAsync(cancellationToken))
        {
            if (described.FirstOrDefault(list => list.Id == request.ListId) is { } list)
            {
                await RunAsync(request, list, tell, cancellationToken);
            }
            else
            {
                await requests.FinishAsync(request, "refused", $"{request.ListId} does not stand in {Path.GetFileName(file)}. Describe it there, with its urls.", cancellationToken);
            }
        }

        var last = await fetches.LastAsync(cancellationToken);
        foreach (var list in described.Where(list => list.Urls.Count > 0 && list.Schedule.DueAt(last.GetValueOrDefault(list.Id)) is var due && (due is null || clock.GetUtcNow() >= due)))
        {
            tell(list, await refresh.RunAsync(job, list, cancellationToken));
        }
    }

    private async Task RunAsync(ListRefreshRequest request, ListDefinition list, Action<ListDefinition, Outcome<ListRefresh>> tell, CancellationToken cancellationToken)
    {
        var progress = new Latest();
        await requests.TellAsync(request, progress.Value, cancellationToken);
        var running = refresh.RunAsync(job, list, cancellationToken, progress);
        while (await Task.WhenAny(running, Task.Delay(betweenReports, clock, cancellationToken)) != running)
        {
            await requests.TellAsync(request, progress.Value, cancellationToken);
        }

        Outcome<ListRefresh> outcome;
        try
        {
            outcome = await running;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Open, it would be taken up anew at every look, and the publisher asked without end.
            await requests.FinishAsync(request, "failed", $"{list.Id} was not refreshed: {failure.Message} The version in force stays; the log of the service has the rest.", cancellationToken);
            throw;
        }

        tell(list, outcome);
        switch (outcome)
        {
            case Outcome<ListRefresh>.Refused({ Code: "list_refresh_running" }):
                break;      // another process is at it: the request stays open, and what that one brings is seen at the next look
            case Outcome<ListRefresh>.Refused(var refusal):
                await requests.FinishAsync(request, "refused", refusal.Message, cancellationToken);
                break;
            case Outcome<ListRefresh>.Done(var done):
                await requests.FinishAsync(request, done.Ended, done.Says, cancellationToken);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // Reported from the thread that fetches, read from the one that writes it down.
    private sealed class Latest : IProgress<RefreshProgress>
    {
        private volatile RefreshProgress value = new("asking the publisher", 0);

        public RefreshProgress Value => value;

        public void Report(RefreshProgress value) => this.value = value;
    }
}
