using System.Runtime.InteropServices;
using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>What kind of party a name is of, as far as reading the name goes.</summary>
public enum NameOf : byte
{
    /// <summary>A natural person.</summary>
    Person,

    /// <summary>A firm, an organisation, a government, or what is not known.</summary>
    Organisation,

    /// <summary>A ship or aircraft: a number in its name is part of it.</summary>
    Vessel,
}

/// <summary>A name folded once, for any number of comparisons.</summary>
/// <param name="Written">As given.</param>
/// <param name="Of">What kind of party.</param>
/// <param name="Tokens">The words that carry the name, in order: no forms, titles or particles.</param>
/// <param name="Light">Forms, titles and particles.</param>
/// <param name="Truncated">Whether the name had more words than are looked at (<see cref="FoldName.MostTokens"/>).</param>
public sealed record FoldedName(string Written, NameOf Of, NameToken[] Tokens, NameToken[] Light, bool Truncated)
{
    /// <summary>The words' text joined: two names with the same are the same to the letter, but for their scripts' marks and signs.</summary>
    public string Joined { get; } = string.Concat(Tokens.Select(token => token.Text));

    /// <summary>The first letters of all words but "of", "and" and their like: what a short form of the name is made of.</summary>
    public string Initials { get; init; } = "";

    /// <summary>How many words, with titles and particles and without legal forms.</summary>
    internal int Words { get; } = Tokens.Length + Light.Count(token => token.Kind != TokenKind.Form);

    /// <summary>The greatest weight of a word.</summary>
    internal float HeaviestWord { get; } = Tokens.Length == 0 ? 0 : Tokens.Max(token => token.Weight);

    /// <summary>Sum of the weights of <see cref="Tokens"/>.</summary>
    public float Weight { get; } = Tokens.Sum(token => token.Weight);
}

/// <summary>Folds names: cuts them into words, puts the words into Latin letters and sounds, and says of each word what it is.</summary>
internal sealed class FoldName(NameLexicon lexicon, TokenFrequencies frequencies)
{
    /// <summary>How many words of a name are looked at.</summary>
    public const int MostTokens = 48;

    private static readonly LexiconPart[] hanReadings = [LexiconPart.JapaneseReadings, LexiconPart.CantoneseReadings, LexiconPart.KoreanReadings];
    private readonly NamePhrases phrases = new(lexicon);

    /// <summary>
    /// The ways a name can be read, the first by the sounds of its own script. The name of a person in Chinese characters is read in
    /// Japan, Hong Kong and Korea too, where the lexicon knows all of its characters: lists give the Latin name by where the person lives.
    /// </summary>
    public IReadOnlyList<FoldedName> Readings(string name, NameOf of)
    {
        var first = Fold(name, of);
        if (of != NameOf.Person || !first.Tokens.Any(token => token.Script == WritingSystem.Han))
        {
            return [first];
        }

        List<FoldedName> readings = [first];
        foreach (var part in hanReadings)
        {
            if (HanReadings.Spell(name, part, lexicon) is { } spelt)
            {
                var reading = Fold(spelt, of) with { Written = name };
                foreach (var token in reading.Tokens)
                {
                    token.Reading = true;
                }

                readings.Add(reading);
            }
        }

        return readings;
    }

    /// <summary>Folds a name by the sounds of its own script.</summary>
    public FoldedName Fold(string name, NameOf of)
    {
        var pieces = SplitName.Into(of == NameOf.Person ? PersonalNames.FamilyLast(name) : name, MostTokens, out var truncated);
        var cut = Tokens(pieces, of);
        if (cut.Count > MostTokens)
        {
            // One piece of a script without blanks may hold many words.
            truncated = true;
            cut.RemoveRange(MostTokens, cut.Count - MostTokens);
        }

        var words = JoinLetters(cut, of);
        var initials = Acronyms.InitialsOf(words);
        var tokens = phrases.Find(words, of);
        if (of == NameOf.Person)
        {
            tokens = PersonalNames.Particles(tokens, lexicon);
        }

        PersonalNames.MarkCapitals(tokens);
        if (tokens.TrueForAll(token => token.Parenthesised))
        {
            tokens.ForEach(token => token.Parenthesised = false);
        }

        foreach (var token in tokens)
        {
            Classify(token, of);
            token.Weight = WeightOf(token, of);
        }

        var light = tokens.Where(token => token.Kind is TokenKind.Form or TokenKind.Title or TokenKind.Particle).ToArray();
        var carrying = tokens.Where(token => token.Kind is not (TokenKind.Form or TokenKind.Title or TokenKind.Particle)).ToArray();

        // A name of nothing but a title or a form (the vessel CAPTAIN, the firm LIMITED) is carried by it.
        return (carrying.Length == 0 ? new FoldedName(name, of, light, [], truncated) : new FoldedName(name, of, carrying, light, truncated)) with { Initials = initials };
    }

    /// <summary>The key under which the lexicon keeps a variant, the same in Latin letters, and whether it is of a script without blanks.</summary>
    public static (string Key, string Latin, bool Unspaced) LexiconKey(string variant)
    {
        var pieces = SplitName.Into(variant, MostTokens, out _);
        if (pieces.Count == 1 && pieces[0].Script is WritingSystem.Han or WritingSystem.Hangul or WritingSystem.Kana)
        {
            return (NameLexicon.Text(pieces[0].Runes), "", true);
        }

        var words = JoinLetters([.. pieces.Select(Token)], NameOf.Organisation);
        return (NamePhrases.Phrase(words, native: true), NamePhrases.Phrase(words, native: false), false);
    }

    private static NameToken Token(SplitName.Piece piece)
    {
        var read = Romanise.Word(piece.Runes, piece.Script);
        return new NameToken(read.Latin, NameLexicon.Text(piece.Runes), piece.Script, read.Sounds) { DotAfter = piece.Dot, Parenthesised = piece.Parenthesised, Capitals = IsCapitals(piece) };
    }

    private static bool IsCapitals(SplitName.Piece piece)
    {
        var letters = 0;
        foreach (var rune in piece.Runes)
        {
            if (Rune.IsLower(rune))
            {
                return false;
            }

            letters += Rune.IsUpper(rune) ? 1 : 0;
        }

        return letters > 1;
    }

    private List<NameToken> Tokens(List<SplitName.Piece> pieces, NameOf of)
    {
        List<NameToken> tokens = [];
        var alone = pieces.Count(piece => piece.Script != WritingSystem.None) == 1;
        foreach (var piece in pieces)
        {
            if (piece.Script is WritingSystem.Han or WritingSystem.Hangul or WritingSystem.Kana)
            {
                tokens.AddRange(Unspaced.Cut(piece, of, alone, lexicon));
            }
            else if (Token(piece) is { Text.Length: > 0 } token)
            {
                tokens.Add(token);
            }
        }

        return tokens;
    }

    // L.L.C., م.د.م.س and "A B C Company" are short forms; of a person, single letters are initials.
    private static List<NameToken> JoinLetters(List<NameToken> tokens, NameOf of)
    {
        List<NameToken> joined = new(tokens.Count);
        for (var at = 0; at < tokens.Count;)
        {
            // L.P. after a number X is not one with it: the dots say where a short form begins.
            var end = at;
            while (end < tokens.Count && IsLetter(tokens[end]) && (end == at || tokens[end - 1].DotAfter || !tokens[end].DotAfter) && (of != NameOf.Person || tokens[end].Script == WritingSystem.Arabic) && tokens[end].Script == tokens[at].Script)
            {
                end++;
            }

            if (end - at < 2)
            {
                joined.Add(tokens[at++]);
                continue;
            }

            joined.Add(Joined(CollectionsMarshal.AsSpan(tokens)[at..end]));
            at = end;
        }

        return joined;
    }

    private static bool IsLetter(NameToken token) => token.Written.EnumerateRunes().Count(rune => Rune.IsLetter(rune)) == 1 && token.Script is not (WritingSystem.Han or WritingSystem.None or WritingSystem.Hangul or WritingSystem.Kana) && token.Written.Length <= 2;

    /// <summary>Words as one.</summary>
    internal static NameToken Joined(ReadOnlySpan<NameToken> run)
    {
        var (text, written) = (new StringBuilder(), new StringBuilder());
        List<byte> sounds = [];
        var capitals = true;
        foreach (var token in run)
        {
            text.Append(token.Text);
            written.Append(token.Written);
            sounds.AddRange(token.Sounds);
            capitals &= token.Capitals || token.Text.Length == 1;
        }

        return new NameToken(text.ToString(), written.ToString(), run[0].Script, [.. sounds]) { Capitals = capitals, Parenthesised = run[0].Parenthesised, DotAfter = run[^1].DotAfter };
    }

    private static void Classify(NameToken token, NameOf of)
    {
        if (token.Kind != TokenKind.Word)
        {
            return;
        }

        if (token.Text.All(char.IsAsciiDigit) || (of != NameOf.Person && RomanNumerals.Value(token) is > 0))
        {
            token.Kind = TokenKind.Number;
            token.Head = RomanNumerals.Value(token) is > 0 and var value ? value.ToString(System.Globalization.CultureInfo.InvariantCulture) : token.Text.TrimStart('0') is { Length: > 0 } digits ? digits : "0";
        }
        else if (of == NameOf.Person && token.Text.Length == 1 && token.Script is not (WritingSystem.Han or WritingSystem.Hangul))
        {
            token.Kind = TokenKind.Initial;
        }
        else if (of == NameOf.Person && PersonalNames.IsPatronymic(token))
        {
            token.Kind = TokenKind.Patronymic;
        }
    }

    private float WeightOf(NameToken token, NameOf of)
    {
        var known = frequencies.WeightOf(token.Head, of);
        var weight = token.Kind switch
        {
            TokenKind.Form => 0.15f,
            TokenKind.Title => 0.1f,
            TokenKind.Particle => 0.1f,
            TokenKind.Initial => 0.3f,
            TokenKind.Patronymic => Math.Min(0.6f, known),
            TokenKind.Number => 0.7f,
            _ when token.Text.Length <= 2 && !token.InLexicon => known * 0.7f,
            _ => known,
        };
        return token.Parenthesised ? weight * 0.4f : weight;
    }
}
