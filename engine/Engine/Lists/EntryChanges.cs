using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>What one version changed against another, by entries: enough to ask everybody about what is new, and nobody about the rest.</summary>
/// <param name="Added">Entries of parties that the earlier version did not hold, by number.</param>
/// <param name="Changed">Entries of parties that it held and described otherwise.</param>
/// <param name="Gone">Keys of parties that the later version does not hold.</param>
/// <param name="Unblocked">Keys of parties that both hold, whose property the earlier one blocked and the later one does not.</param>
/// <param name="AddressesGone">Addresses that blocked in the earlier version and by the same key no longer do.</param>
public sealed record EntryChanges(IReadOnlyList<long> Added, IReadOnlyList<long> Changed, IReadOnlyList<string> Gone, IReadOnlyList<string> Unblocked, IReadOnlyList<GoneAddress> AddressesGone);

/// <summary>An address that a party was blocked with.</summary>
/// <param name="Key">The publisher's key of the party.</param>
/// <param name="Name">What the earlier version called it.</param>
/// <param name="Address">Which address.</param>
public sealed record GoneAddress(string Key, string Name, ChainAddress Address);

/// <summary>An address of a list in force, with what makes entries of several lists one party.</summary>
/// <param name="Listed">The address and its party.</param>
/// <param name="SameAs">Keys that other lists give the same party under.</param>
public sealed record ListedHolding(ListedAddress Listed, IReadOnlyList<string> SameAs);
