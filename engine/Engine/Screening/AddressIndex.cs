using System.Collections.Frozen;
using System.Collections.Immutable;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening;

/// <summary>
/// Every address of every list in force, by (family, bytes): the publisher's currency tag plays no part, so that an address listed
/// under one asset is found whatever moves there. One hash that chains write in several forms (<see cref="AddressForms"/>) is found by each of
/// them. It never changes; a new version of a list makes a new index.
/// </summary>
public sealed class AddressIndex
{
    private readonly FrozenDictionary<ChainAddress, ImmutableArray<ListedAddress>> byAddress;

    private AddressIndex(FrozenDictionary<ChainAddress, ImmutableArray<ListedAddress>> byAddress, int count, ImmutableArray<ListInForce> versions)
    {
        this.byAddress = byAddress;
        Count = count;
        Versions = versions;
        VersionIds = [.. versions.Select(version => version.VersionId).Order()];
    }

    /// <summary>An index of no list: it finds nothing, and screening by it answers list_missing.</summary>
    public static AddressIndex Empty { get; } = Build([], []);

    /// <summary>The lists in force and their versions, in order of list id.</summary>
    public ImmutableArray<ListInForce> Versions { get; }

    /// <summary>The ids of the versions in force, ascending: what an alert says that it rests on.</summary>
    public ImmutableArray<long> VersionIds { get; }

    /// <summary>Different addresses that stand on lists; other forms of them are not counted.</summary>
    public int Count { get; }

    /// <summary>Every address that is found, each in all its forms.</summary>
    public IEnumerable<ChainAddress> Addresses => byAddress.Keys;

    /// <summary>Makes the index of these addresses.</summary>
    public static AddressIndex Build(IEnumerable<ListedAddress> addresses, IEnumerable<ListInForce> versions)
    {
        Dictionary<ChainAddress, List<ListedAddress>> found = [];
        HashSet<ChainAddress> listedAs = [];
        foreach (var listed in addresses)
        {
            listedAs.Add(listed.Address);
            foreach (var form in AddressForms.OthersOf(listed.Address).Prepend(listed.Address))
            {
                if (!found.TryGetValue(form, out var holders))
                {
                    found.Add(form, holders = []);
                }

                holders.Add(listed);
            }
        }

        return new(found.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray()), listedAs.Count, [.. versions.OrderBy(version => version.ListId, StringComparer.Ordinal)]);
    }

    /// <summary>The listed parties that have the address; empty when there is none.</summary>
    public ImmutableArray<ListedAddress> Find(ChainAddress address) => byAddress.TryGetValue(address, out var found) ? found : [];

    /// <summary>The listed parties that have the address, and whether each was listed by a moment.</summary>
    public ImmutableArray<AddressHit> HitsOf(ChainAddress address, DateTimeOffset moment) => [.. Find(address).Select(listed => AddressHit.At(listed, moment))];

    /// <summary>
    /// What the index fails to hold of the rows that it was built from; null when it is sound. Each row is looked up by its key, and
    /// the key must be what its text reads as today.
    /// </summary>
    internal string? FaultAgainst(IReadOnlyList<ListedAddress> addresses)
    {
        var versions = VersionIds.ToFrozenSet();
        foreach (var listed in addresses)
        {
            if (!versions.Contains(listed.VersionId))
            {
                return $"entry {listed.EntryId} is of version {listed.VersionId}, which is not in force";
            }

            if (!Find(listed.Address).Contains(listed))
            {
                return $"an address of entry {listed.EntryId} in list {listed.ListId} is not found by its key";
            }

            if (ListedCurrencyAddress.KeyOf(listed.Text) != listed.Address)
            {
                return $"an address of entry {listed.EntryId} in list {listed.ListId} is kept under another key than its text has";
            }
        }

        return null;
    }

    /// <summary>The same addresses under newer dates of confirmation.</summary>
    internal AddressIndex With(IEnumerable<ListInForce> versions) => new(byAddress, Count, [.. versions.OrderBy(version => version.ListId, StringComparer.Ordinal)]);
}
