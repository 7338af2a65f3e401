using System.Globalization;
using System.Text.Json;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring;

/// <content>What monitoring writes: alerts, repeats and data gaps of one batch, inside the write that moves its cursor.</content>
public sealed partial class AlertStore
{
    /// <summary>Raises the findings of a batch: new alerts, or repeats of alerts that stand.</summary>
    internal async Task<RaisedAlerts> RaiseAsync(AtomicWrite write, IReadOnlyList<Finding> findings, long packId, long[] listVersions, CancellationToken cancellationToken)
    {
        if (findings.Count == 0)
        {
            return new RaisedAlerts(0, 0);
        }

        var alerts = SuppressRepeats.Sort(findings, await StandingAsync(write, findings, cancellationToken));
        var raised = await InsertAsync(write, [.. alerts.Where(alert => alert.Finding is not null)], packId, listVersions, cancellationToken);
        var repeated = alerts.Where(alert => alert.Finding is null).ToList();
        await write.Command("""
            UPDATE alert SET repeats = alert.repeats + more.repeats
            FROM unnest($1::bigint[], $2::int[]) AS more (alert_id, repeats)
            WHERE alert.alert_id = more.alert_id
            """, repeated.Select(alert => alert.AlertId!.Value).ToArray(), repeated.Select(alert => alert.Repeats.Count).ToArray()).RunAsync(cancellationToken);

        // In the order of judging. What an alert stands for that was raised before, when its transfer was judged a first time, was kept then.
        await AddRepeatsAsync(write, [.. alerts
            .Select(alert => (AlertId: alert.AlertId ?? (raised.TryGetValue(KeyOf(alert.Finding!), out var id) ? id : null), alert.Repeats))
            .Where(alert => alert.AlertId is not null)
            .SelectMany(alert => alert.Repeats.Select(repeat => (alert.AlertId!.Value, repeat)))
            .OrderBy(repeat => repeat.repeat.Transfer.Id.Sequence)], packId, listVersions, cancellationToken);
        return new RaisedAlerts(raised.Count, findings.Count - raised.Count);
    }

    /// <summary>Adds up what rules could not decide.</summary>
    internal async Task AddGapsAsync(AtomicWrite write, int sourceId, IReadOnlyList<GapCount> gaps, CancellationToken cancellationToken)
    {
        if (gaps.Count > 0)
        {
            await write.Command("""
                INSERT INTO data_gap (rule_id, fact, source_id, first_at, last_at, transfers, last_sequence)
                SELECT gap.rule_id, gap.fact, $1, $2, $2, gap.transfers, gap.last_sequence
                FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[]) AS gap (rule_id, fact, transfers, last_sequence)
                ON CONFLICT (rule_id, fact, source_id) DO UPDATE
                SET last_at = excluded.last_at, transfers = data_gap.transfers + excluded.transfers, last_sequence = greatest(data_gap.last_sequence, excluded.last_sequence)
                """, sourceId, clock.GetUtcNow(), gaps.Select(gap => gap.RuleId).ToArray(), gaps.Select(gap => gap.Fact).ToArray(),
                gaps.Select(gap => gap.Transfers).ToArray(), gaps.Select(gap => gap.LastSequence).ToArray()).RunAsync(cancellationToken);
        }
    }

    private static async Task<ILookup<(string RuleId, ChainAddress Subject), StandingAlert>> StandingAsync(AtomicWrite write, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        var keys = findings.Select(finding => (finding.RuleId, finding.Subject)).Distinct().ToList();
        var reach = findings.Max(finding => finding.Rule.Suppression);
        var rows = await write.Command("""
            SELECT alert_id, rule_id, subject_family, subject_address, occurred_at
            FROM alert
            JOIN unnest($1::text[], $2::smallint[], $3::bytea[]) AS wanted (rule_id, subject_family, subject_address) USING (rule_id, subject_family, subject_address)
            WHERE occurred_at > $4 AND occurred_at < $5
            ORDER BY alert_id
            """, keys.Select(key => key.RuleId).ToArray(), keys.Select(key => (short)key.Subject.Family).ToArray(), keys.Select(key => key.Subject.ToArray()).ToArray(),
            findings.Min(finding => finding.Transfer.OccurredAt) - reach, findings.Max(finding => finding.Transfer.OccurredAt) + reach)
            .RowsAsync(row => ((row.GetString(1), LedgerColumns.Address(row, 2)!.Value), new StandingAlert(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(4))), cancellationToken);
        return rows.ToLookup(row => row.Item1, row => row.Item2);
    }

    private static (int SourceId, long Sequence, string RuleId, ChainAddress Subject) KeyOf(Finding finding) => (finding.Transfer.Id.SourceId, finding.Transfer.Id.Sequence, finding.RuleId, finding.Subject);

    private async Task<Dictionary<(int SourceId, long Sequence, string RuleId, ChainAddress Subject), long?>> InsertAsync(AtomicWrite write, IReadOnlyList<StandingAlert> alerts, long packId, long[] listVersions, CancellationToken cancellationToken)
    {
        var findings = alerts.Select(alert => alert.Finding!).ToList();
        var rows = await write.Command("""
            -- The unique key is a second lock behind the cursor: judging a transfer again raises nothing twice.
            INSERT INTO alert (rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at,
                               subject_family, subject_address, says, evidence, list_versions, repeats, raised_at)
            SELECT f.rule_id, f.rule_version, $1, f.typology, f.severity, f.market, f.score, f.source_id, f.sequence, f.occurred_at,
                   f.subject_family, f.subject_address, f.says, f.evidence, $2, f.repeats, $3
            FROM unnest($4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[], $11::bigint[], $12::timestamptz[],
                        $13::smallint[], $14::bytea[], $15::text[], $16::jsonb[], $17::int[]) WITH ORDINALITY
                 AS f (rule_id, rule_version, typology, severity, market, score, source_id, sequence, occurred_at,
                       subject_family, subject_address, says, evidence, repeats, place)
            ORDER BY f.place
            ON CONFLICT DO NOTHING
            RETURNING alert_id, source_id, sequence, rule_id, subject_family, subject_address
            """, packId, listVersions, clock.GetUtcNow(),
            findings.Select(finding => finding.RuleId).ToArray(), findings.Select(finding => finding.Rule.Version).ToArray(),
            findings.Select(finding => finding.Typology).ToArray(), findings.Select(finding => Name(finding.Severity)).ToArray(),
            findings.Select(finding => finding.Rule.Market.ToString().ToLower(CultureInfo.InvariantCulture)).ToArray(), findings.Select(finding => finding.Rule.Score).ToArray(),
            findings.Select(finding => finding.Transfer.Id.SourceId).ToArray(), findings.Select(finding => finding.Transfer.Id.Sequence).ToArray(),
            findings.Select(finding => finding.Transfer.OccurredAt.UtcDateTime).ToArray(),
            findings.Select(finding => (short)finding.Subject.Family).ToArray(), findings.Select(finding => finding.Subject.ToArray()).ToArray(),
            findings.Select(finding => finding.Says).ToArray(), findings.Select(finding => JsonSerializer.Serialize(finding.Evidence, JsonSerializerOptions.Web)).ToArray(),
            alerts.Select(alert => alert.Repeats.Count).ToArray())
            .RowsAsync(row => KeyValuePair.Create((row.GetInt32(1), row.GetInt64(2), row.GetString(3), LedgerColumns.Address(row, 4)!.Value), (long?)row.GetInt64(0)), cancellationToken);
        return rows.ToDictionary();
    }
}
