using System.Text.Json;
using System.Text.Json.Serialization;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>What stands in a hit on an address, for people to judge it by: <c>hit_entry.explanation</c> of kind address. What people read first is written as they read it.</summary>
/// <param name="Asked">The address that moved tokens, or is a party's wallet.</param>
/// <param name="Matched">As the list writes it: another form of the same hash, perhaps.</param>
/// <param name="Tag">The publisher's word for its currency.</param>
/// <param name="ListedOn">The earliest day that the publisher gives; left out where it gives none.</param>
/// <param name="WalletOf">Registered parties whose wallet it is, by id, joined by commas; left out where it is nobody's.</param>
/// <param name="Balance">What the ledger leaves it: <c>600.5 USD1 (ethereum)</c>, token by token, joined by semicolons. Not known where more went out than came in, which shows that the ledger does not hold the whole history.</param>
/// <param name="PastTransfers">What it did; left out of a wallet that never moved tokens.</param>
public sealed record AddressExplanation(string Asked, string Matched, string Tag, DateOnly? ListedOn, string? WalletOf, string Balance, ExplainedPast? PastTransfers)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Reads one that a hit was raised on.</summary>
    /// <param name="explanation">Of an entry of kind address.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static AddressExplanation Read(string explanation) => JsonSerializer.Deserialize<AddressExplanation>(explanation, Json) ?? throw new JsonException("The explanation is null.");

    internal static AddressExplanation Of(string asked, ListedAddress listed, AddressLookBack? lookBack, IReadOnlyList<string> parties) => new(asked, listed.Text, listed.Tag, listed.ListedOn,
        parties.Count == 0 ? null : string.Join(", ", parties), lookBack is null ? "never moved tokens" : Each(lookBack, sum => sum.Balance),
        lookBack is null ? null : new ExplainedPast(lookBack.Transfers, lookBack.Sums.Min(sum => sum.FirstAt), lookBack.Sums.Max(sum => sum.LastAt), Each(lookBack, sum => sum.Received), Each(lookBack, sum => sum.Sent), string.Join(", ", lookBack.Newest)));

    private static string Each(AddressLookBack lookBack, Func<AddressSum, TokenAmount?> amount) =>
        string.Join("; ", lookBack.Sums.Select(sum => $"{amount(sum)?.ToString() ?? "not known"} {sum.Asset.Symbol} ({sum.Asset.Chain})"));
}

/// <summary>What an address did before.</summary>
/// <param name="Count">Transfers, mints, burns and seizures that it took part in; one to itself counts once.</param>
/// <param name="First">UTC.</param>
/// <param name="Last">UTC.</param>
/// <param name="Received">All that ever came in, written like the balance.</param>
/// <param name="Sent">All that ever went out; burns and seizures too.</param>
/// <param name="Newest">The newest few, newest first: <c>3-1042, 3-1040</c>.</param>
public sealed record ExplainedPast(long Count, DateTimeOffset First, DateTimeOffset Last, string Received, string Sent, string Newest);
