using Npgsql;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Service.Workers;

/// <summary>Makes the lists of the file of lists known, so that one that was never loaded counts as missing. Then asks each second which list versions are in force, so that a new one judges within about that time of being put in force.</summary>
internal sealed class AddressIndexWorker(CurrentAddressIndex addresses, DescribeLists describe, string file, TimeProvider clock, ILogger<AddressIndexWorker> log) : BackgroundService
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);
    private bool isDescribed;

    /// <summary>The first index is in force before the first request is taken.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryRefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? trouble = null;
        long[] inForce = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            // What fails here is answered by every screening from 30 seconds on: index_unconfirmed. It is told once, and once when it ends.
            var fault = await TryRefreshAsync(stoppingToken);
            if (fault is not null && fault.Message != trouble)
            {
                log.LogError(fault, "The address index cannot be confirmed");
            }
            else if (fault is null && trouble is not null)
            {
                log.LogInformation("The address index is confirmed again");
            }

            trouble = fault?.Message;
            if (!addresses.Index.VersionIds.SequenceEqual(inForce))
            {
                inForce = [.. addresses.Index.VersionIds];
                log.LogInformation("{Addresses} listed addresses are in force, from list versions {Versions}", addresses.Index.Count, string.Join(", ", inForce));
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Exception?> TryRefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (!isDescribed)
            {
                // A file that cannot be read ends the process: nobody knows what is to be screened against.
                _ = (await describe.RunAsync(file, stoppingToken)).Match(changed => changed, refusal => throw new InvalidDataException(refusal.Message));
                isDescribed = true;
            }

            await addresses.RefreshAsync(stoppingToken);
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
