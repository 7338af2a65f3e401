using System.Text.Json;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Cases;

/// <summary>The writing half of <see cref="CaseStore"/>: what the commands of this room do to its tables inside their writes.</summary>
internal static class CaseRows
{
    /// <summary>What is read of each, with the names of people; a condition follows.</summary>
    internal const string Select = """
        SELECT c.case_id, c.subject_family, c.subject_address, c.severity, c.status, c.assigned_to, a.display_name, c.opened_at, c.due_at, c.escalated_at,
               c.disposition, c.disposition_reason, c.proposed_by, p.display_name, c.proposed_at, c.approved_by, s.display_name, c.closed_at, c.revision,
               (SELECT count(*) FROM case_alert t WHERE t.case_id = c.case_id)::int, (SELECT count(*) FROM case_hit t WHERE t.case_id = c.case_id)::int,
               coalesce(greatest((SELECT max(added_at) FROM case_alert t WHERE t.case_id = c.case_id), (SELECT max(added_at) FROM case_hit t WHERE t.case_id = c.case_id)), c.opened_at)
        FROM case_file c LEFT JOIN person_name a ON a.user_id = c.assigned_to LEFT JOIN person_name p ON p.user_id = c.proposed_by LEFT JOIN person_name s ON s.user_id = c.approved_by

        """;

    /// <summary>The case as it stands, held until the write ends.</summary>
    public static async Task<CaseFile?> LockAsync(AtomicWrite write, long caseId, CancellationToken cancellationToken)
    {
        // Held first and read behind: one statement that had to wait would join the names of before to the case of after.
        await write.Command("SELECT FROM case_file WHERE case_id = $1 FOR UPDATE", caseId).RunAsync(cancellationToken);
        return await write.Command(Select + """
            WHERE c.case_id = $1
            """, caseId).RowAsync(Read, cancellationToken);
    }

    /// <summary>The subject's case that is not closed, held until the write ends; null when it has none.</summary>
    public static async Task<CaseFile?> LockOpenAsync(AtomicWrite write, ChainAddress subject, CancellationToken cancellationToken)
    {
        await write.Command("SELECT FROM case_file WHERE subject_address = $1 AND subject_family = $2 AND status <> 'closed' FOR UPDATE", subject.ToArray(), (short)subject.Family).RunAsync(cancellationToken);
        return await write.Command(Select + """
            WHERE c.subject_address = $1 AND c.subject_family = $2 AND c.status <> 'closed'
            """, subject.ToArray(), (short)subject.Family).RowAsync(Read, cancellationToken);
    }

    /// <summary>Writes what people decide; severity, deadline and subject are not theirs to write.</summary>
    public static Task SaveDecisionAsync(AtomicWrite write, CaseFile file, CancellationToken cancellationToken) => write.Command("""
        UPDATE case_file SET status = $2, assigned_to = $3, escalated_at = $4, disposition = $5, disposition_reason = $6, proposed_by = $7, proposed_at = $8,
            approved_by = $9, closed_at = $10, revision = $11
        WHERE case_id = $1
        """, file.Id, Name(file.Status), file.AssignedTo, file.EscalatedAt, file.Proposal is { } proposal ? Name(proposal.Disposition) : null, file.Proposal?.Reason,
        file.Proposal?.By, file.Proposal?.At, file.ApprovedBy, file.ClosedAt, file.Revision).RunAsync(cancellationToken);

    /// <summary>Opens a case at revision 1.</summary>
    /// <returns>Its number.</returns>
    public static Task<long> OpenAsync(AtomicWrite write, ChainAddress subject, Severity severity, DateTimeOffset openedAt, DateTimeOffset dueAt, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO case_file (subject_family, subject_address, severity, status, opened_at, due_at) VALUES ($1, $2, $3, 'open', $4, $5) RETURNING case_id
        """, (short)subject.Family, subject.ToArray(), Name(severity), openedAt, dueAt).ScalarAsync<long>(cancellationToken);

    /// <summary>Lets a case grow graver; its deadline only ever gets earlier.</summary>
    public static Task GrowAsync(AtomicWrite write, long caseId, Severity severity, DateTimeOffset dueAt, int revision, CancellationToken cancellationToken) => write.Command("""
        UPDATE case_file SET severity = $2, due_at = least(due_at, $3), revision = $4 WHERE case_id = $1
        """, caseId, Name(severity), dueAt, revision).RunAsync(cancellationToken);

    /// <summary>Puts alerts into a case, for ever.</summary>
    public static async Task PutAlertsAsync(AtomicWrite write, long caseId, long[] alertIds, DateTimeOffset addedAt, CancellationToken cancellationToken)
    {
        await write.Command("INSERT INTO case_alert (alert_id, case_id, added_at) SELECT unnest($1), $2, $3", alertIds, caseId, addedAt).RunAsync(cancellationToken);
        await write.Command("DELETE FROM case_waiting WHERE alert_id = ANY ($1)", alertIds).RunAsync(cancellationToken);
    }

    /// <summary>Adds a step to the timeline.</summary>
    public static Task AddStepAsync(AtomicWrite write, long caseId, int revision, DateTimeOffset takenAt, Actor actor, CaseStepKind kind, string text, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO case_step (case_id, revision, taken_at, actor_kind, actor_id, actor_name, kind, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """, caseId, revision, takenAt, actor.Kind.ToString(), actor.Id, actor.Name, Name(kind), text).RunAsync(cancellationToken);

    /// <summary>The steps that changed a case after a revision, first one first.</summary>
    public static Task<IReadOnlyList<CaseStep>> StepsSinceAsync(AtomicWrite write, long caseId, int revision, CancellationToken cancellationToken) => write.Command("""
        SELECT step_id, case_id, revision, taken_at, actor_kind, actor_id, actor_name, kind, text FROM case_step
        WHERE case_id = $1 AND revision > $2 AND kind <> 'noted' ORDER BY step_id
        """, caseId, revision).RowsAsync(ReadStep, cancellationToken);

    /// <summary>The numbers of the cases that a subject had before one, newest first.</summary>
    public static Task<IReadOnlyList<long>> EarlierAsync(AtomicWrite write, ChainAddress subject, long caseId, CancellationToken cancellationToken) => write.Command("""
        SELECT case_id FROM case_file WHERE subject_address = $1 AND subject_family = $2 AND case_id < $3 ORDER BY case_id DESC
        """, subject.ToArray(), (short)subject.Family, caseId).RowsAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>How far alerts were taken up.</summary>
    public static Task<long> TakenThroughAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT taken_through FROM case_opening").ScalarAsync<long>(cancellationToken);

    /// <summary>Moves that forward.</summary>
    public static Task TakeThroughAsync(AtomicWrite write, long alertId, CancellationToken cancellationToken) =>
        write.Command("UPDATE case_opening SET taken_through = $1", alertId).RunAsync(cancellationToken);

    /// <summary>How far findings of re-screenings were taken up.</summary>
    public static Task<long> FindingsTakenThroughAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT findings_taken_through FROM case_opening").ScalarAsync<long>(cancellationToken);

    /// <summary>Moves that forward.</summary>
    public static Task TakeFindingsThroughAsync(AtomicWrite write, long findingId, CancellationToken cancellationToken) =>
        write.Command("UPDATE case_opening SET findings_taken_through = $1", findingId).RunAsync(cancellationToken);

    /// <summary>Puts hits into a case; one that stands in it already stays.</summary>
    public static Task PutHitsAsync(AtomicWrite write, long caseId, long[] hitIds, DateTimeOffset addedAt, CancellationToken cancellationToken) =>
        write.Command("INSERT INTO case_hit (case_id, hit_id, added_at) SELECT $1, unnest($2), $3 ON CONFLICT DO NOTHING", caseId, hitIds, addedAt).RunAsync(cancellationToken);

    /// <summary>The cases on an address that were closed as a true match, newest first.</summary>
    public static Task<IReadOnlyList<long>> TrueMatchesOfAsync(AtomicWrite write, ChainAddress subject, CancellationToken cancellationToken) => write.Command("""
        SELECT case_id FROM case_file WHERE subject_address = $1 AND subject_family = $2 AND status = 'closed' AND disposition = 'true_match' ORDER BY case_id DESC
        """, subject.ToArray(), (short)subject.Family).RowsAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>Which of some alerts stand in a case or wait for one already: those that were made of repeats.</summary>
    public static async Task<HashSet<long>> TakenUpAsync(AtomicWrite write, long[] alertIds, CancellationToken cancellationToken) => [.. await write.Command("""
        SELECT alert_id FROM case_alert WHERE alert_id = ANY ($1) UNION ALL SELECT alert_id FROM case_waiting WHERE alert_id = ANY ($1)
        """, (object)alertIds).RowsAsync(row => row.GetInt64(0), cancellationToken)];

    /// <summary>How far repeats were taken up.</summary>
    public static Task<long> RepeatsTakenThroughAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT repeats_taken_through FROM case_opening").ScalarAsync<long>(cancellationToken);

    /// <summary>Moves that forward.</summary>
    public static Task TakeRepeatsThroughAsync(AtomicWrite write, long repeatId, CancellationToken cancellationToken) =>
        write.Command("UPDATE case_opening SET repeats_taken_through = $1", repeatId).RunAsync(cancellationToken);

    /// <summary>The cases of some alerts; one that belongs to none is left out.</summary>
    public static async Task<IReadOnlyDictionary<long, long>> CasesOfAsync(AtomicWrite write, long[] alertIds, CancellationToken cancellationToken) =>
        (await write.Command("SELECT alert_id, case_id FROM case_alert WHERE alert_id = ANY ($1)", (object)alertIds)
            .RowsAsync(row => KeyValuePair.Create(row.GetInt64(0), row.GetInt64(1)), cancellationToken)).ToDictionary();

    /// <summary>The rules of the alerts of a case.</summary>
    public static async Task<HashSet<string>> RulesOfAsync(AtomicWrite write, long caseId, CancellationToken cancellationToken) =>
        [.. await write.Command("SELECT DISTINCT a.rule_id FROM case_alert t JOIN alert a USING (alert_id) WHERE t.case_id = $1", caseId).RowsAsync(row => row.GetString(0), cancellationToken)];

    /// <summary>Sets a slight alert to wait for others of its subject.</summary>
    public static Task WaitAsync(AtomicWrite write, long alertId, ChainAddress subject, string ruleId, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO case_waiting (alert_id, subject_family, subject_address, rule_id) VALUES ($1, $2, $3, $4)
        """, alertId, (short)subject.Family, subject.ToArray(), ruleId).RunAsync(cancellationToken);

    /// <summary>The slight alerts of a subject that wait, oldest first.</summary>
    public static Task<IReadOnlyList<(long AlertId, string RuleId, DateTimeOffset OccurredAt)>> WaitingAsync(AtomicWrite write, ChainAddress subject, CancellationToken cancellationToken) => write.Command("""
        SELECT w.alert_id, w.rule_id, a.occurred_at FROM case_waiting w JOIN alert a USING (alert_id) WHERE w.subject_address = $1 AND w.subject_family = $2 ORDER BY w.alert_id
        """, subject.ToArray(), (short)subject.Family).RowsAsync(row => (row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), cancellationToken);

    /// <summary>Enters the one place where cases are opened; false while another process is in it.</summary>
    public static Task<bool> EnterOpeningAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT pg_try_advisory_xact_lock(hashtext('case_opening'))").ScalarAsync<bool>(cancellationToken);

    /// <summary>A word as the database keeps it: TrueMatch is true_match.</summary>
    public static string Name<T>(T word) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());

    private static T Word<T>(string name) where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    internal static CaseFile Read(NpgsqlDataReader row) => new(row.GetInt64(0), new ChainAddress((AddressFamily)row.GetInt16(1), row.GetFieldValue<byte[]>(2)),
        Word<Severity>(row.GetString(3)), Word<CaseStatus>(row.GetString(4)), row.IsDBNull(5) ? null : row.GetGuid(5), row.IsDBNull(6) ? null : row.GetString(6),
        row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8), TimeOrNull(row, 9),
        row.IsDBNull(10) ? null : new CaseProposal(Word<Disposition>(row.GetString(10)), row.GetString(11), row.GetGuid(12), row.GetString(13), row.GetFieldValue<DateTimeOffset>(14)),
        row.IsDBNull(15) ? null : row.GetGuid(15), row.IsDBNull(16) ? null : row.GetString(16), TimeOrNull(row, 17), row.GetInt32(18), row.GetInt32(19), row.GetInt32(20), row.GetFieldValue<DateTimeOffset>(21));

    internal static CaseStep ReadStep(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetFieldValue<DateTimeOffset>(3),
        Enum.Parse<ActorKind>(row.GetString(4)), row.GetString(5), row.GetString(6), Word<CaseStepKind>(row.GetString(7)), row.GetString(8));

    private static DateTimeOffset? TimeOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
