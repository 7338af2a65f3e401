using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>The sounds of words in Cyrillic script: Russian, Ukrainian, Belarusian, Bulgarian, Serbian and the letters of Central Asia.</summary>
internal static class CyrillicLetters
{
    /// <summary>The sounds, by <see cref="Sounds"/>.</summary>
    public static StringBuilder Sounds(ReadOnlySpan<Rune> word)
    {
        var sounds = new StringBuilder(word.Length + 4);
        for (var at = 0; at < word.Length; at++)
        {
            var atStart = at == 0 || IsVowelOrSign(Lower(word[at - 1].Value));
            sounds.Append(Of(Lower(word[at].Value), atStart));
        }

        return sounds;
    }

    private static int Lower(int letter) => letter switch
    {
        >= 0x410 and <= 0x42F => letter + 0x20,
        >= 0x400 and <= 0x40F => letter + 0x50,
        >= 0x460 and <= 0x52F => letter | 1,
        _ => letter,
    };

    private static bool IsVowelOrSign(int letter) => letter is 'а' or 'е' or 'ё' or 'и' or 'о' or 'у' or 'ы' or 'э' or 'ю' or 'я' or 'і' or 'ї' or 'є' or 'ь' or 'ъ';

    private static string Of(int letter, bool softened) => letter switch
    {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' or 'ґ' or 'ғ' => "g",
        'д' => "d",
        'е' => softened ? "ye" : "e",
        'є' => "ye",
        'ё' => softened ? "yo" : "o",
        'ж' or 'җ' => "Z",
        'з' => "z",
        'и' or 'і' or 'ы' => "i",
        'ї' => "i",
        'й' => "y",
        'к' or 'қ' or 'ҡ' => "k",
        'л' => "l",
        'м' => "m",
        'н' or 'ң' => "n",
        'о' or 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' or 'ҫ' => "s",
        'т' => "t",
        'у' or 'ү' or 'ұ' => "u",
        'ў' => "v",
        'ф' => "f",
        'х' or 'ҳ' => "X",
        'һ' => "h",
        'ц' => "T",
        'ч' or 'ҷ' or 'ћ' => "C",
        'џ' or 'ђ' => "J",
        'ш' or 'щ' => "S",
        'э' => "e",
        'ә' => "a",
        'ю' => "yu",
        'я' => "ya",
        'ј' => "y",
        'љ' => "ly",
        'њ' => "ny",
        _ => "",
    };
}
