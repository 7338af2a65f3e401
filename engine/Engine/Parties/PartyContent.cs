using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Parties;

/// <summary>
/// The content of a version as the database keeps it and as it is hashed: JSON whose members stand in this order, those without a value left
/// out. The order of members and the way of writing are part of the hash: changing either would make every party look changed.
/// </summary>
internal sealed record PartyContent(string Role, string Kind, string Status, IReadOnlyList<string> Names, IReadOnlyList<string>? BirthDates, IReadOnlyList<string>? Countries,
    string? Gender, IReadOnlyList<PartyIdentifier>? Identifiers, IReadOnlyList<string>? Wallets, IReadOnlyList<PartyContent.Owner>? Owners)
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // it goes into a column, never into a page
    };

    /// <summary>An owner, his share without closing zeros.</summary>
    internal sealed record Owner(string Party, decimal? SharePercent);

    public static PartyContent Of(Party party) => new(PartyWords.Of(party.Role), PartyWords.Of(party.Kind), PartyWords.Of(party.Status), party.Names,
        OrNull(party.BirthDates, PartyDates.Write), OrNull(party.Countries, country => country), party.Gender == ListedGender.Unknown ? null : PartyWords.Of(party.Gender),
        OrNull(party.Identifiers, identifier => identifier), OrNull(party.Wallets, wallet => wallet.Text), OrNull(party.Owners, owner => new Owner(owner.PartyId, Plain(owner.SharePercent))));

    /// <summary>The canonical JSON.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, json);

    /// <summary>SHA-256 of the canonical JSON.</summary>
    public static byte[] Hash(byte[] bytes) => SHA256.HashData(bytes);

    /// <summary>A party from what the database kept. What is kept was checked, so what cannot be read now is a damaged row.</summary>
    /// <exception cref="InvalidDataException">The row is damaged.</exception>
    public static Party Read(string partyId, string content)
    {
        try
        {
            var kept = JsonSerializer.Deserialize<PartyContent>(content, json) ?? throw new JsonException("null");
            return new Party(partyId, PartyWords.Role(kept.Role) ?? throw new JsonException(kept.Role), PartyWords.Kind(kept.Kind) ?? throw new JsonException(kept.Kind), kept.Names)
            {
                Status = PartyWords.Status(kept.Status) ?? throw new JsonException(kept.Status),
                BirthDates = [.. (kept.BirthDates ?? []).Select(text => PartyDates.Read(text) ?? throw new JsonException("birthDates"))],
                Countries = kept.Countries ?? [],
                Gender = kept.Gender is null ? ListedGender.Unknown : PartyWords.Gender(kept.Gender) ?? throw new JsonException("gender"),
                Identifiers = kept.Identifiers ?? [],
                Wallets = [.. (kept.Wallets ?? []).Select(text => AddressText.TryRead(text, out var address) ? new PartyWallet(text, address) : throw new JsonException("wallets"))],
                Owners = [.. (kept.Owners ?? []).Select(owner => new PartyOwner(owner.Party, owner.SharePercent))],
            };
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"The kept content of party {partyId} cannot be read. Restore the row of party_version from a backup.", damaged);
        }
    }

    /// <summary>60.00 and 60 are one share.</summary>
    internal static decimal? Plain(decimal? share) => share is { } known ? decimal.Parse(known.ToString("0.######", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;

    private static List<TOut>? OrNull<TIn, TOut>(IReadOnlyList<TIn> values, Func<TIn, TOut> write) => values.Count == 0 ? null : [.. values.Select(write)];
}

/// <summary>Dates that are known to the year, the month or the day, as text: 1970, 1970-03, 1970-03-01.</summary>
public static class PartyDates
{
    /// <summary>The days that a text means; null for another form, or a day that there is not.</summary>
    public static DateInterval? Read(string text)
    {
        var parts = text.Split('-');
        return parts is [{ Length: 4 }, ..] and { Length: <= 3 } && parts.Skip(1).All(part => part.Length == 2) && parts.All(part => part.All(char.IsAsciiDigit))
            && (parts.Length == 1 || Number(parts[1]) > 0) && (parts.Length < 3 || Number(parts[2]) > 0)
            ? ListedDates.Of(Number(parts[0]), parts.Length > 1 ? Number(parts[1]) : null, parts.Length > 2 ? Number(parts[2]) : null)
            : null;

        static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>The text of such an interval.</summary>
    public static string Write(DateInterval days) =>
        days.From == days.To ? days.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : days.From.Month == days.To.Month && days.From.Year == days.To.Year ? days.From.ToString("yyyy-MM", CultureInfo.InvariantCulture)
        : days.From.Year == days.To.Year ? days.From.ToString("yyyy", CultureInfo.InvariantCulture)
        : throw new UnreachableException("A party's date is a year, a month or a day.");
}
