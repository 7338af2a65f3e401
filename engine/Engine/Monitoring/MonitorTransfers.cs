using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring.BelowTheLine;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Monitoring;

/// <summary>
/// Takes the transfers that were not judged yet, judges them by the rules and lists in force, and raises alerts. One process judges
/// at a time; what it keeps of the transfers before comes back from a snapshot and from the ledger, along the batches that were judged.
/// </summary>
/// <remarks>Not for calls at once: one worker calls it in a loop.</remarks>
public sealed class MonitorTransfers(NpgsqlDataSource postgres, ReplayTransfers replay, RetractionStore retractions, SourceStore sources, TransferStore transfers, SupplyStore supplies, RulePackStore packs, FactModel facts,
    CurrentAddressIndex addresses, AddressLabelStore labels, AlertStore alerts, BelowLineStore below, MonitoringHoldStore holds, KeepSnapshots snapshots, AuditTrail audit, TimeProvider clock, ILogger<MonitorTransfers> log)
{
    /// <summary>How many transfers a batch holds at the most.</summary>
    public const int BatchSize = 8_000;

    /// <summary>Why judging waits while no blocking list is in force: the code of its <see cref="MonitoringHold"/>.</summary>
    public const string NoBlockingList = "no_blocking_list";

    private static readonly Actor job = Actor.Job("monitoring", Right.ReadCases);

    private MonitoringState? state;         // null while a batch is being judged
    private (long PackId, JudgeTransfers Judge)? pack;
    private (long Import, AddressLabels Labels)? labelled;
    private bool? isWaiting;        // null until this process has asked

    /// <summary>What is kept between two batches, to be compared; null before the first.</summary>
    internal MonitoringState? State => state;

    /// <summary>Judges one batch of each source that has transfers waiting, in order of source id.</summary>
    /// <param name="cancellationToken">Ends the work; what is not committed is judged again.</param>
    /// <returns>How many transfers were judged; 0 when nothing waits, when no rule pack or no blocking list is in force, or when another process is judging.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await PackInForceAsync(cancellationToken) is not { } inForce)
        {
            return 0;
        }

        if (await MustWaitAsync(cancellationToken))
        {
            return 0;
        }

        var labelsNow = await LabelsAsync(cancellationToken);
        var judged = 0;
        foreach (var source in (await sources.AllAsync(job, cancellationToken)).OrderBy(status => status.Source.SourceId))
        {
            if (state is not null && state.CursorOf(source.Source.SourceId) >= source.Checkpoint.Sequence)
            {
                continue;
            }

            try
            {
                judged += await JudgeAsync(source.Source, inForce.PackId, inForce.Judge, labelsNow, MintersOf(source.Source), cancellationToken);
            }
            catch (Exception unreadable) when (unreadable is JsonException or InvalidDataException)
            {
                // Its transfers wait, and are judged when its settings can be read; those of other sources do not wait for it.
                log.LogError(unreadable, "Source {Source} is not judged: its settings cannot be read. Disable it and add it again with settings as they are now", source.Source.Name);
            }
        }

        await snapshots.WhenDueAsync(state, judged, cancellationToken);
        return judged;
    }

    /// <summary>Writes a snapshot of what is kept, where it is not written yet: before an orderly stop, when nothing is being judged.</summary>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public Task KeepAsync(CancellationToken cancellationToken) => snapshots.NowAsync(state, cancellationToken);

    private async Task<int> JudgeAsync(Source source, long packId, JudgeTransfers judge, AddressLabels labelsNow, FrozenSet<ChainAddress> minters, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (!await MonitoredBatchStore.TryLockAsync(write, cancellationToken))
        {
            return 0;
        }

        // From here the state runs ahead of the database until the commit is known to stand. Given up in between, it is rebuilt.
        var kept = state;
        state = null;
        var ahead = await replay.CatchUpAsync(kept, judge.Pack.Layer, cancellationToken);
        ahead = await TakeUpRetractionsAsync(write, ahead, cancellationToken);
        var batch = await transfers.NextAsync(source.SourceId, ahead.CursorOf(source.SourceId), BatchSize, cancellationToken);
        // Only now: catching up may have taken minutes, and a list that came in force meanwhile judges this batch.
        await addresses.RefreshAsync(cancellationToken);
        var knowledge = KnowledgeNow(labelsNow, minters);
        if (batch.Count == 0 || !knowledge.CanJudge)
        {
            await write.CommitAsync(cancellationToken);     // retractions that were taken up stand
            state = ahead;
            return 0;
        }

        var isMarked = replay.NeedsMark(ahead, source.Kind, batch[^1].OccurredAt);
        if (isMarked)
        {
            ahead.Mark();
        }

        ahead.Observe(source.SourceId, await ObservedAsync(source, supplies, cancellationToken));
        var found = judge.Judge([.. batch.Where(transfer => ReplayTransfers.Stands(transfer, ahead.LastRetractionId))], ahead, knowledge);
        var passed = await WriteAsync(write, source, batch, judge.Pack.Layer, found, new KnownThen(packId, [.. knowledge.Index.VersionIds], [.. knowledge.Silent.Ids], labelled?.Import), ahead.LastRetractionId, cancellationToken);
        await write.CommitAsync(cancellationToken);
        ahead.Passed(passed, isMarked);
        ahead.Settle(ReplayTransfers.MostMarks, ReplayTransfers.MostMarkedTransfers);
        state = ahead;
        return batch.Count;
    }

    private async Task<MonitoredBatch> WriteAsync(AtomicWrite write, Source source, IReadOnlyList<Transfer> batch, GlobalLayer layer, BatchFindings found, KnownThen known, long retractionId, CancellationToken cancellationToken)
    {
        var raised = await alerts.RaiseAsync(write, found.Findings, known.PackId, known.ListVersions, cancellationToken);
        await below.AddAsync(write, found.Below, layer.BelowTheLine?.PerRuleAndWeek ?? 0, known.PackId, cancellationToken);
        await alerts.AddGapsAsync(write, source.SourceId, found.Gaps, cancellationToken);
        var (first, last) = (batch[0].Id.Sequence, batch[^1].Id.Sequence);
        var batchId = await MonitoredBatchStore.AddAsync(write, source.SourceId, first, last, known, retractionId, clock.GetUtcNow(), cancellationToken);
        if (raised.Raised > 0)
        {
            await audit.RecordAsync(write, job, "alert.raise", new AuditSubject("source", $"{source.SourceId}"),
                new { batch = batchId, first, last, raised = raised.Raised, repeated = raised.Repeated }, cancellationToken);
        }

        return new MonitoredBatch(batchId, source.SourceId, first, last, known, retractionId);
    }

    // A reorganisation takes back exactly what it added: back to before the first batch with a row of it, and forward again without its rows. What was
    // raised stays raised, and is shown to rest on what no longer stands.
    private async Task<MonitoringState> TakeUpRetractionsAsync(AtomicWrite write, MonitoringState ahead, CancellationToken cancellationToken)
    {
        foreach (var retraction in await retractions.AfterAsync(ahead.LastRetractionId, cancellationToken))
        {
            var taken = await MonitoredBatchStore.AddAsync(write, retraction, ahead.LastBatchId, clock.GetUtcNow(), cancellationToken);
            await audit.RecordAsync(write, job, "retraction.take", new AuditSubject("source", $"{retraction.SourceId}"),
                new { retraction = retraction.RetractionId, first = retraction.FromSequence, last = retraction.ToSequence, alerts = taken?.Alerts }, cancellationToken);
            if (retraction.Spans == 0 || retraction.FromSequence > ahead.CursorOf(retraction.SourceId))
            {
                ahead.LastRetractionId = retraction.RetractionId;
                continue;
            }

            var (last, undone) = (ahead.LastBatchId, ahead.GoBackBefore(retraction.SourceId, retraction.FromSequence));
            if (undone is null)
            {
                log.LogWarning("Retraction {Retraction} of source {Source} reaches deeper than the memory can go back: it is rebuilt from the ledger", retraction.RetractionId, retraction.SourceId);
                ahead.Dispose();
                ahead = await replay.RebuildAsync(ahead.Layer, retraction.RetractionId, last, cancellationToken);
                continue;
            }

            ahead.LastRetractionId = retraction.RetractionId;
            await replay.TakeAgainAsync(ahead, undone, cancellationToken);
        }

        return ahead;
    }

    private AddressKnowledge KnowledgeNow(AddressLabels labelsNow, FrozenSet<ChainAddress> minters)
    {
        var (index, _, missing) = addresses.Now();
        return new AddressKnowledge(index, labelsNow, minters, SilentLists.At(index, missing, clock.GetUtcNow()));
    }

    // Without any blocking list in force judging waits, and says so where every process can read it: what was judged is not judged again,
    // so transfers of which nobody could have said whether they are listed must not be passed.
    private async Task<bool> MustWaitAsync(CancellationToken cancellationToken)
    {
        var mustWait = !addresses.Index.Versions.Any(version => version.Blocking) && !(await addresses.RefreshAsync(cancellationToken)).Versions.Any(version => version.Blocking);
        if (mustWait == isWaiting)
        {
            return mustWait;
        }

        if (mustWait)
        {
            log.LogWarning("Judging waits: no blocking list is in force");
            await holds.HoldAsync(job, NoBlockingList, "No blocking list is in force, so nobody could say of any address whether it is listed. Transfers come in and wait, and none is skipped. Load a list by usd1 lists load LIST FILE: judging then goes on by itself.", cancellationToken);
        }
        else if (await holds.ReleaseAsync(job, cancellationToken))
        {
            log.LogInformation("Judging goes on: a blocking list is in force");
        }

        isWaiting = mustWait;
        return mustWait;
    }

    private async Task<(long PackId, JudgeTransfers Judge)?> PackInForceAsync(CancellationToken cancellationToken)
    {
        var packId = await packs.InForceIdAsync(cancellationToken);
        if (packId is null || packId == pack?.PackId)
        {
            return packId is null ? null : pack;
        }

        var inForce = await packs.InForceAsync(cancellationToken) ?? throw new InvalidOperationException($"Rule pack {packId} was in force and cannot be read.");
        var compiled = CompilePack.ForTransfers(inForce.Pack, facts);
        pack = (inForce.Record.PackId, new JudgeTransfers(compiled, LookBelowTheLine.Of(compiled)));
        log.LogInformation("Judging by rule pack {PackId} of {Rules} rules", inForce.Record.PackId, inForce.Pack.Rules.Count);
        return pack;
    }

    private async Task<AddressLabels> LabelsAsync(CancellationToken cancellationToken)
    {
        // The number before and after: what a batch says that it knew must be what it knew.
        for (var newest = await labels.NewestImportAsync(cancellationToken); labelled?.Import != newest; newest = await labels.NewestImportAsync(cancellationToken))
        {
            labelled = (newest, new AddressLabels(await labels.AllAsync(cancellationToken)));
        }

        return labelled.Value.Labels;
    }

    // Only a source that begins with the token's first block can add up to the supply.
    internal static async Task<IReadOnlyList<ObservedSupply>> ObservedAsync(Source source, SupplyStore supplies, CancellationToken cancellationToken) =>
        source.Kind == SourceKind.Simulated || (source.Kind == SourceKind.Evm && SourceSettings.Read<EvmSourceSettings>(source).FromCreation) ? await supplies.OfSourceAsync(source.SourceId, cancellationToken) : [];

    /// <summary>The minters that a source's settings name.</summary>
    internal static FrozenSet<ChainAddress> MintersOf(Source source)
    {
        var minters = source.Kind switch
        {
            SourceKind.Evm => SourceSettings.Read<EvmSourceSettings>(source).Minters,
            SourceKind.Simulated => SourceSettings.Read<SimulatedSourceSettings>(source).Minters,
            _ => null,
        };
        return (minters ?? []).Select(text => AddressText.TryRead(text, out var minter) ? minter
            : throw new InvalidDataException($"Source {source.Name}: the minter {text} is not an address. Write 0x and 40 hexadecimal digits, or a Tron address, in its settings.")).ToFrozenSet();
    }
}
