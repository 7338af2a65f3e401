using Usd1Compliance.Screening.Rescreening;

namespace Usd1Compliance.Service.Workers;

/// <summary>
/// Answers changes of lists, and screens new and changed parties, for as long as the service runs: within a second or two of a change, since what
/// a list adds is law from then on. Several may run at once: one of them works.
/// </summary>
internal sealed class RescreeningWorker(RescreenLists rescreen, TimeProvider clock, ILogger<RescreeningWorker> log) : BackgroundService
{
    private static readonly TimeSpan idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var wait = idle;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var ran = await rescreen.RunOnceAsync(stoppingToken);
                if (wait > idle || ran.Answered > 0)
                {
                    log.LogInformation("{Answered} changes of lists are answered, {Parties} new or changed parties screened", ran.Answered, ran.Parties);
                }

                wait = idle;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, it must not end the process that screens and monitors: it is told, and goes on from what is committed.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                log.LogError(failure, "A change of a list is not answered: {Failure} It is tried again in {Seconds} s, from where it stands", failure.Message, wait.TotalSeconds);
                wait = wait * 2 < longestWait ? wait * 2 : longestWait;
            }

            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
