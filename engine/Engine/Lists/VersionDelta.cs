using Npgsql;
using Usd1Compliance.Ledger;
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
        // Compared here and not by SQL: right after a load the database has no statistics of the new rows, and plans badly.
        var earlier = from is { } version ? await PartiesAsync(connection, version, cancellationToken) : [];
        var later = await PartiesAsync(connection, to, cancellationToken);
        var addressesEarlier = from is { } same ? await AddressesAsync(connection, same, cancellationToken) : [];
        var addressesLater = await AddressesAsync(connection, to, cancellationToken);
        return new ListDelta(from, to, earlier.Count, later.Count,
            Named(later.ExceptBy(earlier.Select(party => party.Key), party => party.Key)),
            Named(earlier.ExceptBy(later.Select(party => party.Key), party => party.Key)),
            // What the two do not share under one key was changed.
            Named(later.ExceptBy(earlier.Select(party => party.EntryId), party => party.EntryId).IntersectBy(earlier.Select(party => party.Key), party => party.Key)),
            [.. addressesLater.Where(pair => !addressesEarlier.ContainsKey(pair.Key)).Select(pair => pair.Value)],
            [.. addressesEarlier.Where(pair => !addressesLater.ContainsKey(pair.Key)).Select(pair => pair.Value)]);
    }

    private static List<PartyChange> Named(IEnumerable<Party> parties) => [.. parties.DistinctBy(party => party.Key).Select(party => new PartyChange(party.Key, party.Name))];

    private static Task<IReadOnlyList<Party>> PartiesAsync(NpgsqlConnection connection, long version, CancellationToken cancellationToken) => connection.Command("""
        SELECT e.entry_id, e.entry_key, e.primary_name FROM list_version_entry m JOIN list_entry e USING (entry_id)
        WHERE m.version_id = $1 ORDER BY length(e.entry_key), e.entry_key, e.entry_id
        """, version).RowsAsync(row => new Party(row.GetInt64(0), row.GetString(1), row.GetString(2)), cancellationToken);

    // By party, tag, family and bytes: an address that is merely written in another case has not changed.
    private static async Task<Dictionary<(string Key, string Tag, ChainAddress Address), AddressChange>> AddressesAsync(NpgsqlConnection connection, long version, CancellationToken cancellationToken)
    {
        var rows = await connection.Command("""
            SELECT e.entry_key, a.tag, a.family, a.address, e.primary_name, a.text
            FROM list_version_entry m JOIN list_entry e USING (entry_id) JOIN list_address a USING (entry_id)
            WHERE m.version_id = $1 ORDER BY length(e.entry_key), e.entry_key, a.tag, a.text
            """, version).RowsAsync(row => (Key: (row.GetString(0), row.GetString(1), ListedAddress.KeyOf(new ChainAddress((AddressFamily)row.GetInt16(2), row.GetFieldValue<byte[]>(3)), row.GetString(5))),
                Change: new AddressChange(row.GetString(0), row.GetString(4), row.GetString(1), row.GetString(5))), cancellationToken);
        return rows.DistinctBy(row => row.Key).ToDictionary(row => row.Key, row => row.Change);
    }

    private sealed record Party(long EntryId, string Key, string Name);
}
