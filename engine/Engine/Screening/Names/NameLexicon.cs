using System.Collections.Frozen;
using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>Which file of the lexicon a class comes from.</summary>
internal enum LexiconPart : byte
{
    /// <summary>Legal forms; the head is <c>form/generic</c>.</summary>
    Forms,

    /// <summary>Given names in their languages.</summary>
    GivenNames,

    /// <summary>Words that organisations' names are made of.</summary>
    Words,

    /// <summary>Titles and ranks.</summary>
    Titles,

    /// <summary>Particles.</summary>
    Particles,

    /// <summary>East Asian surnames and others in their romanisations.</summary>
    Surnames,

    /// <summary>Short and pet forms of given names.</summary>
    Nicknames,

    /// <summary>Countries and cities.</summary>
    Places,

    /// <summary>Number words.</summary>
    Numbers,

    /// <summary>Japanese readings of characters: of whole names.</summary>
    JapaneseReadings,

    /// <summary>Readings of Hong Kong: of single characters.</summary>
    CantoneseReadings,

    /// <summary>Korean readings: of single characters.</summary>
    KoreanReadings,
}

/// <summary>A class of words that mean or name the same.</summary>
/// <param name="Part">Its file.</param>
/// <param name="Head">The class's name.</param>
internal sealed record LexiconClass(LexiconPart Part, string Head);

/// <summary>
/// What the words of names mean and which are variants of one: <c>rules/screening/lexicon/</c>, folded by the same hand as names are.
/// It never changes once read.
/// </summary>
internal sealed class NameLexicon
{
    /// <summary>How many words a phrase of the lexicon has at most.</summary>
    public const int LongestPhrase = 9;

    /// <summary>How many characters a word of a script without blanks has at most.</summary>
    public const int LongestUnspaced = 10;

    private readonly FrozenDictionary<string, LexiconClass>[] phrases;
    private readonly FrozenDictionary<string, LexiconClass>[] unspaced;
    private readonly FrozenSet<string> firstWords;

    internal NameLexicon(Dictionary<string, LexiconClass>[] phrases, Dictionary<string, LexiconClass>[] unspaced)
    {
        this.phrases = [.. phrases.Select(part => part.ToFrozenDictionary(StringComparer.Ordinal))];
        this.unspaced = [.. unspaced.Select(part => part.ToFrozenDictionary(StringComparer.Ordinal))];
        firstWords = phrases.SelectMany(part => part.Keys).Select(key => key.Split(' ')[0]).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>A lexicon that knows nothing.</summary>
    public static NameLexicon Empty { get; } = new(Parts(), Parts());

    /// <summary>One empty dictionary for each part.</summary>
    public static Dictionary<string, LexiconClass>[] Parts() => [.. Enum.GetValues<LexiconPart>().Select(_ => new Dictionary<string, LexiconClass>(StringComparer.Ordinal))];

    /// <summary>Whether any phrase begins with the word.</summary>
    public bool Begins(string word) => firstWords.Contains(word);

    /// <summary>The class of a folded word or phrase (words joined by blanks).</summary>
    public LexiconClass? Find(LexiconPart part, string phrase) => phrases[(int)part].GetValueOrDefault(phrase);

    /// <summary>The class of a word as written in a script without blanks.</summary>
    public LexiconClass? FindUnspaced(LexiconPart part, string written) => unspaced[(int)part].GetValueOrDefault(written);

    /// <summary>The longest word of these parts that the characters begin with.</summary>
    public (LexiconClass Class, int Length)? Longest(ReadOnlySpan<Rune> characters, ReadOnlySpan<LexiconPart> parts)
    {
        for (var length = Math.Min(LongestUnspaced, characters.Length); length >= 1; length--)
        {
            var written = Text(characters[..length]);
            foreach (var part in parts)
            {
                if (FindUnspaced(part, written) is { } found)
                {
                    return (found, length);
                }
            }
        }

        return null;
    }

    /// <summary>Runes as a string.</summary>
    public static string Text(ReadOnlySpan<Rune> runes)
    {
        var made = new StringBuilder(runes.Length);
        foreach (var rune in runes)
        {
            made.Append(rune);
        }

        return made.ToString();
    }
}
