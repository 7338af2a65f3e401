namespace Usd1Compliance.Lists;

/// <summary>
/// A party of a list version in force, with what names are compared by: the names, and what tells namesakes apart. It is one row of
/// the stream that the name index is filled from; the whole entry stays in the database.
/// </summary>
/// <param name="ListId">Which list: <c>ofac-sdn</c>.</param>
/// <param name="VersionId">The version in force that holds it.</param>
/// <param name="EntryId">The entry in our own numbering: the same in every version that describes the party in the same way.</param>
/// <param name="Key">The publisher's own stable key.</param>
/// <param name="Kind">Person, entity, vessel, aircraft.</param>
/// <param name="Blocking">Whether property of this very entry is blocked; otherwise a hit is for review and never a freeze.</param>
/// <param name="Programmes">The sanctions programmes, by the publisher's codes.</param>
/// <param name="Names">At least one, the primary one first. The number of a name is its place here: (entry, place) never changes its meaning.</param>
public sealed record ListedParty(string ListId, long VersionId, long EntryId, string Key, ListEntryKind Kind, bool Blocking, IReadOnlyList<string> Programmes, IReadOnlyList<ListedName> Names)
{
    /// <summary>When a person may have been born: each an interval, because a list often knows no more than a year.</summary>
    public IReadOnlyList<DateInterval> BirthDates { get; init; } = [];

    /// <summary>Countries of nationality and citizenship, and of residence or registration where there are no such: ISO 3166 alpha-2, upper case, by <see cref="CountryCodes"/>. A place that is no country known there is left out.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>As the list gives it; unknown where it says nothing.</summary>
    public ListedGender Gender { get; init; }

    /// <summary>Passports, registrations, call signs and whatever else has a number that is the party's own.</summary>
    public IReadOnlyList<ListedIdentifier> Identifiers { get; init; } = [];

    /// <summary>Keys that other lists give the same party under: <c>un:QDi.001</c>. Entries that share one are one party, repeated.</summary>
    public IReadOnlyList<string> SameAs { get; init; } = [];

    /// <summary>Where blocked parties own it, or may: a hit on it is one of ownership, with the chain. Null for every other party.</summary>
    public BlockedOwnership? Ownership { get; init; }

    /// <summary>The party that an entry describes.</summary>
    /// <param name="listId">Which list.</param>
    /// <param name="versionId">Which version.</param>
    /// <param name="entryId">Where the entry stands in the database; 0 for one that does not.</param>
    /// <param name="blocking">Whether list and entry block.</param>
    /// <param name="entry">The whole of it.</param>
    public static ListedParty Of(string listId, long versionId, long entryId, bool blocking, ListEntry entry)
    {
        string[] own = Codes(entry.Nationalities.Concat(entry.Citizenships));
        return new ListedParty(listId, versionId, entryId, entry.Key, entry.Kind, blocking, entry.Programmes, entry.Names)
        {
            BirthDates = entry.BirthDates,
            Countries = own.Length > 0 ? own : Codes(entry.Places.Select(place => place.Country)),
            Gender = entry.Gender switch
            {
                { } word when word.StartsWith("f", StringComparison.OrdinalIgnoreCase) => ListedGender.Female,
                { } word when word.StartsWith("m", StringComparison.OrdinalIgnoreCase) => ListedGender.Male,
                _ => ListedGender.Unknown,
            },
            Identifiers = entry.Identifiers,
            SameAs = entry.SameAs,
        };
    }

    private static string[] Codes(IEnumerable<string?> names) => [.. names.Select(CountryCodes.Find).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>Gender as lists give it.</summary>
public enum ListedGender
{
    /// <summary>The list says nothing, or a word that is not known here.</summary>
    Unknown,

    /// <summary>Female.</summary>
    Female,

    /// <summary>Male.</summary>
    Male,
}

/// <summary>What a name of a party is.</summary>
public enum ListedNameKind
{
    /// <summary>What the publisher calls the party.</summary>
    Primary,

    /// <summary>Also known as, or another spelling.</summary>
    Alias,

    /// <summary>Formerly known as.</summary>
    Former,
}

/// <summary>What a part of a name is, in words that all publishers share.</summary>
public enum NamePartKind
{
    /// <summary>The list does not say: a name that is written in one piece.</summary>
    Unknown,

    /// <summary>Given name. UN and UK: the first name field.</summary>
    Given,

    /// <summary>Between the given name and the family name; it may be a second given name, a father's name or a tribe.</summary>
    Middle,

    /// <summary>Family name.</summary>
    Family,

    /// <summary>From the father's name.</summary>
    Patronymic,

    /// <summary>From the mother's name, or her family's.</summary>
    Matronymic,

    /// <summary>Family name before marriage.</summary>
    Maiden,

    /// <summary>What friends or comrades call the person.</summary>
    Nickname,

    /// <summary>A firm, an organisation, a government.</summary>
    Entity,

    /// <summary>A ship.</summary>
    Vessel,

    /// <summary>An aircraft.</summary>
    Aircraft,
}
