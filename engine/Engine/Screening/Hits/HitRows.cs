using System.Text.Json;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Hits;

/// <summary>The writing half of <see cref="HitStore"/>: what the commands of this room do to its tables inside their writes.</summary>
internal static class HitRows
{
    /// <summary>What is read of each, with the names of people; a condition follows.</summary>
    internal const string Select = """
        SELECT h.hit_id, h.subject_kind, h.subject_id, h.listed_name, h.score, h.blocking, h.needs_two, h.found_by, h.found_at, h.due_at, h.earlier_hit_id, h.gone_at, h.state,
               h.decided_reason, h.decided_by, d.display_name, h.decided_at, h.approved_by, a.display_name, h.expires_at,
               h.pending, h.pending_reason, h.pending_by, p.display_name, h.pending_at, h.revision, ARRAY(SELECT DISTINCT e.list_id FROM hit_entry e WHERE e.hit_id = h.hit_id ORDER BY 1),
               (SELECT e.asked FROM hit_entry e WHERE e.hit_id = h.hit_id ORDER BY e.score DESC, e.entry_id LIMIT 1)
        FROM hit h LEFT JOIN person_name d ON d.user_id = h.decided_by LEFT JOIN person_name a ON a.user_id = h.approved_by LEFT JOIN person_name p ON p.user_id = h.pending_by

        """;

    /// <summary>Holds the subject until the write ends: two that find the same at once raise it once.</summary>
    public static Task LockSubjectAsync(AtomicWrite write, HitSubject subject, CancellationToken cancellationToken) =>
        write.Command("SELECT pg_advisory_xact_lock(hashtextextended('hit ' || $1 || ' ' || $2, 0))", Name(subject.Kind), subject.Id).RunAsync(cancellationToken);

    /// <summary>
    /// Holds the hits of the subject, so that nobody decides one between the reading and the writing. A statement of its own: what is read
    /// after it is what whoever held them before has committed.
    /// </summary>
    public static async Task LockHitsAsync(AtomicWrite write, HitSubject subject, CancellationToken cancellationToken) =>
        await write.Command("SELECT hit_id FROM hit WHERE subject_kind = $1 AND subject_id = $2 ORDER BY hit_id FOR UPDATE", Name(subject.Kind), subject.Id).RowsAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>Every hit of a subject, newest first.</summary>
    public static async Task<IReadOnlyList<KnownHit>> KnownAsync(NpgsqlConnection connection, HitSubject subject, CancellationToken cancellationToken)
    {
        var rows = await connection.Command("""
            SELECT h.hit_id, h.state, h.subject_hash, h.expires_at, h.needs_two, h.score, h.blocking, h.gone_at IS NOT NULL, e.entry_id, e.list_id, e.entry_key,
                   e.kind, e.score, e.blocking, e.subject_hash
            FROM hit h JOIN hit_entry e USING (hit_id) WHERE h.subject_kind = $1 AND h.subject_id = $2 ORDER BY h.hit_id DESC, e.hit_entry_id
            """, Name(subject.Kind), subject.Id).RowsAsync(row => (
            Hit: new KnownHit(row.GetInt64(0), Word<HitState>(row.GetString(1)), row.GetFieldValue<byte[]>(2), TimeOrNull(row, 3), row.GetBoolean(4), row.GetFloat(5), row.GetBoolean(6), row.GetBoolean(7), []),
            Entry: new KnownEntry(row.GetInt64(8), row.GetString(9), row.GetString(10), Word<HitKind>(row.GetString(11)), row.GetFloat(12), row.GetBoolean(13), row.GetFieldValue<byte[]>(14))), cancellationToken);
        return [.. rows.GroupBy(row => row.Hit.Id).Select(hit => hit.First().Hit with { Entries = [.. hit.Select(row => row.Entry)] })];
    }

    /// <summary>Raises a hit at revision 1.</summary>
    /// <returns>Its number.</returns>
    public static Task<long> InsertAsync(AtomicWrite write, FoundHits found, string listedName, float score, bool blocking, bool needsTwo, string foundBy, DateTimeOffset foundAt, DateTimeOffset dueAt,
        long? earlier, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO hit (subject_kind, subject_id, subject_hash, listed_name, score, blocking, needs_two, found_by, found_at, due_at, earlier_hit_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING hit_id
        """, Name(found.Subject.Kind), found.Subject.Id, found.SubjectHash, listedName, score, blocking, needsTwo, foundBy, foundAt, dueAt, earlier).ScalarAsync<long>(cancellationToken);

    /// <summary>Adds an entry to a hit.</summary>
    public static Task AddEntryAsync(AtomicWrite write, long hitId, FoundEntry entry, byte[] subjectHash, DateTimeOffset foundAt, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO hit_entry (hit_id, entry_id, list_id, entry_key, version_id, kind, score, full_name, weak, blocking, asked, matched, threshold, policy_sha256, explanation, subject_hash, found_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb, $16, $17)
        """, hitId, entry.EntryId, entry.ListId, entry.Key, entry.VersionId, Name(entry.Kind), entry.Score, entry.FullName, entry.Weak, entry.Blocking, entry.Asked, entry.Matched, entry.Threshold,
        entry.PolicySha256 is { } hash ? Convert.FromHexString(hash) : null, entry.Explanation, subjectHash, foundAt).RunAsync(cancellationToken);

    /// <summary>Lets a hit grow by what was found now.</summary>
    /// <returns>The revision that this made.</returns>
    public static Task<int> GrowAsync(AtomicWrite write, long hitId, byte[] subjectHash, float score, bool blocking, bool needsTwo, bool isBack, CancellationToken cancellationToken) => write.Command("""
        -- A decision that stands was made by as many people as it took then: only an open hit can come to need a second one. One that is decided
        -- otherwise is not to be grown: then no row answers, and the write fails.
        UPDATE hit SET subject_hash = $2, score = greatest(score, $3), blocking = blocking OR $4, needs_two = needs_two OR ($5 AND state = 'open'),
            gone_at = CASE WHEN $6 THEN NULL ELSE gone_at END, revision = revision + 1
        WHERE hit_id = $1 AND state IN ('open', 'true_match') RETURNING revision
        """, hitId, subjectHash, score, blocking, needsTwo, isBack).ScalarAsync<int>(cancellationToken);

    /// <summary>The hit as it stands, held until the write ends.</summary>
    public static async Task<Hit?> LockAsync(AtomicWrite write, long hitId, CancellationToken cancellationToken)
    {
        // Held first and read behind: one statement that had to wait would join the names of before to the decision of after.
        await write.Command("SELECT FROM hit WHERE hit_id = $1 FOR UPDATE", hitId).RunAsync(cancellationToken);
        return await write.Command(Select + """
            WHERE h.hit_id = $1
            """, hitId).RowAsync(Read, cancellationToken);
    }

    /// <summary>Writes what people decide.</summary>
    public static Task SaveAsync(AtomicWrite write, Hit hit, CancellationToken cancellationToken) => write.Command("""
        UPDATE hit SET state = $2, decided_reason = $3, decided_by = $4, decided_at = $5, approved_by = $6, expires_at = $7,
            pending = $8, pending_reason = $9, pending_by = $10, pending_at = $11, gone_at = $12, revision = $13
        WHERE hit_id = $1
        """, hit.Id, Name(hit.State), hit.Decision?.Reason, hit.Decision?.By, hit.Decision?.At, hit.ApprovedBy, hit.ExpiresAt,
        hit.Pending is { } pending ? Name(pending.State) : null, hit.Pending?.Reason, hit.Pending?.By, hit.Pending?.At, hit.GoneAt, hit.Revision).RunAsync(cancellationToken);

    /// <summary>Adds a step to the timeline.</summary>
    public static Task AddStepAsync(AtomicWrite write, long hitId, int revision, DateTimeOffset takenAt, Actor actor, HitStepKind kind, string text, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO hit_step (hit_id, revision, taken_at, actor_kind, actor_id, actor_name, kind, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """, hitId, revision, takenAt, actor.Kind.ToString(), actor.Id, actor.Name, Name(kind), text).RunAsync(cancellationToken);

    /// <summary>The steps that changed a hit after a revision, first one first.</summary>
    public static Task<IReadOnlyList<HitStep>> StepsSinceAsync(AtomicWrite write, long hitId, int revision, CancellationToken cancellationToken) => write.Command("""
        SELECT step_id, hit_id, revision, taken_at, actor_kind, actor_id, actor_name, kind, text FROM hit_step WHERE hit_id = $1 AND revision > $2 AND kind <> 'noted' ORDER BY step_id
        """, hitId, revision).RowsAsync(ReadStep, cancellationToken);

    /// <summary>
    /// Says of hits that are not ended, and have an entry among some keys of a list, that no version in force speaks for them any more: holds an
    /// entry of theirs, and blocks it where the hit is of a blocked party.
    /// </summary>
    /// <returns>Their numbers with their revisions.</returns>
    public static Task<IReadOnlyList<GoneHit>> MarkGoneAsync(AtomicWrite write, string listId, string[] keys, (string[] Lists, string[] Keys) blockedByOwners, DateTimeOffset at, CancellationToken cancellationToken) => write.Command("""
        UPDATE hit h SET gone_at = $3, revision = revision + 1
        WHERE h.gone_at IS NULL AND h.state IN ('open', 'true_match', 'inconclusive')
          AND h.hit_id IN (SELECT hit_id FROM hit_entry WHERE list_id = $1 AND entry_key = ANY ($2))
          AND NOT EXISTS (SELECT 1 FROM hit_entry e JOIN list l USING (list_id) JOIN list_version_entry m ON m.version_id = l.version_in_force
                          JOIN list_entry s ON s.entry_id = m.entry_id AND s.list_id = e.list_id AND s.entry_key = e.entry_key
                          WHERE e.hit_id = h.hit_id
                            AND (NOT h.blocking OR (l.blocking AND s.blocks) OR (e.list_id, e.entry_key) IN (SELECT * FROM unnest($4::text[], $5::text[]))))
        RETURNING hit_id, revision, state, blocking
        """, listId, keys, at, blockedByOwners.Lists, blockedByOwners.Keys).RowsAsync(ReadGone, cancellationToken);

    /// <summary>The same of hits on addresses that no version in force blocks any more, though their party may be listed still.</summary>
    public static Task<IReadOnlyList<GoneHit>> MarkAddressesGoneAsync(AtomicWrite write, string[] subjects, DateTimeOffset at, CancellationToken cancellationToken) => write.Command("""
        UPDATE hit SET gone_at = $2, revision = revision + 1
        WHERE gone_at IS NULL AND state IN ('open', 'true_match', 'inconclusive') AND blocking AND subject_kind = 'address' AND subject_id = ANY ($1)
        RETURNING hit_id, revision, state, blocking
        """, subjects, at).RowsAsync(ReadGone, cancellationToken);

    /// <summary>A word as the database keeps it: TrueMatch is true_match.</summary>
    public static string Name<T>(T word) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());

    internal static T Word<T>(string name) where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    internal static Hit Read(NpgsqlDataReader row)
    {
        var state = Word<HitState>(row.GetString(12));
        return new(row.GetInt64(0), new HitSubject(Word<HitSubjectKind>(row.GetString(1)), row.GetString(2)), row.GetString(3), row.GetFloat(4), row.GetBoolean(5), row.GetBoolean(6), row.GetString(7),
            row.GetFieldValue<DateTimeOffset>(8), row.GetFieldValue<DateTimeOffset>(9), row.IsDBNull(10) ? null : row.GetInt64(10), TimeOrNull(row, 11), state,
            row.IsDBNull(13) ? null : new HitDecision(state, row.GetString(13), row.GetGuid(14), row.GetString(15), row.GetFieldValue<DateTimeOffset>(16)),
            row.IsDBNull(17) ? null : row.GetGuid(17), row.IsDBNull(18) ? null : row.GetString(18), TimeOrNull(row, 19),
            row.IsDBNull(20) ? null : new HitDecision(Word<HitState>(row.GetString(20)), row.GetString(21), row.GetGuid(22), row.GetString(23), row.GetFieldValue<DateTimeOffset>(24)),
            row.GetInt32(25), row.GetFieldValue<string[]>(26), row.GetString(27));
    }

    internal static HitStep ReadStep(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetFieldValue<DateTimeOffset>(3),
        Enum.Parse<ActorKind>(row.GetString(4)), row.GetString(5), row.GetString(6), Word<HitStepKind>(row.GetString(7)), row.GetString(8));

    private static GoneHit ReadGone(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt32(1), Word<HitState>(row.GetString(2)), row.GetBoolean(3));

    private static DateTimeOffset? TimeOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>A hit whose entries are gone, as the change left it.</summary>
internal sealed record GoneHit(long HitId, int Revision, HitState State, bool Blocking);
