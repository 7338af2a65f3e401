namespace Usd1Compliance.Lists;

/// <summary>What one version changed against another.</summary>
/// <param name="FromVersion">The earlier one; null when there was none.</param>
/// <param name="ToVersion">The later one.</param>
/// <param name="PartiesFrom">Entries in the earlier one.</param>
/// <param name="PartiesTo">Entries in the later one.</param>
/// <param name="Added">Parties that the earlier one did not hold.</param>
/// <param name="Removed">Parties that the later one does not hold.</param>
/// <param name="Changed">Parties that stand in both and are described otherwise.</param>
/// <param name="AddressesAdded">Addresses that no party with the same key had before. One address under two tags, or of two parties, counts twice.</param>
/// <param name="AddressesRemoved">Addresses that the party with the same key has no more.</param>
public sealed record ListDelta(long? FromVersion, long ToVersion, int PartiesFrom, int PartiesTo, IReadOnlyList<PartyChange> Added, IReadOnlyList<PartyChange> Removed, IReadOnlyList<PartyChange> Changed, IReadOnlyList<AddressChange> AddressesAdded, IReadOnlyList<AddressChange> AddressesRemoved)
{
    /// <summary>
    /// Whether so much goes that a person should look: any address, or more parties than 20 and than 2 % of those before. It can be
    /// lawful (OFAC delisted Tornado Cash with 90 addresses on 2025-03-21), and it can be a broken file.
    /// </summary>
    public bool LosesMuch => AddressesRemoved.Count > 0 || Removed.Count > Math.Max(20, PartiesFrom * 2 / 100m);
}

/// <summary>A party in a delta.</summary>
/// <param name="Key">The publisher's key.</param>
/// <param name="Name">Its primary name: in the later version, or in the earlier one for a party that was removed.</param>
public sealed record PartyChange(string Key, string Name);

/// <summary>An address in a delta.</summary>
/// <param name="Key">The party's key.</param>
/// <param name="Name">The party's primary name.</param>
/// <param name="Tag">The publisher's currency tag.</param>
/// <param name="Text">As the publisher wrote it.</param>
public sealed record AddressChange(string Key, string Name, string Tag, string Text);
