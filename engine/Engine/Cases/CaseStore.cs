using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Cases;

/// <summary>Cases, their alerts and their timelines as rows. All reads need <see cref="Right.ReadCases"/>.</summary>
public sealed class CaseStore(NpgsqlDataSource postgres, AlertStore alerts, HitStore hits, TimeProvider clock)
{
    /// <summary>The queue: gravest first, and among equals the one that is due first. Closed cases stand last, the newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which cases.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<CaseFile>> QueueAsync(Actor actor, CaseFilter filter, int offset, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        object?[] values = [filter.Status is { } status ? CaseRows.Name(status) : null, filter.Severity is { } severity ? CaseRows.Name(severity) : null, filter.AssignedTo,
            filter.Unassigned, filter.Overdue ? clock.GetUtcNow() : null, filter.Subject?.ToArray(), (short?)filter.Subject?.Family, filter.Closed || filter.Status == CaseStatus.Closed];
        var total = await postgres.Command("""
            SELECT count(*) FROM case_file c
            WHERE ($1::text IS NULL OR c.status = $1) AND ($2::text IS NULL OR c.severity = $2) AND ($3::uuid IS NULL OR c.assigned_to = $3)
              AND (NOT $4 OR c.assigned_to IS NULL) AND ($5::timestamptz IS NULL OR (c.due_at < $5 AND c.status <> 'closed'))
              AND ($6::bytea IS NULL OR (c.subject_address = $6 AND c.subject_family = $7::smallint)) AND ($8 OR c.status <> 'closed')
            """, values).ScalarAsync<long>(cancellationToken);
        var rows = await postgres.Command(CaseRows.Select + """
            WHERE ($1::text IS NULL OR c.status = $1) AND ($2::text IS NULL OR c.severity = $2) AND ($3::uuid IS NULL OR c.assigned_to = $3)
              AND (NOT $4 OR c.assigned_to IS NULL) AND ($5::timestamptz IS NULL OR (c.due_at < $5 AND c.status <> 'closed'))
              AND ($6::bytea IS NULL OR (c.subject_address = $6 AND c.subject_family = $7::smallint)) AND ($8 OR c.status <> 'closed')
            ORDER BY c.status = 'closed', c.closed_at DESC, array_position(ARRAY['critical', 'high', 'medium', 'low'], c.severity), c.due_at, c.case_id
            OFFSET $9 LIMIT $10
            """, [.. values, offset, limit]).RowsAsync(CaseRows.Read, cancellationToken);
        return new Page<CaseFile>(rows, total);
    }

    /// <summary>One case, or null when there is none of that number.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="caseId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CaseFile?> FindAsync(Actor actor, long caseId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command(CaseRows.Select + """
            WHERE c.case_id = $1
            """, caseId).RowAsync(CaseRows.Read, cancellationToken);
    }

    /// <summary>The timeline, first step first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="caseId">Whose.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<CaseStep>> StepsAsync(Actor actor, long caseId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT step_id, case_id, revision, taken_at, actor_kind, actor_id, actor_name, kind, text FROM case_step WHERE case_id = $1 ORDER BY step_id
            """, caseId).RowsAsync(CaseRows.ReadStep, cancellationToken);
    }

    /// <summary>Its alerts with their evidence, gravest first, then newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="caseId">Whose.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Alert>> AlertsAsync(Actor actor, long caseId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var ids = await postgres.Command("SELECT alert_id FROM case_alert WHERE case_id = $1", caseId).RowsAsync(row => row.GetInt64(0), cancellationToken);
        var found = await alerts.ManyAsync(actor, ids, cancellationToken);
        return [.. found.OrderByDescending(alert => alert.Severity).ThenByDescending(alert => alert.AlertId)];
    }

    /// <summary>The repeats of its alerts with their evidence, oldest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="caseId">Whose.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<AlertRepeat>> RepeatsAsync(Actor actor, long caseId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var ids = await postgres.Command("SELECT alert_id FROM case_alert WHERE case_id = $1", caseId).RowsAsync(row => row.GetInt64(0), cancellationToken);
        return await alerts.RepeatsAsync(actor, ids, cancellationToken);
    }

    /// <summary>The case that an alert belongs to, or null while it waits for one.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="alertId">Which alert.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long?> OfAlertAsync(Actor actor, long alertId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("SELECT case_id FROM case_alert WHERE alert_id = $1", alertId).TryScalarAsync<long>(cancellationToken);
    }

    /// <summary>The cases of several alerts.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="alertIds">Which alerts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Alert id to case id; an alert that waits for a case is not among them.</returns>
    public async Task<IReadOnlyDictionary<long, long>> OfAlertsAsync(Actor actor, long[] alertIds, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var rows = await postgres.Command("SELECT alert_id, case_id FROM case_alert WHERE alert_id = ANY ($1)", (object)alertIds)
            .RowsAsync(row => KeyValuePair.Create(row.GetInt64(0), row.GetInt64(1)), cancellationToken);
        return rows.ToDictionary();
    }

    /// <summary>The hits of re-screenings that it rests on, oldest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="caseId">Whose.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Hit>> HitsAsync(Actor actor, long caseId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var ids = await postgres.Command("SELECT hit_id FROM case_hit WHERE case_id = $1 ORDER BY hit_id", caseId).RowsAsync(row => row.GetInt64(0), cancellationToken);
        List<Hit> found = [];
        foreach (var hitId in ids)
        {
            found.Add((await hits.FindAsync(actor, hitId, cancellationToken))!);
        }

        return found;
    }

    /// <summary>The number of the newest step of any case, or null before the first: the cheap question of whoever shows them as they come.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<long?> NewestStepIdAsync(CancellationToken cancellationToken) => postgres.Command("SELECT max(step_id) FROM case_step").TryScalarAsync<long>(cancellationToken);

    /// <summary>The cases that the same subject had before this one, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="caseId">This one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<CaseFile>> EarlierCasesAsync(Actor actor, long caseId, CancellationToken cancellationToken) =>
        await FindAsync(actor, caseId, cancellationToken) is { } file
            ? [.. (await QueueAsync(actor, new CaseFilter(Subject: file.Subject, Closed: true), 0, 1000, cancellationToken)).Rows.Where(other => other.Id < caseId)]
            : [];

    /// <summary>Cases that should have been closed by now, gravest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<CaseFile>> OverdueAsync(Actor actor, int limit, CancellationToken cancellationToken) =>
        (await QueueAsync(actor, new CaseFilter(Overdue: true), 0, limit, cancellationToken)).Rows;

    /// <summary>How many cases stand where.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>; his own are counted apart.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CaseCounts> CountsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var counts = await postgres.Command("""
            SELECT count(*) FILTER (WHERE status = 'open'), count(*) FILTER (WHERE status = 'escalated'), count(*) FILTER (WHERE status = 'awaiting_approval'),
                   count(*) FILTER (WHERE due_at < $1), count(*) FILTER (WHERE assigned_to = $2::uuid), count(*) FILTER (WHERE assigned_to IS NULL)
            FROM case_file WHERE status <> 'closed'
            """, clock.GetUtcNow(), actor.Kind == ActorKind.Person ? Guid.Parse(actor.Id) : null)
            .RowAsync(row => new CaseCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)), cancellationToken);
        return counts!;
    }
}
