using Npgsql;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>What ownership says of an entity, as far as a change of it is to be seen.</summary>
/// <param name="ContentHash">SHA-256 of finding, known share and chain.</param>
/// <param name="Blocked">Whether it is certain.</param>
internal sealed record KnownOwnership(byte[] ContentHash, bool Blocked);

/// <summary>The writing half of <see cref="RescreeningStore"/>: what answering a change does to its tables.</summary>
internal static class RescreeningRows
{
    /// <summary>
    /// Takes a change up, or finds it taken up: the counts are those of the first time, and the progress is where it stands. Changes of the list that
    /// were taken up before and not finished are overtaken.
    /// </summary>
    public static async Task<ListRescreening> BeginAsync(AtomicWrite write, UnansweredChange change, RescreeningDelta delta, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await write.Command("UPDATE rescreening SET stage = 'overtaken' WHERE list_id = $1 AND in_force_id < $2 AND stage NOT IN ('finished', 'overtaken')", change.ListId, change.InForceId).RunAsync(cancellationToken);
        await write.Command("""
            INSERT INTO rescreening (in_force_id, list_id, from_version, to_version, seen_at, in_force_at, started_at, stage, entries_added, entries_changed, entries_removed, owned_changed, ownership_sha256, blocking)
            SELECT f.in_force_id, f.list_id, $2, f.version_id,
                   -- The first file among all changes that this one answers. One that was in force before was seen long ago: it counts from its return.
                   (SELECT min(CASE WHEN EXISTS (SELECT FROM list_in_force b WHERE b.version_id = a.version_id AND b.in_force_id < a.in_force_id) THEN a.since
                                    ELSE least(a.since, v.loaded_at, (SELECT min(t.at) FROM list_fetch t WHERE t.version_id IN (v.version_id, v.interim_of) AND t.outcome = 'fetched')) END)
                    FROM list_in_force a JOIN list_version v USING (version_id) WHERE a.list_id = f.list_id AND a.in_force_id > $8 AND a.in_force_id <= f.in_force_id),
                   $3, $4, 'addresses', $5, $6, $7, $9, $10, $11
            FROM list_in_force f WHERE f.in_force_id = $1
            ON CONFLICT (in_force_id) DO NOTHING
            """, change.InForceId, delta.FromVersion, change.Since, now, delta.Changes.Added.Count, delta.Changes.Changed.Count, delta.Changes.Gone.Count + delta.Changes.Unblocked.Count,
            delta.AnsweredThrough, delta.Owned.Count + delta.NoLongerOwned.Count, delta.OwnershipHash, delta.Blocking).RunAsync(cancellationToken);
        await write.Command("""
            -- Another list has changed who owns whom since this was begun: what was answered of it was answered for another delta. Whatever was found is found once more and raised once.
            UPDATE rescreening SET stage = 'addresses', parties_through = '', ownership_sha256 = $2
            WHERE in_force_id = $1 AND stage IN ('addresses', 'names', 'removals') AND ownership_sha256 <> $2
            """, change.InForceId, delta.OwnershipHash).RunAsync(cancellationToken);
        return (await write.Command("""
            SELECT in_force_id, list_id, from_version, to_version, seen_at, in_force_at, started_at, stage, last_verdict_at, finished_at,
                   entries_added, entries_changed, entries_removed, owned_changed, addresses_checked, past_transfers, parties_compared, searches_cut, hits_raised, hits_gone
            FROM rescreening WHERE in_force_id = $1
            """, change.InForceId).RowAsync(RescreeningStore.Read, cancellationToken))!;
    }

    /// <summary>The version of a list that was answered last, and its change; nulls before the first.</summary>
    public static async Task<(long? Version, long InForceId, bool Blocking)> AnsweredAsync(NpgsqlDataSource postgres, string listId, CancellationToken cancellationToken) => (await postgres.Command("""
        SELECT to_version, in_force_id, blocking FROM rescreening WHERE list_id = $1 AND stage = 'finished' ORDER BY in_force_id DESC LIMIT 1
        """, listId).RowsAsync(row => (row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2)), cancellationToken)) is [var (version, id, blocking)] ? (version, id, blocking) : (null, 0, false);

    /// <summary>Whether a list blocks property, by the file of lists.</summary>
    public static Task<bool> BlocksAsync(NpgsqlDataSource postgres, string listId, CancellationToken cancellationToken) =>
        postgres.Command("SELECT blocking FROM list WHERE list_id = $1", listId).ScalarAsync<bool>(cancellationToken);

    /// <summary>The versions that were taken up after that one and not answered to the end.</summary>
    public static Task<IReadOnlyList<long>> BegunAfterAsync(NpgsqlDataSource postgres, string listId, long answered, long before, CancellationToken cancellationToken) => postgres.Command("""
        SELECT DISTINCT to_version FROM rescreening WHERE list_id = $1 AND in_force_id > $2 AND in_force_id < $3 AND stage <> 'finished'
        """, listId, answered, before).RowsAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>The version of a change.</summary>
    public static Task<long> VersionOfAsync(NpgsqlDataSource postgres, long inForceId, CancellationToken cancellationToken) =>
        postgres.Command("SELECT version_id FROM list_in_force WHERE in_force_id = $1", inForceId).ScalarAsync<long>(cancellationToken);

    /// <summary>Whether the version is the one in force, and keeps it so until the write ends: nobody is found by what is gone by then.</summary>
    public static Task<bool> HoldInForceAsync(AtomicWrite write, string listId, long versionId, CancellationToken cancellationToken) =>
        write.Command("SELECT version_in_force = $2 FROM list WHERE list_id = $1 FOR SHARE", listId, versionId).ScalarAsync<bool>(cancellationToken);

    /// <summary>Moves to the next population, with what this one came to; in the write that holds its verdicts.</summary>
    /// <returns>False where it has moved on already: another process was at it, and this write is to be left.</returns>
    public static async Task<bool> EndStageAsync(AtomicWrite write, long inForceId, RescreeningStage from, RescreeningStage to, StageCounts counts, DateTimeOffset now, CancellationToken cancellationToken) => await write.Command("""
        UPDATE rescreening SET stage = $3, last_verdict_at = $4, finished_at = CASE WHEN $3 = 'finished' THEN $4 END, addresses_checked = addresses_checked + $5, past_transfers = past_transfers + $6,
            hits_raised = hits_raised + $7, hits_gone = hits_gone + $8
        WHERE in_force_id = $1 AND stage = $2
        """, inForceId, RescreeningStore.Name(from), RescreeningStore.Name(to), now, counts.AddressesChecked, counts.PastTransfers, counts.HitsRaised, counts.HitsGone).RunAsync(cancellationToken) == 1;

    /// <summary>Writes how far the parties are, in the write that holds their verdicts.</summary>
    /// <returns>False where another process has gone further.</returns>
    public static async Task<bool> CompareThroughAsync(AtomicWrite write, long inForceId, string before, string through, long parties, long cut, long hits, DateTimeOffset now, CancellationToken cancellationToken) => await write.Command("""
        UPDATE rescreening SET parties_through = $3, parties_compared = parties_compared + $4, searches_cut = searches_cut + $5, hits_raised = hits_raised + $6, last_verdict_at = $7
        WHERE in_force_id = $1 AND stage = 'names' AND parties_through = $2
        """, inForceId, before, through, parties, cut, hits, now).RunAsync(cancellationToken) == 1;

    /// <summary>The last party that was compared.</summary>
    public static Task<string> ComparedThroughAsync(NpgsqlDataSource postgres, long inForceId, CancellationToken cancellationToken) =>
        postgres.Command("SELECT parties_through FROM rescreening WHERE in_force_id = $1", inForceId).ScalarAsync<string>(cancellationToken);

    /// <summary>What ownership said of each entity when it was last answered.</summary>
    public static async Task<IReadOnlyDictionary<PartyKey, KnownOwnership>> OwnershipAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken) =>
        (await postgres.Command("SELECT list_id, entry_key, content_hash, blocked FROM rescreened_ownership").RowsAsync(row =>
            KeyValuePair.Create(new PartyKey(row.GetString(0), row.GetString(1)), new KnownOwnership(row.GetFieldValue<byte[]>(2), row.GetBoolean(3))), cancellationToken)).ToDictionary();

    /// <summary>Keeps what was answered of ownership.</summary>
    public static async Task KeepOwnershipAsync(AtomicWrite write, IReadOnlyDictionary<PartyKey, KnownOwnership> said, IReadOnlyCollection<PartyKey> gone, CancellationToken cancellationToken)
    {
        await write.Command("DELETE FROM rescreened_ownership WHERE (list_id, entry_key) IN (SELECT * FROM unnest($1::text[], $2::text[]))",
            gone.Select(party => party.ListId).ToArray(), gone.Select(party => party.Key).ToArray()).RunAsync(cancellationToken);
        await write.Command("""
            INSERT INTO rescreened_ownership (list_id, entry_key, content_hash, blocked) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::boolean[])
            ON CONFLICT (list_id, entry_key) DO UPDATE SET content_hash = excluded.content_hash, blocked = excluded.blocked
            """, said.Keys.Select(party => party.ListId).ToArray(), said.Keys.Select(party => party.Key).ToArray(), said.Values.Select(one => one.ContentHash).ToArray(), said.Values.Select(one => one.Blocked).ToArray()).RunAsync(cancellationToken);
    }

    /// <summary>The parties of whom false positives have expired since that was last asked, the earliest first.</summary>
    public static async Task<ExpiredDecisions> ExpiredAsync(NpgsqlDataSource postgres, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var rows = await postgres.Command("""
            -- With its ties: a cursor that is a time must not stop between two of the same time.
            SELECT subject_id, expires_at FROM hit
            WHERE state = 'false_positive' AND subject_kind = 'party' AND expires_at > (SELECT asked_through FROM party_following) AND expires_at <= $1
            ORDER BY expires_at FETCH FIRST $2 ROWS WITH TIES
            """, now, most).RowsAsync(row => (Id: row.GetString(0), At: row.GetFieldValue<DateTimeOffset>(1)), cancellationToken);
        return new ExpiredDecisions([.. rows.Select(row => row.Id).Distinct()], rows.Count == 0 ? now : rows[^1].At);
    }

    /// <summary>Moves that forward, never back.</summary>
    public static Task AskedThroughAsync(AtomicWrite write, DateTimeOffset through, CancellationToken cancellationToken) =>
        write.Command("UPDATE party_following SET asked_through = greatest(asked_through, $1)", through).RunAsync(cancellationToken);

    /// <summary>Writes who was not screened to the end against all lists, and forgets who was before and is now.</summary>
    public static async Task KeepGapsAsync(AtomicWrite write, IReadOnlyCollection<string> ids, IReadOnlyList<(PartyVersion Version, NameGap Gap)> parties, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await write.Command("DELETE FROM party_gap WHERE party_id = ANY ($1)", ids.ToArray()).RunAsync(cancellationToken);
        await AddGapsAsync(write, parties, now, cancellationToken);
    }

    /// <summary>Writes who was not screened to the end.</summary>
    public static async Task AddGapsAsync(AtomicWrite write, IReadOnlyList<(PartyVersion Version, NameGap Gap)> parties, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (version, gap) in parties.Where(one => one.Gap != NameGap.None))
        {
            await write.Command("""
                INSERT INTO party_gap (party_id, version_id, reason, seen_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (party_id) DO UPDATE SET version_id = $2, reason = $3, seen_at = $4
                """, version.Party.Id, version.VersionId, gap == NameGap.Cut ? "cut" : "unreadable", now).RunAsync(cancellationToken);
        }
    }

    /// <summary>The newest version of a party that was screened.</summary>
    public static Task<long> FollowedThroughAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken) =>
        postgres.Command("SELECT taken_through FROM party_following").ScalarAsync<long>(cancellationToken);

    /// <summary>Moves that forward, never back.</summary>
    public static Task FollowThroughAsync(AtomicWrite write, long versionId, CancellationToken cancellationToken) =>
        write.Command("UPDATE party_following SET taken_through = greatest(taken_through, $1)", versionId).RunAsync(cancellationToken);
}

/// <summary>Parties of whom a false positive has expired.</summary>
/// <param name="Parties">Their ids, each once.</param>
/// <param name="Through">The expiry up to which they are all; to be kept with what is found of them.</param>
internal sealed record ExpiredDecisions(IReadOnlyList<string> Parties, DateTimeOffset Through);

/// <summary>What a population came to.</summary>
internal readonly record struct StageCounts(long AddressesChecked = 0, long PastTransfers = 0, long HitsRaised = 0, long HitsGone = 0);
