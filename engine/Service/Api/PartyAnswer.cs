using Usd1Compliance.Parties;

namespace Usd1Compliance.Service.Api;

/// <summary>What a party is to be: the body of PUT /v1/parties/{id}. It says all that is to be known; what it leaves out is forgotten, save the status.</summary>
/// <param name="Role">customer, beneficial_owner, counterparty or vasp.</param>
/// <param name="Kind">person or organisation.</param>
/// <param name="Names">1 to 32, the primary one first.</param>
/// <param name="BirthDates">Each as 1970, 1970-03 or 1970-03-01.</param>
/// <param name="Countries">Of nationality, residence or registration: ISO 3166 alpha-2.</param>
/// <param name="Gender">female, male or unknown.</param>
/// <param name="Identifiers">Numbers of its own.</param>
/// <param name="Wallets">Chain addresses in any spelling.</param>
/// <param name="Owners">Who owns or controls it: parties that were put before.</param>
/// <param name="Status">active or closed; left out, it stays as it is.</param>
internal sealed record PartyBody(string Role, string Kind, IReadOnlyList<string> Names, IReadOnlyList<string>? BirthDates, IReadOnlyList<string>? Countries, string? Gender,
    IReadOnlyList<PartyIdentifier>? Identifiers, IReadOnlyList<string>? Wallets, IReadOnlyList<OwnerAnswer>? Owners, string? Status);

/// <summary>Who owns or controls a party.</summary>
/// <param name="Party">The owner's id.</param>
/// <param name="SharePercent">Above 0 and up to 100; null where it is not known.</param>
internal sealed record OwnerAnswer(string Party, decimal? SharePercent);

/// <summary>A party as it stands.</summary>
/// <param name="Id">Your number of it.</param>
/// <param name="Role">customer, beneficial_owner, counterparty or vasp.</param>
/// <param name="Kind">person or organisation.</param>
/// <param name="Status">active or closed.</param>
/// <param name="Names">The primary one first, the others sorted.</param>
/// <param name="BirthDates">Each as 1970, 1970-03 or 1970-03-01.</param>
/// <param name="Countries">ISO 3166 alpha-2.</param>
/// <param name="Gender">female, male or unknown.</param>
/// <param name="Identifiers">Numbers of its own.</param>
/// <param name="Wallets">As they were given.</param>
/// <param name="Owners">Who owns or controls it.</param>
/// <param name="Version">Of what stands: the ETag, and what If-Match names.</param>
/// <param name="ContentHash">SHA-256 of what is known, in lower-case hexadecimal.</param>
/// <param name="Since">When it became so, UTC.</param>
internal sealed record PartyAnswer(string Id, string Role, string Kind, string Status, IReadOnlyList<string> Names, IReadOnlyList<string> BirthDates, IReadOnlyList<string> Countries, string Gender,
    IReadOnlyList<PartyIdentifier> Identifiers, IReadOnlyList<string> Wallets, IReadOnlyList<OwnerAnswer> Owners, long Version, string ContentHash, DateTimeOffset Since)
{
    public static PartyAnswer Of(PartyVersion version) => new(version.Party.Id, PartyWords.Of(version.Party.Role), PartyWords.Of(version.Party.Kind), PartyWords.Of(version.Party.Status), version.Party.Names,
        [.. version.Party.BirthDates.Select(PartyDates.Write)], version.Party.Countries, PartyWords.Of(version.Party.Gender), version.Party.Identifiers,
        [.. version.Party.Wallets.Select(wallet => wallet.Text)], [.. version.Party.Owners.Select(owner => new OwnerAnswer(owner.PartyId, owner.SharePercent))], version.VersionId, version.ContentHash, version.Since);
}
