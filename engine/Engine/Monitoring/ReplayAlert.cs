using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>What replaying an alert came to.</summary>
/// <param name="Alert">As it stands.</param>
/// <param name="Batch">The batch in which it was raised.</param>
/// <param name="Derived">The evidence as it was derived again; null where the rule was not met again.</param>
/// <param name="Differences">What differs, in words; empty where the alert was derived bit for bit.</param>
/// <param name="Transfers">How many transfers were taken again for it.</param>
public sealed record AlertReplay(Alert Alert, MonitoredBatch Batch, AlertEvidence? Derived, IReadOnlyList<string> Differences, long Transfers)
{
    /// <summary>Whether the same evidence came out.</summary>
    public bool IsTheSame => Differences.Count == 0;
}

/// <summary>
/// Derives an alert again from the ledger: the transfers before it in the order in which they were judged, the lists, labels and rules as they were, without what was
/// known to be retracted then. An auditor sees that the evidence follows from them, or what differs.
/// </summary>
public sealed class ReplayAlert(AlertStore alerts, MonitoredBatchStore batches, ReplayTransfers replay, RecallKnowledge recall, TransferStore transfers, SourceStore sources, SupplyStore supplies, RulePackStore packs, FactModel facts)
{
    private static readonly Actor job = Actor.Job("replay", Right.ReadCases, Right.ReadRules);

    /// <summary>Derives one alert again. It reads the ledger from its beginning to the alert, which takes minutes on a large one.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="alertId">Which.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What it came to, or <c>alert_unknown</c>.</returns>
    /// <exception cref="InvalidDataException">The ledger no longer holds what was judged.</exception>
    public async Task<Outcome<AlertReplay>> RunAsync(Actor actor, long alertId, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(actor, alertId, cancellationToken) is not { } alert)
        {
            return new Refusal("alert_unknown", $"There is no alert {alertId}. Its number stands on its page and in exports.");
        }

        var batch = await batches.OfTransferAsync(alert.Transfer, cancellationToken)
            ?? throw new InvalidDataException($"Transfer {alert.Transfer} of alert {alertId} stands in no judged batch: the database is not whole. Restore it from a backup.");
        var inForce = await packs.FindAsync(job, batch.Known.PackId, cancellationToken) ?? throw new InvalidDataException($"Rule pack {batch.Known.PackId}, by which batch {batch.BatchId} was judged, is not in the database. Restore it from a backup.");
        // The layer of that pack, from the ledger's first transfer on: as the memory was made when it judged.
        using var state = new MonitoringState(inForce.Pack.Layer) { LastRetractionId = await batches.NewestRetractionAsync(batch.BatchId, cancellationToken) };
        await replay.TakeAsync(state, [.. (await batches.AfterAsync(0, cancellationToken)).TakeWhile(before => before.BatchId < batch.BatchId)], cancellationToken);
        var finding = await JudgeAgainAsync(state, inForce.Pack, batch, alert, cancellationToken);
        return new AlertReplay(alert, batch, finding?.Evidence, [.. Differences(alert, batch, finding)], state.Memory.Taken);
    }

    private async Task<Finding?> JudgeAgainAsync(MonitoringState state, RulePack pack, MonitoredBatch batch, Alert alert, CancellationToken cancellationToken)
    {
        var source = (await sources.AllAsync(job, cancellationToken)).Single(status => status.Source.SourceId == batch.SourceId).Source;
        var rows = await transfers.NextAsync(batch.SourceId, batch.FromSequence - 1, (int)(alert.Transfer.Sequence - batch.FromSequence + 1), cancellationToken);
        state.Observe(source.SourceId, await MonitorTransfers.ObservedAsync(source, supplies, cancellationToken));
        var knowledge = await recall.OfAsync(batch.Known, cancellationToken) with { Minters = MonitorTransfers.MintersOf(source) };
        var found = new JudgeTransfers(CompilePack.ForTransfers(pack, facts)).Judge([.. rows.Where(row => ReplayTransfers.Stands(row, batch.RetractionId))], state, knowledge);
        return found.Findings.FirstOrDefault(finding => finding.Transfer.Id == alert.Transfer && finding.RuleId == alert.RuleId && finding.Subject == alert.Subject);
    }

    private static IEnumerable<string> Differences(Alert alert, MonitoredBatch batch, Finding? finding)
    {
        if (batch.Known.LabelImport is null)
        {
            yield return "The alert was raised before the labels of the time were kept: those of today were taken.";
        }

        if (finding is null)
        {
            yield return $"The rule {alert.RuleId} is not met by transfer {alert.Transfer} now.";
            yield break;
        }

        var (stands, derived) = (alert.Evidence, finding.Evidence);
        foreach (var (what, one, other) in new[]
        {
            ("The rule pack", stands.PackSha256, derived.PackSha256), ("The subject's side", stands.Subject, derived.Subject), ("The transfer", Text(stands.Transfer), Text(derived.Transfer)),
            ("The parameters", Text(stands.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal)), Text(derived.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))),
            ("The segment", Text(stands.Segment), Text(derived.Segment)), ("The hits", Text(stands.Hits), Text(derived.Hits)), ("The failure", stands.Failure ?? "none", derived.Failure ?? "none"), ("What it says", alert.Says, finding.Says), ("The score", $"{alert.Score}", $"{finding.Rule.Score}"),
        })
        {
            if (one != other)
            {
                yield return $"{what} was {one} and is {other}.";
            }
        }

        foreach (var name in stands.Facts.Concat(derived.Facts).Select(fact => fact.Name).Distinct())
        {
            var (was, now) = (stands.Facts.FirstOrDefault(fact => fact.Name == name), derived.Facts.FirstOrDefault(fact => fact.Name == name));
            if (was != now)
            {
                yield return $"{name} was {was?.Value ?? "unknown"} and is {now?.Value ?? "unknown"}.";
            }
        }
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
