using System.Collections.Immutable;
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

    private readonly ImmutableDictionary<ChainAddress, ImmutableSortedSet<string>> all;

    /// <summary>Takes up labels, in whatever order they come.</summary>
    /// <param name="labels">Which.</param>
    /// <param name="proposalsAreFed">Whether it is known which addresses the issuer has proposed to freeze; where it is not, that fact is unknown.</param>
    public AddressLabels(IEnumerable<AddressLabel> labels, bool proposalsAreFed = false)
        : this(ImmutableDictionary<ChainAddress, ImmutableSortedSet<string>>.Empty, labels, proposalsAreFed)
    {
    }

    private AddressLabels(ImmutableDictionary<ChainAddress, ImmutableSortedSet<string>> before, IEnumerable<AddressLabel> labels, bool proposalsAreFed)
    {
        var building = before.ToBuilder();
        ProposalsAreFed = proposalsAreFed;
        foreach (var label in labels)
        {
            building[label.Address] = building.GetValueOrDefault(label.Address, emptySet).Add(label.Category);
            ProposalsAreFed |= label.Category == FreezeProposed;
        }

        all = building.ToImmutable();
    }

    private static readonly ImmutableSortedSet<string> emptySet = ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal);

    /// <summary>No labels at all.</summary>
    public static AddressLabels Empty { get; } = new([]);

    /// <summary>Whether it is known which addresses the issuer has proposed to freeze.</summary>
    public bool ProposalsAreFed { get; }

    /// <summary>Every address that has a label.</summary>
    public IEnumerable<ChainAddress> Addresses => all.Keys;

    /// <summary>These labels and some more.</summary>
    public AddressLabels With(IEnumerable<AddressLabel> more) => new(all, more, ProposalsAreFed);

    /// <summary>
    /// What an address is labelled as; <see cref="None"/> without a label. Where it has several, one that is no service's comes first (mixer before exchange), then the
    /// first by letter: the more telling one.
    /// </summary>
    /// <param name="address">Which.</param>
    /// <param name="services">The categories that are services, by the layer.</param>
    public string CategoryOf(ChainAddress address, IReadOnlySet<string> services) => !all.TryGetValue(address, out var held) ? None
        : held.Where(category => category != FreezeProposed).OrderBy(services.Contains).ThenBy(category => category, StringComparer.Ordinal).FirstOrDefault(None);

    /// <summary>Whether an address has any label.</summary>
    public bool Knows(ChainAddress address) => all.ContainsKey(address);

    /// <summary>Whether an address has a label.</summary>
    public bool Has(ChainAddress address, string category) => all.TryGetValue(address, out var held) && held.Contains(category);

    /// <summary>Whether an address has one of some labels.</summary>
    public bool HasAny(ChainAddress address, IReadOnlySet<string> categories) => all.TryGetValue(address, out var held) && held.Any(categories.Contains);

    /// <summary>Whether the issuer has proposed to freeze an address.</summary>
    public bool IsFreezeProposed(ChainAddress address) => Has(address, FreezeProposed);
}
