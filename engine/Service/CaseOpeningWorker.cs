using Usd1Compliance.Cases;

namespace Usd1Compliance.Service;

/// <summary>Puts new alerts into cases as they come, for as long as the service runs. Several may run at once: one of them works.</summary>
public sealed class CaseOpeningWorker(OpenCases cases, TimeProvider clock, ILogger<CaseOpeningWorker> log) : BackgroundService
{
    // An alert has to be a case in the browser within seconds of its block.
    private static readonly TimeSpan idle = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan longestBackOff = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backOff = idle;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var ran = await cases.RunOnceAsync(stoppingToken);
                backOff = idle;
                if (ran.DidWork)
                {
                    continue;
                }
            }
#pragma warning disable CA1031 // Whatever it is, it must not end the process that screens and monitors: it is told, and tried again.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // Nothing was committed, so nothing is lost: the same alerts are read again.
                log.LogError(failure, "Cases were not opened: {Failure} Trying again in {Seconds} s.", failure.Message, backOff.TotalSeconds);
                backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, longestBackOff.Ticks));
            }

            await Task.Delay(backOff, clock, stoppingToken);
        }
    }
}
