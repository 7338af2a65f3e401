using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>Writes the rows of a version inside one <see cref="AtomicWrite"/>. An entry whose content stood in an earlier version is not written again.</summary>
internal sealed class VersionWriter(AtomicWrite write)
{
    /// <summary>Adds the row of a version.</summary>
    /// <returns>Its number.</returns>
    public Task<long> AddVersionAsync(Actor actor, ListDefinition list, VersionFile file, ListVersionStatus status, string reason, ListCounts counts, DateTimeOffset now, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO list_version (list_id, sha256, file_name, size_bytes, published_on, loaded_at, loaded_by_kind, loaded_by_id, loaded_by_name, status, reason, parties, names, identifiers, addresses, counts, content_sha256, fallback)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::jsonb, $17, $18)
        RETURNING version_id
        """, list.Id, file.Sha256, file.Name, file.SizeBytes, file.PublishedOn, now, actor.Kind.ToString(), actor.Id, actor.Name, status.ToString().ToLowerInvariant(), reason,
        counts.Parties, counts.Names, counts.Identifiers, counts.Addresses, JsonSerializer.Serialize(counts, ListStore.ContentJson), file.ContentSha256, file.IsFallback).ScalarAsync<long>(cancellationToken);

    /// <summary>Makes the entries members of a version: by COPY into a table of this write, then what is new from there.</summary>
    public async Task AddEntriesAsync(string listId, long versionId, IReadOnlyList<ListEntry> entries, CancellationToken cancellationToken)
    {
        await write.Command("""
            CREATE TEMP TABLE loading_entry (entry_key text, content_hash bytea, kind text, primary_name text, listed_on date, programmes text[], blocks boolean, content jsonb) ON COMMIT DROP;
            CREATE TEMP TABLE loading_address (entry_key text, content_hash bytea, family smallint, address bytea, tag text, text text) ON COMMIT DROP;
            CREATE TEMP TABLE loading_link (entry_key text, content_hash bytea, other_list text, other_key text, kind text, former boolean, share_percent numeric) ON COMMIT DROP
            """).RunAsync(cancellationToken);
        var hashes = await CopyEntriesAsync(entries, cancellationToken);
        await CopyAddressesAsync(entries, hashes, cancellationToken);
        await CopyLinksAsync(listId, entries, hashes, cancellationToken);
        await write.Command("ANALYZE loading_entry; ANALYZE loading_address; ANALYZE loading_link").RunAsync(cancellationToken);
        await RunAsync(write.Command("""
            INSERT INTO list_entry (list_id, entry_key, content_hash, kind, primary_name, listed_on, programmes, blocks, content)
            SELECT $1, entry_key, content_hash, kind, primary_name, listed_on, programmes, blocks, content FROM loading_entry
            ON CONFLICT (list_id, entry_key, content_hash) DO NOTHING
            """, listId), cancellationToken);
        await RunAsync(write.Command("""
            -- DISTINCT: a file may say the same party twice, to the letter.
            INSERT INTO list_version_entry (version_id, entry_id)
            SELECT DISTINCT $2::bigint, e.entry_id FROM loading_entry n JOIN list_entry e ON e.list_id = $1 AND e.entry_key = n.entry_key AND e.content_hash = n.content_hash
            """, listId, versionId), cancellationToken);
        await RunAsync(write.Command("""
            -- The same key under one tag can be written in two cases: one row of it is enough to match and to show.
            INSERT INTO list_address (entry_id, family, address, tag, text)
            SELECT e.entry_id, n.family, n.address, n.tag, n.text FROM loading_address n JOIN list_entry e ON e.list_id = $1 AND e.entry_key = n.entry_key AND e.content_hash = n.content_hash
            ON CONFLICT DO NOTHING
            """, listId), cancellationToken);
        await RunAsync(write.Command("""
            -- The conflict is an entry whose content, links and all, stood in an earlier version.
            INSERT INTO entry_link (entry_id, other_list, other_key, kind, former, share_percent)
            SELECT e.entry_id, n.other_list, n.other_key, n.kind, n.former, n.share_percent FROM loading_link n JOIN list_entry e ON e.list_id = $1 AND e.entry_key = n.entry_key AND e.content_hash = n.content_hash
            ON CONFLICT DO NOTHING
            """, listId), cancellationToken);
    }

    /// <summary>Puts a version of this very write into quarantine after all.</summary>
    public Task QuarantineAsync(long versionId, string reason, CancellationToken cancellationToken) =>
        write.Command("UPDATE list_version SET status = 'quarantined', reason = $2 WHERE version_id = $1", versionId, reason).RunAsync(cancellationToken);

    /// <summary>The entries of a version that have one of these keys.</summary>
    public async Task<IReadOnlyList<ListEntry>> EntriesAsync(long versionId, string[] keys, CancellationToken cancellationToken) => await write.Command("""
        SELECT e.content FROM list_version_entry m JOIN list_entry e USING (entry_id)
        WHERE m.version_id = $1 AND e.entry_key = ANY($2) ORDER BY e.entry_id
        """, versionId, keys).RowsAsync(row => JsonSerializer.Deserialize<ListEntry>(row.GetString(0), ListStore.ContentJson)!, cancellationToken);

    /// <summary>Gives an interim version its members: all of one version, and of another those with these keys.</summary>
    public async Task ComposeAsync(long interim, long waiting, long whole, long part, string[] keys, CancellationToken cancellationToken)
    {
        await write.Command("UPDATE list_version SET interim_of = $2 WHERE version_id = $1", interim, waiting).RunAsync(cancellationToken);
        await RunAsync(write.Command("""
            -- UNION, not UNION ALL: an entry that both hold word for word is one member.
            INSERT INTO list_version_entry (version_id, entry_id)
            SELECT $1::bigint, entry_id FROM list_version_entry WHERE version_id = $2
            UNION
            SELECT $1::bigint, m.entry_id FROM list_version_entry m JOIN list_entry e USING (entry_id) WHERE m.version_id = $3 AND e.entry_key = ANY($4)
            """, interim, whole, part, keys), cancellationToken);
    }

    /// <summary>Lets a version judge from now on. A return to an earlier version that stood until now has ended with it.</summary>
    public async Task PutInForceAsync(Actor actor, string listId, long versionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await ListReturnStore.EndAsync(write, actor, listId, $"Version {versionId} was put in force.", now, cancellationToken);
        await ReturnToAsync(actor, listId, versionId, now, cancellationToken);
    }

    /// <summary>Lets an earlier version judge again, by a return that stands.</summary>
    public async Task ReturnToAsync(Actor actor, string listId, long versionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await write.Command("UPDATE list SET version_in_force = $2 WHERE list_id = $1", listId, versionId).RunAsync(cancellationToken);
        await write.Command("INSERT INTO list_in_force (list_id, version_id, since, put_by) VALUES ($1, $2, $3, $4)", listId, versionId, now, actor.Name).RunAsync(cancellationToken);
        await ConfirmAsync(listId, now, cancellationToken);
    }

    /// <summary>
    /// The version in force was seen just now. It is current as of now only where it is the newest that its publisher was ever seen to hold;
    /// where a later one is known, it was current until that one was published, whoever puts it in force and whenever.
    /// </summary>
    public Task ConfirmAsync(string listId, DateTimeOffset now, CancellationToken cancellationToken) => write.Command("""
        -- least passes over NULL: no later version is known. One that could not be read has no date and says nothing.
        UPDATE list SET checked_at = least($2, (
            SELECT min(later.published_on)::timestamp AT TIME ZONE 'UTC'
            FROM list_version mine JOIN list_version later ON later.list_id = mine.list_id AND (later.published_on, later.version_id) > (mine.published_on, mine.version_id)
            WHERE mine.version_id = list.version_in_force AND later.parties > 0))
        WHERE list_id = $1
        """, listId, now).RunAsync(cancellationToken);

    /// <summary>The version as it stands inside this write.</summary>
    public async Task<ListVersion> ReadAsync(long versionId, CancellationToken cancellationToken) => (await write.Command("""
        SELECT v.version_id, v.list_id, v.sha256, v.file_name, v.size_bytes, v.published_on, v.loaded_at, v.loaded_by_name, v.status, v.reason, v.counts, l.version_in_force IS NOT DISTINCT FROM v.version_id, v.interim_of, v.fallback
        FROM list_version v JOIN list l USING (list_id) WHERE v.version_id = $1
        """, versionId).RowAsync(ListStore.ReadVersion, cancellationToken))!;

    // A whole list at once: on a busy machine that can pass the 30 seconds after which a statement is given up.
    private static Task<int> RunAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        command.CommandTimeout = 600;
        return command.RunAsync(cancellationToken);
    }

    private async Task<List<byte[]>> CopyEntriesAsync(IReadOnlyList<ListEntry> entries, CancellationToken cancellationToken)
    {
        List<byte[]> hashes = new(entries.Count);
        await using var copy = await write.Connection.BeginBinaryImportAsync("COPY loading_entry (entry_key, content_hash, kind, primary_name, listed_on, programmes, blocks, content) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var entry in entries)
        {
            var content = JsonSerializer.SerializeToUtf8Bytes(entry, ListStore.ContentJson);
            hashes.Add(SHA256.HashData(content));
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(entry.Key, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(hashes[^1], NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(entry.Kind.ToString().ToLowerInvariant(), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(entry.PrimaryName, NpgsqlDbType.Text, cancellationToken);
            if (entry.ListedOn is { } listedOn)
            {
                await copy.WriteAsync(listedOn, NpgsqlDbType.Date, cancellationToken);
            }
            else
            {
                await copy.WriteNullAsync(cancellationToken);
            }

            await copy.WriteAsync(entry.Programmes.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(entry.Blocks, NpgsqlDbType.Boolean, cancellationToken);
            await copy.WriteAsync(content, NpgsqlDbType.Jsonb, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
        return hashes;
    }

    private async Task CopyLinksAsync(string listId, IReadOnlyList<ListEntry> entries, List<byte[]> hashes, CancellationToken cancellationToken)
    {
        await using var copy = await write.Connection.BeginBinaryImportAsync("COPY loading_link (entry_key, content_hash, other_list, other_key, kind, former, share_percent) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var (entry, hash) in entries.Zip(hashes))
        {
            foreach (var link in entry.Relations)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(entry.Key, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(hash, NpgsqlDbType.Bytea, cancellationToken);
                await copy.WriteAsync(link.List ?? listId, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(link.Key, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(link.Type, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(link.Former, NpgsqlDbType.Boolean, cancellationToken);
                await copy.WriteAsync(link.SharePercent, NpgsqlDbType.Numeric, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task CopyAddressesAsync(IReadOnlyList<ListEntry> entries, List<byte[]> hashes, CancellationToken cancellationToken)
    {
        await using var copy = await write.Connection.BeginBinaryImportAsync("COPY loading_address (entry_key, content_hash, family, address, tag, text) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var (entry, hash) in entries.Zip(hashes))
        {
            foreach (var listed in entry.Addresses)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(entry.Key, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(hash, NpgsqlDbType.Bytea, cancellationToken);
                await copy.WriteAsync((short)listed.Address.Family, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync(listed.Address.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
                await copy.WriteAsync(listed.Tag, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(listed.Text, NpgsqlDbType.Text, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }
}

/// <summary>What the row of a version says of its file.</summary>
/// <param name="Name">Without folders.</param>
/// <param name="Sha256">Of the unpacked bytes.</param>
/// <param name="SizeBytes">Unpacked.</param>
/// <param name="PublishedOn">Null where it was not read as far as that.</param>
/// <param name="ContentSha256">Of the entries alone; null for a format whose date is the list's own.</param>
internal sealed record VersionFile(string Name, byte[] Sha256, long SizeBytes, DateOnly? PublishedOn, byte[]? ContentSha256 = null)
{
    /// <summary>Whether it is not the list's own, but the one that stands in for it.</summary>
    public bool IsFallback { get; init; }
}
