using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>The script that a word is written in, as far as comparing names needs to tell scripts apart.</summary>
public enum WritingSystem : byte
{
    /// <summary>Digits, or nothing that a script claims.</summary>
    None,

    /// <summary>Latin.</summary>
    Latin,

    /// <summary>Cyrillic.</summary>
    Cyrillic,

    /// <summary>Arabic, Persian, Urdu, Pashto: writes consonants and long vowels.</summary>
    Arabic,

    /// <summary>Hebrew: writes consonants.</summary>
    Hebrew,

    /// <summary>Chinese characters, which Japanese uses too.</summary>
    Han,

    /// <summary>Korean syllables.</summary>
    Hangul,

    /// <summary>Japanese syllables, hiragana and katakana.</summary>
    Kana,

    /// <summary>Greek.</summary>
    Greek,

    /// <summary>Any other: read by a general transliteration.</summary>
    Other,
}

/// <summary>Tells scripts apart by Unicode block.</summary>
internal static class WritingSystems
{
    /// <summary>The script of a letter; <see cref="WritingSystem.None"/> of a digit.</summary>
    public static WritingSystem Of(Rune rune) => rune.Value switch
    {
        < 0x80 => Rune.IsLetter(rune) ? WritingSystem.Latin : WritingSystem.None,
        < 0x250 or (>= 0x1E00 and < 0x1F00) or (>= 0xFF21 and < 0xFF5B) or (>= 0x2C60 and < 0x2C80) or (>= 0xA720 and < 0xA800) => WritingSystem.Latin,
        (>= 0x250 and < 0x300) => WritingSystem.Latin,
        (>= 0x370 and < 0x400) or (>= 0x1F00 and < 0x2000) => WritingSystem.Greek,
        (>= 0x400 and < 0x530) or (>= 0x1C80 and < 0x1C90) or (>= 0x2DE0 and < 0x2E00) or (>= 0xA640 and < 0xA6A0) => WritingSystem.Cyrillic,
        (>= 0x590 and < 0x600) or (>= 0xFB1D and < 0xFB50) => WritingSystem.Hebrew,
        (>= 0x600 and < 0x700) or (>= 0x750 and < 0x780) or (>= 0x8A0 and < 0x900) or (>= 0xFB50 and < 0xFE00) or (>= 0xFE70 and < 0xFF00) => WritingSystem.Arabic,
        (>= 0x3040 and < 0x3100) or (>= 0x31F0 and < 0x3200) or (>= 0xFF66 and < 0xFFA0) => WritingSystem.Kana,
        (>= 0x3400 and < 0xA000) or (>= 0xF900 and < 0xFB00) or (>= 0x20000 and < 0x32000) or 0x3005 => WritingSystem.Han,
        (>= 0xAC00 and < 0xD7A4) => WritingSystem.Hangul,
        _ => Rune.IsDigit(rune) ? WritingSystem.None : WritingSystem.Other,
    };

    /// <summary>Whether a script leaves short vowels unwritten, or writes vowels that the name does not have.</summary>
    public static bool VowelsAreOpen(WritingSystem script) => script is WritingSystem.Arabic or WritingSystem.Hebrew;
}
