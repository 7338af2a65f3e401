using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>The sounds of words in Arabic script: Arabic, Persian, Urdu and Pashto letters. Short vowels are mostly unwritten, and three letters are vowel and consonant.</summary>
internal static class ArabicLetters
{
    /// <summary>The sounds, by <see cref="Sounds"/>.</summary>
    public static StringBuilder Sounds(ReadOnlySpan<Rune> word)
    {
        var sounds = new StringBuilder(word.Length + 2);
        for (var at = 0; at < word.Length; at++)
        {
            sounds.Append(Of(word[at].Value, at, word.Length));
        }

        return sounds;
    }

    private static string Of(int letter, int at, int length) => letter switch
    {
        0x0627 or 0x0623 or 0x0625 or 0x0622 or 0x0671 or 0x0621 or 0x0624 or 0x0639 or 0x0654 => letter is 0x0624 ? "W" : "A",
        0x0626 => "I",
        0x0628 => "b",
        0x067E => "p",
        0x062A or 0x0637 or 0x067C or 0x0679 => "t",
        0x062B => "8",
        0x062C => "J",
        0x0686 => "C",
        0x062D => "h",
        0x0647 or 0x06C1 or 0x06BE or 0x06D5 => at == length - 1 ? "H" : "h",
        0x0629 or 0x06C3 => "H",
        0x062E => "X",
        0x062F or 0x0689 or 0x0688 => "d",
        0x0630 or 0x0636 or 0x0638 => "9",
        0x0631 or 0x0693 or 0x0691 => "r",
        0x0632 => "z",
        0x0698 or 0x0696 => "Z",
        0x0633 or 0x0635 => "s",
        0x0634 or 0x069A => "S",
        0x063A => "G",
        0x0641 => "f",
        0x06A4 => "v",
        0x0642 => "q",
        0x0643 or 0x06A9 or 0x06AA => "k",
        0x06AF or 0x06AB => "g",
        0x0644 => "l",
        0x0645 => "m",
        0x0646 or 0x06BC or 0x06BA => "n",
        0x0648 or 0x06C7 or 0x06C6 => "W",
        0x064A or 0x0649 or 0x06CC or 0x06D0 or 0x06CD or 0x06D2 => "I",
        0x064E => "a",
        0x064F => "u",
        0x0650 => "i",
        _ => "",
    };
}

/// <summary>Letters in the shapes that they take within words (Arabic Presentation Forms), as text copied out of PDF files has them: the letters themselves.</summary>
internal static class ArabicShapes
{
    // Each letter, from the code of its first shape on to the first of the next.
    private static readonly (int First, string Letter)[] shapes =
    [
        (0xFB50, "ٱ"), (0xFB52, "ب"), (0xFB56, "پ"), (0xFB5A, "ت"), (0xFB66, "ٹ"), (0xFB6A, "ڤ"), (0xFB72, "ج"), (0xFB7A, "چ"), (0xFB82, "د"), (0xFB88, "ڈ"), (0xFB8A, "ژ"), (0xFB8C, "ڑ"),
        (0xFB8E, "ک"), (0xFB92, "گ"), (0xFB9E, "ں"), (0xFBA4, "ه"), (0xFBAE, "ی"), (0xFBD3, "ک"), (0xFBD7, "و"), (0xFBE4, "ی"), (0xFBEA, "ئ"), (0xFBFC, "ی"), (0xFC00, ""),
        (0xFE80, "ء"), (0xFE81, "آ"), (0xFE83, "أ"), (0xFE85, "ؤ"), (0xFE87, "إ"), (0xFE89, "ئ"), (0xFE8D, "ا"), (0xFE8F, "ب"), (0xFE93, "ة"), (0xFE95, "ت"), (0xFE99, "ث"), (0xFE9D, "ج"),
        (0xFEA1, "ح"), (0xFEA5, "خ"), (0xFEA9, "د"), (0xFEAB, "ذ"), (0xFEAD, "ر"), (0xFEAF, "ز"), (0xFEB1, "س"), (0xFEB5, "ش"), (0xFEB9, "ص"), (0xFEBD, "ض"), (0xFEC1, "ط"), (0xFEC5, "ظ"),
        (0xFEC9, "ع"), (0xFECD, "غ"), (0xFED1, "ف"), (0xFED5, "ق"), (0xFED9, "ك"), (0xFEDD, "ل"), (0xFEE1, "م"), (0xFEE5, "ن"), (0xFEE9, "ه"), (0xFEED, "و"), (0xFEEF, "ى"), (0xFEF1, "ي"),
        (0xFEF5, "لا"), (0xFEFD, ""),
    ];

    /// <summary>The letters that a shape stands for; null where the rune is no shape of a letter.</summary>
    public static string? Letters(Rune rune)
    {
        if (rune.Value is not ((>= 0xFB50 and < 0xFC00) or (>= 0xFE80 and < 0xFEFD)))
        {
            return null;
        }

        var letter = "";
        foreach (var (first, of) in shapes)
        {
            if (first > rune.Value)
            {
                break;
            }

            letter = of;
        }

        return letter.Length == 0 ? null : letter;
    }
}

/// <summary>The sounds of words in Hebrew script.</summary>
internal static class HebrewLetters
{
    /// <summary>The sounds, by <see cref="Sounds"/>.</summary>
    public static StringBuilder Sounds(ReadOnlySpan<Rune> word)
    {
        var sounds = new StringBuilder(word.Length);
        for (var at = 0; at < word.Length; at++)
        {
            var next = at + 1 < word.Length ? word[at + 1].Value : 0;
            sounds.Append((word[at].Value, next) switch
            {
                (0x05D2, 0x0027 or 0x05F3) => "J",
                (0x05E6, 0x0027 or 0x05F3) => "C",
                (0x05D0 or 0x05E2, _) => "A",
                (0x05D1, _) => "b",
                (0x05D2, _) => "g",
                (0x05D3, _) => "d",
                (0x05D4, _) => at == word.Length - 1 ? "H" : "h",
                (0x05D5 or 0x05F0, _) => "W",
                (0x05D6, _) => "z",
                (0x05D7, _) => "X",
                (0x05D8 or 0x05EA, _) => "t",
                (0x05D9 or 0x05F2, _) => "I",
                (0x05DB or 0x05DA, _) => "k",
                (0x05DC, _) => "l",
                (0x05DD or 0x05DE, _) => "m",
                (0x05DF or 0x05E0, _) => "n",
                (0x05E1, _) => "s",
                (0x05E3 or 0x05E4, _) => at == word.Length - 1 ? "f" : "p",
                (0x05E5 or 0x05E6, _) => "T",
                (0x05E7, _) => "k",
                (0x05E8, _) => "r",
                (0x05E9, _) => "S",
                _ => "",
            });
        }

        return sounds;
    }
}
