using System.Text.Json.Serialization;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Parties;

/// <summary>What a party is to the issuer.</summary>
public enum PartyRole
{
    /// <summary>Has an account: mints and redeems.</summary>
    Customer,

    /// <summary>A person who owns or controls a customer: 31 CFR 1010.230(d).</summary>
    BeneficialOwner,

    /// <summary>Stands on the other side of a customer's transfer and has no account.</summary>
    Counterparty,

    /// <summary>A virtual asset service provider: an exchange, a custodian, a payment firm.</summary>
    Vasp,
}

/// <summary>Whether a party is one human being.</summary>
public enum PartyKind
{
    /// <summary>A natural person.</summary>
    Person,

    /// <summary>A firm, a foundation, an authority.</summary>
    Organisation,
}

/// <summary>Whether the issuer still deals with a party.</summary>
public enum PartyStatus
{
    /// <summary>Screened, and screened again when lists change.</summary>
    Active,

    /// <summary>The relationship has ended: kept for the record (five years, 31 CFR 1010.430), screened no more.</summary>
    Closed,
}

/// <summary>
/// A party as known at one time: the issuer's customer, or who stands behind or opposite one. What is not known is an empty list. Lists are sorted
/// and hold nothing twice, so that the same facts have the same content in whatever order they came.
/// </summary>
/// <param name="Id">The issuer's own opaque customer number: <see cref="PartyDraft.IdForm"/>. It goes into logs and addresses of pages, so it carries no name and no tax or social security number.</param>
/// <param name="Role">What it is to the issuer.</param>
/// <param name="Kind">A person or an organisation.</param>
/// <param name="Names">1 to 32, as given: the primary name first, the others sorted.</param>
public sealed record Party(string Id, PartyRole Role, PartyKind Kind, IReadOnlyList<string> Names)
{
    /// <summary>When a person was born or an organisation founded: each a year, a month or a day.</summary>
    public IReadOnlyList<DateInterval> BirthDates { get; init; } = [];

    /// <summary>Of nationality, residence or registration: ISO 3166 alpha-2, upper case.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>Of a person; unknown where nobody said.</summary>
    public ListedGender Gender { get; init; }

    /// <summary>Passports, registrations and whatever else has a number that is the party's own.</summary>
    public IReadOnlyList<PartyIdentifier> Identifiers { get; init; } = [];

    /// <summary>Its wallets, by address.</summary>
    public IReadOnlyList<PartyWallet> Wallets { get; init; } = [];

    /// <summary>Who owns or controls it, by id: parties themselves.</summary>
    public IReadOnlyList<PartyOwner> Owners { get; init; } = [];

    /// <summary>Whether the issuer still deals with it.</summary>
    public PartyStatus Status { get; init; }

    /// <summary>The name to show.</summary>
    [JsonIgnore]
    public string PrimaryName => Names[0];

    /// <summary>The id alone: what a log or a failed assertion may show of it.</summary>
    public override string ToString() => $"party {Id}";
}

/// <summary>A number that is the party's own.</summary>
/// <param name="Type">In the issuer's words: passport, company registration, LEI.</param>
/// <param name="Number">As given, with its blanks and dashes.</param>
public sealed record PartyIdentifier(string Type, string Number)
{
    /// <summary>Without the number, as for <see cref="Party"/>.</summary>
    public override string ToString() => Type;
}

/// <summary>A wallet of a party.</summary>
/// <param name="Text">As given.</param>
/// <param name="Address">What the text means: this is what is compared.</param>
public sealed record PartyWallet(string Text, ChainAddress Address);

/// <summary>Who owns or controls a party.</summary>
/// <param name="PartyId">The owner's id.</param>
/// <param name="SharePercent">Percent that he holds, above 0 and up to 100, six decimals at the most; null where it is not known, or where he controls without a share.</param>
public sealed record PartyOwner(string PartyId, decimal? SharePercent);

/// <summary>A party as it stood from one change to the next.</summary>
/// <param name="VersionId">Ascending over all parties, in the order in which versions became visible; with gaps.</param>
/// <param name="Party">All that was known.</param>
/// <param name="ContentHash">SHA-256 of the content without the id, lower-case hexadecimal: equal facts have equal hashes, at whatever time they were put.</param>
/// <param name="Since">When it became current, UTC.</param>
/// <param name="ByKind">Who put it: what kind of actor.</param>
/// <param name="ById">Which one.</param>
/// <param name="ByName">What it was called then.</param>
public sealed record PartyVersion(long VersionId, Party Party, string ContentHash, DateTimeOffset Since, string ByKind, string ById, string ByName);
