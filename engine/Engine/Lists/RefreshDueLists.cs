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

    /// <summary>Looks once what was asked for and what is due, and does it.</summary>
    /// <inheritdoc cref="RunDueAsync"/>
    public async Task RunOnceAsync(string file, Action<ListDefinition, Outcome<ListRefresh>> tell, CancellationToken cancellationToken)
    {
        await RunRequestedAsync(file, tell, cancellationToken);
        await RunDueAsync(file, tell, cancellationToken);
    }

    /// <summary>Looks once what somebody asked for, and does it.</summary>
    /// <inheritdoc cref="RunDueAsync"/>
    public async Task RunRequestedAsync(string file, Action<ListDefinition, Outcome<ListRefresh>> tell, CancellationToken cancellationToken)
    {
        var open = await requests.OpenAsync(cancellationToken);
        if (open.Count == 0)
        {
            return;
        }

        var described = Described(file);
        foreach (var request in open)
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
    }

    /// <summary>Looks once which lists are due, and refreshes them.</summary>
    /// <param name="file">The file of lists, read each time: a compliance officer's change counts without a restart.</param>
    /// <param name="tell">Told each list and what its refresh came to, as soon as it ends.</param>
    /// <param name="cancellationToken">Ends the work; a list is either taken in or not.</param>
    /// <exception cref="InvalidDataException">The file of lists is wrong.</exception>
    /// <exception cref="InvalidOperationException">A list could not be refreshed for a reason that is no publisher's; the others were. Several are an <see cref="AggregateException"/>.</exception>
    public async Task RunDueAsync(string file, Action<ListDefinition, Outcome<ListRefresh>> tell, CancellationToken cancellationToken)
    {
        var last = await fetches.LastAsync(cancellationToken);
        List<Exception> failures = [];
        foreach (var list in Described(file).Where(list => list.Urls.Count > 0 && list.Schedule.DueAt(last.GetValueOrDefault(list.Id)) is var due && (due is null || clock.GetUtcNow() >= due)))
        {
            try
            {
                tell(list, await refresh.RunAsync(job, list, cancellationToken));
            }
#pragma warning disable CA1031 // One list whose file breaks something must not keep the lists after it from judging: it is told after them.
            catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
            {
                failures.Add(new InvalidOperationException($"{list.Id} was not refreshed: {failure.Message}", failure));
            }
        }

        if (failures.Count > 0)
        {
            throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
        }
    }

    private static IReadOnlyList<ListDefinition> Described(string file) => ListDefinition.ReadAll(file).Match(all => all, refusal => throw new InvalidDataException(refusal.Message));

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
                // The schedule, or another process, is at it: the request stays open and is taken up when that has ended.
                await requests.TellAsync(request, new RefreshProgress("it is being refreshed by the schedule already, and asked once more after that", 0), cancellationToken);
                break;
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
