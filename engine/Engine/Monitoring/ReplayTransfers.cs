using Microsoft.Extensions.Logging;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>
/// Brings the state of monitoring back: from a snapshot where there is one, and from there on from the ledger. It takes the transfers of each judged batch again, in the order
/// in which they were judged and with what was known of addresses then, and judges nothing. A process that stood aside while another judged catches up the same way.
/// </summary>
public sealed class ReplayTransfers(RecallSnapshot snapshots, MonitoredBatchStore batches, TransferStore transfers, SourceStore sources, RecallKnowledge recall, TimeProvider clock, ILogger<ReplayTransfers> log)
{
    /// <summary>How many batches can be taken back without reading the ledger again: more than a chain is known to take back, a block each.</summary>
    public const int MostMarks = 256;

    /// <summary>How many transfers these may hold together: so many are taken again in some seconds when a process starts.</summary>
    public const long MostMarkedTransfers = 500_000;

    private const int piece = 10_000;
    private const int toldEvery = 100_000;

    // What is older than this is not taken back by any chain in the ordinary course; where one does, the memory is rebuilt.
    private static readonly TimeSpan mayBeTakenBack = TimeSpan.FromHours(6);

    private static readonly Actor job = Actor.Job("monitoring", Right.ReadCases);

    /// <summary>Brings a state up to the last judged batch.</summary>
    /// <param name="state">What was kept, or null for a new start. It is changed.</param>
    /// <param name="layer">Of the pack in force: what was kept by another is made anew.</param>
    /// <param name="cancellationToken">Ends the work; the state is then unusable.</param>
    /// <returns>The state up to the last batch that is in the database, without the rows of all retractions that were taken up.</returns>
    /// <exception cref="InvalidDataException">The ledger no longer holds a transfer that was judged.</exception>
    public async Task<MonitoringState> CatchUpAsync(MonitoringState? state, GlobalLayer layer, CancellationToken cancellationToken)
    {
        var retraction = await batches.NewestRetractionAsync(null, cancellationToken);
        if (state is not null && state.LastRetractionId != retraction)
        {
            // Another process took a retraction up meanwhile: what it takes back is not told batch by batch.
            state.Dispose();
            state = null;
        }

        if (state is not null && state.Layer.MemorySha256 != layer.MemorySha256)
        {
            log.LogInformation("The layer in force counts otherwise than the one before: the memory is rebuilt from the ledger by it");
            state.Dispose();
            state = null;
        }

        return await TakeTailAsync(state ?? await BeginAsync(layer, retraction, cancellationToken), upToBatchId: null, cancellationToken);
    }

    /// <summary>Brings a state back that can be gone back in no further, up to the batch that was judged last: without the rows of a retraction, which is being taken up.</summary>
    internal async Task<MonitoringState> RebuildAsync(GlobalLayer layer, long retractionId, long lastBatchId, CancellationToken cancellationToken) =>
        await TakeTailAsync(await BeginAsync(layer, retractionId, cancellationToken), lastBatchId, cancellationToken);

    /// <summary>Whether a batch needs a mark before it: a chain may take it back, or one before it.</summary>
    /// <param name="state">Before the batch.</param>
    /// <param name="kind">Of its source.</param>
    /// <param name="newestAt">When its last transfer occurred.</param>
    internal bool NeedsMark(MonitoringState state, SourceKind kind, DateTimeOffset newestAt) =>
        state.Memory.Marks > 0 || (kind == SourceKind.Evm && clock.GetUtcNow() - newestAt < mayBeTakenBack);

    /// <summary>Takes batches again that were taken back, each with a mark as before.</summary>
    internal async Task TakeAgainAsync(MonitoringState state, IReadOnlyList<MonitoringState.Marked> undone, CancellationToken cancellationToken)
    {
        foreach (var (batch, knowledge, _, _) in undone)
        {
            state.Mark();
            state.Know(knowledge);
            await TakeRowsAsync(state, batch, cancellationToken);
            state.Passed(batch, isMarked: true);
        }
    }

    private async Task<MonitoringState> BeginAsync(GlobalLayer layer, long retractionId, CancellationToken cancellationToken) =>
        await snapshots.NewestAsync(layer, retractionId, cancellationToken) ?? new MonitoringState(layer) { LastRetractionId = retractionId };

    // The newest batches one by one, with marks as they had when they were judged: what begins again can go back as deep as what had never stopped.
    private async Task<MonitoringState> TakeTailAsync(MonitoringState state, long? upToBatchId, CancellationToken cancellationToken)
    {
        IReadOnlyList<MonitoredBatch> missing = await batches.AfterAsync(state.LastBatchId, cancellationToken);
        missing = upToBatchId is { } last ? [.. missing.TakeWhile(batch => batch.BatchId <= last)] : missing;
        if (missing.Count == 0)
        {
            return state;
        }

        var tail = missing.Skip(Math.Max(0, missing.Count - MostMarks)).ToList();
        if (tail.Count < missing.Count)
        {
            state.Settle(0, 0);
            await TakeAsync(state, [.. missing.Take(missing.Count - tail.Count)], cancellationToken);
        }

        var kinds = (await sources.AllAsync(job, cancellationToken)).ToDictionary(status => status.Source.SourceId, status => status.Source.Kind);
        foreach (var batch in tail)
        {
            var newest = await transfers.NextAsync(batch.SourceId, batch.ToSequence - 1, 1, cancellationToken);
            var isMarked = newest.Count == 1 && NeedsMark(state, kinds[batch.SourceId], newest[0].OccurredAt);
            if (isMarked)
            {
                state.Mark();
            }

            state.Know(await recall.OfAsync(batch.Known, cancellationToken));
            await TakeRowsAsync(state, batch, cancellationToken);
            state.Passed(batch, isMarked);
            state.Settle(MostMarks, MostMarkedTransfers);
        }

        return state;
    }

    /// <summary>Takes batches, and of their rows those that no retraction took that the state takes into account.</summary>
    /// <param name="state">Is changed.</param>
    /// <param name="missing">In the order of judging.</param>
    /// <param name="cancellationToken">Ends the work; the state is then unusable.</param>
    public async Task TakeAsync(MonitoringState state, IReadOnlyList<MonitoredBatch> missing, CancellationToken cancellationToken)
    {
        var total = missing.Sum(batch => batch.ToSequence - batch.FromSequence + 1);
        long done = 0;
        foreach (var run in Runs(missing))
        {
            var before = done;
            state.Know(await recall.OfAsync(run.Known, cancellationToken));
            await TakeRowsAsync(state, run, cancellationToken);
            state.Passed(run, isMarked: false);
            done += run.ToSequence - run.FromSequence + 1;
            if (before / toldEvery != done / toldEvery || (done == total && total >= toldEvery))
            {
                log.LogInformation("Rebuilding the memory: {Done} of {Total} judged transfers", done, total);
            }
        }
    }

    private async Task TakeRowsAsync(MonitoringState state, MonitoredBatch run, CancellationToken cancellationToken)
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
                if (Stands(transfer, Math.Max(state.LastRetractionId, run.RetractionId)))
                {
                    state.Take(transfer);
                }
            }

            after += limit;
        }
    }

    /// <summary>Whether a row stood as far as a retraction and those before it tell.</summary>
    internal static bool Stands(Transfer transfer, long retractionId) => transfer.RetractionId is not { } by || by > retractionId;

    // Batches of one source that follow each other and knew the same are read as one: a source at the tip of its chain has a batch for each block.
    private static IEnumerable<MonitoredBatch> Runs(IReadOnlyList<MonitoredBatch> batches)
    {
        MonitoredBatch? run = null;
        foreach (var batch in batches)
        {
            if (run is not null && run.SourceId == batch.SourceId && run.ToSequence + 1 == batch.FromSequence && run.RetractionId == batch.RetractionId && run.Known.IsTheSame(batch.Known))
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
