using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>Reads what one version changed against another, by the publisher's keys.</summary>
internal static class VersionDelta
{
    /// <param name="connection">Open, perhaps inside the very write that makes the later version.</param>
    /// <param name="from">The earlier version, or null: everything is new.</param>
    /// <param name="to">The later version.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ListDelta> ReadAsync(NpgsqlConnection connection, long? from, long to, CancellationToken cancellationToken)
    {
        List<PartyChange> added = [], removed = [], changed = [];
        List<AddressChange> addressesAdded = [], addressesRemoved = [];
        await connection.Command("""
            -- An entry that stands in both is the same content and cancels out; what is left on both sides under one key was changed.
            WITH earlier AS (SELECT e.entry_key, min(e.primary_name) AS name FROM list_version_entry m JOIN list_entry e USING (entry_id)
                             WHERE m.version_id = $1 AND NOT EXISTS (SELECT FROM list_version_entry n WHERE n.version_id = $2 AND n.entry_id = m.entry_id) GROUP BY e.entry_key),
                 later   AS (SELECT e.entry_key, min(e.primary_name) AS name FROM list_version_entry m JOIN list_entry e USING (entry_id)
                             WHERE m.version_id = $2 AND NOT EXISTS (SELECT FROM list_version_entry n WHERE n.version_id = $1 AND n.entry_id = m.entry_id) GROUP BY e.entry_key)
            SELECT entry_key, coalesce(later.name, earlier.name), earlier.entry_key IS NOT NULL, later.entry_key IS NOT NULL
            FROM earlier FULL JOIN later USING (entry_key)
            ORDER BY length(entry_key), entry_key
            """, from ?? 0L, to).RowsAsync(row =>
            {
                (row.GetBoolean(2) ? row.GetBoolean(3) ? changed : removed : added).Add(new PartyChange(row.GetString(0), row.GetString(1)));
                return 0;
            }, cancellationToken);
        await connection.Command("""
            -- By family and bytes: an address that is merely written in another case has not changed.
            WITH earlier AS (SELECT DISTINCT ON (e.entry_key, a.family, a.address, a.tag) e.entry_key, e.primary_name, a.family, a.address, a.tag, a.text
                             FROM list_version_entry m JOIN list_entry e USING (entry_id) JOIN list_address a USING (entry_id) WHERE m.version_id = $1),
                 later   AS (SELECT DISTINCT ON (e.entry_key, a.family, a.address, a.tag) e.entry_key, e.primary_name, a.family, a.address, a.tag, a.text
                             FROM list_version_entry m JOIN list_entry e USING (entry_id) JOIN list_address a USING (entry_id) WHERE m.version_id = $2)
            SELECT entry_key, coalesce(later.primary_name, earlier.primary_name), tag, coalesce(later.text, earlier.text), later.text IS NOT NULL
            FROM earlier FULL JOIN later USING (entry_key, family, address, tag)
            WHERE earlier.text IS NULL OR later.text IS NULL
            ORDER BY length(entry_key), entry_key, tag, 4
            """, from ?? 0L, to).RowsAsync(row =>
            {
                (row.GetBoolean(4) ? addressesAdded : addressesRemoved).Add(new AddressChange(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)));
                return 0;
            }, cancellationToken);
        var counts = await connection.Command("""
            SELECT (SELECT count(*) FROM list_version_entry WHERE version_id = $1)::int, (SELECT count(*) FROM list_version_entry WHERE version_id = $2)::int
            """, from ?? 0L, to).RowsAsync(row => (From: row.GetInt32(0), To: row.GetInt32(1)), cancellationToken);
        return new ListDelta(from, to, counts[0].From, counts[0].To, added, removed, changed, addressesAdded, addressesRemoved);
    }
}
