using System.Collections.Frozen;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening.Names;

/// <summary>A name of a party, to be found.</summary>
/// <param name="Text">As the list writes it.</param>
/// <param name="Weak">Whether the list calls it weak.</param>
public sealed record IndexedName(string Text, bool Weak)
{
    /// <summary>Primary, alias or former name.</summary>
    public ListedNameKind Kind { get; init; }
}

/// <summary>A party to be found by its names.</summary>
/// <param name="ListId">Which list.</param>
/// <param name="Key">The list's key for it.</param>
/// <param name="Of">What it is.</param>
/// <param name="Names">At least one; the primary one first.</param>
public sealed record IndexedParty(string ListId, string Key, NameOf Of, IReadOnlyList<IndexedName> Names)
{
    /// <summary>What else is known of it.</summary>
    public PartyFacts Facts { get; init; } = PartyFacts.None;

    /// <summary>What leads back to its list; null for a party that comes of no list of the database, as in a file for measuring.</summary>
    public ListedIdentity? Listed { get; init; }
}

/// <summary>
/// Every name of the lists in force, found by its words: by the letter, by the lexicon's classes, by consonants with one or two of them
/// wrong, by words written together or apart, and by first letters. It never changes; a new version of a list makes a new index.
/// </summary>
public sealed class NameIndex
{
    private readonly NameToken[] words;
    private readonly FrozenDictionary<string, int[]> byText;
    private readonly FrozenDictionary<ulong, int[]> bySkeleton;
    private readonly int[][] postings;
    private readonly FrozenDictionary<string, int[]> byInitials;

    internal NameIndex(NameToken[] words, int[][] postings, FrozenDictionary<string, int[]> byText, FrozenDictionary<ulong, int[]> bySkeleton, FrozenDictionary<string, int[]> byInitials, FoldedName[] names, int[] partyOf, bool[] weak, IReadOnlyList<IndexedParty> parties)
    {
        (this.words, this.postings, this.byText, this.bySkeleton, this.byInitials) = (words, postings, byText, bySkeleton, byInitials);
        (Names, PartyOf, Weak, Parties) = (names, partyOf, weak, parties);
        WeightOf = [.. names.Select(name => name.Weight)];
        WordsOfName = [.. names.Select(name => (byte)name.Tokens.Length)];
    }

    /// <summary>The parties, in the order given.</summary>
    public IReadOnlyList<IndexedParty> Parties { get; }

    /// <summary>How many different words.</summary>
    public int WordCount => words.Length;

    /// <summary>How many names.</summary>
    public int NameCount => Names.Length;

    /// <summary>The name that a hit was found by, as the list writes it.</summary>
    public string NameOfHit(NameHit hit) => Names[hit.Name].Written;

    /// <summary>The name that a hit was found by, with its strength.</summary>
    public IndexedName FoundBy(NameHit hit)
    {
        var (text, isWeak) = (NameOfHit(hit), Weak[hit.Name]);
        return Parties[hit.Party].Names.First(name => name.Text == text && name.Weak == isWeak);
    }

    /// <summary>All names, folded.</summary>
    internal FoldedName[] Names { get; }

    /// <summary>The party of each name, by its place among <see cref="Parties"/>.</summary>
    internal int[] PartyOf { get; }

    /// <summary>The weight of each name, apart from it: a search looks at many and at few of the names themselves.</summary>
    internal float[] WeightOf { get; }

    /// <summary>How many words each name has.</summary>
    internal byte[] WordsOfName { get; }

    /// <summary>Which names are weak.</summary>
    internal bool[] Weak { get; }

    /// <summary>A word of the index.</summary>
    internal NameToken Word(int number) => words[number];

    /// <summary>The names that have the word.</summary>
    internal ReadOnlySpan<int> NamesWith(int word) => postings[word];

    /// <summary>The words with the text or the head.</summary>
    internal ReadOnlySpan<int> WordsOf(string text) => byText.GetValueOrDefault(text);

    /// <summary>The words that are a formal name or its pet forms.</summary>
    internal ReadOnlySpan<int> WordsOfFormal(string formal) => WordsOf(FormalKey(formal));

    /// <summary>The key of a formal name: no word has a sign before it.</summary>
    internal static string FormalKey(string formal) => $"~{formal}";

    /// <summary>The words with the consonants.</summary>
    internal ReadOnlySpan<int> WordsNear(ulong skeleton) => bySkeleton.GetValueOrDefault(skeleton);

    /// <summary>The names whose first letters these are.</summary>
    internal ReadOnlySpan<int> NamesOfInitials(string initials) => byInitials.GetValueOrDefault(initials);
}
