using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Monitoring;

/// <summary>The labels of addresses as monitoring looks at them. It never changes; new labels make a new one.</summary>
public sealed class AddressLabels
{
    /// <summary>The category of an address without a label.</summary>
    public const string None = "none";

    /// <summary>The label of an address that the issuer has proposed to freeze: no category, but a fact of its own.</summary>
    public const string FreezeProposed = "freeze-proposed";

    private static readonly FrozenSet<string> services =
        new[] { "exchange", "bridge", "defi", "merchant", "payment", "payroll", "treasury", "market_maker" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<ChainAddress, FrozenSet<string>> all;
    private readonly FrozenDictionary<ChainAddress, string> categories;

    /// <summary>
    /// Takes up labels. Where an address has several, one that is no service's comes first (mixer before exchange), then the first by
    /// letter: the more telling one, and the same whatever order they come in.
    /// </summary>
    /// <param name="labels">Which.</param>
    /// <param name="proposalsAreFed">Whether it is known which addresses the issuer has proposed to freeze; where it is not, that fact is unknown.</param>
    public AddressLabels(IEnumerable<AddressLabel> labels, bool proposalsAreFed = false)
    {
        var byAddress = labels.GroupBy(label => label.Address).ToList();
        all = byAddress.ToFrozenDictionary(group => group.Key, group => group.Select(label => label.Category).ToFrozenSet(StringComparer.Ordinal));
        categories = byAddress.ToFrozenDictionary(group => group.Key,
            group => group.Select(label => label.Category).Where(category => category != FreezeProposed).OrderBy(services.Contains).ThenBy(category => category, StringComparer.Ordinal).FirstOrDefault(None));
        ProposalsAreFed = proposalsAreFed || all.Values.Any(held => held.Contains(FreezeProposed));
    }

    /// <summary>No labels at all.</summary>
    public static AddressLabels Empty { get; } = new([]);

    /// <summary>Whether it is known which addresses the issuer has proposed to freeze.</summary>
    public bool ProposalsAreFed { get; }

    /// <summary>Every address that has a label.</summary>
    public IEnumerable<ChainAddress> Addresses => all.Keys;

    /// <summary>What an address is labelled as; <see cref="None"/> without a label.</summary>
    public string CategoryOf(ChainAddress address) => categories.GetValueOrDefault(address, None);

    /// <summary>Whether an address has a label.</summary>
    public bool Has(ChainAddress address, string category) => all.TryGetValue(address, out var held) && held.Contains(category);

    /// <summary>Whether the issuer has proposed to freeze an address.</summary>
    public bool IsFreezeProposed(ChainAddress address) => Has(address, FreezeProposed);

    /// <summary>Whether a category is that of a service.</summary>
    public static bool IsService(string category) => services.Contains(category);
}
