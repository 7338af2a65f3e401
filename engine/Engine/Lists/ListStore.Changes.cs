using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>What re-screening asks of lists. No actor: only the engine's own jobs read it.</summary>
public sealed partial class ListStore
{
    /// <summary>What changed from one version to another.</summary>
    /// <param name="from">The earlier version, or null: everything is new.</param>
    /// <param name="between">Versions that were in force in between: what they held is gone too where the later one does not hold it. None of it counts as known.</param>
    /// <param name="to">The later version, of the same list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<EntryChanges> EntryChangesAsync(long? from, IReadOnlyCollection<long> between, long to, CancellationToken cancellationToken)
    {
        // Compared here and not by SQL: right after a load the database has no statistics of the new rows, and plans badly.
        var earlier = from is { } before ? await MembersAsync(before, cancellationToken) : [];
        var later = await MembersAsync(to, cancellationToken);
        List<Member> ever = [.. earlier];
        foreach (var version in between)
        {
            ever.AddRange(await MembersAsync(version, cancellationToken));
        }

        var (earlierKeys, everKeys, laterKeys) = (Blocking(earlier), Blocking(ever), Blocking(later));
        var added = later.ExceptBy(earlier.Select(entry => entry.EntryId), entry => entry.EntryId).ToList();
        long[] lost = [.. ever.ExceptBy(later.Select(entry => entry.EntryId), entry => entry.EntryId).Select(entry => entry.EntryId)];
        var stay = (await BlockedAddressesAsync([.. added.Select(entry => entry.EntryId)], cancellationToken)).Select(one => (one.Key, one.Address)).ToHashSet();
        return new EntryChanges(
            [.. added.Where(entry => !earlierKeys.ContainsKey(entry.Key)).Select(entry => entry.EntryId)],
            [.. added.Where(entry => earlierKeys.ContainsKey(entry.Key)).Select(entry => entry.EntryId)],
            [.. everKeys.Keys.Where(key => !laterKeys.ContainsKey(key))],
            [.. everKeys.Where(pair => pair.Value && laterKeys.TryGetValue(pair.Key, out var blocks) && !blocks).Select(pair => pair.Key)],
            [.. (await BlockedAddressesAsync(lost, cancellationToken)).Where(one => !stay.Contains((one.Key, one.Address))).DistinctBy(one => (one.Key, one.Address))]);
    }

    /// <summary>Some entries as names are compared, as far as they are in force, with what ownership says of them now.</summary>
    /// <param name="entryIds">By number.</param>
    /// <param name="parties">And all entries in force of these parties.</param>
    /// <param name="ownership">What <see cref="BlockedOwnershipInForceAsync"/> found.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ListedParty>> NamesOfEntriesAsync(IReadOnlyCollection<long> entryIds, IReadOnlyCollection<PartyKey> parties, IReadOnlyList<BlockedOwnership> ownership, CancellationToken cancellationToken)
    {
        var found = ownership.ToDictionary(one => one.Entity);
        List<ListedParty> named = [];
        await using var command = postgres.Command("""
            WITH wanted AS (
                SELECT unnest($1::bigint[]) AS entry_id
                UNION
                SELECT e.entry_id FROM unnest($2::text[], $3::text[]) AS k (list_id, entry_key) JOIN list_entry e USING (list_id, entry_key))
            SELECT l.list_id, m.version_id, e.entry_id, e.entry_key, l.blocking AND e.blocks, convert_to(e.content::text, 'UTF8')
            FROM wanted JOIN list_entry e USING (entry_id) JOIN list l USING (list_id)
            JOIN list_version_entry m ON m.entry_id = e.entry_id AND m.version_id = l.version_in_force
            ORDER BY l.list_id, e.entry_id
            """, entryIds.ToArray(), parties.Select(party => party.ListId).ToArray(), parties.Select(party => party.Key).ToArray());
        command.CommandTimeout = 600;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (PartyOf(row, found) is { } party)
            {
                named.Add(party);
            }
        }

        return named;
    }

    /// <summary>The addresses of some entries, each once.</summary>
    /// <param name="entryIds">By number.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ChainAddress>> AddressesOfEntriesAsync(IReadOnlyCollection<long> entryIds, CancellationToken cancellationToken) =>
        [.. (await postgres.Command("SELECT family, address, text FROM list_address WHERE entry_id = ANY ($1)", entryIds.ToArray())
            .RowsAsync(row => ListedAddress.KeyOf(new ChainAddress((AddressFamily)row.GetInt16(0), row.GetFieldValue<byte[]>(1)), row.GetString(2)), cancellationToken)).Distinct()];

    /// <summary>Where some addresses stand on the versions in force, in any of their forms.</summary>
    /// <param name="addresses">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A list for each address that stands somewhere; an address of nobody has none.</returns>
    public async Task<IReadOnlyDictionary<ChainAddress, IReadOnlyList<ListedHolding>>> HoldingsOfAsync(IReadOnlyCollection<ChainAddress> addresses, CancellationToken cancellationToken)
    {
        var askedBy = addresses.Distinct().SelectMany(asked => AddressForms.OthersOf(asked).Prepend(asked), (asked, form) => (asked, form)).ToLookup(pair => pair.form, pair => pair.asked);
        ChainAddress[] forms = [.. askedBy.Select(group => group.Key)];
        Dictionary<long, string[]> sameAs = [];
        var found = await postgres.Command("""
            -- Family 99 has the few texts that no family explained when they were loaded: one may explain them today.
            SELECT l.list_id, l.version_in_force, e.entry_id, e.entry_key, e.primary_name, l.blocking AND e.blocks, e.programmes, a.family, a.address, a.tag, a.text, e.listed_on,
                   ARRAY(SELECT jsonb_array_elements_text(e.content -> 'sameAs'))
            FROM list_address a
            JOIN list_entry e USING (entry_id)
            JOIN list_version_entry m USING (entry_id)
            JOIN list l ON l.version_in_force = m.version_id
            WHERE (a.address, a.family) IN (SELECT * FROM unnest($1::bytea[], $2::smallint[])) OR a.family = 99
            ORDER BY l.list_id, e.entry_id, a.tag, a.text
            """, forms.Select(form => form.ToArray()).ToArray(), forms.Select(form => (short)form.Family).ToArray()).RowsAsync(row =>
            {
                sameAs[row.GetInt64(2)] = row.GetFieldValue<string[]>(12);
                return ReadListedAddress(row);
            }, cancellationToken);
        var listed = await WithOwnershipAsync(Once(found.Where(one => askedBy.Contains(one.Address))), cancellationToken);
        return listed.SelectMany(one => askedBy[one.Address], (one, asked) => (asked, one)).GroupBy(pair => pair.asked)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<ListedHolding>)[.. group.DistinctBy(pair => pair.one.EntryId).Select(pair => new ListedHolding(pair.one, sameAs[pair.one.EntryId]))]);
    }

    /// <summary>The addresses of parties in force, for those of which ownership alone says that they are blocked, or says so no more.</summary>
    /// <param name="parties">By list and key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<(PartyKey Party, GoneAddress Address)>> AddressesOfPartiesAsync(IReadOnlyCollection<PartyKey> parties, CancellationToken cancellationToken) => postgres.Command("""
        SELECT e.list_id, e.entry_key, e.primary_name, a.family, a.address, a.text
        FROM unnest($1::text[], $2::text[]) AS k (list_id, entry_key) JOIN list_entry e USING (list_id, entry_key) JOIN list l USING (list_id)
        JOIN list_version_entry m ON m.entry_id = e.entry_id AND m.version_id = l.version_in_force JOIN list_address a ON a.entry_id = e.entry_id
        """, parties.Select(party => party.ListId).ToArray(), parties.Select(party => party.Key).ToArray()).RowsAsync(row => (new PartyKey(row.GetString(0), row.GetString(1)),
            new GoneAddress(row.GetString(1), row.GetString(2), ListedAddress.KeyOf(new ChainAddress((AddressFamily)row.GetInt16(3), row.GetFieldValue<byte[]>(4)), row.GetString(5)))), cancellationToken);

    private static Dictionary<string, bool> Blocking(IEnumerable<Member> members) =>
        members.GroupBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Any(entry => entry.Blocks), StringComparer.Ordinal);

    private Task<IReadOnlyList<Member>> MembersAsync(long version, CancellationToken cancellationToken) => postgres.Command("""
        SELECT e.entry_id, e.entry_key, l.blocking AND e.blocks FROM list_version_entry m JOIN list_entry e USING (entry_id) JOIN list l USING (list_id) WHERE m.version_id = $1
        """, version).RowsAsync(row => new Member(row.GetInt64(0), row.GetString(1), row.GetBoolean(2)), cancellationToken);

    private Task<IReadOnlyList<GoneAddress>> BlockedAddressesAsync(long[] entryIds, CancellationToken cancellationToken) => postgres.Command("""
        SELECT e.entry_key, e.primary_name, a.family, a.address, a.text
        FROM list_entry e JOIN list l USING (list_id) JOIN list_address a USING (entry_id) WHERE e.entry_id = ANY ($1) AND e.blocks AND l.blocking
        """, (object)entryIds).RowsAsync(row => new GoneAddress(row.GetString(0), row.GetString(1),
            ListedAddress.KeyOf(new ChainAddress((AddressFamily)row.GetInt16(2), row.GetFieldValue<byte[]>(3)), row.GetString(4))), cancellationToken);

    private sealed record Member(long EntryId, string Key, bool Blocks);
}
