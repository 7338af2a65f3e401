using System.Runtime.CompilerServices;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Parties;

/// <summary>
/// Parties as rows, for reading; <see cref="ManageParties"/> alone writes them. Methods without an actor are for the engine's own jobs; those that
/// people and programs call take one.
/// </summary>
public sealed class PartyStore(NpgsqlDataSource postgres)
{
    /// <summary>The current versions of parties, closed ones too, by id; an id that is not known is left out.</summary>
    /// <param name="ids">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<PartyVersion>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => postgres.Command("""
        SELECT v.version_id, v.party_id, v.content::text, v.content_hash, v.since, v.by_kind, v.by_id, v.by_name
        FROM party p JOIN party_version v USING (party_id, version_id)
        WHERE p.party_id = ANY ($1)
        ORDER BY p.party_id COLLATE "C"
        """, (object)ids.ToArray()).RowsAsync(Read, cancellationToken);

    /// <summary>The current version of every active party, by id (ordinal). It is read as it comes: a long walk over all of them holds one connection and no list.</summary>
    /// <param name="cancellationToken">Ends the walk.</param>
    public IAsyncEnumerable<PartyVersion> StreamActiveAsync(CancellationToken cancellationToken) => StreamActiveAsync("", cancellationToken);

    /// <summary>The same from behind an id on: a walk that was broken off goes on there.</summary>
    /// <param name="afterId">The last party that was read; empty from the beginning.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<PartyVersion> StreamActiveAsync(string afterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = postgres.Command("""
            SELECT v.version_id, v.party_id, v.content::text, v.content_hash, v.since, v.by_kind, v.by_id, v.by_name
            FROM party p JOIN party_version v USING (party_id, version_id)
            WHERE p.status = 'active' AND p.party_id COLLATE "C" > $1
            ORDER BY p.party_id COLLATE "C"
            """, afterId);
        command.CommandTimeout = 600;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            yield return Read(row);
        }
    }

    /// <summary>The versions made after one, in order: whoever follows changes keeps the last number as his cursor and misses none.</summary>
    /// <remarks>
    /// A database gives out numbers when rows are written and shows the rows when they are committed, so that a later number could be seen first and a
    /// cursor pass over an earlier one for ever. Here every writer holds one lock from before it draws a number until it has committed.
    /// </remarks>
    /// <param name="afterVersionId">The last version that was taken up; 0 from the beginning.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<PartyVersion>> ChangedAsync(long afterVersionId, int most, CancellationToken cancellationToken) => postgres.Command("""
        SELECT version_id, party_id, content::text, content_hash, since, by_kind, by_id, by_name
        FROM party_version
        WHERE version_id > $1
        ORDER BY version_id
        LIMIT $2
        """, afterVersionId, most).RowsAsync(Read, cancellationToken);

    /// <summary>The number of the newest version, 0 before the first: where a follower stands who has just walked over all.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> NewestVersionAsync(CancellationToken cancellationToken) =>
        await postgres.Command("SELECT max(version_id) FROM party_version").TryScalarAsync<long>(cancellationToken) ?? 0;

    /// <summary>Which parties have these wallets now, closed parties too. A wallet that is the same hash in another chain's form counts (<see cref="AddressForms"/>).</summary>
    /// <param name="addresses">Which wallets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A row for each pair of address, as it was asked for, and party; by party. An address of nobody has none.</returns>
    public async Task<IReadOnlyList<WalletHolder>> HoldersOfAsync(IReadOnlyCollection<ChainAddress> addresses, CancellationToken cancellationToken)
    {
        (ChainAddress Asked, ChainAddress Key)[] keys = [.. addresses.Distinct().SelectMany(asked => AddressForms.OthersOf(asked).Prepend(asked), (asked, key) => (asked, key))];
        if (keys.Length == 0)
        {
            return [];
        }

        return await postgres.Command("""
            -- A place of the arrays is an address in one of its forms; the answer names the place, and the caller's own address stands there.
            SELECT DISTINCT w.party_id, k.place::int
            FROM unnest($1::smallint[], $2::bytea[]) WITH ORDINALITY AS k (family, address, place)
            JOIN party_wallet w ON w.address = k.address AND w.family = k.family
            ORDER BY w.party_id, k.place::int
            """, keys.Select(pair => (short)pair.Key.Family).ToArray(), keys.Select(pair => pair.Key.ToArray()).ToArray())
            .RowsAsync(row => new WalletHolder(keys[row.GetInt32(1) - 1].Asked, row.GetString(0)), cancellationToken) is var rows ? [.. rows.Distinct()] : [];
    }

    /// <summary>A page of parties, by id.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<PartySummary>> ListAsync(Actor actor, PartyFilter filter, int offset, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        object?[] asked = [filter.Role is { } role ? PartyWords.Of(role) : null, filter.Status is { } status ? PartyWords.Of(status) : null, filter.IdBeginsWith, filter.NameContains?.ToLowerInvariant()];
        var total = await postgres.Command("""
            SELECT count(*) FROM party p
            WHERE ($1::text IS NULL OR p.role = $1) AND ($2::text IS NULL OR p.status = $2) AND ($3::text IS NULL OR starts_with(p.party_id, $3)) AND ($4::text IS NULL OR strpos(p.names, $4) > 0)
            """, asked).ScalarAsync<long>(cancellationToken);
        var rows = await postgres.Command("""
            -- The page is cut out before the versions are joined: a page has a hundred rows, and there may be a million parties.
            SELECT p.party_id, p.role, p.kind, p.status, p.primary_name, coalesce(jsonb_array_length(v.content -> 'wallets'), 0), coalesce(jsonb_array_length(v.content -> 'owners'), 0),
                   p.version_id, v.since, p.created_at
            FROM (SELECT * FROM party p
                  WHERE ($1::text IS NULL OR p.role = $1) AND ($2::text IS NULL OR p.status = $2) AND ($3::text IS NULL OR starts_with(p.party_id, $3)) AND ($4::text IS NULL OR strpos(p.names, $4) > 0)
                  ORDER BY p.party_id COLLATE "C" OFFSET $5 LIMIT $6) p
            JOIN party_version v USING (party_id, version_id)
            ORDER BY p.party_id COLLATE "C"
            """, [.. asked, offset, limit]).RowsAsync(row => new PartySummary(row.GetString(0), PartyWords.Role(row.GetString(1))!.Value, PartyWords.Kind(row.GetString(2))!.Value,
                PartyWords.Status(row.GetString(3))!.Value, row.GetString(4), row.GetInt32(5), row.GetInt32(6), row.GetInt64(7), row.GetFieldValue<DateTimeOffset>(8), row.GetFieldValue<DateTimeOffset>(9)), cancellationToken);
        return new Page<PartySummary>(rows, total);
    }

    /// <summary>One party as it stands now.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageParties"/>: who changes a party must see what he changes.</param>
    /// <param name="partyId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when there is none of that id.</returns>
    public async Task<PartyVersion?> FindAsync(Actor actor, string partyId, CancellationToken cancellationToken)
    {
        DemandReading(actor);
        // A text that is no id is nobody's; the database would not even take some of them.
        return PartyDraft.IsId(partyId) ? (await FindAsync([partyId], cancellationToken)).SingleOrDefault() : null;
    }

    /// <summary>Everything that was ever known of a party, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="partyId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Empty when there is none of that id.</returns>
    public async Task<IReadOnlyList<PartyVersion>> VersionsAsync(Actor actor, string partyId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return !PartyDraft.IsId(partyId) ? [] : await postgres.Command("""
            SELECT version_id, party_id, content::text, content_hash, since, by_kind, by_id, by_name
            FROM party_version
            WHERE party_id = $1
            ORDER BY version_id DESC
            """, partyId).RowsAsync(Read, cancellationToken);
    }

    /// <summary>The parties that a party owns or controls now, by id: the other direction of <see cref="Party.Owners"/>.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="partyId">The owner.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<PartyVersion>> OwnedByAsync(Actor actor, string partyId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return !PartyDraft.IsId(partyId) ? [] : await postgres.Command("""
            SELECT v.version_id, v.party_id, v.content::text, v.content_hash, v.since, v.by_kind, v.by_id, v.by_name
            FROM party_version v JOIN party p USING (party_id, version_id)
            WHERE v.content -> 'owners' @> jsonb_build_array(jsonb_build_object('party', $1::text))
            ORDER BY p.party_id COLLATE "C"
            """, partyId).RowsAsync(Read, cancellationToken);
    }

    internal static PartyVersion Read(NpgsqlDataReader row) => new(row.GetInt64(0), PartyContent.Read(row.GetString(1), row.GetString(2)),
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(3)), row.GetFieldValue<DateTimeOffset>(4), row.GetString(5), row.GetString(6), row.GetString(7));

    private static void DemandReading(Actor actor)
    {
        if (!actor.May(Right.ManageParties))
        {
            actor.Demand(Right.ReadCases);
        }
    }
}
