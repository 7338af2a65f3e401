namespace Usd1Compliance.Lists;

/// <summary>What is in a list version, in numbers that a person can hold against the publisher's own.</summary>
/// <param name="Parties">Entries.</param>
/// <param name="Names">Names in every script, weak ones too.</param>
/// <param name="WeakNames">Names that the publisher calls weak.</param>
/// <param name="Identifiers">Passports, registrations, call signs and the like.</param>
/// <param name="Addresses">Distinct pairs of tag and address text.</param>
/// <param name="DistinctAddresses">Distinct (family, bytes): what is really matched.</param>
/// <param name="UnexplainedAddresses">Of those, how many have a form that no family explains.</param>
/// <param name="WithBirthDate">Entries that give a birth date.</param>
/// <param name="WithNationality">Entries that give a nationality.</param>
/// <param name="WithListingDate">Entries that give a listing date.</param>
public sealed record ListCounts(int Parties, int Names, int WeakNames, int Identifiers, int Addresses, int DistinctAddresses, int UnexplainedAddresses, int WithBirthDate, int WithNationality, int WithListingDate)
{
    /// <summary>Nothing was read.</summary>
    public static readonly ListCounts None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Entries by kind.</summary>
    public IReadOnlyDictionary<string, int> Kinds { get; init; } = new Dictionary<string, int>();

    /// <summary>Names by script.</summary>
    public IReadOnlyDictionary<string, int> Scripts { get; init; } = new Dictionary<string, int>();

    /// <summary>Distinct (tag, text) pairs by currency tag.</summary>
    public IReadOnlyDictionary<string, int> Tags { get; init; } = new Dictionary<string, int>();

    /// <summary>Entries by the publisher's list they stand on; a party may stand on several.</summary>
    public IReadOnlyDictionary<string, int> Lists { get; init; } = new Dictionary<string, int>();

    /// <summary>Links to other entries.</summary>
    public int Links { get; init; }

    /// <summary>Individuals that give a birth date: firms have none, so it is measured of individuals.</summary>
    public int IndividualsWithBirthDate { get; init; }

    /// <summary>Entries that name a programme.</summary>
    public int WithProgramme { get; init; }

    /// <summary>Entries that give an identifier.</summary>
    public int WithIdentifier { get; init; }

    /// <summary>Words of the file that its reader does not know, as <see cref="UnfamiliarWord.What"/>: once a version with them is in force, they are no news.</summary>
    public IReadOnlyList<string> Unfamiliar { get; init; } = [];

    /// <summary>Entries of a kind.</summary>
    public int Of(ListEntryKind kind) => Kinds.GetValueOrDefault(kind.ToString());

    /// <summary>Counts what was read of a file.</summary>
    public static ListCounts Of(ListFile file) => Of(file.Entries) with { Unfamiliar = [.. file.Unfamiliar.Select(word => word.What)] };

    /// <summary>Counts what was read.</summary>
    public static ListCounts Of(IReadOnlyList<ListEntry> entries)
    {
        var pairs = entries.SelectMany(entry => entry.Addresses).Select(address => (address.Tag, address.Text)).Distinct().ToList();
        var keys = entries.SelectMany(entry => entry.Addresses).Select(address => address.Address).Distinct().ToList();
        return new ListCounts(
            entries.Count,
            entries.Sum(entry => entry.Names.Count),
            entries.Sum(entry => entry.Names.Count(name => name.Weak)),
            entries.Sum(entry => entry.Identifiers.Count),
            pairs.Count,
            keys.Count,
            keys.Count(key => key.Family == Ledger.AddressFamily.Other),
            entries.Count(entry => entry.BirthDates.Count > 0),
            entries.Count(entry => entry.Nationalities.Count > 0),
            entries.Count(entry => entry.ListedOn is not null))
        {
            Kinds = Tally(entries.Select(entry => entry.Kind.ToString())),
            Scripts = Tally(entries.SelectMany(entry => entry.Names).Select(name => name.Script)),
            Tags = Tally(pairs.Select(pair => pair.Tag)),
            Lists = Tally(entries.SelectMany(entry => entry.Lists)),
            Links = entries.Sum(entry => entry.Relations.Count),
            IndividualsWithBirthDate = entries.Count(entry => entry.Kind == ListEntryKind.Individual && entry.BirthDates.Count > 0),
            WithProgramme = entries.Count(entry => entry.Programmes.Count > 0),
            WithIdentifier = entries.Count(entry => entry.Identifiers.Count > 0),
        };
    }

    private static SortedDictionary<string, int> Tally(IEnumerable<string> words) =>
        new(words.CountBy(word => word).ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal);
}
