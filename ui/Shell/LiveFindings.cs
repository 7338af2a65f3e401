using Npgsql;
using Usd1Compliance.Cases;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Ui.Shell;

/// <summary>
/// Asks the database once a second, for the whole process, whether an alert or a step of a case or hit is new, and tells the open pages: what
/// was found stands before the analyst without reloading, however many pages are open. Every tenth look tells them in any case: how a
/// source fares changes without an alert.
/// </summary>
public sealed class LiveFindings(AlertStore alerts, CaseStore cases, HitStore hits, TimeProvider clock, ILogger<LiveFindings> log) : BackgroundService
{
    private static readonly TimeSpan betweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Something is new.</summary>
    public event Action? Changed;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(betweenLooks, clock);
        (long? Alert, long? CaseStep, long? HitStep)? seen = null;
        for (var look = 1; await timer.WaitForNextTickAsync(stoppingToken); look++)
        {
            try
            {
                (long?, long?, long?) newest = (await alerts.NewestIdAsync(stoppingToken), await cases.NewestStepIdAsync(stoppingToken), await hits.NewestStepIdAsync(stoppingToken));
                if (seen is not null && (seen != newest || look % 10 == 0))
                {
                    Changed?.Invoke();
                }

                seen = newest;
            }
            catch (NpgsqlException unreachable)
            {
                // The pages say so themselves as soon as they ask; here it is only tried again at the next look.
                log.LogWarning("The database does not answer, open pages stand still: {Reason}", unreachable.Message);
            }
        }
    }
}
