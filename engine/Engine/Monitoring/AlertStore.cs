using System.Text.Json;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>Alerts and data gaps as rows: one alert a rule, transfer and subject, so that judging a transfer again raises nothing twice.</summary>
public sealed partial class AlertStore(NpgsqlDataSource postgres, TimeProvider clock)
{
    /// <summary>The queue of alerts, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which alerts.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<Alert>> QueueAsync(Actor actor, AlertFilter filter, int offset, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        object?[] values = [filter.Severity is { } severity ? Name(severity) : null, filter.RuleId, filter.Typology, filter.Address?.ToArray(),
            (short?)filter.Address?.Family, filter.From, filter.To, filter.Retracted];
        var total = await postgres.Command("""
            SELECT count(*) FROM alert
            WHERE ($1::text IS NULL OR severity = $1) AND ($2::text IS NULL OR rule_id = $2) AND ($3::text IS NULL OR typology = $3)
              AND ($4::bytea IS NULL OR (subject_address = $4 AND subject_family = $5::smallint))
              AND ($6::timestamptz IS NULL OR raised_at >= $6) AND ($7::timestamptz IS NULL OR raised_at < $7)
              AND ($8::boolean IS NULL OR EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = alert.source_id AND x.sequence = alert.sequence) = $8)
            """, values).ScalarAsync<long>(cancellationToken);
        var rows = await postgres.Command("""
            SELECT alert_id, rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at,
                   subject_family, subject_address, says, evidence, list_versions, repeats, raised_at,
                   (SELECT x.retracted_at FROM retracted_transfer x WHERE x.source_id = alert.source_id AND x.sequence = alert.sequence)
            FROM alert
            WHERE ($1::text IS NULL OR severity = $1) AND ($2::text IS NULL OR rule_id = $2) AND ($3::text IS NULL OR typology = $3)
              AND ($4::bytea IS NULL OR (subject_address = $4 AND subject_family = $5::smallint))
              AND ($6::timestamptz IS NULL OR raised_at >= $6) AND ($7::timestamptz IS NULL OR raised_at < $7)
              AND ($8::boolean IS NULL OR EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = alert.source_id AND x.sequence = alert.sequence) = $8)
            ORDER BY raised_at DESC, alert_id DESC OFFSET $9 LIMIT $10
            """, [.. values, offset, limit]).RowsAsync(Read, cancellationToken);
        return new Page<Alert>(rows, total);
    }

    /// <summary>One alert, or null when there is none of that number.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="alertId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Alert?> FindAsync(Actor actor, long alertId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT alert_id, rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at,
                   subject_family, subject_address, says, evidence, list_versions, repeats, raised_at,
                   (SELECT x.retracted_at FROM retracted_transfer x WHERE x.source_id = alert.source_id AND x.sequence = alert.sequence)
            FROM alert WHERE alert_id = $1
            """, alertId).RowAsync(Read, cancellationToken);
    }

    /// <summary>The alerts of these numbers, in order of number; those that are not there are left out.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="alertIds">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Alert>> ManyAsync(Actor actor, IReadOnlyCollection<long> alertIds, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT alert_id, rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at,
                   subject_family, subject_address, says, evidence, list_versions, repeats, raised_at,
                   (SELECT x.retracted_at FROM retracted_transfer x WHERE x.source_id = alert.source_id AND x.sequence = alert.sequence)
            FROM alert WHERE alert_id = ANY ($1) ORDER BY alert_id
            """, (object)alertIds.ToArray()).RowsAsync(Read, cancellationToken);
    }

    /// <summary>The newest alerts about an address.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="subject">The address.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Alert>> OfSubjectAsync(Actor actor, ChainAddress subject, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT alert_id, rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at,
                   subject_family, subject_address, says, evidence, list_versions, repeats, raised_at,
                   (SELECT x.retracted_at FROM retracted_transfer x WHERE x.source_id = alert.source_id AND x.sequence = alert.sequence)
            FROM alert WHERE subject_address = $1 AND subject_family = $2
            ORDER BY raised_at DESC, alert_id DESC LIMIT $3
            """, subject.ToArray(), (short)subject.Family, limit).RowsAsync(Read, cancellationToken);
    }

    /// <summary>The next alerts in the order in which they became durable: for the room above, which takes up what it has not seen.</summary>
    /// <param name="afterAlertId">The last that was taken; 0 for the beginning.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Alert>> NextAsync(long afterAlertId, int limit, CancellationToken cancellationToken) => await postgres.Command("""
        -- Alerts are raised under one advisory lock, so a smaller number never becomes visible after a greater one.
        SELECT alert_id, rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at,
               subject_family, subject_address, says, evidence, list_versions, repeats, raised_at,
                   (SELECT x.retracted_at FROM retracted_transfer x WHERE x.source_id = alert.source_id AND x.sequence = alert.sequence)
        FROM alert WHERE alert_id > $1 ORDER BY alert_id LIMIT $2
        """, afterAlertId, limit).RowsAsync(Read, cancellationToken);

    /// <summary>The number of the newest alert, or null before the first: the cheap question of whoever shows them as they come.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<long?> NewestIdAsync(CancellationToken cancellationToken) => postgres.Command("SELECT max(alert_id) FROM alert").TryScalarAsync<long>(cancellationToken);

    /// <summary>Alerts by the day on which they were raised and by severity, today included, oldest day first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="days">How many days, today included.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<AlertsOfDay>> PerDayAsync(Actor actor, int days, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var from = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date.AddDays(1 - days), TimeSpan.Zero);
        return await postgres.Command("""
            SELECT (raised_at AT TIME ZONE 'UTC')::date AS day, severity, count(*) FROM alert
            WHERE raised_at >= $1 GROUP BY 1, 2 ORDER BY 1, 2
            """, from).RowsAsync(row => new AlertsOfDay(row.GetFieldValue<DateOnly>(0), ToSeverity(row.GetString(1)), row.GetInt64(2)), cancellationToken);
    }

    /// <summary>The rules that could not be decided, most transfers first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<DataGap>> DataGapsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT rule_id, fact, source_id, first_at, last_at, transfers, last_sequence FROM data_gap
            ORDER BY transfers DESC, rule_id, fact, source_id
            """).RowsAsync(row => new DataGap(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetFieldValue<DateTimeOffset>(3),
                row.GetFieldValue<DateTimeOffset>(4), row.GetInt64(5), row.GetInt64(6)), cancellationToken);
    }

    private static Alert Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetString(4),
        ToSeverity(row.GetString(5)), Enum.Parse<Market>(row.GetString(6), ignoreCase: true), row.GetInt32(7), new TransferId(row.GetInt32(8), row.GetInt64(9)),
        row.GetFieldValue<DateTimeOffset>(10), new ChainAddress((AddressFamily)row.GetInt16(11), row.GetFieldValue<byte[]>(12)), row.GetString(13),
        JsonSerializer.Deserialize<AlertEvidence>(row.GetString(14), JsonSerializerOptions.Web)!, row.GetFieldValue<long[]>(15), row.GetInt32(16),
        row.GetFieldValue<DateTimeOffset>(17)) { RetractedAt = row.IsDBNull(18) ? null : row.GetFieldValue<DateTimeOffset>(18) };

    private static string Name(Severity severity) => severity.ToString().ToLowerInvariant();

    private static Severity ToSeverity(string name) => Enum.Parse<Severity>(name, ignoreCase: true);
}
