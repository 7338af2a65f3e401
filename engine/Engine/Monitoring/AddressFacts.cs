using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>
/// One address as of this transfer. The sums, smallest and largest of windows of an address that took part in more than 64 transfers in 30 days are unknown from the day on which
/// more than $300 billion went one way: no sum of money.
/// </summary>
/// <remarks>The facts of windows are declared in the order in which they are measured: by direction, by measure, by length.</remarks>
public sealed record AddressFacts
{
    /// <summary>Whether it stands on a blocking list in force.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, Unknown = "where none holds it and one of them is missing or stale")]
    public bool? IsListed { get; init; }

    /// <summary>Whether it stands in force on a list, or as an entry of a list, that does not block property: for review.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, Unknown = "where none holds it and any list is missing or stale")]
    public bool? IsOnReviewList { get; init; }

    /// <summary>Whether its party was listed when the transfer occurred; no where it is not listed at all.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, Unknown = "as IsListed is, and where the list does not tell since when")]
    public bool? WasListedAtTheTime { get; init; }

    /// <summary>Whether the list tells since when its party is listed; yes where it is not listed at all.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, Unknown = "as IsListed is")]
    public bool? ListingDateIsKnown { get; init; }

    /// <summary>What it is labelled as: mixer, exchange, bridge, defi, merchant, payment, payroll, treasury, market_maker, theft, scam, ransomware, …; "none" without a label.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact)]
    public string? Category { get; init; }

    /// <summary>Whether its label is that of a service, by the layer: exchange, bridge, defi, merchant, payment, payroll, treasury, market_maker as it is shipped.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact)]
    public bool? IsService { get; init; }

    /// <summary>Into which segment of customers its label puts it (exchange, market-maker, payment, corporate, private as the layer is shipped): whoever has no label, or one that no segment names, is in the one that has "none".</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, Unknown = "where the layer has no segments")]
    public string? Segment { get; init; }

    /// <summary>Whether the issuer has frozen it and not released it, as of just before this event.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact)]
    public bool? IsFrozen { get; init; }

    /// <summary>Whether the issuer had proposed to freeze it by the time of the transfer, and had not yet done so or let it go.</summary>
    [Measured(FactUnit.None, FactWindow.Moment, FactExactness.Exact, FedBy = "freeze proposals, by the label freeze-proposed")]
    public bool? IsFreezeProposed { get; init; }

    /// <summary>How many links it has to a frozen address: 1 where who paid it first of all first paid a frozen one too, and 1 where whom it paid first of all is whom a frozen one first paid too. A mint, a redemption, or a service as it was labelled then, is no link.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Ever, FactExactness.Exact)]
    public int? FrozenLinks { get; init; }

    /// <summary>From the first transfer that it ever took part in to this one; 0 for its first.</summary>
    [Measured(FactUnit.Hours, FactWindow.Ever, FactExactness.Exact, Unknown = "when the issuer freezes, releases or seizes what never took part")]
    public decimal? AgeHours { get; init; }

    /// <summary>From its last transfer before this one; 0 for its first.</summary>
    [Measured(FactUnit.Days, FactWindow.Ever, FactExactness.Exact, Unknown = "as AgeHours is")]
    public decimal? IdleDays { get; init; }

    /// <summary>Its balance just before this transfer, from the ledger.</summary>
    [Measured(FactUnit.Usd, FactWindow.Moment, FactExactness.Exact, Unknown = "where the ledger does not hold its whole history (a negative balance shows that), where it holds nine trillion dollars or more, or ever held a quadrillion of a token", WorthUnknown = true)]
    public decimal? BalanceUsdBefore { get; init; }

    /// <summary>Its balance just after this transfer.</summary>
    [Measured(FactUnit.Usd, FactWindow.Moment, FactExactness.Exact, Unknown = "as BalanceUsdBefore is", WorthUnknown = true)]
    public decimal? BalanceUsdAfter { get; init; }

    /// <summary>Sum sent in 5 minutes.</summary>
    [Measured(FactUnit.Usd, FactWindow.FiveMinutes, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? SentUsd5m { get; init; }

    /// <summary>Sum sent in 1 hour.</summary>
    [Measured(FactUnit.Usd, FactWindow.Hour, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? SentUsd1h { get; init; }

    /// <summary>Sum sent in 24 hours.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? SentUsd24h { get; init; }

    /// <summary>Sum sent in 7 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Week, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? SentUsd7d { get; init; }

    /// <summary>Sum sent in 30 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Month, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? SentUsd30d { get; init; }

    /// <summary>Transfers sent in 5 minutes.</summary>
    [Measured(FactUnit.Transfers, FactWindow.FiveMinutes, FactExactness.Buckets)]
    public int? SentCount5m { get; init; }

    /// <summary>Transfers sent in 1 hour.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Hour, FactExactness.Buckets)]
    public int? SentCount1h { get; init; }

    /// <summary>Transfers sent in 24 hours.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.Buckets)]
    public int? SentCount24h { get; init; }

    /// <summary>Transfers sent in 7 days.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Week, FactExactness.Buckets)]
    public int? SentCount7d { get; init; }

    /// <summary>Transfers sent in 30 days.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Month, FactExactness.Buckets)]
    public int? SentCount30d { get; init; }

    /// <summary>Different addresses that it sent to in 5 minutes.</summary>
    [Measured(FactUnit.Addresses, FactWindow.FiveMinutes, FactExactness.Buckets)]
    public int? DistinctRecipients5m { get; init; }

    /// <summary>Different addresses that it sent to in 1 hour.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Hour, FactExactness.Buckets)]
    public int? DistinctRecipients1h { get; init; }

    /// <summary>Different addresses that it sent to in 24 hours.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Day, FactExactness.Buckets)]
    public int? DistinctRecipients24h { get; init; }

    /// <summary>Different addresses that it sent to in 7 days.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Week, FactExactness.Buckets)]
    public int? DistinctRecipients7d { get; init; }

    /// <summary>Different addresses that it sent to in 30 days.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Month, FactExactness.Buckets)]
    public int? DistinctRecipients30d { get; init; }

    /// <summary>Smallest transfer sent in 5 minutes.</summary>
    [Measured(FactUnit.Usd, FactWindow.FiveMinutes, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? SmallestSentUsd5m { get; init; }

    /// <summary>Smallest transfer sent in 1 hour.</summary>
    [Measured(FactUnit.Usd, FactWindow.Hour, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? SmallestSentUsd1h { get; init; }

    /// <summary>Smallest transfer sent in 24 hours.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? SmallestSentUsd24h { get; init; }

    /// <summary>Smallest transfer sent in 7 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Week, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? SmallestSentUsd7d { get; init; }

    /// <summary>Smallest transfer sent in 30 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Month, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? SmallestSentUsd30d { get; init; }

    /// <summary>Largest transfer sent in 5 minutes.</summary>
    [Measured(FactUnit.Usd, FactWindow.FiveMinutes, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? LargestSentUsd5m { get; init; }

    /// <summary>Largest transfer sent in 1 hour.</summary>
    [Measured(FactUnit.Usd, FactWindow.Hour, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? LargestSentUsd1h { get; init; }

    /// <summary>Largest transfer sent in 24 hours.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? LargestSentUsd24h { get; init; }

    /// <summary>Largest transfer sent in 7 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Week, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? LargestSentUsd7d { get; init; }

    /// <summary>Largest transfer sent in 30 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Month, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was sent in that time")]
    public decimal? LargestSentUsd30d { get; init; }

    /// <summary>Sum received in 5 minutes.</summary>
    [Measured(FactUnit.Usd, FactWindow.FiveMinutes, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? ReceivedUsd5m { get; init; }

    /// <summary>Sum received in 1 hour.</summary>
    [Measured(FactUnit.Usd, FactWindow.Hour, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? ReceivedUsd1h { get; init; }

    /// <summary>Sum received in 24 hours.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? ReceivedUsd24h { get; init; }

    /// <summary>Sum received in 7 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Week, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? ReceivedUsd7d { get; init; }

    /// <summary>Sum received in 30 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Month, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? ReceivedUsd30d { get; init; }

    /// <summary>Transfers received in 5 minutes.</summary>
    [Measured(FactUnit.Transfers, FactWindow.FiveMinutes, FactExactness.Buckets)]
    public int? ReceivedCount5m { get; init; }

    /// <summary>Transfers received in 1 hour.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Hour, FactExactness.Buckets)]
    public int? ReceivedCount1h { get; init; }

    /// <summary>Transfers received in 24 hours.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.Buckets)]
    public int? ReceivedCount24h { get; init; }

    /// <summary>Transfers received in 7 days.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Week, FactExactness.Buckets)]
    public int? ReceivedCount7d { get; init; }

    /// <summary>Transfers received in 30 days.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Month, FactExactness.Buckets)]
    public int? ReceivedCount30d { get; init; }

    /// <summary>Different addresses that it received from in 5 minutes.</summary>
    [Measured(FactUnit.Addresses, FactWindow.FiveMinutes, FactExactness.Buckets)]
    public int? DistinctSenders5m { get; init; }

    /// <summary>Different addresses that it received from in 1 hour.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Hour, FactExactness.Buckets)]
    public int? DistinctSenders1h { get; init; }

    /// <summary>Different addresses that it received from in 24 hours.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Day, FactExactness.Buckets)]
    public int? DistinctSenders24h { get; init; }

    /// <summary>Different addresses that it received from in 7 days.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Week, FactExactness.Buckets)]
    public int? DistinctSenders7d { get; init; }

    /// <summary>Different addresses that it received from in 30 days.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Month, FactExactness.Buckets)]
    public int? DistinctSenders30d { get; init; }

    /// <summary>Smallest transfer received in 5 minutes.</summary>
    [Measured(FactUnit.Usd, FactWindow.FiveMinutes, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? SmallestReceivedUsd5m { get; init; }

    /// <summary>Smallest transfer received in 1 hour.</summary>
    [Measured(FactUnit.Usd, FactWindow.Hour, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? SmallestReceivedUsd1h { get; init; }

    /// <summary>Smallest transfer received in 24 hours.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? SmallestReceivedUsd24h { get; init; }

    /// <summary>Smallest transfer received in 7 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Week, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? SmallestReceivedUsd7d { get; init; }

    /// <summary>Smallest transfer received in 30 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Month, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? SmallestReceivedUsd30d { get; init; }

    /// <summary>Largest transfer received in 5 minutes.</summary>
    [Measured(FactUnit.Usd, FactWindow.FiveMinutes, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? LargestReceivedUsd5m { get; init; }

    /// <summary>Largest transfer received in 1 hour.</summary>
    [Measured(FactUnit.Usd, FactWindow.Hour, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? LargestReceivedUsd1h { get; init; }

    /// <summary>Largest transfer received in 24 hours.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? LargestReceivedUsd24h { get; init; }

    /// <summary>Largest transfer received in 7 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Week, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? LargestReceivedUsd7d { get; init; }

    /// <summary>Largest transfer received in 30 days.</summary>
    [Measured(FactUnit.Usd, FactWindow.Month, FactExactness.Buckets, WorthUnknown = true, Unknown = "where none of known worth was received in that time")]
    public decimal? LargestReceivedUsd30d { get; init; }

    /// <summary>Transfers sent in 24 hours of 80 % or more of $1,000 and less than $1,000 (FATF Recommendation 16).</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public int? SentBelow1000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="SentBelow1000Count24h"/> counts.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? SentBelow1000Usd24h { get; init; }

    /// <summary>Transfers sent in 24 hours of 80 % or more of $3,000 and less than $3,000 (31 CFR 1010.410(f)).</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public int? SentBelow3000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="SentBelow3000Count24h"/> counts.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? SentBelow3000Usd24h { get; init; }

    /// <summary>Transfers sent in 24 hours of 80 % or more of $10,000 and less than $10,000 (31 CFR 1010.314).</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public int? SentBelow10000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="SentBelow10000Count24h"/> counts.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? SentBelow10000Usd24h { get; init; }

    /// <summary>Transfers received in 24 hours of 80 % or more of $1,000 and less than $1,000 (FATF Recommendation 16).</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public int? ReceivedBelow1000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="ReceivedBelow1000Count24h"/> counts.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? ReceivedBelow1000Usd24h { get; init; }

    /// <summary>Transfers received in 24 hours of 80 % or more of $3,000 and less than $3,000 (31 CFR 1010.410(f)).</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public int? ReceivedBelow3000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="ReceivedBelow3000Count24h"/> counts.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? ReceivedBelow3000Usd24h { get; init; }

    /// <summary>Transfers received in 24 hours of 80 % or more of $10,000 and less than $10,000 (31 CFR 1010.314).</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public int? ReceivedBelow10000Count24h { get; init; }

    /// <summary>Sum of the transfers that <see cref="ReceivedBelow10000Count24h"/> counts.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.Buckets, WorthUnknown = true)]
    public decimal? ReceivedBelow10000Usd24h { get; init; }

    /// <summary>Different addresses that it sent to.</summary>
    [Measured(FactUnit.Addresses, FactWindow.SixHours, FactExactness.LastEdges)]
    public int? DistinctRecipients6h { get; init; }

    /// <summary>Since it last received more than dust, apart from this transfer; 0 where that is later.</summary>
    [Measured(FactUnit.Minutes, FactWindow.Month, FactExactness.LastEdges, Unknown = "where it received nothing")]
    public decimal? MinutesSinceReceived { get; init; }

    /// <summary>What it then received, with all that came in the hour before that, where its worth is known.</summary>
    [Measured(FactUnit.Usd, FactWindow.Month, FactExactness.LastEdges, Unknown = "where it received nothing")]
    public decimal? LastReceivedUsd { get; init; }

    /// <summary>Mean of the different senders of a whole UTC day (half-life 7 days), from the first on which somebody paid it up to yesterday; 0 before its second day. A payment that comes late is counted only where nobody has paid on a later day.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Ever, FactExactness.Fading)]
    public decimal? DistinctSendersBaseline { get; init; }

    /// <summary>How far what it sent in this UTC hour lies above its mean of an active hour, in mean deviations (both with a half-life of 22 active hours, before the last in which it sent something; a deviation of less than $100 counts as $100). A transfer that comes late reopens no hour that is over: as of it nothing was sent. An hour counts a trillion dollars at the most, and the score a million.</summary>
    [Measured(FactUnit.Ratio, FactWindow.Ever, FactExactness.Fading, Unknown = "before 24 hours are over in which it sent something", WorthUnknown = true)]
    public decimal? SentUsdScore { get; init; }

    /// <summary>As SentUsdScore, of the number of transfers (a deviation of less than 1 counts as 1).</summary>
    [Measured(FactUnit.Ratio, FactWindow.Ever, FactExactness.Fading, Unknown = "before 24 hours are over in which it sent something")]
    public decimal? SentCountScore { get; init; }

    /// <summary>Coefficient of variation (standard deviation / mean) of the amounts sent in 6 hours.</summary>
    [Measured(FactUnit.Ratio, FactWindow.SixHours, FactExactness.LastEdges, Unknown = "for fewer than two", WorthUnknown = true)]
    public decimal? SentVariation6h { get; init; }

    /// <summary>Median minutes that received dollars stayed before they were sent on, first in first out, weighted by amount, over what was sent in 24 hours, in the order of judging; not measured of services.</summary>
    [Measured(FactUnit.Minutes, FactWindow.Day, FactExactness.LastEdges, Unknown = "of services, where nothing was sent, or what was sent had not come among the last 64 transfers", WorthUnknown = true)]
    public decimal? MedianDwellMinutes24h { get; init; }

    /// <summary>Share of the transfers sent whose amount is a whole multiple of $1,000 and not zero.</summary>
    [Measured(FactUnit.Share, FactWindow.Month, FactExactness.LastEdges, Unknown = "where none of known worth was sent", WorthUnknown = true)]
    public decimal? RoundShare30d { get; init; }

    /// <summary>Coefficient of variation of the times between one transfer sent and the next, in the order of judging.</summary>
    [Measured(FactUnit.Ratio, FactWindow.Month, FactExactness.LastEdges, Unknown = "for fewer than 30 transfers sent")]
    public decimal? SentIntervalVariation30d { get; init; }

    /// <summary>Different addresses that sent it exactly the amount of this transfer, where that is $100, $1,000, $10,000 or $100,000, the sums that mixing pools take; 0 for any other amount.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Week, FactExactness.Buckets, Unknown = "for either side where the transfer's worth is not known")]
    public int? EqualAmountSenders7d { get; init; }

    /// <summary>Minted to it.</summary>
    [Measured(FactUnit.Usd, FactWindow.QuarterHour, FactExactness.LastEdges, WorthUnknown = true)]
    public decimal? MintedUsd15m { get; init; }

    /// <summary>Mints to it ever, apart from those that MintedUsd15m sums.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Ever, FactExactness.LastEdges)]
    public int? EarlierMints { get; init; }

    /// <summary>Sent to addresses that had no label then, or to bridges.</summary>
    [Measured(FactUnit.Usd, FactWindow.QuarterHour, FactExactness.LastEdges, WorthUnknown = true)]
    public decimal? SentToUnhostedOrBridgeUsd15m { get; init; }

    /// <summary>Minted to it.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.LastEdges, WorthUnknown = true)]
    public decimal? MintedUsd24h { get; init; }

    /// <summary>Mints to it.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.LastEdges)]
    public int? MintCount24h { get; init; }

    /// <summary>Redeemed by it.</summary>
    [Measured(FactUnit.Usd, FactWindow.Day, FactExactness.LastEdges, WorthUnknown = true)]
    public decimal? RedeemedUsd24h { get; init; }

    /// <summary>Redemptions by it.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Day, FactExactness.LastEdges)]
    public int? RedemptionCount24h { get; init; }

    /// <summary>Redemptions of 80 % or more of $10,000 and less than $10,000 (31 CFR 1010.314).</summary>
    [Measured(FactUnit.Transfers, FactWindow.TwoDays, FactExactness.LastEdges, WorthUnknown = true)]
    public int? RedeemedBelow10000Count48h { get; init; }

    /// <summary>Sum of the redemptions that RedeemedBelow10000Count48h counts.</summary>
    [Measured(FactUnit.Usd, FactWindow.TwoDays, FactExactness.LastEdges, WorthUnknown = true)]
    public decimal? RedeemedBelow10000Usd48h { get; init; }

    /// <summary>Whether it looks like somebody else: its first 3 and last 4 hex digits, or on Tron characters, are those of another address that the other side of this transfer truly dealt with (more than $0.10 of known worth). No for other families.</summary>
    [Measured(FactUnit.None, FactWindow.Month, FactExactness.LastEdges)]
    public bool? ImitatesCounterparty { get; init; }

    /// <summary>Tainted by sanctioned addresses: the part of its balance that came from them, pro rata through every hand (haircut), where it is not known what a payer holds what is tainted first. Services keep it and pass nothing on. With each payment what is less than $1 or a thousandth of the balance is dropped. What was paid before its payer was listed is followed when he is, payment by payment of $100 or more, through the last 64 transfers of each hand.</summary>
    [Measured(FactUnit.Usd, FactWindow.Ever, FactExactness.Exact)]
    public decimal? TaintSanctionsUsd { get; init; }

    /// <summary>Tainted by addresses labelled theft.</summary>
    [Measured(FactUnit.Usd, FactWindow.Ever, FactExactness.Exact)]
    public decimal? TaintTheftUsd { get; init; }

    /// <summary>Tainted by addresses labelled scam.</summary>
    [Measured(FactUnit.Usd, FactWindow.Ever, FactExactness.Exact)]
    public decimal? TaintScamUsd { get; init; }

    /// <summary>Tainted by addresses labelled mixer.</summary>
    [Measured(FactUnit.Usd, FactWindow.Ever, FactExactness.Exact)]
    public decimal? TaintMixerUsd { get; init; }

    /// <summary>Tainted by addresses that the issuer froze.</summary>
    [Measured(FactUnit.Usd, FactWindow.Ever, FactExactness.Exact)]
    public decimal? TaintFrozenUsd { get; init; }

    /// <summary>Tainted by addresses labelled ransomware.</summary>
    [Measured(FactUnit.Usd, FactWindow.Ever, FactExactness.Exact)]
    public decimal? TaintRansomwareUsd { get; init; }

    /// <summary>TaintSanctionsUsd as a part of its balance, 1 at the most.</summary>
    [Measured(FactUnit.Share, FactWindow.Moment, FactExactness.Exact, Unknown = "where its balance is not known or nothing")]
    public decimal? TaintSanctionsShare { get; init; }

    /// <summary>TaintFrozenUsd as a part of its balance, 1 at the most.</summary>
    [Measured(FactUnit.Share, FactWindow.Moment, FactExactness.Exact, Unknown = "where its balance is not known or nothing")]
    public decimal? TaintFrozenShare { get; init; }

    /// <summary>All taint together as a part of its balance, 1 at the most.</summary>
    [Measured(FactUnit.Share, FactWindow.Moment, FactExactness.Exact, Unknown = "where its balance is not known or nothing")]
    public decimal? TaintShare { get; init; }

    /// <summary>Fewest transfers of more than $1 from a sanctioned address to it, through no service, as they were listed and labelled when it was made; 0 for such an address itself, 5 where there are none or more than four. What was paid before its payer was listed is followed as for TaintSanctionsUsd.</summary>
    [Measured(FactUnit.Hops, FactWindow.Ever, FactExactness.Exact)]
    public int? HopsFromSanctions { get; init; }

    /// <summary>As HopsFromSanctions, from an address labelled theft.</summary>
    [Measured(FactUnit.Hops, FactWindow.Ever, FactExactness.Exact)]
    public int? HopsFromTheft { get; init; }

    /// <summary>As HopsFromSanctions, from an address labelled scam.</summary>
    [Measured(FactUnit.Hops, FactWindow.Ever, FactExactness.Exact)]
    public int? HopsFromScam { get; init; }

    /// <summary>As HopsFromSanctions, from an address labelled mixer.</summary>
    [Measured(FactUnit.Hops, FactWindow.Ever, FactExactness.Exact)]
    public int? HopsFromMixer { get; init; }

    /// <summary>As HopsFromSanctions, from an address that the issuer froze.</summary>
    [Measured(FactUnit.Hops, FactWindow.Ever, FactExactness.Exact)]
    public int? HopsFromFrozen { get; init; }

    /// <summary>As HopsFromSanctions, from an address labelled ransomware.</summary>
    [Measured(FactUnit.Hops, FactWindow.Ever, FactExactness.Exact)]
    public int? HopsFromRansomware { get; init; }

    /// <summary>Since money that came from a mixer last reached it, through whatever hands.</summary>
    [Measured(FactUnit.Hours, FactWindow.Ever, FactExactness.Exact, Unknown = "where none did")]
    public decimal? HoursSinceMixer { get; init; }

    /// <summary>Wallets that its first payer (as for FrozenLinks) was the first to pay, that had received once when they first sent, within 24 hours of being first seen; itself included, counted by the hour in which they sent, 65,535 an hour at the most.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Day, FactExactness.Buckets)]
    public int? SingleUseSiblings24h { get; init; }

    /// <summary>How many hands in a row passed money on to a fresh address (younger than an hour) and kept 0.5 % to 20 % of what had come to them in 6 hours, each within 6 hours of the one before, up to this address; 255 at the most.</summary>
    [Measured(FactUnit.Hops, FactWindow.SixHours, FactExactness.LastEdges)]
    public int? PeelDepth { get; init; }

    /// <summary>The greatest number n such that n different addresses paid it and it afterwards paid n different ones, in the order of judging; 0 below three, and of services.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Day, FactExactness.LastEdges)]
    public int? GatherScatter24h { get; init; }

    /// <summary>Addresses that triangles join, itself included: a triangle are three addresses each of which dealt with the two others, and its group are those of its triangles, those of theirs, and so on; 1 where it stands in none. Dealing is a transfer of more than dust in either direction between two that are no services, as labelled then. A triangle is closed when the last two of it first deal with one another, unless one of the three is a service now or has dealt with more than 32 others.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Ever, FactExactness.Exact)]
    public int? TriangleGroup { get; init; }

    /// <summary>Different addresses that paid it exactly once.</summary>
    [Measured(FactUnit.Addresses, FactWindow.Month, FactExactness.LastEdges)]
    public int? OneTimeSenders30d { get; init; }

    /// <summary>Different chains on which it took part.</summary>
    [Measured(FactUnit.Chains, FactWindow.Day, FactExactness.LastEdges)]
    public int? ChainCount24h { get; init; }

    /// <summary>Transfers that it sent to addresses then labelled exchange.</summary>
    [Measured(FactUnit.Transfers, FactWindow.Month, FactExactness.LastEdges)]
    public int? SentToExchangeCount30d { get; init; }

    /// <summary>Share of the transfers that it took part in, in either direction, that were of $50 to $5,000.</summary>
    [Measured(FactUnit.Share, FactWindow.Month, FactExactness.LastEdges, Unknown = "where none was of known worth", WorthUnknown = true)]
    public decimal? SmallTicketShare30d { get; init; }

    /// <summary>What it sent, as a part of that and of what is left; 0 where it sent nothing.</summary>
    [Measured(FactUnit.Share, FactWindow.TenMinutes, FactExactness.LastEdges, Unknown = "where its balance is not known", WorthUnknown = true)]
    public decimal? OutflowShare10m { get; init; }

    /// <summary>Largest part of what it redeems now that was minted to one other address and came to it by four transfers at the most, first in first out among the last 64 transfers of each hand, through no service; 0 where all that is found was minted to itself.</summary>
    [Measured(FactUnit.Share, FactWindow.Week, FactExactness.Searched, Unknown = "of all but a redemption, where no mint of it is found in that time, and where the search was given up", WorthUnknown = true)]
    public decimal? MintedToOtherShare7d { get; init; }
}
