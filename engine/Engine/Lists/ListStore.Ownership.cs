using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>Who owns whom, over all lists in force.</summary>
public sealed partial class ListStore
{
    /// <summary>The entities that ownership blocks, or may block, by the versions in force: OFAC's 50 % rule with its chains.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<BlockedOwnership>> BlockedOwnershipAsync(Actor actor, CancellationToken cancellationToken)
    {
        DemandReading(actor);
        return BlockedOwnershipInForceAsync(cancellationToken);
    }

    /// <summary>The same without an actor: only the engine's own jobs read it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<BlockedOwnership>> BlockedOwnershipInForceAsync(CancellationToken cancellationToken)
    {
        var links = await postgres.Command("""
            SELECT l.list_id, e.entry_key, k.other_list, k.other_key, k.kind, k.share_percent
            FROM list l
            JOIN list_version_entry m ON m.version_id = l.version_in_force
            JOIN list_entry e USING (entry_id)
            JOIN entry_link k USING (entry_id)
            WHERE NOT k.former
            """).RowsAsync(row => OwnershipLink.Of(row.GetString(0), row.GetString(1),
                new ListedRelation(row.GetString(4), row.GetString(3), Former: false) { List = row.GetString(2), SharePercent = row.IsDBNull(5) ? null : row.GetDecimal(5) }), cancellationToken);
        if (!links.Any(link => link is not null))
        {
            return [];
        }

        var blocked = await postgres.Command("""
            SELECT l.list_id, e.entry_key
            FROM list l
            JOIN list_version_entry m ON m.version_id = l.version_in_force
            JOIN list_entry e USING (entry_id)
            WHERE l.blocking AND e.blocks
            """).RowsAsync(row => new PartyKey(row.GetString(0), row.GetString(1)), cancellationToken);
        return BlockedOwners.Find(links.OfType<OwnershipLink>(), blocked.ToHashSet());
    }

    // An address of a firm that is blocked by ownership blocks; one of a firm that is on our own list for its owners alone, and is not, is nobody's.
    private async Task<IReadOnlyList<ListedAddress>> WithOwnershipAsync(IReadOnlyList<ListedAddress> listed, CancellationToken cancellationToken)
    {
        if (listed.All(address => address.Blocking))
        {
            return listed;
        }

        var found = (await BlockedOwnershipInForceAsync(cancellationToken)).ToDictionary(one => one.Entity);
        var ownersAlone = (await postgres.Command("""
            SELECT entry_id FROM list_entry WHERE entry_id = ANY($1) AND content -> 'measures' ? 'Ownership'
            """, listed.Where(address => !address.Blocking).Select(address => address.EntryId).Distinct().ToArray()).RowsAsync(row => row.GetInt64(0), cancellationToken)).ToHashSet();
        return
        [
            .. listed.Select(address => (Address: address, Ownership: found.GetValueOrDefault(new PartyKey(address.ListId, address.EntryKey))))
                .Where(pair => pair.Ownership is not null || !ownersAlone.Contains(pair.Address.EntryId))
                .Select(pair => pair.Ownership?.Finding == OwnershipFinding.Blocked ? pair.Address with { Blocking = true } : pair.Address),
        ];
    }
}
