using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// What is measured together, a bit each; the higher, the dearer. What is in no group stands in the row as soon as a transfer is taken. The groups of the
/// beneficiary are those of the originator, <see cref="FactGroup.Sides"/> bit up.
/// </summary>
[Flags]
internal enum FactGroups : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Mints of late: of most addresses it is known that nothing was ever minted to them.</summary>
    Mints = 1,

    /// <summary>Links to frozen addresses, and the group of triangles.</summary>
    Kin = 1 << 2,

    /// <summary>How many sent an equal amount.</summary>
    EqualAmounts = 1 << 4,

    /// <summary>What the two paid each other, ever.</summary>
    Pair = 1 << 6,

    /// <summary>The windows: sums and numbers of transfers.</summary>
    Windows = 1 << 7,

    /// <summary>Single-use wallets of the same payer.</summary>
    SingleUse = 1 << 9,

    /// <summary>What the two paid each other of late.</summary>
    PairOfLate = 1 << 11,

    /// <summary>How near to a sanctioned address the transfer goes.</summary>
    Reach = 1 << 12,

    /// <summary>How many different addresses in each window.</summary>
    Distinct = 1 << 13,

    /// <summary>Habits.</summary>
    Habits = 1 << 15,

    /// <summary>The smallest and largest in each window.</summary>
    Extremes = 1 << 17,

    /// <summary>What else one look through the last 64 transfers tells.</summary>
    LastEdges = 1 << 19,

    /// <summary>How many the last 64 transfers were with, of late or once only.</summary>
    LastPeers = 1 << 21,

    /// <summary>What the originator paid to the beneficiary and its like.</summary>
    Cluster = 1 << 23,

    /// <summary>Whether it looks like somebody whom the other side deals with.</summary>
    LookAlike = 1 << 24,

    /// <summary>How long money stays.</summary>
    Stay = 1 << 26,

    /// <summary>How many paid it before how many were paid.</summary>
    GatherScatter = 1 << 28,

    /// <summary>To whom redeemed tokens were minted.</summary>
    Provenance = 1UL << 30,

    /// <summary>The cycle that the transfer closes.</summary>
    Cycle = 1UL << 32,

    /// <summary>The common source of those who pay the beneficiary.</summary>
    CommonSource = 1UL << 33,

    /// <summary>Who dealt with both.</summary>
    CommonCounterparties = 1UL << 34,

    /// <summary>All of the originator.</summary>
    Originator = Mints | Kin | EqualAmounts | Windows | SingleUse | Distinct | Habits | Extremes | LastEdges | LastPeers | LookAlike | Stay | GatherScatter | Provenance,

    /// <summary>All of the beneficiary.</summary>
    Beneficiary = Originator << FactGroup.Sides,

    /// <summary>All of both together.</summary>
    Both = Pair | CommonCounterparties | PairOfLate | Reach | Cluster | Cycle | CommonSource,
}

/// <summary>Which group each fact belongs to.</summary>
internal static class FactGroup
{
    /// <summary>How many bits up the beneficiary's groups stand.</summary>
    public const int Sides = 1;

    /// <summary>Every group.</summary>
    public const FactGroups All = FactGroups.Originator | FactGroups.Beneficiary | FactGroups.Both;

    private static readonly HashSet<string> atOnce =
    [
        nameof(AddressFacts.IsListed), nameof(AddressFacts.IsOnReviewList), nameof(AddressFacts.WasListedAtTheTime), nameof(AddressFacts.ListingDateIsKnown), nameof(AddressFacts.Category),
        nameof(AddressFacts.IsService), nameof(AddressFacts.Segment), nameof(AddressFacts.IsFrozen), nameof(AddressFacts.IsFreezeProposed), nameof(AddressFacts.AgeHours), nameof(AddressFacts.IdleDays),
        nameof(AddressFacts.BalanceUsdBefore), nameof(AddressFacts.BalanceUsdAfter), nameof(AddressFacts.TaintSanctionsUsd), nameof(AddressFacts.TaintTheftUsd), nameof(AddressFacts.TaintScamUsd),
        nameof(AddressFacts.TaintMixerUsd), nameof(AddressFacts.TaintFrozenUsd), nameof(AddressFacts.TaintRansomwareUsd), nameof(AddressFacts.TaintSanctionsShare),
        nameof(AddressFacts.TaintFrozenShare), nameof(AddressFacts.TaintShare), nameof(AddressFacts.HopsFromSanctions), nameof(AddressFacts.HopsFromTheft), nameof(AddressFacts.HopsFromScam),
        nameof(AddressFacts.HopsFromMixer), nameof(AddressFacts.HopsFromFrozen), nameof(AddressFacts.HopsFromRansomware), nameof(AddressFacts.HoursSinceMixer), nameof(AddressFacts.PeelDepth),
    ];

    private static readonly HashSet<string> lastEdges =
    [
        nameof(AddressFacts.ChainCount24h), nameof(AddressFacts.SentToExchangeCount30d),
        nameof(AddressFacts.RedemptionCount24h), nameof(AddressFacts.SentIntervalVariation30d), nameof(AddressFacts.MinutesSinceReceived),
        nameof(AddressFacts.LastReceivedUsd), nameof(AddressFacts.SentVariation6h), nameof(AddressFacts.RoundShare30d), nameof(AddressFacts.SentToUnhostedOrBridgeUsd15m),
        nameof(AddressFacts.RedeemedUsd24h), nameof(AddressFacts.RedeemedBelow10000Count48h), nameof(AddressFacts.RedeemedBelow10000Usd48h), nameof(AddressFacts.OutflowShare10m),
        nameof(AddressFacts.SmallTicketShare30d),
    ];

    /// <summary>The groups of each fact, by its place in a row of <see cref="TransferFacts"/>.</summary>
    public static IReadOnlyList<ulong> ByPlace { get; } = [.. FactPlaces.Model.All.Select(fact => (ulong)Of(fact))];

    private static FactGroups Of(Fact fact)
    {
        var (part, name) = (fact.Name[..fact.Name.IndexOf('.')], fact.Name[(fact.Name.IndexOf('.') + 1)..]);
        return part switch
        {
            "originator" => OfSide(name),
            "beneficiary" => (FactGroups)((ulong)OfSide(name) << Sides),
            "pair" => name switch
            {
                nameof(PairFacts.EarlierCount) or nameof(PairFacts.EarlierUsd) or nameof(PairFacts.BackCount) => FactGroups.Pair,
                nameof(PairFacts.CommonCounterparties) => FactGroups.CommonCounterparties,
                nameof(PairFacts.ClusterBelow3000Usd24h) or nameof(PairFacts.ClusterBelow3000Count24h) => FactGroups.Cluster,
                nameof(PairFacts.TravelRuleMessageIsLinked) => FactGroups.None,
                _ => FactGroups.PairOfLate,
            },
            "graph" => name switch
            {
                nameof(GraphFacts.CycleLength) or nameof(GraphFacts.CycleUsd) => FactGroups.Cycle,
                nameof(GraphFacts.HopsToSanctions7d) or nameof(GraphFacts.UpstreamUsd7d) => FactGroups.Reach,
                nameof(GraphFacts.SearchWasCut) => FactGroups.Cycle | FactGroups.CommonSource | FactGroups.Provenance,
                _ => FactGroups.CommonSource,
            },
            _ => FactGroups.None,
        };
    }

    private static FactGroups OfSide(string name) => name switch
    {
        _ when atOnce.Contains(name) => FactGroups.None,
        nameof(AddressFacts.MintedUsd15m) or nameof(AddressFacts.MintedUsd24h) or nameof(AddressFacts.MintCount24h) or nameof(AddressFacts.EarlierMints) => FactGroups.Mints,
        nameof(AddressFacts.FrozenLinks) or nameof(AddressFacts.TriangleGroup) => FactGroups.Kin,
        nameof(AddressFacts.SingleUseSiblings24h) => FactGroups.SingleUse,
        nameof(AddressFacts.EqualAmountSenders7d) => FactGroups.EqualAmounts,
        nameof(AddressFacts.DistinctSendersBaseline) or nameof(AddressFacts.SentUsdScore) or nameof(AddressFacts.SentCountScore) => FactGroups.Habits,
        nameof(AddressFacts.ImitatesCounterparty) => FactGroups.LookAlike,
        nameof(AddressFacts.MedianDwellMinutes24h) => FactGroups.Stay,
        nameof(AddressFacts.GatherScatter24h) => FactGroups.GatherScatter,
        nameof(AddressFacts.MintedToOtherShare7d) => FactGroups.Provenance,
        nameof(AddressFacts.DistinctRecipients6h) or nameof(AddressFacts.OneTimeSenders30d) => FactGroups.LastPeers,
        _ when lastEdges.Contains(name) => FactGroups.LastEdges,
        _ when name.StartsWith("Smallest", StringComparison.Ordinal) || name.StartsWith("Largest", StringComparison.Ordinal) => FactGroups.Extremes,
        _ when name.StartsWith("Distinct", StringComparison.Ordinal) => FactGroups.Distinct,
        _ => FactGroups.Windows,
    };
}
