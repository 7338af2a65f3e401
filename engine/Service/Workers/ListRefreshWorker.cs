using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Service.Workers;

/// <summary>
/// Refreshes each list when it is due, for as long as the service runs: by <c>refreshMinutes</c> of the file of lists since the last attempt, and
/// sooner after one that failed. When that was stands in the database, so a restart asks no publisher anew. <c>USD1_LIST_REFRESH=off</c> leaves it to the command line.
/// </summary>
internal sealed class ListRefreshWorker(RefreshLists refresh, ListFetchStore fetches, string file, TimeProvider clock, ILogger<ListRefreshWorker> log) : BackgroundService
{
    /// <summary>The environment variable that turns the worker off.</summary>
    public const string SwitchVariable = "USD1_LIST_REFRESH";

    private static readonly Actor job = Actor.Job("list-refresh", Right.ManageLists);
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan afterFailure = TimeSpan.FromMinutes(10);

    /// <summary>Whether this process refreshes lists.</summary>
    public static bool IsOn => Environment.GetEnvironmentVariable(SwitchVariable) is not "off";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RefreshDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, lists must go on being refreshed while the service lives: it is told, and tried again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                log.LogError(failure, "Lists were not refreshed: {Failure} The versions in force stay; it is tried again", failure.Message);
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RefreshDueAsync(CancellationToken stoppingToken)
    {
        // Read each time: a compliance officer's change counts without a restart.
        var described = ListDefinition.ReadAll(file).Match(all => all, refusal => throw new InvalidDataException(refusal.Message));
        var last = await fetches.LastAsync(stoppingToken);
        foreach (var list in described.Where(list => list.Urls.Count > 0 && IsDue(list, last.TryGetValue(list.Id, out var attempt) ? attempt : null)))
        {
            Tell(list, await refresh.RunAsync(job, list, stoppingToken));
        }
    }

    private bool IsDue(ListDefinition list, (DateTimeOffset At, bool Failed)? last)
    {
        var gap = TimeSpan.FromMinutes(list.RefreshMinutes);
        return last is not var (at, failed) || clock.GetUtcNow() - at >= (failed && afterFailure < gap ? afterFailure : gap);
    }

    private void Tell(ListDefinition list, Outcome<ListRefresh> outcome)
    {
        switch (outcome)
        {
            case Outcome<ListRefresh>.Refused(var refusal):
                log.LogInformation("{List} was not refreshed: {Refusal}", list.Id, refusal.Message);
                break;
            case Outcome<ListRefresh>.Done({ Trouble: { } trouble }):
                log.LogError("{Trouble}", trouble.Message);
                break;
            case Outcome<ListRefresh>.Done({ Load: { Interim: { } interim } load }):
                log.LogWarning("Version {Version} of {List} waits for a second person, and version {Interim} judges meanwhile: {Reason}", load.Version.VersionId, list.Id, interim.VersionId, load.Version.Reason);
                break;
            case Outcome<ListRefresh>.Done({ Load: { Confirmed: false } load }):
                log.LogInformation("Version {Version} of {List} is in force", load.Version.VersionId, list.Id);
                break;
            default:
                break;       // confirmed as current: the database says when
        }
    }
}
