namespace Usd1Compliance.Screening.Names;

/// <summary>Why two words were taken for one another.</summary>
public enum PairRule : byte
{
    /// <summary>They were not.</summary>
    None,

    /// <summary>The same letters once folded.</summary>
    Same,

    /// <summary>Variants of one name, or one word in two languages, by the lexicon.</summary>
    Lexicon,

    /// <summary>They sound alike.</summary>
    Sound,

    /// <summary>They are spelt alike.</summary>
    Spelling,

    /// <summary>A letter for a name.</summary>
    Initial,

    /// <summary>Words that are written as one on the other side.</summary>
    Joined,

    /// <summary>The first letters of the words on the other side.</summary>
    Acronym,
}

/// <summary>How alike two words of names are, and why.</summary>
internal static class TokenLikeness
{
    /// <summary>Words less alike than this are different words.</summary>
    public const float Least = 0.55f;

    private const float PetForm = 0.88f;
    private const float Rough = 0.62f;

    /// <summary>Likeness from 0 to 1, and the rule that gave it.</summary>
    public static (float Likeness, PairRule Rule) Of(NameToken one, NameToken other)
    {
        if (one.Kind == TokenKind.Number || other.Kind == TokenKind.Number)
        {
            return one.Kind == other.Kind && one.Head == other.Head ? (1, PairRule.Same) : one.Text == other.Text ? (1, PairRule.Same) : (0, PairRule.None);
        }

        // Readings of Chinese characters are for names in Latin letters: against the characters themselves stands the first reading.
        if ((one.Reading && other.Script is not (WritingSystem.Latin or WritingSystem.None)) || (other.Reading && one.Script is not (WritingSystem.Latin or WritingSystem.None)) || (one.Reading && other.Reading))
        {
            return (0, PairRule.None);
        }

        if (one.Text == other.Text)
        {
            // Texts that leave vowels out are the same for names that are not, and many characters are read alike.
            var unsure = one.VowelsOpen != other.VowelsOpen || (one.Script == WritingSystem.Han && other.Script == WritingSystem.Han && one.Written != other.Written);
            return (unsure ? 0.9f : 1, PairRule.Same);
        }

        if (one.InLexicon && other.InLexicon && one.Head == other.Head)
        {
            return (0.96f, PairRule.Lexicon);
        }

        if (one.Formal is not null && one.Formal == other.Formal)
        {
            return (PetForm, PairRule.Lexicon);
        }

        // Iran is no misspelling of Iraq: both are known for what they are.
        if (one.InLexicon && other.InLexicon && one.Part is LexiconPart.Places && other.Part is LexiconPart.Places)
        {
            return (0, PairRule.None);
        }

        if (one.Kind == TokenKind.Initial || other.Kind == TokenKind.Initial)
        {
            return Initial(one, other);
        }

        return Alike(one, other);
    }

    /// <summary>The same, given up earlier: for words that are gathered by the thousand and of which few are looked at again.</summary>
    public static (float Likeness, PairRule Rule) Roughly(NameToken one, NameToken other)
    {
        if (one.Kind != TokenKind.Word || other.Kind != TokenKind.Word || one.Script != WritingSystem.Latin || other.Script != WritingSystem.Latin || one.Reading || other.Reading || one.Text == other.Text || (one.InLexicon && one.Head == other.Head) || one.Formal is not null)
        {
            return Of(one, other);
        }

        var sound = SoundDistance.Likeness(one.Sounds, other.Sounds, false, Rough);
        return sound > 0 ? (Math.Min(sound, 0.98f), PairRule.Sound) : (SpellingDistance.Likeness(one.Text, other.Text, Rough), PairRule.Spelling);
    }

    private static (float Likeness, PairRule Rule) Initial(NameToken one, NameToken other)
    {
        var both = one.Kind == other.Kind;
        var sounds = one.Sounds.Length > 0 && other.Sounds.Length > 0 && Sounds.Swap(one.Sounds[0], other.Sounds[0]) <= 15;
        return one.Text[0] == other.Text[0] || (sounds && one.Script != other.Script) ? (both ? 0.95f : 0.8f, PairRule.Initial) : (0, PairRule.None);
    }

    // Words without vowels, and syllables whose consonants stand for several, are alike by chance more often.
    private static float Strictness(NameToken one, NameToken other) => Math.Max(Looseness(one, one.Script == other.Script), Looseness(other, one.Script == other.Script));

    private static float Looseness(NameToken token, bool sameScript) => token.Reading ? 2.2f : token.Script switch
    {
        WritingSystem.Arabic or WritingSystem.Hebrew => sameScript ? 1 : 1.25f,
        WritingSystem.Kana => 1.3f,
        WritingSystem.Hangul => sameScript ? 1.7f : 1.5f,
        WritingSystem.Han => 2.2f,
        _ => 1,
    };

    private static (float Likeness, PairRule Rule) Alike(NameToken one, NameToken other)
    {
        if (one.Script == WritingSystem.Han && other.Script == WritingSystem.Han)
        {
            return (Math.Max(0, 1 - (SpellingDistance.Edits(one.Written, other.Written) / (float)Math.Max(one.Written.Length, other.Written.Length))), PairRule.Spelling) is { Item1: >= Least } same ? same : (0, PairRule.None);
        }

        var open = one.VowelsOpen || other.VowelsOpen;
        var strictness = Strictness(one, other);
        var sound = one.Kind == TokenKind.Patronymic && other.Kind == TokenKind.Patronymic
            ? PatronymicLikeness(one, other)
            : SoundDistance.Likeness(one.Sounds, other.Sounds, open, 1 - ((1 - Least) / strictness));
        sound = 1 - ((1 - sound) * strictness);
        var spelling = open ? 0 : SpellingDistance.Likeness(one.Text, other.Text, Math.Max(Least, sound));
        spelling = strictness > 1.5f ? 1 - ((1 - spelling) * strictness) : spelling;
        var (likeness, rule) = sound >= spelling ? (sound, PairRule.Sound) : (spelling, PairRule.Spelling);
        likeness = Math.Min(likeness, 0.98f);
        return likeness >= Least ? (likeness, rule) : (0, PairRule.None);
    }

    // Ivanovich, Ivanovitj, Iwanowitsch: the ending is one and the same in many spellings, the father's name is what differs.
    private static float PatronymicLikeness(NameToken one, NameToken other)
    {
        var (first, second) = (PersonalNames.Father(one), PersonalNames.Father(other));
        var likeness = SoundDistance.Likeness(first.Sounds, second.Sounds, false);
        return first.Daughter == second.Daughter ? likeness : likeness * 0.75f;
    }
}

/// <summary>How far two words are apart by their letters: insertions, deletions, replacements and neighbours changed places.</summary>
internal static class SpellingDistance
{
    private const int Longest = 48;

    /// <summary>One less the share of letters to change; a wrong first letter counts 0.4 of a letter more. 0 where it is below <paramref name="least"/>.</summary>
    public static float Likeness(ReadOnlySpan<char> one, ReadOnlySpan<char> other, float least = 0)
    {
        if (one.Length > Longest || other.Length > Longest || one.Length == 0 || other.Length == 0)
        {
            return 0;
        }

        var length = Math.Max(one.Length, other.Length);
        var first = one[0] == other[0] ? 0 : 0.4f;
        var most = (int)(((1 - least) * length) - first);
        if (Math.Abs(one.Length - other.Length) > most)
        {
            return 0;
        }

        var edits = Edits(one, other, most);
        return edits > most ? 0 : 1 - ((edits + first) / length);
    }

    /// <summary>How many letters to change; above <paramref name="most"/>, any number above it.</summary>
    public static int Edits(ReadOnlySpan<char> one, ReadOnlySpan<char> other, int most = Longest)
    {
        if (one.Length > Longest || other.Length > Longest)
        {
            return int.MaxValue;
        }

        Span<int> rows = stackalloc int[3 * (Longest + 1)];
        var width = other.Length + 1;
        var twoBefore = rows[..width];
        var before = rows.Slice(Longest + 1, width);
        var row = rows.Slice(2 * (Longest + 1), width);
        for (var j = 0; j < width; j++)
        {
            before[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            var letter = one[i - 1];
            var cheapest = row[0] = i;
            for (var j = 1; j < width; j++)
            {
                var best = Math.Min(before[j - 1] + (letter == other[j - 1] ? 0 : 1), Math.Min(before[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && letter == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    best = Math.Min(best, twoBefore[j - 2] + 1);
                }

                row[j] = best;
                cheapest = Math.Min(cheapest, best);
            }

            if (cheapest > most)
            {
                return int.MaxValue;
            }

            var spare = twoBefore;
            twoBefore = before;
            before = row;
            row = spare;
        }

        return before[other.Length];
    }
}
