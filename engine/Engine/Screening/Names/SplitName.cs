using System.Globalization;
using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>
/// Cuts a written name into words of one script each. Apostrophes, marks of direction and other invisible signs are left out; a broken
/// surrogate cuts like a blank. Nothing in a name is an error: what has no letter or digit has no words.
/// </summary>
internal static class SplitName
{
    /// <summary>A word as it was written.</summary>
    /// <param name="Runes">Letters, marks and digits.</param>
    /// <param name="Script">Of its letters.</param>
    /// <param name="Dot">Whether a dot followed.</param>
    /// <param name="Parenthesised">Whether it stood in parentheses.</param>
    internal readonly record struct Piece(Rune[] Runes, WritingSystem Script, bool Dot, bool Parenthesised);

    /// <summary>The words in order, no more than <paramref name="limit"/>.</summary>
    public static List<Piece> Into(string name, int limit, out bool truncated)
    {
        List<Piece> pieces = [];
        List<Rune> word = [];
        var (depth, opened) = (0, 0);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsSilent(rune))
            {
                continue;
            }

            if (IsOfWord(rune))
            {
                var script = WritingSystems.Of(rune);
                if (word.Count > 0 && IsLetter(rune) && Differs(word, script))
                {
                    End(pieces, word, false, depth > 0);
                }

                if (ArabicShapes.Letters(rune) is { } letters)
                {
                    word.AddRange(letters.EnumerateRunes());
                }
                else
                {
                    word.Add(rune);
                }

                continue;
            }

            if (rune.Value == '%' && word.Count > 0)
            {
                End(pieces, word, false, depth > 0);
                word.AddRange("percent".EnumerateRunes());
                continue;
            }

            End(pieces, word, rune.Value == '.', depth > 0);
            opened = depth == 0 ? pieces.Count : opened;
            depth = rune.Value switch { '(' or '[' or 0xFF08 => depth + 1, ')' or ']' or 0xFF09 => Math.Max(0, depth - 1), _ => depth };
            if (rune.Value is '&' or '+')
            {
                pieces.Add(new Piece([.. "and".EnumerateRunes()], WritingSystem.Latin, false, depth > 0));
            }
        }

        End(pieces, word, false, depth > 0);
        for (var at = opened; at < pieces.Count && depth > 0; at++)
        {
            // A parenthesis that is never closed sets nothing aside.
            pieces[at] = pieces[at] with { Parenthesised = false };
        }

        truncated = pieces.Count > limit;
        if (truncated)
        {
            pieces.RemoveRange(limit, pieces.Count - limit);
        }

        return pieces;
    }

    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber;

    private static bool IsLetter(Rune rune) => Rune.IsLetter(rune);

    private static bool IsSilent(Rune rune) => rune.Value is '\'' or '`' or 0x2018 or 0x2019 or 0x201B or 0x2032 or 0x02BC or 0x02BB or 0x02B9 or 0x02BE or 0x02BF or 0x00B4 or 0x05F3 or 0x05F4 or 0x0640 or 0x30FC or 0x200B or 0x00AD or 0xFEFF ||
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    // Latin and Cyrillic letters look alike, and lists mix them within words: such a word stays one, and MixedScripts mends it.
    private static bool Differs(List<Rune> word, WritingSystem script)
    {
        for (var at = word.Count - 1; at >= 0; at--)
        {
            var last = WritingSystems.Of(word[at]);
            if (!Rune.IsLetter(word[at]))
            {
                continue;
            }

            return last != script && !(IsAlike(last) && IsAlike(script));
        }

        return false;
    }

    private static bool IsAlike(WritingSystem script) => script is WritingSystem.Latin or WritingSystem.Cyrillic or WritingSystem.Greek;

    private static void End(List<Piece> pieces, List<Rune> word, bool dot, bool parenthesised)
    {
        if (word.Count == 0)
        {
            if (dot && pieces.Count > 0)
            {
                pieces[^1] = pieces[^1] with { Dot = true };
            }

            return;
        }

        var (runes, script) = MixedScripts.Mend(word);
        pieces.Add(new Piece(runes, script, dot, parenthesised));
        word.Clear();
    }
}

/// <summary>Words whose letters come from two scripts, by mistake or to deceive: each letter is taken for the one that it looks like in the script of most.</summary>
internal static class MixedScripts
{
    private const string Latin = "acehikmoptxybrnABCEHIKMOPTXYSJ";
    private const string Cyrillic = "асеһікмортхуьгпАВСЕНІКМОРТХУЅЈ";

    /// <summary>The word in one script.</summary>
    public static (Rune[] Runes, WritingSystem Script) Mend(List<Rune> word)
    {
        int latin = 0, cyrillic = 0;
        var script = WritingSystem.None;
        foreach (var rune in word)
        {
            var one = Rune.IsLetter(rune) ? WritingSystems.Of(rune) : WritingSystem.None;
            latin += one == WritingSystem.Latin ? 1 : 0;
            cyrillic += one == WritingSystem.Cyrillic ? 1 : 0;
            script = script == WritingSystem.None ? one : script;
        }

        if (latin == 0 || cyrillic == 0)
        {
            return ([.. word], script);
        }

        var (from, to, whole) = cyrillic >= latin ? (Latin, Cyrillic, WritingSystem.Cyrillic) : (Cyrillic, Latin, WritingSystem.Latin);
        return ([.. word.Select(rune => rune.IsBmp && from.IndexOf((char)rune.Value, StringComparison.Ordinal) is >= 0 and var at ? new Rune(to[at]) : rune)], whole);
    }
}
