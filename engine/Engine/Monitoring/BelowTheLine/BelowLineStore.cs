using System.Text.Json;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring.BelowTheLine;

/// <summary>Findings below the line as rows. They are no alerts: nothing above this room reads them.</summary>
public sealed class BelowLineStore(NpgsqlDataSource postgres, TimeProvider clock)
{
    private const string columns = "b.below_id, b.rule_id, b.rule_version, b.number, b.week, b.place, b.source_id, b.sequence, b.occurred_at, b.subject_family, b.subject_address, b.says, b.evidence, b.relaxed, b.pack_id, "
        + "r.verdict, r.reason, r.reviewed_by, p.display_name, r.reviewed_at";
    private const string from = " FROM below_line_drawn b LEFT JOIN below_line_review r USING (below_id) LEFT JOIN person_name p ON p.user_id = r.reviewed_by ";
    private const string where = "WHERE ($1::text IS NULL OR b.rule_id = $1) AND ($2::date IS NULL OR b.week = $2) AND ($3::boolean IS NULL OR (r.below_id IS NOT NULL) = $3) AND ($4::text IS NULL OR r.verdict = $4) ";

    /// <summary>The sample, newest week first, then by rule and place in the draw.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<BelowLineFinding>> PageAsync(Actor actor, BelowLineFilter filter, int offset, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        object?[] values = [filter.RuleId, filter.Week, filter.Reviewed, filter.Verdict is { } verdict ? Name(verdict) : null];
        var total = await postgres.Command("SELECT count(*)" + from + where, values).ScalarAsync<long>(cancellationToken);
        return new Page<BelowLineFinding>(await postgres.Command("SELECT " + columns + from + where + "ORDER BY b.week DESC, b.rule_id, b.place OFFSET $5 LIMIT $6", [.. values, offset, limit]).RowsAsync(Read, cancellationToken), total);
    }

    /// <summary>One finding of the sample, or null: also where a lower draw has taken its place, or the chain took its transfer back.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<BelowLineFinding?> FindAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return postgres.Command("SELECT " + columns + from + "WHERE b.below_id = $1", id).RowAsync(Read, cancellationToken);
    }

    /// <summary>What looking came to, by rule: the rules below whose line most should have been alerts first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<BelowLineFigure>> FiguresAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return postgres.Command("""
            SELECT b.rule_id, count(*), count(r.below_id), count(*) FILTER (WHERE r.verdict = 'should_have_been')
            FROM below_line_drawn b LEFT JOIN below_line_review r USING (below_id)
            GROUP BY b.rule_id ORDER BY count(*) FILTER (WHERE r.verdict = 'should_have_been') / greatest(count(r.below_id), 1)::numeric DESC, b.rule_id
            """).RowsAsync(row => new BelowLineFigure(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), cancellationToken);
    }

    /// <summary>The weeks of which something was drawn, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<DateOnly>> WeeksAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return postgres.Command("SELECT DISTINCT week FROM below_line ORDER BY week DESC").RowsAsync(row => row.GetFieldValue<DateOnly>(0), cancellationToken);
    }

    /// <summary>Keeps of the candidates of a batch those that are among the lowest draws of their rule and week by now.</summary>
    internal async Task AddAsync(AtomicWrite write, IReadOnlyList<BelowLineCandidate> candidates, int perWeek, long packId, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0)
        {
            return;
        }

        await write.Command("""
            -- What stands lower already, of the same subject or of as many others as are drawn, leaves no place. What a batch of rows overtakes among themselves is told by the view.
            INSERT INTO below_line (rule_id, rule_version, number, week, source_id, sequence, occurred_at, subject_family, subject_address, draw, per_week, says, evidence, relaxed, pack_id, found_at)
            SELECT n.rule_id, n.rule_version, n.number, n.week, n.source_id, n.sequence, n.occurred_at, n.subject_family, n.subject_address, n.draw, $1, n.says, n.evidence, n.relaxed, $2, $3
            FROM unnest($4::text[], $5::int[], $6::int[], $7::date[], $8::int[], $9::bigint[], $10::timestamptz[], $11::smallint[], $12::bytea[], $13::bigint[], $14::text[], $15::jsonb[], $16::jsonb[]) WITH ORDINALITY
                AS n (rule_id, rule_version, number, week, source_id, sequence, occurred_at, subject_family, subject_address, draw, says, evidence, relaxed, place)
            WHERE (SELECT count(*) FILTER (WHERE b.subject_address = n.subject_address AND b.subject_family = n.subject_family) = 0 AND count(DISTINCT (b.subject_family, b.subject_address)) < $1
                   FROM below_line b WHERE b.rule_id = n.rule_id AND b.week = n.week AND b.draw <= n.draw
                   AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = b.source_id AND x.sequence = b.sequence))
            ORDER BY n.place
            ON CONFLICT DO NOTHING
            """, perWeek, packId, clock.GetUtcNow(),
            Column(candidates, one => one.Finding.Rule.Id), Column(candidates, one => one.Finding.Rule.Version), Column(candidates, one => one.Finding.Rule.Number), Column(candidates, one => one.Week),
            Column(candidates, one => one.Finding.Transfer.Id.SourceId), Column(candidates, one => one.Finding.Transfer.Id.Sequence), Column(candidates, one => one.Finding.Transfer.OccurredAt.UtcDateTime),
            Column(candidates, one => (short)one.Finding.Subject.Family), Column(candidates, one => one.Finding.Subject.ToArray()), Column(candidates, one => one.Draw), Column(candidates, one => one.Finding.Says),
            Column(candidates, one => JsonSerializer.Serialize(one.Finding.Evidence, JsonSerializerOptions.Web)), Column(candidates, one => JsonSerializer.Serialize(one.Relaxed))).RunAsync(cancellationToken);
    }

    /// <summary>Writes down what a person said; false where somebody said something before.</summary>
    internal static async Task<bool> ReviewAsync(AtomicWrite write, long id, BelowLineVerdict verdict, string reason, Guid by, DateTimeOffset at, CancellationToken cancellationToken) => await write.Command("""
        INSERT INTO below_line_review (below_id, verdict, reason, reviewed_by, reviewed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING below_id
        """, id, Name(verdict), reason, by, at).TryScalarAsync<long>(cancellationToken) is not null;

    internal static string Name(BelowLineVerdict verdict) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());

    private static T[] Column<T>(IReadOnlyList<BelowLineCandidate> rows, Func<BelowLineCandidate, T> value) => [.. rows.Select(value)];

    private static BelowLineFinding Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetFieldValue<DateOnly>(4), (int)row.GetInt64(5),
        new TransferId(row.GetInt32(6), row.GetInt64(7)), row.GetFieldValue<DateTimeOffset>(8), LedgerColumns.Address(row, 9)!.Value, row.GetString(11),
        JsonSerializer.Deserialize<AlertEvidence>(row.GetString(12), JsonSerializerOptions.Web)!, JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(13))!, row.GetInt64(14),
        row.IsDBNull(15) ? null : new BelowLineReview(Enum.Parse<BelowLineVerdict>(row.GetString(15).Replace("_", "", StringComparison.Ordinal), ignoreCase: true), row.GetString(16), row.GetGuid(17), row.GetString(18), row.GetFieldValue<DateTimeOffset>(19)));
}
