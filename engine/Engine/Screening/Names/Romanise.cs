using System.Collections.Concurrent;
using System.Text;
using AnyAscii;

namespace Usd1Compliance.Screening.Names;

/// <summary>A word in Latin letters, and how it sounds.</summary>
/// <param name="Latin">Small letters a to z and digits, without marks.</param>
/// <param name="Sounds">By <see cref="Names.Sounds"/>.</param>
internal readonly record struct Romanised(string Latin, byte[] Sounds);

/// <summary>
/// Puts words of any script into Latin letters. The letters come from AnyAscii; the sounds from tables of our own for the scripts that
/// lists are written in, since a general transliteration has to choose one reading where names have several.
/// </summary>
/// <remarks>string.Normalize is not used: in invariant globalisation it returns compatibility forms unchanged without a word.</remarks>
internal static class Romanise
{
    private static readonly ConcurrentDictionary<int, string> known = new();

    /// <summary>A rune in small Latin letters; empty where it has none (a mark, a sign).</summary>
    public static string Letters(Rune rune) => known.GetOrAdd(rune.Value, static value =>
    {
        var made = new StringBuilder();
        foreach (var letter in new Rune(value).ToString().Transliterate())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                made.Append(char.ToLowerInvariant(letter));
            }
        }

        return made.ToString();
    });

    /// <summary>A word of one script.</summary>
    public static Romanised Word(ReadOnlySpan<Rune> word, WritingSystem script)
    {
        var latin = new StringBuilder(word.Length);
        foreach (var rune in word)
        {
            latin.Append(Letters(rune));
        }

        var text = latin.ToString();
        return new Romanised(text, SoundsOf(word, script, text));
    }

    private static byte[] SoundsOf(ReadOnlySpan<Rune> word, WritingSystem script, string latin)
    {
        switch (script)
        {
            case WritingSystem.Arabic:
                return ReadSounds.Code(ArabicLetters.Sounds(word));
            case WritingSystem.Hebrew:
                return ReadSounds.Code(HebrewLetters.Sounds(word));
            case WritingSystem.Cyrillic:
                return ReadSounds.Code(CyrillicLetters.Sounds(word));
            case WritingSystem.Hangul:
                return ReadSounds.Code(HangulSyllables.Sounds(word));
            case WritingSystem.Greek:
                return ReadSounds.OfLatin(latin.Replace("oy", "u", StringComparison.Ordinal).Replace("mp", "b", StringComparison.Ordinal).Replace("nt", "d", StringComparison.Ordinal).Replace("gk", "g", StringComparison.Ordinal));
            case WritingSystem.Latin:
                return ReadSounds.OfLatin(MarkedLatin.Spelling(word, latin));
            case WritingSystem.Kana:
                return ReadSounds.Code(Letters(latin).Replace("shi", "Si").Replace("sh", "S").Replace("chi", "Ci").Replace("ch", "C").Replace("tsu", "TU").Replace('j', 'J').Replace('u', 'U').Replace('r', 'L').Replace('b', 'P').Replace('w', 'v'));
            case WritingSystem.Han:
                return ReadSounds.Code(Pinyin(latin));
            default:
                return ReadSounds.OfLatin(latin);
        }
    }

    // Digits are written and not heard.
    private static StringBuilder Letters(string latin) => new(string.Concat(latin.Where(char.IsAsciiLetter)));

    // Mandarin does not tell voiced from unvoiced as European names do, and spells its own sounds with letters that others use otherwise.
    private static StringBuilder Pinyin(string latin) => Letters(latin)
        .Replace("zh", "J").Replace("ch", "C").Replace("sh", "S").Replace('x', 'S').Replace('q', 'C').Replace('j', 'J').Replace('c', 'T')
        .Replace('b', 'P').Replace('p', 'P').Replace('d', 'D').Replace('t', 'D').Replace('g', 'K').Replace('k', 'K').Replace('r', 'L').Replace('l', 'L').Replace('w', 'v');
}

/// <summary>Latin letters whose mark changes the sound: the same sound in plain letters.</summary>
internal static class MarkedLatin
{
    /// <summary>The word in plain letters that sound as it does; <paramref name="plain"/> itself where no mark matters.</summary>
    public static string Spelling(ReadOnlySpan<Rune> word, string plain)
    {
        var marked = false;
        foreach (var rune in word)
        {
            marked |= rune.Value >= 0x80 && Of(rune.Value).Length > 0;
        }

        if (!marked)
        {
            return plain;
        }

        var spelt = new StringBuilder(word.Length + 4);
        foreach (var rune in word)
        {
            spelt.Append(rune.Value >= 0x80 && Of(rune.Value) is { Length: > 0 } sounding ? sounding : Romanise.Letters(rune));
        }

        return spelt.ToString();
    }

    private static string Of(int letter) => letter switch
    {
        'č' or 'Č' or 'ć' or 'Ć' or 'ç' or 'Ç' => "ch",
        'š' or 'Š' or 'ş' or 'Ş' or 'ș' or 'Ș' => "sh",
        'ž' or 'Ž' or 'ż' or 'Ż' => "zh",
        'ť' or 'ţ' or 'ț' or 'Ţ' or 'Ț' => "ts",
        'ä' or 'Ä' => "e",
        'ø' or 'Ø' or 'ö' or 'Ö' or 'ő' or 'Ő' => "o",
        'å' or 'Å' => "o",
        'ě' => "ye",
        'ř' or 'Ř' => "rzh",
        'ł' or 'Ł' => "l",
        'ñ' or 'Ñ' => "ny",
        'ə' or 'Ə' => "a",
        'ğ' or 'Ğ' => "g",
        _ => "",
    };
}
