using Npgsql;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Service.Workers;

/// <summary>Asks each second whether labels of addresses have come in, and takes them up.</summary>
internal sealed class AddressLabelWorker(CurrentAddressLabels labels, TimeProvider clock, ILogger<AddressLabelWorker> log) : BackgroundService
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    /// <summary>The labels are read before the first request is taken.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryRefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? trouble = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            // What fails here is answered by every screening of an address from 30 seconds on: labels_unconfirmed. It is told once, and once when it ends.
            var fault = await TryRefreshAsync(stoppingToken);
            if (fault is not null && fault.Message != trouble)
            {
                log.LogError(fault, "The labels of addresses cannot be confirmed");
            }
            else if (fault is null && trouble is not null)
            {
                log.LogInformation("The labels of {Addresses} addresses are confirmed again", labels.Count);
            }

            trouble = fault?.Message;
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Exception?> TryRefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            await labels.RefreshAsync(stoppingToken);
            return null;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            return fault;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
