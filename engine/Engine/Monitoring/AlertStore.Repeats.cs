using System.Text.Json;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring;

/// <content>Repeats of alerts: each a row with its evidence, so that what went on after a case was closed is not only a number.</content>
public sealed partial class AlertStore
{
    /// <summary>The repeats of some alerts, oldest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="alertIds">Which alerts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<AlertRepeat>> RepeatsAsync(Actor actor, IReadOnlyCollection<long> alertIds, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT r.repeat_id, r.alert_id, a.rule_id, r.severity, a.subject_family, a.subject_address, r.source_id, r.sequence, r.occurred_at, r.evidence, r.list_versions, r.repeated_at
            FROM alert_repeat r JOIN alert a USING (alert_id) WHERE r.alert_id = ANY ($1) ORDER BY r.repeat_id
            """, (object)alertIds.ToArray()).RowsAsync(ReadRepeat, cancellationToken);
    }

    /// <summary>The next repeats in the order in which they became durable: for the room above, which takes up what it has not seen.</summary>
    /// <param name="afterRepeatId">The last that was taken; 0 for the beginning.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<AlertRepeat>> NextRepeatsAsync(long afterRepeatId, int limit, CancellationToken cancellationToken) => postgres.Command("""
        -- Written under the same advisory lock as alerts: a smaller number never becomes visible after a greater one.
        SELECT r.repeat_id, r.alert_id, a.rule_id, r.severity, a.subject_family, a.subject_address, r.source_id, r.sequence, r.occurred_at, r.evidence, r.list_versions, r.repeated_at
        FROM alert_repeat r JOIN alert a USING (alert_id) WHERE r.repeat_id > $1 ORDER BY r.repeat_id LIMIT $2
        """, afterRepeatId, limit).RowsAsync(ReadRepeat, cancellationToken);

    /// <summary>Makes an alert of its own of a repeat: the alert that it repeats was decided on, and this came after. It holds monitoring up until the write ends.</summary>
    internal async Task<Alert> RaiseRepeatAsync(AtomicWrite write, long repeatId, CancellationToken cancellationToken)
    {
        // The number of the new alert must not become visible before a smaller one of a batch that is being judged.
        await MonitoredBatchStore.LockAsync(write, cancellationToken);
        return (await write.Command("""
            INSERT INTO alert (rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at,
                               subject_family, subject_address, says, evidence, list_versions, raised_at)
            SELECT a.rule_id, r.rule_version, r.pack_id, a.typology, r.severity, a.market, r.score, r.source_id, r.sequence, r.occurred_at,
                   a.subject_family, a.subject_address, r.says, r.evidence, r.list_versions, $2
            FROM alert_repeat r JOIN alert a USING (alert_id) WHERE r.repeat_id = $1
            RETURNING alert_id, rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at,
                      subject_family, subject_address, says, evidence, list_versions, repeats, raised_at,
                      (SELECT x.retracted_at FROM retracted_transfer x WHERE x.source_id = alert.source_id AND x.sequence = alert.sequence)
            """, repeatId, clock.GetUtcNow()).RowAsync(Read, cancellationToken))!;
    }

    private async Task AddRepeatsAsync(AtomicWrite write, IReadOnlyList<(long AlertId, Finding Finding)> repeats, long packId, long[] listVersions, CancellationToken cancellationToken)
    {
        if (repeats.Count == 0)
        {
            return;
        }

        await write.Command("""
            INSERT INTO alert_repeat (alert_id, source_id, sequence, occurred_at, rule_version, severity, score, says, evidence, pack_id, list_versions, repeated_at)
            SELECT f.alert_id, f.source_id, f.sequence, f.occurred_at, f.rule_version, f.severity, f.score, f.says, f.evidence, $1, $2, $3
            FROM unnest($4::bigint[], $5::int[], $6::bigint[], $7::timestamptz[], $8::int[], $9::text[], $10::int[], $11::text[], $12::jsonb[]) WITH ORDINALITY
                 AS f (alert_id, source_id, sequence, occurred_at, rule_version, severity, score, says, evidence, place)
            ORDER BY f.place
            """, packId, listVersions, clock.GetUtcNow(), repeats.Select(repeat => repeat.AlertId).ToArray(),
            repeats.Select(repeat => repeat.Finding.Transfer.Id.SourceId).ToArray(), repeats.Select(repeat => repeat.Finding.Transfer.Id.Sequence).ToArray(),
            repeats.Select(repeat => repeat.Finding.Transfer.OccurredAt.UtcDateTime).ToArray(), repeats.Select(repeat => repeat.Finding.Rule.Version).ToArray(),
            repeats.Select(repeat => Name(repeat.Finding.Severity)).ToArray(), repeats.Select(repeat => repeat.Finding.Rule.Score).ToArray(),
            repeats.Select(repeat => repeat.Finding.Says).ToArray(), repeats.Select(repeat => JsonSerializer.Serialize(repeat.Finding.Evidence, JsonSerializerOptions.Web)).ToArray()).RunAsync(cancellationToken);
    }

    private static AlertRepeat ReadRepeat(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), ToSeverity(row.GetString(3)), LedgerColumns.Address(row, 4)!.Value,
        new TransferId(row.GetInt32(6), row.GetInt64(7)), row.GetFieldValue<DateTimeOffset>(8), JsonSerializer.Deserialize<AlertEvidence>(row.GetString(9), JsonSerializerOptions.Web)!,
        row.GetFieldValue<long[]>(10), row.GetFieldValue<DateTimeOffset>(11));
}
