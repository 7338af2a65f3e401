using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
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

    /// <summary>The moment of a freeze proposal whose label has none.</summary>
    public const uint Undated = 0;

    // Looked up for each new address: most stand in a plain table that nobody changes any more, those that came since in one that is cheap to add to.
    private const int MostNewer = 256;
    private readonly Dictionary<ChainAddress, ImmutableSortedSet<string>> settled;
    private readonly ImmutableDictionary<ChainAddress, ImmutableSortedSet<string>> newer;

    // Few at any time.
    private readonly ImmutableDictionary<ChainAddress, ImmutableSortedSet<uint>> proposals;

    /// <summary>Takes up labels, in whatever order they come.</summary>
    /// <param name="labels">Which.</param>
    /// <param name="proposalsAreFed">Whether it is known which addresses the issuer has proposed to freeze; where it is not, that fact is unknown.</param>
    public AddressLabels(IEnumerable<AddressLabel> labels, bool proposalsAreFed = false)
        : this([], ImmutableDictionary<ChainAddress, ImmutableSortedSet<string>>.Empty, ImmutableDictionary<ChainAddress, ImmutableSortedSet<uint>>.Empty, labels, proposalsAreFed)
    {
    }

    private AddressLabels(Dictionary<ChainAddress, ImmutableSortedSet<string>> settled, ImmutableDictionary<ChainAddress, ImmutableSortedSet<string>> before,
        ImmutableDictionary<ChainAddress, ImmutableSortedSet<uint>> proposedBefore, IEnumerable<AddressLabel> labels, bool proposalsAreFed)
    {
        var (building, proposing) = (before.ToBuilder(), proposedBefore.ToBuilder());
        ProposalsAreFed = proposalsAreFed;
        foreach (var label in labels)
        {
            building[label.Address] = (building.TryGetValue(label.Address, out var held) || settled.TryGetValue(label.Address, out held) ? held : emptySet).Add(label.Category);
            if (label.Category == FreezeProposed)
            {
                // To the second, as transfers are.
                var at = label.ObservedAt is { } observed ? (uint)Math.Clamp(observed.ToUnixTimeSeconds(), 1, uint.MaxValue) : Undated;
                (ProposalsAreFed, proposing[label.Address]) = (true, (proposing.TryGetValue(label.Address, out var others) ? others : []).Add(at));
            }
        }

        (this.settled, newer, proposals) = (settled, building.ToImmutable(), proposing.ToImmutable());
        if (newer.Count > MostNewer)
        {
            this.settled = new Dictionary<ChainAddress, ImmutableSortedSet<string>>(settled);
            foreach (var (address, held) in newer)
            {
                this.settled[address] = held;
            }

            newer = newer.Clear();
        }
    }

    private static readonly ImmutableSortedSet<string> emptySet = ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal);

    /// <summary>No labels at all.</summary>
    public static AddressLabels Empty { get; } = new([]);

    /// <summary>Whether it is known which addresses the issuer has proposed to freeze.</summary>
    public bool ProposalsAreFed { get; }

    /// <summary>Every address that has a label.</summary>
    public IEnumerable<ChainAddress> Addresses => settled.Keys.Concat(newer.Keys.Where(address => !settled.ContainsKey(address)));

    /// <summary>These labels and some more.</summary>
    public AddressLabels With(IEnumerable<AddressLabel> more) => new(settled, newer, proposals, more, ProposalsAreFed);

    /// <summary>
    /// What an address is labelled as; <see cref="None"/> without a label. Where it has several, one that is no service's comes first (mixer before exchange), then the
    /// first by letter: the more telling one.
    /// </summary>
    /// <param name="address">Which.</param>
    /// <param name="services">The categories that are services, by the layer.</param>
    public string CategoryOf(ChainAddress address, IReadOnlySet<string> services) => !TryHold(address, out var held) ? None
        : held.Where(category => category != FreezeProposed).OrderBy(services.Contains).ThenBy(category => category, StringComparer.Ordinal).FirstOrDefault(None);

    /// <summary>Whether an address has any label.</summary>
    public bool Knows(ChainAddress address) => TryHold(address, out _);

    /// <summary>Whether an address has a label.</summary>
    public bool Has(ChainAddress address, string category) => TryHold(address, out var held) && held.Contains(category);

    /// <summary>Whether an address has one of some labels.</summary>
    public bool HasAny(ChainAddress address, IReadOnlySet<string> categories) => TryHold(address, out var held) && held.Any(categories.Contains);

    /// <summary>When the issuer proposed to freeze an address, as far as those labels stand: seconds since 1970, <see cref="Undated"/> for one whose label has no moment; empty for never.</summary>
    public ImmutableSortedSet<uint> FreezeProposalsOf(ChainAddress address) => proposals.TryGetValue(address, out var moments) ? moments : [];

    private bool TryHold(ChainAddress address, [NotNullWhen(true)] out ImmutableSortedSet<string>? held) =>
        (!newer.IsEmpty && newer.TryGetValue(address, out held)) || settled.TryGetValue(address, out held);
}
