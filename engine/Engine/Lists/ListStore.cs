using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>Lists, their versions and entries, as rows. What changes them is <see cref="LoadList"/> and <see cref="ApproveListVersion"/>.</summary>
public sealed partial class ListStore(NpgsqlDataSource postgres, AuditTrail trail, TimeProvider clock)
{
    internal static readonly JsonSerializerOptions ContentJson = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // names stand in the database as they are read
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Makes a list known, or brings what is known of it up to date. Its versions are not touched.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>.</param>
    /// <param name="list">As <c>rules/lists.json</c> describes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether anything changed.</returns>
    public async Task<bool> DescribeAsync(Actor actor, ListDefinition list, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageLists);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await write.Command("""
            -- A list that comes to block property, or to block it no more, judges otherwise by the same version: that is a change of what is in force, and is answered as one.
            INSERT INTO list_in_force (list_id, version_id, since, put_by) SELECT list_id, version_in_force, $3, $4 FROM list WHERE list_id = $1 AND blocking <> $2 AND version_in_force IS NOT NULL
            """, list.Id, list.Blocking, clock.GetUtcNow(), actor.Name).RunAsync(cancellationToken);
        var changed = await write.Command("""
            -- The WHERE leaves a row alone that says the same already: no audit entry for nothing.
            INSERT INTO list (list_id, publisher, title, format, blocking, max_age_hours, refresh_minutes, refresh_cron, expects) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)
            ON CONFLICT (list_id) DO UPDATE SET publisher = $2, title = $3, format = $4, blocking = $5, max_age_hours = $6, refresh_minutes = $7, refresh_cron = $8, expects = $9::jsonb
            WHERE (list.publisher, list.title, list.format, list.blocking, list.max_age_hours, list.refresh_minutes, list.refresh_cron, list.expects) IS DISTINCT FROM ($2, $3, $4, $5, $6, $7, $8, $9::jsonb)
            """, list.Id, list.Publisher, list.Title, list.Format, list.Blocking, list.MaxAgeHours, list.Urls.Count == 0 ? null : (int?)list.RefreshMinutes, list.RefreshCron,
            JsonSerializer.Serialize(new Expected(list.Canaries, list.AtLeast), ContentJson)).RunAsync(cancellationToken);
        if (changed > 0)
        {
            await trail.RecordAsync(write, actor, "list.describe", new AuditSubject("list", list.Id), list, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return changed > 0;
    }

    /// <summary>Every list with the version that judges now, by id.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ListStanding>> AllAsync(Actor actor, CancellationToken cancellationToken)
    {
        DemandReading(actor);
        var now = clock.GetUtcNow();
        return await postgres.Command("""
            SELECT v.version_id, l.list_id, v.sha256, v.file_name, v.size_bytes, v.published_on, v.loaded_at, v.loaded_by_name, v.status, v.reason, v.counts, true, v.interim_of, v.fallback,
                   l.publisher, l.title, l.format, l.blocking, l.max_age_hours, l.checked_at, l.refresh_minutes, l.refresh_cron, f.at, f.outcome = 'failed',
                   (SELECT r.version_id FROM list_return r JOIN list_return_step s ON s.return_id = r.return_id AND s.kind = 'approved'
                    WHERE r.list_id = l.list_id AND NOT EXISTS (SELECT FROM list_return_step e WHERE e.return_id = r.return_id AND e.kind = 'ended') ORDER BY r.return_id DESC LIMIT 1)
            FROM list l LEFT JOIN list_version v ON v.version_id = l.version_in_force
            LEFT JOIN LATERAL (SELECT at, outcome FROM list_fetch WHERE list_id = l.list_id ORDER BY fetch_id DESC LIMIT 1) f ON true
            ORDER BY l.list_id
            """).RowsAsync(row =>
            {
                var definition = new ListDefinition(row.GetString(1), row.GetString(14), row.GetString(15), row.GetString(16), row.GetBoolean(17), row.GetInt32(18));
                DateTimeOffset? checkedAt = row.IsDBNull(19) ? null : row.GetFieldValue<DateTimeOffset>(19);
                return new ListStanding(definition, row.IsDBNull(0) ? null : ReadVersion(row), checkedAt, now - checkedAt)
                {
                    Schedule = row.IsDBNull(20) ? null : new RefreshSchedule(row.GetInt32(20), row.IsDBNull(21) ? null : row.GetString(21)),
                    LastAttempt = row.IsDBNull(22) ? null : new ListAttempt(row.GetFieldValue<DateTimeOffset>(22), row.GetBoolean(23)),
                    ReturnedTo = row.IsDBNull(24) ? null : row.GetInt64(24),
                };
            }, cancellationToken);
    }

    /// <summary>Every version of a list, newest load first, those in quarantine too.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">An unknown list has no versions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ListVersion>> VersionsAsync(Actor actor, string listId, CancellationToken cancellationToken)
    {
        DemandReading(actor);
        return await postgres.Command("""
            SELECT v.version_id, v.list_id, v.sha256, v.file_name, v.size_bytes, v.published_on, v.loaded_at, v.loaded_by_name, v.status, v.reason, v.counts, l.version_in_force IS NOT DISTINCT FROM v.version_id, v.interim_of, v.fallback
            FROM list_version v JOIN list l USING (list_id)
            WHERE v.list_id = $1 ORDER BY v.version_id DESC
            """, listId).RowsAsync(ReadVersion, cancellationToken);
    }

    /// <summary>One version, or null where there is none of that number.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="versionId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ListVersion?> FindVersionAsync(Actor actor, long versionId, CancellationToken cancellationToken)
    {
        DemandReading(actor);
        return await postgres.Command("""
            SELECT v.version_id, v.list_id, v.sha256, v.file_name, v.size_bytes, v.published_on, v.loaded_at, v.loaded_by_name, v.status, v.reason, v.counts, l.version_in_force IS NOT DISTINCT FROM v.version_id, v.interim_of, v.fallback
            FROM list_version v JOIN list l USING (list_id)
            WHERE v.version_id = $1
            """, versionId).RowAsync(ReadVersion, cancellationToken);
    }

    /// <summary>A page of the entries of a version, by primary name.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="versionId">Which version.</param>
    /// <param name="search">A part of a name or of an address as written, or a whole key, in any case; null or empty for all. To look for a person to find, not to screen.</param>
    /// <param name="offset">Rows to pass over.</param>
    /// <param name="limit">Rows at the most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<StoredListEntry>> EntriesAsync(Actor actor, long versionId, string? search, int offset, int limit, CancellationToken cancellationToken)
    {
        DemandReading(actor);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, 500));
        long total = 0;
        var rows = await postgres.Command("""
            -- strpos, not LIKE: what people type holds % and _ too.
            SELECT e.entry_id, e.list_id, e.content, count(*) OVER ()
            FROM list_version_entry m JOIN list_entry e USING (entry_id)
            WHERE m.version_id = $1 AND ($2 = '' OR e.entry_key = $2
                OR EXISTS (SELECT FROM jsonb_array_elements(e.content -> 'names') n WHERE strpos(lower(n ->> 'text'), lower($2)) > 0)
                OR EXISTS (SELECT FROM list_address a WHERE a.entry_id = e.entry_id AND strpos(lower(a.text), lower($2)) > 0))
            ORDER BY e.primary_name, e.entry_id OFFSET $3 LIMIT $4
            """, versionId, search?.Trim() ?? "", offset, limit).RowsAsync(row =>
            {
                total = row.GetInt64(3);
                return ReadEntry(row);
            }, cancellationToken);
        // A page past the end has no row to carry the total.
        if (rows.Count == 0 && offset > 0)
        {
            total = (await EntriesAsync(actor, versionId, search, 0, 1, cancellationToken)).Total;
        }

        return new Page<StoredListEntry>(rows, total);
    }

    /// <summary>One entry in one of its contents, or null where there is none of that number.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="entryId">In our database, as evidence names it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<StoredListEntry?> FindEntryAsync(Actor actor, long entryId, CancellationToken cancellationToken)
    {
        DemandReading(actor);
        return await postgres.Command("SELECT entry_id, list_id, content FROM list_entry WHERE entry_id = $1", entryId).RowAsync(ReadEntry, cancellationToken);
    }

    /// <summary>What changed from one version to another.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="fromVersion">The earlier one.</param>
    /// <param name="toVersion">The later one, of the same list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The delta, or <c>list_version_unknown</c> or <c>list_versions_differ</c> where the two are of different lists.</returns>
    public async Task<Outcome<ListDelta>> DiffAsync(Actor actor, long fromVersion, long toVersion, CancellationToken cancellationToken)
    {
        var from = await FindVersionAsync(actor, fromVersion, cancellationToken);
        var to = await FindVersionAsync(actor, toVersion, cancellationToken);
        if (from is null || to is null)
        {
            return new Refusal("list_version_unknown", $"There is no list version {(from is null ? fromVersion : toVersion)}. usd1 lists show LIST names them.");
        }

        if (from.ListId != to.ListId)
        {
            return new Refusal("list_versions_differ", $"Version {fromVersion} is of {from.ListId} and version {toVersion} of {to.ListId}. Compare two versions of one list.");
        }

        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        return await VersionDelta.ReadAsync(connection, fromVersion, toVersion, cancellationToken);
    }

    /// <summary>Every address of every version in force: what the address index is made from. No actor: only the engine's own jobs read it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ListedAddress>> AddressesInForceAsync(CancellationToken cancellationToken) => await WithOwnershipAsync(Once(await postgres.Command("""
        SELECT l.list_id, l.version_in_force, e.entry_id, e.entry_key, e.primary_name, l.blocking AND e.blocks, e.programmes, a.family, a.address, a.tag, a.text, e.listed_on
        FROM list l
        JOIN list_version_entry m ON m.version_id = l.version_in_force
        JOIN list_entry e USING (entry_id)
        JOIN list_address a USING (entry_id)
        ORDER BY l.list_id, e.entry_id, a.tag, a.text
        """).RowsAsync(ReadListedAddress, cancellationToken)), cancellationToken);

    /// <summary>Where an address stands on the versions in force.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="address">Which address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ListedAddress>> OfAddressAsync(Actor actor, ChainAddress address, CancellationToken cancellationToken)
    {
        DemandReading(actor);
        ChainAddress[] forms = [address, .. AddressForms.OthersOf(address)];
        var found = await postgres.Command("""
            -- Family 99 has the few texts that no family explained when they were loaded: one may explain them today.
            SELECT l.list_id, l.version_in_force, e.entry_id, e.entry_key, e.primary_name, l.blocking AND e.blocks, e.programmes, a.family, a.address, a.tag, a.text, e.listed_on
            FROM list_address a
            JOIN list_entry e USING (entry_id)
            JOIN list_version_entry m USING (entry_id)
            JOIN list l ON l.version_in_force = m.version_id
            WHERE (a.address, a.family) IN (SELECT * FROM unnest($1::bytea[], $2::smallint[])) OR a.family = 99
            ORDER BY l.list_id, e.entry_id, a.tag, a.text
            """, forms.Select(form => form.ToArray()).ToArray(), forms.Select(form => (short)form.Family).ToArray()).RowsAsync(ReadListedAddress, cancellationToken);
        return await WithOwnershipAsync(Once(found.Where(listed => forms.Contains(listed.Address))), cancellationToken);
    }

    /// <summary>The addresses of these versions, whichever are in force now, and what is known of the versions. What blocks property is as the list says today. No actor: only the engine's own jobs read it.</summary>
    /// <param name="versionIds">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<ListedAddress> Addresses, IReadOnlyList<ListInForce> Versions)> AddressesOfAsync(long[] versionIds, CancellationToken cancellationToken)
    {
        var addresses = await postgres.Command("""
            SELECT l.list_id, m.version_id, e.entry_id, e.entry_key, e.primary_name, l.blocking AND e.blocks, e.programmes, a.family, a.address, a.tag, a.text, e.listed_on
            FROM list_version_entry m
            JOIN list_version v USING (version_id)
            JOIN list l ON l.list_id = v.list_id
            JOIN list_entry e USING (entry_id)
            JOIN list_address a USING (entry_id)
            WHERE m.version_id = ANY ($1)
            ORDER BY l.list_id, e.entry_id, a.tag, a.text
            """, (object)versionIds).RowsAsync(ReadListedAddress, cancellationToken);
        var versions = await postgres.Command("""
            SELECT l.list_id, l.title, l.blocking, v.version_id, v.sha256, v.published_on, l.checked_at, l.max_age_hours
            FROM list l JOIN list_version v USING (list_id) WHERE v.version_id = ANY ($1) ORDER BY l.list_id
            """, (object)versionIds).RowsAsync(row => new ListInForce(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5),
                row.GetFieldValue<DateTimeOffset>(6), TimeSpan.FromHours(row.GetInt32(7))), cancellationToken);
        return (await WithOwnershipAsync(Once(addresses), cancellationToken), versions);
    }

    /// <summary>Which lists block property, of those known here. No actor, as above.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<string>> BlockingAsync(CancellationToken cancellationToken) =>
        postgres.Command("SELECT list_id FROM list WHERE blocking ORDER BY list_id").RowsAsync(row => row.GetString(0), cancellationToken);

    /// <summary>The version of each list that judges now: one row, cheap enough to ask every second. No actor: only the engine's own jobs read it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<ListInForce>> VersionsInForceAsync(CancellationToken cancellationToken) => postgres.Command("""
        SELECT l.list_id, l.title, l.blocking, v.version_id, v.sha256, v.published_on, l.checked_at, l.max_age_hours
        FROM list l JOIN list_version v ON v.version_id = l.version_in_force
        ORDER BY l.list_id
        """).RowsAsync(row => new ListInForce(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5),
            row.GetFieldValue<DateTimeOffset>(6), TimeSpan.FromHours(row.GetInt32(7))), cancellationToken);

    /// <summary>The lists that are known here and of which no version is in force, because none was loaded or all stand in quarantine: nobody can be screened against them. No actor, as above.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<MissingList>> WithoutVersionAsync(CancellationToken cancellationToken) =>
        postgres.Command("SELECT list_id, blocking FROM list WHERE version_in_force IS NULL ORDER BY list_id").RowsAsync(row => new MissingList(row.GetString(0), row.GetBoolean(1)), cancellationToken);

    internal Task<ListDefinition?> FindAsync(string listId, CancellationToken cancellationToken) =>
        postgres.Command("SELECT list_id, publisher, title, format, blocking, max_age_hours, expects FROM list WHERE list_id = $1", listId).RowAsync(row =>
        {
            var expected = JsonSerializer.Deserialize<Expected>(row.GetString(6), ContentJson)!;
            return new ListDefinition(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.GetInt32(5)) { Canaries = expected.Canaries, AtLeast = expected.AtLeast };
        }, cancellationToken);

    private sealed record Expected(ListCanaries Canaries, ListMinimums AtLeast);

    // A text that was loaded before and after its form was known has a row of each time.
    private static IReadOnlyList<ListedAddress> Once(IEnumerable<ListedAddress> listed) => [.. listed.DistinctBy(one => (one.EntryId, one.Address, one.Tag))];

    private static ListedAddress ReadListedAddress(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetBoolean(5), row.GetFieldValue<string[]>(6),
        ListedAddress.KeyOf(new ChainAddress((AddressFamily)row.GetInt16(7), row.GetFieldValue<byte[]>(8)), row.GetString(10)), row.GetString(9), row.GetString(10), row.IsDBNull(11) ? null : row.GetFieldValue<DateOnly>(11));

    internal static ListVersion ReadVersion(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2)), row.GetString(3), row.GetInt64(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateTimeOffset>(6), row.GetString(7), Enum.Parse<ListVersionStatus>(row.GetString(8), ignoreCase: true), row.GetString(9),
        JsonSerializer.Deserialize<ListCounts>(row.GetString(10), ContentJson)!, row.GetBoolean(11)) { InterimOf = row.IsDBNull(12) ? null : row.GetInt64(12), IsFallback = row.GetBoolean(13) };

    private static StoredListEntry ReadEntry(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), JsonSerializer.Deserialize<ListEntry>(row.GetString(2), ContentJson)!);

    // Who manages lists need not see cases.
    internal static void DemandReading(Actor actor)
    {
        if (!actor.May(Right.ManageLists))
        {
            actor.Demand(Right.ReadCases);
        }
    }
}
