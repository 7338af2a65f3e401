using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Service.Workers;

/// <summary>
/// Refreshes each list when it is due or asked for, for as long as the service runs, and says once when a list is late. <c>USD1_LIST_REFRESH=off</c> leaves it to the
/// command line.
/// </summary>
internal sealed class ListRefreshWorker(RefreshDueLists refresh, ListStore lists, string file, TimeProvider clock, ILogger<ListRefreshWorker> log) : BackgroundService
{
    /// <summary>The environment variable that turns the worker off.</summary>
    public const string SwitchVariable = "USD1_LIST_REFRESH";

    // A person who asks in the browser waits no longer than this for the first sign.
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(5);
    private static readonly Actor job = Actor.Job("list-refresh", Right.ManageLists);
    private HashSet<string> late = [];

    /// <summary>Whether this process refreshes lists.</summary>
    public static bool IsOn => Environment.GetEnvironmentVariable(SwitchVariable) is not "off";

    // Two loops: whoever asks in the browser does not wait for a slow publisher whose turn it is.
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync(() => refresh.RunRequestedAsync(file, Tell, stoppingToken), stoppingToken),
        LoopAsync(async () =>
        {
            await refresh.RunDueAsync(file, Tell, stoppingToken);
            await TellLateAsync(stoppingToken);
        }, stoppingToken));

    private async Task LoopAsync(Func<Task> look, CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await look();
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

    private async Task TellLateAsync(CancellationToken stoppingToken)
    {
        var now = (await lists.AllAsync(job, stoppingToken)).Where(list => list.Late).ToList();
        foreach (var list in now.Where(list => !late.Contains(list.Definition.Id)))
        {
            log.LogWarning("{List} is late: last confirmed {CheckedAt:u}, though its publisher is asked every {Gap}. After {MaxAgeHours} hours screening answers review; the page of the list shows what its publisher answered", list.Definition.Id, list.CheckedAt, list.Schedule!.Gap, list.Definition.MaxAgeHours);
        }

        late = [.. now.Select(list => list.Definition.Id)];
    }

    private void Tell(ListDefinition list, Outcome<ListRefresh> outcome)
    {
        switch (outcome)
        {
            case Outcome<ListRefresh>.Refused(var refusal):
                log.LogInformation("{List} was not refreshed: {Refusal}", list.Id, refusal.Message);
                break;
            case Outcome<ListRefresh>.Done({ Load.TurnedAway: not null, Trouble: { } held }):
                log.LogWarning("{Held}", held.Message);
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
