using System.Collections.Frozen;
using System.Globalization;

namespace Usd1Compliance.Screening.Names;

/// <summary>
/// How common words are in names. The table is part of the policy and not counted from the lists in force: a score must not change
/// because another party was listed.
/// </summary>
internal sealed class TokenFrequencies
{
    private readonly FrozenDictionary<string, int> persons;
    private readonly FrozenDictionary<string, int> organisations;

    private TokenFrequencies(Dictionary<string, int> persons, Dictionary<string, int> organisations)
    {
        this.persons = persons.ToFrozenDictionary(StringComparer.Ordinal);
        this.organisations = organisations.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>A table in which every word is rare.</summary>
    public static TokenFrequencies None { get; } = new([], []);

    /// <summary>Reads lines of <c>word count-in-persons count-in-organisations</c>.</summary>
    /// <exception cref="InvalidDataException">A line cannot be read.</exception>
    public static TokenFrequencies Read(string text, string file)
    {
        Dictionary<string, int> persons = new(StringComparer.Ordinal), organisations = new(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var cells = line.TrimEnd('\r').Split('\t');
            if (cells.Length != 3 || !int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ofPersons) || !int.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ofOrganisations))
            {
                throw new InvalidDataException($"{file}, line {number}: a line is a word, its count in names of persons and its count in other names, with tabs between; this one is '{line}'.");
            }

            if (!persons.TryAdd(cells[0], ofPersons) || !organisations.TryAdd(cells[0], ofOrganisations))
            {
                throw new InvalidDataException($"{file}, line {number}: the word '{cells[0]}' stands there twice. Leave one line of it.");
            }
        }

        return new TokenFrequencies(persons, organisations);
    }

    /// <summary>What a word weighs: 1.1 of one that is hardly ever seen, down to 0.25 of the commonest.</summary>
    public float WeightOf(string head, NameOf of)
    {
        var count = (of == NameOf.Person ? persons : organisations).GetValueOrDefault(head);
        return Math.Clamp(1.2f - (0.11f * MathF.Log(1 + count)), 0.25f, 1.1f);
    }
}
