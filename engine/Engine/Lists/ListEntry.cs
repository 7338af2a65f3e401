using System.Text.Json.Serialization;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>What kind of party a list entry is.</summary>
public enum ListEntryKind
{
    /// <summary>The list gives a kind that this house has no word for.</summary>
    Unknown,

    /// <summary>A natural person.</summary>
    Individual,

    /// <summary>A firm, an organisation, a government.</summary>
    Entity,

    /// <summary>A ship.</summary>
    Vessel,

    /// <summary>An aircraft.</summary>
    Aircraft,
}

/// <summary>
/// A party as a list describes it, in a form that all publishers share. What the publisher did not give is an empty list or null. The
/// lists are sorted, so that the same party has the same content however the file orders it.
/// </summary>
/// <param name="Key">The publisher's own stable key: for OFAC the party id (<c>DistinctParty FixedRef</c>).</param>
/// <param name="Kind">What kind of party.</param>
/// <param name="Names">At least one; the primary one first.</param>
public sealed record ListEntry(string Key, ListEntryKind Kind, IReadOnlyList<ListedName> Names)
{
    /// <summary>Passports, registrations, call signs and whatever else has a number that is the party's own.</summary>
    public IReadOnlyList<ListedIdentifier> Identifiers { get; init; } = [];

    /// <summary>When the party may have been born: each an interval, because a list often knows no more than a year.</summary>
    public IReadOnlyList<DateInterval> BirthDates { get; init; } = [];

    /// <summary>Places of birth, as written.</summary>
    public IReadOnlyList<string> BirthPlaces { get; init; } = [];

    /// <summary>Countries of nationality, by the publisher's names.</summary>
    public IReadOnlyList<string> Nationalities { get; init; } = [];

    /// <summary>Countries of citizenship, by the publisher's names.</summary>
    public IReadOnlyList<string> Citizenships { get; init; } = [];

    /// <summary>As the list words it, or null where it says nothing.</summary>
    public string? Gender { get; init; }

    /// <summary>Postal addresses and other places.</summary>
    public IReadOnlyList<ListedPlace> Places { get; init; } = [];

    /// <summary>The sanctions programmes, by the publisher's codes: <c>CUBA</c>, <c>CYBER2</c>.</summary>
    public IReadOnlyList<string> Programmes { get; init; } = [];

    /// <summary>Which of the publisher's lists it stands on: OFAC's SDN file holds some of other lists too.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>What the listing imposes, by the publisher's words: <c>Block</c>, or a directive that blocks nothing.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>The earliest listing date that the publisher gives; null where it gives none.</summary>
    public DateOnly? ListedOn { get; init; }

    /// <summary>Free text of the publisher; empty where there is none.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>Digital-currency addresses.</summary>
    public IReadOnlyList<ListedCurrencyAddress> Addresses { get; init; } = [];

    /// <summary>Links to other entries of the list: owner, acting for, family.</summary>
    public IReadOnlyList<ListedRelation> Relations { get; init; } = [];

    /// <summary>
    /// Keys that other lists give the same party under, as <c>publisher:key</c>: <c>un:QDi.001</c>. A list that repeats another's entry
    /// carries the other's key here, and the other carries its own, so that one party found on three lists is shown once.
    /// </summary>
    public IReadOnlyList<string> SameAs { get; init; } = [];

    /// <summary>Everything else that the list says of it, type by type.</summary>
    public IReadOnlyList<ListedDetail> Details { get; init; } = [];

    /// <summary>The name to show.</summary>
    [JsonIgnore]
    public string PrimaryName => Names[0].Text;

    /// <summary>Whether property of the party is blocked: OFAC's <c>Block</c>, the UK's <c>Asset freeze</c>. Where a list names no measures, all of its parties are.</summary>
    [JsonIgnore]
    public bool Blocks => Measures.Count == 0 || Measures.Any(measure => measure.Equals("Block", StringComparison.OrdinalIgnoreCase) || measure.Equals("Asset freeze", StringComparison.OrdinalIgnoreCase));
}

/// <summary>One name of a party in one script.</summary>
/// <param name="Text">Its parts in the publisher's order, joined by blanks.</param>
/// <param name="Script">By the publisher's word: Latin, Cyrillic, Arabic, …</param>
/// <param name="AliasType">In OFAC's words, which every reader uses: Name, A.K.A., F.K.A., N.K.A.</param>
/// <param name="Primary">Whether it belongs to the party's primary name (which may stand in several scripts).</param>
/// <param name="Weak">Whether the publisher calls it broad or generic (OFAC <c>LowQuality</c>): no ground for a hit by itself (OFAC FAQ 124).</param>
/// <param name="Parts">The name part by part.</param>
public sealed record ListedName(string Text, string Script, string AliasType, bool Primary, bool Weak, IReadOnlyList<ListedNamePart> Parts)
{
    /// <summary>Primary, alias or former name.</summary>
    [JsonIgnore]
    public ListedNameKind Kind => Primary ? ListedNameKind.Primary
        : AliasType.StartsWith('F') ? ListedNameKind.Former
        : ListedNameKind.Alias;
}

/// <summary>A part of a name.</summary>
/// <param name="Type">In OFAC's words, which every reader uses: Last Name, First Name, Middle Name, Patronymic, Entity Name, Nickname, …</param>
/// <param name="Text">As written.</param>
public sealed record ListedNamePart(string Type, string Text)
{
    /// <summary>The type in words that all publishers share.</summary>
    [JsonIgnore]
    public NamePartKind Kind => Type switch
    {
        "First Name" => NamePartKind.Given,
        "Middle Name" => NamePartKind.Middle,
        "Last Name" => NamePartKind.Family,
        "Patronymic" => NamePartKind.Patronymic,
        "Matronymic" => NamePartKind.Matronymic,
        "Maiden Name" => NamePartKind.Maiden,
        "Nickname" => NamePartKind.Nickname,
        "Entity Name" => NamePartKind.Entity,
        "Vessel Name" => NamePartKind.Vessel,
        "Aircraft Name" => NamePartKind.Aircraft,
        _ => NamePartKind.Unknown,
    };
}

/// <summary>A number that is the party's own.</summary>
/// <param name="Type">Passport, Tax ID No., Vessel Call Sign, …</param>
/// <param name="Number">As written, with the publisher's blanks and dashes.</param>
/// <param name="IssuedBy">The country that gave it, by the publisher's name; null where the list does not tell.</param>
public sealed record ListedIdentifier(string Type, string Number, string? IssuedBy);

/// <summary>A time that is known no better than between two days, both of which belong to it.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day: the same for an exact date.</param>
/// <param name="Approximate">Whether the publisher says that even this is about.</param>
public sealed record DateInterval(DateOnly From, DateOnly To, bool Approximate);

/// <summary>A place, such as a postal address.</summary>
/// <param name="Text">What is known below the country, joined by commas; empty where only the country is known.</param>
/// <param name="Country">By the publisher's name; null where the list does not tell.</param>
public sealed record ListedPlace(string Text, string? Country);

/// <summary>
/// An address of a party on a chain. It is matched by <see cref="Address"/>, which the shape of the text decides. The tag is an asset
/// and no chain, and can be wrong: it is shown, and never used to match.
/// </summary>
/// <param name="Tag">The publisher's currency tag: XBT, ETH, USDT, …</param>
/// <param name="Text">As the publisher wrote it.</param>
public sealed record ListedCurrencyAddress(string Tag, string Text)
{
    /// <summary>The text as (family, bytes). One that no family explains is matched to the letter and by nothing else.</summary>
    [JsonIgnore]
    public ChainAddress Address { get; } = KeyOf(Text);

    /// <summary>What the text of a list means today: spaces about it are no part of it, and one that no family explains is kept to the letter.</summary>
    internal static ChainAddress KeyOf(string text) => AddressText.TryRead(text.AsSpan().Trim(), out var address) ? address : ChainAddress.Unexplained(text.Trim());
}

/// <summary>A link from the party to another entry, of the same list where <see cref="List"/> is null.</summary>
/// <param name="Type">Owned or Controlled By, Acting for or on behalf of, Family member of, …</param>
/// <param name="Key">The other entry's key.</param>
/// <param name="Former">Whether it is past.</param>
public sealed record ListedRelation(string Type, string Key, bool Former)
{
    /// <summary>The other entry's list, where it is another one: <c>ofac-sdn</c>.</summary>
    public string? List { get; init; }

    /// <summary>Percent that the owner holds, above 0 and up to 100; null where the list does not say. OFAC never does.</summary>
    public decimal? SharePercent { get; init; }
}

/// <summary>A thing that the list says of a party and that has no place of its own here.</summary>
/// <param name="Type">By the publisher's word.</param>
/// <param name="Text">As written.</param>
public sealed record ListedDetail(string Type, string Text);
