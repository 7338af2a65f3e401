using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>Spells names in Chinese characters by their readings outside of Mandarin.</summary>
internal static class HanReadings
{
    /// <summary>The name in Latin letters by one of the lexicon's readings; null where it does not know all of the characters.</summary>
    public static string? Spell(string name, LexiconPart part, NameLexicon lexicon)
    {
        var spelt = new StringBuilder();
        foreach (var piece in SplitName.Into(name, FoldName.MostTokens, out _))
        {
            if (piece.Script == WritingSystem.Han)
            {
                if (!Append(spelt, piece.Runes, part, lexicon))
                {
                    return null;
                }
            }
            else
            {
                spelt.Append(NameLexicon.Text(piece.Runes)).Append(' ');
            }
        }

        return spelt.ToString();
    }

    private static bool Append(StringBuilder spelt, Rune[] characters, LexiconPart part, NameLexicon lexicon)
    {
        for (var at = 0; at < characters.Length;)
        {
            if (lexicon.Longest(characters.AsSpan(at), [part]) is not var (found, length))
            {
                return false;
            }

            spelt.Append(found.Head).Append(' ');
            at += length;
        }

        return true;
    }
}
