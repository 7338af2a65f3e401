using Npgsql;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Service.Workers;

/// <summary>
/// Asks each second which list versions are in force, and has the index of their names built when they changed. It does not hold up the start
/// of the service: until the first index stands, parties are answered review with index_unconfirmed, and addresses are screened already.
/// </summary>
internal sealed class NameIndexWorker(CurrentNameIndex names, TimeProvider clock, ILogger<NameIndexWorker> log) : BackgroundService
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1), pauseAfterUnsound = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? trouble = null;
        long[]? inForce = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            // What fails here is answered by every screening of a party from 30 seconds on. It is told once, and once when it ends.
            var fault = await TryRefreshAsync(stoppingToken);
            if (fault is not null && fault.Message != trouble)
            {
                log.LogError(fault, "The name index cannot be confirmed");
            }
            else if (fault is null && trouble is not null)
            {
                log.LogInformation("The name index is confirmed again");
            }

            trouble = fault?.Message;
            if (names.Names is { } now && !(inForce ?? []).AsSpan().SequenceEqual(now.VersionIds.AsSpan()))
            {
                inForce = [.. now.VersionIds];
                log.LogInformation("{Names} names of {Parties} listed parties are in force, from list versions {Versions}", now.Index.NameCount, now.Index.Parties.Count, string.Join(", ", inForce));
            }

            // An unsound index costs seconds of work to build, and is as unsound a second later.
            await Task.Delay(fault is IndexUnsoundException ? pauseAfterUnsound : pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Exception?> TryRefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            await names.RefreshAsync(stoppingToken);
            return null;
        }
        catch (Exception fault) when (fault is NpgsqlException or IndexUnsoundException or TimeoutException)
        {
            return fault;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
