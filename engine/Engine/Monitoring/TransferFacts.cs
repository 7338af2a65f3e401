namespace Usd1Compliance.Monitoring;

/// <summary>
/// What a rule may look at: everything known about one transfer at the moment at which it is judged. Null is <c>Unknown</c>, never
/// zero and never no. Windows are in event time, half-open, end with this transfer and include it. Amounts are US dollars.
/// </summary>
/// <param name="Transfer">The transfer itself.</param>
/// <param name="Originator">The address that tokens leave; on a mint, the issuer, of whom nothing is known.</param>
/// <param name="Beneficiary">The address that tokens reach; on a burn, the issuer, of whom nothing is known.</param>
/// <param name="Supply">The token's supply as of this transfer.</param>
public sealed record TransferFacts(TransferFact Transfer, AddressFacts Originator, AddressFacts Beneficiary, SupplyFacts Supply);

/// <summary>The transfer itself.</summary>
public sealed record TransferFact
{
    /// <summary>transfer, mint, burn, freeze, unfreeze or seize.</summary>
    public required string Kind { get; init; }

    /// <summary>US dollars; unknown where the token is not redeemable at par.</summary>
    public decimal? AmountUsd { get; init; }

    /// <summary>Whether the address that minted is among the token's known minters; unknown where the source does not tell who minted, or no minters are configured.</summary>
    public bool? MinterIsKnown { get; init; }

    /// <summary>Whether the mint belongs to an approved order of the issuer; unknown until the mint desk feeds its orders.</summary>
    public bool? MintIsOrdered { get; init; }
}

/// <summary>The token's supply.</summary>
public sealed record SupplyFacts
{
    /// <summary>What the ledger's mints less its burns and seizures come to, less totalSupply() at the last observed block, as a positive difference in whole tokens; unknown until observed, and where the source did not start with the token's first block.</summary>
    public decimal? DriftUsd { get; init; }
}

/// <summary>One address as of this transfer.</summary>
public sealed record AddressFacts
{
    /// <summary>Every fact unknown: the other side of a mint or burn, or an address of which the ledger knows nothing.</summary>
    public static readonly AddressFacts Unknown = new();

    /// <summary>Whether it stands on a blocking list in force; unknown where none holds it and one of them is missing or stale.</summary>
    public bool? IsListed { get; init; }

    /// <summary>Whether it stands in force on a list, or as an entry of a list, that does not block property: for review. Unknown where none holds it and any list is missing or stale.</summary>
    public bool? IsOnReviewList { get; init; }

    /// <summary>Whether its party was listed when the transfer occurred; no where it is not listed at all; unknown as <see cref="IsListed"/> is, and where the list does not tell since when.</summary>
    public bool? WasListedAtTheTime { get; init; }

    /// <summary>Whether the list tells since when its party is listed; no where it does not, which leaves <see cref="WasListedAtTheTime"/> unknown; yes where it is not listed at all; unknown as <see cref="IsListed"/> is.</summary>
    public bool? ListingDateIsKnown { get; init; }

    /// <summary>What it is labelled as: mixer, exchange, bridge, defi, merchant, payment, payroll, treasury, market_maker, phishing, …; "none" without a label.</summary>
    public string? Category { get; init; }

    /// <summary>Whether its label is that of a service: exchange, bridge, defi, merchant, payment, payroll, treasury, market_maker.</summary>
    public bool? IsService { get; init; }

    /// <summary>Hours from the first transfer that it ever took part in to this one; 0 for its first; unknown when the issuer freezes, releases or seizes what never took part.</summary>
    public decimal? AgeHours { get; init; }

    /// <summary>Days from its last transfer before this one; 0 for its first; unknown as <see cref="AgeHours"/> is.</summary>
    public decimal? IdleDays { get; init; }

    /// <summary>Its balance just before this transfer, from the ledger; unknown where the ledger does not hold its whole history (a negative balance shows that).</summary>
    public decimal? BalanceUsdBefore { get; init; }

    /// <summary>Its balance just after this transfer; unknown as <see cref="BalanceUsdBefore"/> is.</summary>
    public decimal? BalanceUsdAfter { get; init; }

    /// <summary>Sum received in 24 hours.</summary>
    public decimal? ReceivedUsd24h { get; init; }

    /// <summary>Sum sent in 24 hours.</summary>
    public decimal? SentUsd24h { get; init; }

    /// <summary>Transfers received in 24 hours.</summary>
    public int? ReceivedCount24h { get; init; }

    /// <summary>Transfers sent in 24 hours.</summary>
    public int? SentCount24h { get; init; }

    /// <summary>Different addresses that it received from in 24 hours.</summary>
    public int? DistinctSenders24h { get; init; }

    /// <summary>Different addresses that it sent to in 6 hours.</summary>
    public int? DistinctRecipients6h { get; init; }

    /// <summary>Exponentially weighted mean of the different senders of a whole day (half-life 7 days), up to yesterday; 0 before its second day.</summary>
    public decimal? DistinctSendersBaseline { get; init; }

    /// <summary>Coefficient of variation (standard deviation / mean) of the amounts sent in 6 hours; unknown for fewer than two.</summary>
    public decimal? SentVariation6h { get; init; }

    /// <summary>Median minutes that received dollars stayed before they were sent on, first in first out, weighted by amount, over what was sent in 24 hours; unknown where nothing was.</summary>
    public decimal? MedianDwellMinutes24h { get; init; }

    /// <summary>Transfers sent in 24 hours of 80 % or more of $1,000 and less than $1,000.</summary>
    public int? SentBelow1000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="SentBelow1000Count24h"/> counts.</summary>
    public decimal? SentBelow1000Usd24h { get; init; }

    /// <summary>Transfers sent in 24 hours of 80 % or more of $3,000 and less than $3,000 (31 CFR 1010.410(f)).</summary>
    public int? SentBelow3000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="SentBelow3000Count24h"/> counts.</summary>
    public decimal? SentBelow3000Usd24h { get; init; }

    /// <summary>Transfers sent in 24 hours of 80 % or more of $10,000 and less than $10,000 (31 CFR 1010.314).</summary>
    public int? SentBelow10000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="SentBelow10000Count24h"/> counts.</summary>
    public decimal? SentBelow10000Usd24h { get; init; }

    /// <summary>As <see cref="SentBelow1000Count24h"/>, received.</summary>
    public int? ReceivedBelow1000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="ReceivedBelow1000Count24h"/> counts.</summary>
    public decimal? ReceivedBelow1000Usd24h { get; init; }

    /// <summary>As <see cref="SentBelow3000Count24h"/>, received.</summary>
    public int? ReceivedBelow3000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="ReceivedBelow3000Count24h"/> counts.</summary>
    public decimal? ReceivedBelow3000Usd24h { get; init; }

    /// <summary>As <see cref="SentBelow10000Count24h"/>, received.</summary>
    public int? ReceivedBelow10000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="ReceivedBelow10000Count24h"/> counts.</summary>
    public decimal? ReceivedBelow10000Usd24h { get; init; }

    /// <summary>Different addresses that sent it exactly the amount of this transfer in 7 days.</summary>
    public int? EqualAmountSenders7d { get; init; }

    /// <summary>Transfers sent in 30 days.</summary>
    public int? SentCount30d { get; init; }

    /// <summary>Share (0 to 1) of the transfers sent in 30 days whose amount is a whole multiple of $1,000 and not zero; unknown where none of known worth was sent.</summary>
    public decimal? RoundShare30d { get; init; }

    /// <summary>Dollars minted to it in 15 minutes.</summary>
    public decimal? MintedUsd15m { get; init; }

    /// <summary>Mints to it before those 15 minutes, ever.</summary>
    public int? EarlierMints { get; init; }

    /// <summary>Dollars sent in 15 minutes to addresses without a label, or to bridges.</summary>
    public decimal? SentToUnhostedOrBridgeUsd15m { get; init; }

    /// <summary>Whether it looks like somebody else: its first 3 and last 4 hex digits are those of another address that the other side of this transfer truly dealt with (more than $0.10) in 30 days. EVM only; no for other families.</summary>
    public bool? ImitatesCounterparty { get; init; }
}
