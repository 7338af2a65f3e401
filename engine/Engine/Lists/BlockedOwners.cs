namespace Usd1Compliance.Lists;

/// <summary>A party by its list and key, as links name it.</summary>
/// <param name="ListId">Which list: <c>ofac-sdn</c>.</param>
/// <param name="Key">The publisher's key.</param>
public readonly record struct PartyKey(string ListId, string Key)
{
    /// <summary><c>ofac-sdn:36</c>.</summary>
    public override string ToString() => $"{ListId}:{Key}";
}

/// <summary>One party's share in another.</summary>
/// <param name="Owned">The entity.</param>
/// <param name="Owner">Who holds the share.</param>
/// <param name="SharePercent">Above 0 and up to 100; null where it is not known, as in every link of OFAC.</param>
/// <param name="Kind">By the publisher's word: <c>Owned by</c>, <c>Owned or Controlled By</c>.</param>
public sealed record OwnershipLink(PartyKey Owned, PartyKey Owner, decimal? SharePercent, string Kind)
{
    /// <summary>The kind of a link of one's own data.</summary>
    public const string OwnedBy = "Owned by";

    /// <summary>The link that a listed relation is, or null for one that says nothing of ownership (acting for, family), or is past.</summary>
    /// <param name="listId">The list of the entry that carries it.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="relation">The relation.</param>
    public static OwnershipLink? Of(string listId, string key, ListedRelation relation)
    {
        var (self, other) = (new PartyKey(listId, key), new PartyKey(relation.List ?? listId, relation.Key));
        return relation.Former ? null : relation.Type switch
        {
            OwnedBy or "Owned or Controlled By" => new OwnershipLink(self, other, relation.SharePercent, relation.Type),
            "Owns, controls, or operates" => new OwnershipLink(other, self, relation.SharePercent, relation.Type),
            _ => null,
        };
    }
}

/// <summary>What ownership makes of an entity.</summary>
public enum OwnershipFinding
{
    /// <summary>Blocked parties own 50 % or more of it in aggregate: its property is blocked though no list names it (OFAC FAQ 398 to 402).</summary>
    Blocked,

    /// <summary>It may be so: shares are not known, or a list says owned or controlled without a share. A person looks; it is never cleared by itself.</summary>
    Review,
}

/// <summary>An entity that ownership blocks, or may block.</summary>
/// <param name="Entity">Which.</param>
/// <param name="Finding">Whether it is certain.</param>
/// <param name="KnownPercent">What blocked parties are known to own of it, directly and by entities that are blocked themselves.</param>
/// <param name="Chain">Every link that counts, from the entity itself up to parties that a list blocks; the nearest 200 of them where there are more than a person can read.</param>
public sealed record BlockedOwnership(PartyKey Entity, OwnershipFinding Finding, decimal KnownPercent, IReadOnlyList<OwnershipLink> Chain);

/// <summary>
/// OFAC's 50 % rule. An entity is blocked when blocked persons own 50 % or more of it in aggregate, directly or indirectly; indirectly
/// means through entities that are themselves so owned, whose shares then count in full (FAQ 401). Shares are added, and never multiplied
/// along a chain: what a blocked person holds through an entity below 50 % does not count.
/// </summary>
public static class BlockedOwners
{
    private const decimal Threshold = 50m;
    private const int LongestChain = 200;

    /// <summary>
    /// Finds the entities that are blocked by ownership, or may be. Cycles end; the order of the links does not matter. Of several shares
    /// that are given for one owner the largest counts. A share that is not known counts as nothing to block, and as everything to ask
    /// for a review: an unknown never clears.
    /// </summary>
    /// <param name="links">Shares, of any lists.</param>
    /// <param name="blocked">The parties that lists block by name.</param>
    /// <returns>By list and key; without parties that are blocked by name.</returns>
    public static IReadOnlyList<BlockedOwnership> Find(IEnumerable<OwnershipLink> links, IReadOnlySet<PartyKey> blocked)
    {
        var owners = links.Where(link => link.Owned != link.Owner)
            .GroupBy(link => link.Owned)
            .ToDictionary(group => group.Key, group => group.GroupBy(link => (link.Owner, IsKnown: link.SharePercent is not null))
                .Select(same => same.MaxBy(link => link.SharePercent)!).OrderByDescending(link => link.SharePercent ?? -1).ThenBy(link => link.Owner.ToString(), StringComparer.Ordinal).ToList());
        // A share that one source gives and another leaves open stays open: the known part counts to block, the open one asks for a review.
        var certain = Spread(owners, blocked, unknown: 0);
        var possible = Spread(owners, blocked.Concat(certain).ToHashSet(), unknown: 100).Except(certain).ToHashSet();
        return
        [
            .. certain.Select(entity => Describe(entity, OwnershipFinding.Blocked)).Concat(possible.Select(entity => Describe(entity, OwnershipFinding.Review)))
                .OrderBy(found => found.Entity.ListId, StringComparer.Ordinal).ThenBy(found => found.Entity.Key, StringComparer.Ordinal),
        ];

        BlockedOwnership Describe(PartyKey entity, OwnershipFinding finding)
        {
            bool Counts(OwnershipLink link) => blocked.Contains(link.Owner) || certain.Contains(link.Owner) || finding == OwnershipFinding.Review && possible.Contains(link.Owner);
            return new BlockedOwnership(entity, finding,
                owners[entity].Where(link => blocked.Contains(link.Owner) || certain.Contains(link.Owner)).Sum(link => link.SharePercent ?? 0),
                Chain(entity, owners, blocked, Counts));
        }
    }

    // A worklist to the fixed point: a party that joins makes the entities that it owns worth another look. It only ever grows, so it ends.
    private static HashSet<PartyKey> Spread(Dictionary<PartyKey, List<OwnershipLink>> owners, IReadOnlySet<PartyKey> blocked, decimal unknown)
    {
        var ownedBy = owners.Values.SelectMany(list => list).ToLookup(link => link.Owner, link => link.Owned);
        HashSet<PartyKey> found = [];
        var open = new Queue<PartyKey>(blocked.Where(ownedBy.Contains).SelectMany(owner => ownedBy[owner]));
        while (open.TryDequeue(out var entity))
        {
            if (blocked.Contains(entity) || found.Contains(entity)
                || owners[entity].Where(link => blocked.Contains(link.Owner) || found.Contains(link.Owner)).Sum(link => link.SharePercent ?? unknown) < Threshold)
            {
                continue;
            }

            found.Add(entity);
            foreach (var next in ownedBy[entity])
            {
                open.Enqueue(next);
            }
        }

        return found;
    }

    private static List<OwnershipLink> Chain(PartyKey entity, Dictionary<PartyKey, List<OwnershipLink>> owners, IReadOnlySet<PartyKey> blocked, Func<OwnershipLink, bool> counts)
    {
        List<OwnershipLink> chain = [];
        HashSet<PartyKey> seen = [entity];
        var open = new Queue<PartyKey>([entity]);
        while (chain.Count < LongestChain && open.TryDequeue(out var owned))
        {
            foreach (var link in owners[owned].Where(counts).Take(LongestChain - chain.Count))
            {
                chain.Add(link);
                if (!blocked.Contains(link.Owner) && seen.Add(link.Owner))
                {
                    open.Enqueue(link.Owner);
                }
            }
        }

        return chain;
    }
}
