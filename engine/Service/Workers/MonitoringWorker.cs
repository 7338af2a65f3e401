using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Workers;

/// <summary>
/// Judges transfers for as long as the service runs. At first it puts the shipped rule packs in force where none is. When something
/// is wrong it says so, waits, and begins again where the database stands: nothing is skipped. Told to stop, it ends the batch that is being judged and writes a snapshot.
/// </summary>
public sealed class MonitoringWorker(MonitorTransfers monitor, LoadShippedPacks shipped, TimeProvider clock, ILogger<MonitoringWorker> log) : BackgroundService
{
    private static readonly TimeSpan idle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan firstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(15);

    /// <summary>How long an orderly stop may take: the rest of a batch, and a snapshot of gigabytes on a slow disk.</summary>
    public static readonly TimeSpan StopTime = TimeSpan.FromMinutes(2);

    // Of that, for the rest of the batch. What is not ended by then is given up, and what was kept with it.
    private static readonly TimeSpan batchTime = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();     // the host goes on starting while the windows are rebuilt
        using var batchEnd = new CancellationTokenSource();
        await using var stop = stoppingToken.Register(() => batchEnd.CancelAfter(batchTime));
        await JudgeAsync(stoppingToken, batchEnd.Token);
        await KeepAsync();
    }

    private async Task JudgeAsync(CancellationToken stoppingToken, CancellationToken batchEnd)
    {
        var begun = false;
        var wait = firstWait;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!begun)
                {
                    await shipped.RunAsync(RulesFolder.Packs, stoppingToken);
                    begun = true;
                }

                var judged = await monitor.RunOnceAsync(batchEnd);
                if (wait > firstWait)
                {
                    log.LogInformation("Monitoring goes on");
                }

                wait = firstWait;
                if (judged == 0)
                {
                    await Task.Delay(idle, clock, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, monitoring must not end while the service lives: it is told, and tried again from what is committed.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                log.LogError(failure, "Monitoring stands still: {Failure} It is tried again in {Seconds} s; no transfer is skipped", failure.Message, wait.TotalSeconds);
                if (!await WaitAsync(wait, stoppingToken))
                {
                    return;
                }

                wait = wait * 2 < longestWait ? wait * 2 : longestWait;
            }
        }
    }

    private async Task KeepAsync()
    {
        using var end = new CancellationTokenSource(batchTime, clock);
        try
        {
            await monitor.KeepAsync(end.Token);
        }
#pragma warning disable CA1031 // The process ends either way, and the others of it in order: it is told, and the next start takes longer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogError(failure, "What monitoring keeps was not written down: {Failure} The next start takes longer", failure.Message);
        }
    }

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(wait, clock, stoppingToken);
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
