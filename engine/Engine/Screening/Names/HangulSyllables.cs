using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>The sounds of Korean syllables, taken apart by the arithmetic of Unicode (The Unicode Standard, 3.12), near the romanisation that North Korean names come in.</summary>
internal static class HangulSyllables
{
    private const int First = 0xAC00;

    private static readonly string[] initials = ["K", "K", "n", "D", "D", "L", "m", "P", "P", "s", "s", "", "J", "J", "C", "k", "t", "P", "h"];

    private static readonly string[] vowels = ["a", "e", "ya", "ye", "o", "e", "yo", "ye", "o", "va", "ve", "ve", "yo", "u", "vo", "ve", "vi", "yu", "U", "Ui", "i"];

    private static readonly string[] finals =
        ["", "K", "K", "K", "n", "n", "n", "D", "L", "LK", "Lm", "LP", "L", "L", "LP", "L", "m", "P", "P", "8", "8", "ng", "D", "D", "K", "D", "P", "D"];

    /// <summary>The sounds, by <see cref="Sounds"/>.</summary>
    public static StringBuilder Sounds(ReadOnlySpan<Rune> word)
    {
        var sounds = new StringBuilder(word.Length * 3);
        foreach (var rune in word)
        {
            var syllable = rune.Value - First;
            if (syllable is >= 0 and < 11172)
            {
                sounds.Append(initials[syllable / 588]).Append(vowels[syllable % 588 / 28]).Append(finals[syllable % 28]);
            }
        }

        return sounds;
    }
}
