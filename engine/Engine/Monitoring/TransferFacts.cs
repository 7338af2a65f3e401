using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>
/// The catalogue of facts: what a rule, a model, an alert's evidence and a page may name. Everything known about one transfer at the moment at which it
/// is judged. Null is <c>Unknown</c>, never zero and never no. Windows are in event time, half-open, end with this transfer and include it; where an address was named with
/// something later already, they end with that, so that what comes late is counted into the windows that still reach it. Amounts are US dollars.
/// </summary>
/// <remarks>These types are the declaration; what is measured of a transfer stands in a <see cref="FactRow"/> in their order. docs/facts.md is made from them.</remarks>
/// <param name="Transfer">The transfer itself.</param>
/// <param name="Originator">The address that tokens leave; on a mint, the issuer, of whom nothing is known.</param>
/// <param name="Beneficiary">The address that tokens reach; on a burn, the issuer, of whom nothing is known.</param>
/// <param name="Pair">What the two addresses had to do with each other; unknown on a mint or burn.</param>
/// <param name="Graph">What the transfer closes or completes among the transfers before it.</param>
/// <param name="Customer">What the issuer knows off the chain of the customer behind a mint or burn.</param>
/// <param name="Supply">The token's supply as of this transfer.</param>
public sealed record TransferFacts(TransferFact Transfer, AddressFacts Originator, AddressFacts Beneficiary, PairFacts Pair, GraphFacts Graph, CustomerFacts Customer, SupplyFacts Supply);

/// <summary>The transfer itself.</summary>
public sealed record TransferFact
{
    /// <summary>transfer, mint, burn, freeze, unfreeze or seize.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact)]
    public string? Kind { get; init; }

    /// <summary>What was moved.</summary>
    [Measured(FactUnit.Usd, FactWindow.Moment, FactExactness.Exact, Unknown = "where the token is not redeemable at par, or the amount is past money (IsPastMoney)")]
    public decimal? AmountUsd { get; init; }

    /// <summary>Whether more than a hundred billion dollars would move at once: no sum of money, but an error or an attack on whoever sums it up.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, Unknown = "where the token is not redeemable at par")]
    public bool? IsPastMoney { get; init; }

    /// <summary>Whether the address that minted is among the token's known minters; yes for what is no mint.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, Unknown = "where the source does not tell who minted, or no minters are configured")]
    public bool? MinterIsKnown { get; init; }

    /// <summary>Whether the mint belongs to an approved order of the issuer.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, FedBy = "the orders of the mint desk")]
    public bool? MintIsOrdered { get; init; }
}

/// <summary>What the originator and the beneficiary had to do with each other.</summary>
public sealed record PairFacts
{
    /// <summary>Transfers of more than dust from the originator to the beneficiary before this one.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Ever, FactExactness.Exact, Unknown = "on a mint, burn or act of the issuer")]
    public int? EarlierCount { get; init; }

    /// <summary>Sum of the transfers that EarlierCount counts.</summary>
    [Measured(FactUnit.Usd, FactWindow.Ever, FactExactness.Exact, Unknown = "as EarlierCount is, and where it comes to nine trillion dollars with this transfer")]
    public decimal? EarlierUsd { get; init; }

    /// <summary>Transfers of more than dust from the beneficiary to the originator.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Ever, FactExactness.Exact, Unknown = "as EarlierCount is")]
    public int? BackCount { get; init; }

    /// <summary>Sum of the transfers from the originator to the beneficiary, this one included, among the originator's last 64.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.LastEdges, Unknown = "as EarlierCount is", WorthUnknown = true)]
    public decimal? SentUsd24h { get; init; }

    /// <summary>Number of the transfers from the originator to the beneficiary, this one included.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.LastEdges, Unknown = "as EarlierCount is")]
    public int? SentCount24h { get; init; }

    /// <summary>Largest of the transfers from the originator to the beneficiary, this one included.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.LastEdges, Unknown = "as EarlierCount is", WorthUnknown = true)]
    public decimal? LargestUsd24h { get; init; }

    /// <summary>Sum of the transfers of less than $3,000 from the originator to the beneficiary itself, and to addresses that paid first of all whom the beneficiary paid first of all; whoever paid a service first, as it was labelled then, is like nobody.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.LastEdges, Unknown = "as EarlierCount is", WorthUnknown = true)]
    public decimal? ClusterBelow3000Usd24h { get; init; }

    /// <summary>Number of the transfers that ClusterBelow3000Usd24h sums.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.LastEdges, Unknown = "as EarlierCount is")]
    public int? ClusterBelow3000Count24h { get; init; }

    /// <summary>How often the direction changed between the two, this transfer included.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.LastEdges, Unknown = "as EarlierCount is")]
    public int? Alternations24h { get; init; }

    /// <summary>What stayed on one side, as a part of all that moved between the two; 0 where nothing did.</summary>
    [Measured(FactUnit.Share, FactWindow.Day, FactExactness.LastEdges, Unknown = "as EarlierCount is", WorthUnknown = true)]
    public decimal? NetShare24h { get; init; }

    /// <summary>How many transfers from the originator to the beneficiary in a row, up to this one, were each larger than the one before; 1 for the first. Those of unknown worth and dust are passed over.</summary>
    [Measured(FactUnit.Transfers, FactWindow.TwoMonths, FactExactness.LastEdges, Unknown = "as EarlierCount is", WorthUnknown = true)]
    public int? RisingCount60d { get; init; }

    /// <summary>The last of these by the first of them; 0 where there are none.</summary>
    [Measured(FactUnit.Ratio, FactWindow.TwoMonths, FactExactness.LastEdges, Unknown = "as EarlierCount is", WorthUnknown = true)]
    public decimal? RiseRatio60d { get; init; }

    /// <summary>Different addresses that dealt with both of them (as for TriangleGroup), whichever paid: who may have brought the two together. Apart from services, and from addresses that dealt with more than 32 others; 0 where one of the two is such itself.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Ever, FactExactness.Exact, Unknown = "as EarlierCount is")]
    public int? CommonCounterparties { get; init; }

    /// <summary>Whether a Travel Rule message is linked to this transfer.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, FedBy = "the Travel Rule desk")]
    public bool? TravelRuleMessageIsLinked { get; init; }
}

/// <summary>What a transfer closes or completes among the transfers before it. Services and hubs (addresses labelled as services, or with more than 1,000 senders and recipients together in 30 days) are not walked through.</summary>
public sealed record GraphFacts
{
    /// <summary>How many transfers the shortest cycle in time has that this one closes (3 to 6): none earlier than the one before and none smaller than half of the largest, of $100 or more, through no service and no hub; 0 where it closes none.</summary>
    [Measured(FactUnit.Transfers, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "on a mint, burn or act of the issuer, and of a transfer of unknown worth")]
    public int? CycleLength { get; init; }

    /// <summary>Smallest transfer of that cycle, of several the one whose transfers were the last, looking back from this one; 0 where there is none.</summary>
    [Measured(FactUnit.Usd, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "as CycleLength is")]
    public decimal? CycleUsd { get; init; }

    /// <summary>Different addresses that one and the same source paid and that then paid the beneficiary, this originator among them; the most over the eight sources that paid this originator last, of several the one that did so last; 0 where no source paid this originator.</summary>
    [Measured(FactUnit.Addresses, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "as CycleLength is")]
    public int? CommonSourceCount { get; init; }

    /// <summary>What these addresses paid the beneficiary.</summary>
    [Measured(FactUnit.Usd, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "as CycleLength is")]
    public decimal? CommonSourceUsd { get; init; }

    /// <summary>The largest single transfer by which they paid it.</summary>
    [Measured(FactUnit.Usd, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "as CycleLength is")]
    public decimal? CommonSourceLargestUsd { get; init; }

    /// <summary>What they paid as a part of what that source paid them, 1 at the most.</summary>
    [Measured(FactUnit.Share, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "as CycleLength is, and where there is no source or its payments are of unknown worth")]
    public decimal? CommonSourceKeptShare { get; init; }

    /// <summary>From the source's first payment to them to this transfer.</summary>
    [Measured(FactUnit.Hours, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "as CycleLength is, and where there is no source")]
    public decimal? CommonSourceHours { get; init; }

    /// <summary>How many of those eight sources paid at least half of the addresses that paid the beneficiary, where at least three did.</summary>
    [Measured(FactUnit.Addresses, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "as CycleLength is")]
    public int? StackSources { get; init; }

    /// <summary>How many addresses paid the beneficiary; 0 where no source paid this originator.</summary>
    [Measured(FactUnit.Addresses, FactWindow.ThreeDays, FactExactness.Searched, Unknown = "as CycleLength is")]
    public int? StackMiddles { get; init; }

    /// <summary>How much of this transfer to a sanctioned or otherwise tainting address had come to the originator from others that are no services; 0 where the beneficiary is none.</summary>
    [Measured(FactUnit.Usd, FactWindow.Week, FactExactness.LastEdges, Unknown = "as CycleLength is")]
    public decimal? UpstreamUsd7d { get; init; }

    /// <summary>How near to a sanctioned address this transfer goes: 1 where the beneficiary is one, 2 where it paid one within those days, 3 where it paid who had; 0 for none. By payments of more than $1, as they were listed when they were made; a service leads nowhere.</summary>
    [Measured(FactUnit.Hops, FactWindow.Week, FactExactness.Exact, Unknown = "as CycleLength is")]
    public int? HopsToSanctions7d { get; init; }

    /// <summary>Whether a search was given up because its budget of steps was used up.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact)]
    public bool? SearchWasCut { get; init; }
}

/// <summary>What the issuer knows off the chain of the customer behind a mint or burn. Each is unknown until it is fed.</summary>
public sealed record CustomerFacts
{
    /// <summary>What the customer said he expects to move in a month.</summary>
    [Measured(FactUnit.Usd, FactWindow.Moment, FactExactness.Exact, FedBy = "the customer's profile")]
    public decimal? DeclaredMonthlyUsd { get; init; }

    /// <summary>Whether who paid the dollars of this mint, or receives those of this redemption, is the customer himself.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, FedBy = "the mint and redemption desk")]
    public bool? PayerIsCustomer { get; init; }

    /// <summary>Whether the crypto source of this redemption is on the customer's list of addresses.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, FedBy = "the wallets of registered parties")]
    public bool? AddressIsRegistered { get; init; }

    /// <summary>Whether the customer is registered as a VASP.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, FedBy = "the customer's profile")]
    public bool? IsVasp { get; init; }

    /// <summary>Whether the countries of his sign-ins and documents fit what he told.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, FedBy = "the customer's profile")]
    public bool? CountriesFit { get; init; }

    /// <summary>Redemptions of 80 % or more of $10,000 and less than $10,000 over all accounts of the customer and those linked to him.</summary>
    [Measured(FactUnit.Transfers, FactWindow.TwoDays, FactExactness.Exact, FedBy = "the wallets of registered parties")]
    public int? RedeemedBelow10000Count48h { get; init; }

    /// <summary>Whether a link between the customer and whom the redeemed tokens were minted to is declared.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, FedBy = "the customer's profile")]
    public bool? LinkIsDeclared { get; init; }
}

/// <summary>The token's supply.</summary>
public sealed record SupplyFacts
{
    /// <summary>What the ledger's mints less its burns and seizures come to, less totalSupply() at the last observed block, as a positive difference in whole tokens.</summary>
    [Measured(FactUnit.Usd, FactWindow.Moment, FactExactness.Exact, Unknown = "until observed, and where the source did not start with the token's first block")]
    public decimal? DriftUsd { get; init; }
}
