using Microsoft.Extensions.Logging;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring;

/// <summary>
/// Rebuilds the state of monitoring from the ledger: takes the transfers of each judged batch again, in the order in which they were
/// judged, and judges nothing. A process that stood aside while another judged catches up the same way.
/// </summary>
public sealed class ReplayTransfers(MonitoredBatchStore batches, TransferStore transfers, ILogger<ReplayTransfers> log)
{
    private const int piece = 10_000;
    private const int toldEvery = 100_000;

    /// <summary>Brings a state up to the last judged batch.</summary>
    /// <param name="state">What was kept, or null for a new start. It is changed.</param>
    /// <param name="cancellationToken">Ends the work; the state is then unusable.</param>
    /// <returns>The state up to the last batch that is in the database.</returns>
    /// <exception cref="InvalidDataException">The ledger no longer holds a transfer that was judged.</exception>
    public async Task<MonitoringState> CatchUpAsync(MonitoringState? state, CancellationToken cancellationToken)
    {
        state ??= new MonitoringState();
        var missing = await batches.AfterAsync(state.LastBatchId, cancellationToken);
        var total = missing.Sum(batch => batch.ToSequence - batch.FromSequence + 1);
        long done = 0;
        foreach (var run in Runs(missing))
        {
            var before = done;
            done += await TakeAsync(state, run, cancellationToken);
            if (before / toldEvery != done / toldEvery || (done == total && total >= toldEvery))
            {
                log.LogInformation("Rebuilding the windows: {Done} of {Total} judged transfers", done, total);
            }
        }

        return state;
    }

    private async Task<long> TakeAsync(MonitoringState state, MonitoredBatch run, CancellationToken cancellationToken)
    {
        for (var after = run.FromSequence - 1; after < run.ToSequence;)
        {
            var limit = (int)Math.Min(piece, run.ToSequence - after);
            var taken = await transfers.NextAsync(run.SourceId, after, limit, cancellationToken);
            if (taken.Count != limit || taken[^1].Id.Sequence != after + limit)
            {
                throw new InvalidDataException($"Transfers {after + 1} to {after + limit} of source {run.SourceId} were judged, but the ledger holds {taken.Count} of them. The ledger is never shortened: restore it from a backup.");
            }

            foreach (var transfer in taken)
            {
                state.Take(transfer);
            }

            after += limit;
        }

        state.Passed(run);
        return run.ToSequence - run.FromSequence + 1;
    }

    // Batches of one source that follow each other are read as one: a source at the tip of its chain has a batch for each block.
    private static IEnumerable<MonitoredBatch> Runs(IReadOnlyList<MonitoredBatch> batches)
    {
        MonitoredBatch? run = null;
        foreach (var batch in batches)
        {
            if (run is not null && run.SourceId == batch.SourceId && run.ToSequence + 1 == batch.FromSequence)
            {
                run = run with { BatchId = batch.BatchId, ToSequence = batch.ToSequence };
                continue;
            }

            if (run is not null)
            {
                yield return run;
            }

            run = batch;
        }

        if (run is not null)
        {
            yield return run;
        }
    }
}
