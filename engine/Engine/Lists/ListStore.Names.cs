using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>What the name index is filled from.</summary>
public sealed partial class ListStore
{
    /// <summary>
    /// Every party of every version in force with its names, by list and entry number: streamed, so that the whole never stands in memory
    /// twice. No actor: only the engine's own jobs read it. <see cref="VersionsInForceAsync"/> tells cheaply whether it has changed.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public IAsyncEnumerable<ListedParty> NamesInForceAsync(CancellationToken cancellationToken) => NamesAsync(null, cancellationToken);

    /// <summary>The parties of one version, whether or not it is in force: what a new version is tested with before it judges. No actor, as above.</summary>
    /// <param name="versionId">Which version; an unknown one has no parties.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public IAsyncEnumerable<ListedParty> NamesOfVersionAsync(long versionId, CancellationToken cancellationToken) => NamesAsync(versionId, cancellationToken);

    private async IAsyncEnumerable<ListedParty> NamesAsync(long? versionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ownership = versionId is null ? (await BlockedOwnershipInForceAsync(cancellationToken)).ToDictionary(found => found.Entity) : [];
        await using var command = postgres.Command("""
            -- As UTF-8 bytes: the parser takes them as they come, without a string of each entry in between.
            SELECT v.list_id, v.version_id, e.entry_id, e.entry_key, l.blocking AND e.blocks, convert_to(e.content::text, 'UTF8')
            FROM list_version v
            JOIN list l USING (list_id)
            JOIN list_version_entry m USING (version_id)
            JOIN list_entry e USING (entry_id)
            WHERE CASE WHEN $1::bigint IS NULL THEN l.version_in_force = v.version_id ELSE v.version_id = $1 END
            ORDER BY v.list_id, e.entry_id
            """, versionId);
        command.CommandTimeout = 600;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (PartyOf(row, ownership) is { } party)
            {
                yield return party;
            }
        }
    }

    // list_id, version_id, entry_id, entry_key, blocks, content as UTF-8. Null for a firm that is on our own list for its owners alone: nobody to stop, until blocked parties are found to own it.
    private static ListedParty? PartyOf(NpgsqlDataReader row, Dictionary<PartyKey, BlockedOwnership> ownership)
    {
        var entry = JsonSerializer.Deserialize<ListEntry>(row.GetFieldValue<byte[]>(5), ContentJson)!;
        var found = ownership.GetValueOrDefault(new PartyKey(row.GetString(0), row.GetString(3)));
        return found is null && entry.Measures.Contains(OwnListEntry.OwnershipOnly) ? null
            : ListedParty.Of(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetBoolean(4) || found?.Finding == OwnershipFinding.Blocked, entry) with { Ownership = found };
    }
}
