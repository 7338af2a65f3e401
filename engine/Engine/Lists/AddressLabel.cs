using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>What an address is known to be. Attribution by somebody, not a sanction.</summary>
/// <param name="Address">Which address.</param>
/// <param name="Category">Lower case: mixer, exchange, bridge, merchant, gambling, …</param>
/// <param name="Name">Whose it is, or empty.</param>
/// <param name="Origin">Where the label comes from.</param>
/// <param name="LabelledAt">When it came in, UTC.</param>
/// <param name="ObservedAt">Since when the address was known as that, UTC; null for always. What was judged before then could not know it.</param>
public sealed record AddressLabel(ChainAddress Address, string Category, string Name, string Origin, DateTimeOffset LabelledAt, DateTimeOffset? ObservedAt = null);

/// <summary>What an import of labels came to.</summary>
/// <param name="Origin">Whose labels.</param>
/// <param name="Labels">How many stand now for that origin.</param>
/// <param name="Replaced">How many stood before.</param>
public sealed record LabelImport(string Origin, int Labels, int Replaced);
