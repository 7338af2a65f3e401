using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Monitoring;

/// <summary>The labels of addresses as monitoring looks at them: one category for an address. It never changes; new labels make a new one.</summary>
public sealed class AddressLabels
{
    /// <summary>The category of an address without a label.</summary>
    public const string None = "none";

    private static readonly FrozenSet<string> services =
        new[] { "exchange", "bridge", "defi", "merchant", "payment", "payroll", "treasury", "market_maker" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<ChainAddress, string> categories;

    /// <summary>
    /// Takes up labels. Where an address has several, one that is no service's comes first (mixer before exchange), then the first by
    /// letter: the more telling one, and the same whatever order they come in.
    /// </summary>
    public AddressLabels(IEnumerable<AddressLabel> labels) => categories = labels
        .GroupBy(label => label.Address)
        .ToFrozenDictionary(group => group.Key, group => group.Select(label => label.Category).OrderBy(services.Contains).ThenBy(category => category, StringComparer.Ordinal).First());

    /// <summary>No labels at all.</summary>
    public static AddressLabels Empty { get; } = new([]);

    /// <summary>What an address is labelled as; <see cref="None"/> without a label.</summary>
    public string CategoryOf(ChainAddress address) => categories.GetValueOrDefault(address, None);

    /// <summary>Whether a category is that of a service.</summary>
    public static bool IsService(string category) => services.Contains(category);

    /// <summary>Whether an address has no label, or that of a bridge: where minted tokens go that leave the issuer's sight.</summary>
    public bool IsUnhostedOrBridge(ChainAddress address) => CategoryOf(address) is None or "bridge";
}
