using System.Collections.Frozen;
using System.Globalization;

namespace Usd1Compliance.Monitoring;

/// <summary>How each fact is said to an analyst. A fact without words of its own is said by its name.</summary>
internal static class FactWords
{
    private static readonly FrozenDictionary<string, Func<string, string>> words = new Dictionary<string, Func<string, string>>(StringComparer.Ordinal)
    {
        [nameof(TransferFact.Kind)] = value => $"The event is a {value}",
        [nameof(TransferFact.AmountUsd)] = value => $"The amount is {EvidenceInWords.Usd(value)}",
        [nameof(TransferFact.MinterIsKnown)] = value => value == "true" ? "The minter is known" : "The minter is not among the known minters",
        [nameof(TransferFact.MintIsOrdered)] = value => value == "true" ? "The mint belongs to an approved order" : "No approved order stands behind the mint",
        [nameof(SupplyFacts.DriftUsd)] = value => $"The ledger and the supply on the chain lie {EvidenceInWords.Usd(value)} apart",
        [nameof(AddressFacts.IsListed)] = value => value == "true" ? "Stands on a blocking list in force" : "Stands on no blocking list in force",
        [nameof(AddressFacts.IsOnReviewList)] = value => value == "true" ? "Stands on a list in force that does not block property" : "Stands on no list for review in force",
        [nameof(AddressFacts.WasListedAtTheTime)] = value => value == "true" ? "Was listed at the time" : "Was not listed at the time",
        [nameof(AddressFacts.ListingDateIsKnown)] = value => value == "true" ? "The day of listing is known, where it is listed" : "The list does not say since when it is listed",
        [nameof(AddressFacts.Category)] = value => value == AddressLabels.None ? "Carries no label" : $"Is labelled as {value}",
        [nameof(AddressFacts.IsService)] = value => value == "true" ? "Is the address of a service" : "Is not known to be a service",
        [nameof(AddressFacts.AgeHours)] = value => $"First took part {Number(value)} hours before",
        [nameof(AddressFacts.IdleDays)] = value => $"Had last taken part {Number(value)} days before",
        [nameof(AddressFacts.BalanceUsdBefore)] = value => $"Held {EvidenceInWords.Usd(value)} before",
        [nameof(AddressFacts.BalanceUsdAfter)] = value => $"Held {EvidenceInWords.Usd(value)} after",
        [nameof(AddressFacts.ReceivedUsd24h)] = value => $"Received {EvidenceInWords.Usd(value)} in 24 hours",
        [nameof(AddressFacts.SentUsd24h)] = value => $"Sent {EvidenceInWords.Usd(value)} in 24 hours",
        [nameof(AddressFacts.ReceivedCount24h)] = value => $"Received {Transfers(value)} in 24 hours",
        [nameof(AddressFacts.SentCount24h)] = value => $"Sent {Transfers(value)} in 24 hours",
        [nameof(AddressFacts.DistinctSenders24h)] = value => $"Received from {Addresses(value)} in 24 hours",
        [nameof(AddressFacts.DistinctRecipients6h)] = value => $"Sent to {Addresses(value)} in 6 hours",
        [nameof(AddressFacts.DistinctSendersBaseline)] = value => $"Received from {Number(value)} different addresses a day on average before",
        [nameof(AddressFacts.SentVariation6h)] = value => $"The amounts that it sent in 6 hours vary by {Share(value)} of their mean",
        [nameof(AddressFacts.MedianDwellMinutes24h)] = value => $"What it sent in 24 hours had stayed {Number(value)} minutes in the median",
        [nameof(AddressFacts.SentBelow1000Count24h)] = value => $"Sent {Transfers(value)} between $800 and $1,000 in 24 hours",
        [nameof(AddressFacts.SentBelow1000Usd24h)] = value => $"Sent {EvidenceInWords.Usd(value)} between $800 and $1,000 in 24 hours",
        [nameof(AddressFacts.SentBelow3000Count24h)] = value => $"Sent {Transfers(value)} between $2,400 and $3,000 in 24 hours",
        [nameof(AddressFacts.SentBelow3000Usd24h)] = value => $"Sent {EvidenceInWords.Usd(value)} between $2,400 and $3,000 in 24 hours",
        [nameof(AddressFacts.SentBelow10000Count24h)] = value => $"Sent {Transfers(value)} between $8,000 and $10,000 in 24 hours",
        [nameof(AddressFacts.SentBelow10000Usd24h)] = value => $"Sent {EvidenceInWords.Usd(value)} between $8,000 and $10,000 in 24 hours",
        [nameof(AddressFacts.ReceivedBelow1000Count24h)] = value => $"Received {Transfers(value)} between $800 and $1,000 in 24 hours",
        [nameof(AddressFacts.ReceivedBelow1000Usd24h)] = value => $"Received {EvidenceInWords.Usd(value)} between $800 and $1,000 in 24 hours",
        [nameof(AddressFacts.ReceivedBelow3000Count24h)] = value => $"Received {Transfers(value)} between $2,400 and $3,000 in 24 hours",
        [nameof(AddressFacts.ReceivedBelow3000Usd24h)] = value => $"Received {EvidenceInWords.Usd(value)} between $2,400 and $3,000 in 24 hours",
        [nameof(AddressFacts.ReceivedBelow10000Count24h)] = value => $"Received {Transfers(value)} between $8,000 and $10,000 in 24 hours",
        [nameof(AddressFacts.ReceivedBelow10000Usd24h)] = value => $"Received {EvidenceInWords.Usd(value)} between $8,000 and $10,000 in 24 hours",
        [nameof(AddressFacts.EqualAmountSenders7d)] = value => $"Received exactly this amount from {Addresses(value)} in 7 days",
        [nameof(AddressFacts.SentCount30d)] = value => $"Sent {Transfers(value)} in 30 days",
        [nameof(AddressFacts.RoundShare30d)] = value => $"{Share(value)} of what it sent in 30 days were whole thousands",
        [nameof(AddressFacts.MintedUsd15m)] = value => $"{EvidenceInWords.Usd(value)} were minted to it in 15 minutes",
        [nameof(AddressFacts.EarlierMints)] = value => value == "0" ? "Nothing had been minted to it earlier" : $"Had been minted to {Number(value)} times earlier",
        [nameof(AddressFacts.SentToUnhostedOrBridgeUsd15m)] = value => $"Sent {EvidenceInWords.Usd(value)} in 15 minutes to addresses without a label or to bridges",
        [nameof(AddressFacts.ImitatesCounterparty)] = value => value == "true" ? "Looks like an address that the other side truly dealt with in 30 days" : "Looks like no address that the other side dealt with",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a fact has words of its own.</summary>
    public static bool Has(string fact) => words.ContainsKey(fact);

    /// <summary>A fact in words, without a full stop.</summary>
    /// <param name="fact">Its name without the part: <c>SentUsd24h</c>.</param>
    /// <param name="value">As evidence keeps it.</param>
    public static string Say(string fact, string value) => words.TryGetValue(fact, out var say) ? say(value) : $"{fact} is {value}";

    private static string Transfers(string count) => count == "1" ? "1 transfer" : $"{Number(count)} transfers";

    private static string Addresses(string count) => count == "1" ? "1 address" : $"{Number(count)} different addresses";

    private static string Number(string value) => Read(value) is { } number ? number.ToString("#,##0.##", CultureInfo.InvariantCulture) : value;

    private static string Share(string value) => Read(value) is { } number ? (number * 100).ToString("0.# '%'", CultureInfo.InvariantCulture) : value;

    private static decimal? Read(string value) => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
}
