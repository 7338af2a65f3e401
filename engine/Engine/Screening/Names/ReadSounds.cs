using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>Reads the sounds of a word from its spelling. Latin spellings of many languages share one table, so it is tolerant rather than exact.</summary>
internal static class ReadSounds
{
    // The longest spelling wins. A letter in capitals is a letter with its mark: see Romanise, which spells č as CH and š as SH.
    private static readonly (string Spelling, string Sounds)[] latin =
    [
        ("shch", "S"), ("tsch", "C"), ("tzsch", "C"), ("dzh", "J"), ("tch", "C"), ("tsj", "C"), ("sch", "S"), ("czy", "Ci"),
        ("ch", "C"), ("cz", "C"), ("sh", "S"), ("sz", "S"), ("sj", "S"), ("zh", "Z"), ("kh", "X"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"),
        ("ck", "k"), ("dj", "J"), ("dz", "z"), ("ts", "T"), ("tz", "T"), ("ks", "ks"), ("qu", "ku"), ("gy", "Jy"),
        ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("oe", "o"), ("ae", "a"), ("iy", "i"), ("ij", "i"), ("yi", "i"), ("uw", "u"), ("eo", "o"), ("eu", "u"), ("aa", "a"),
        ("b", "b"), ("d", "d"), ("f", "f"), ("g", "g"), ("h", "h"), ("j", "j"), ("k", "k"), ("l", "l"), ("m", "m"), ("n", "n"), ("p", "p"), ("q", "q"), ("r", "r"),
        ("s", "s"), ("t", "t"), ("v", "v"), ("w", "v"), ("x", "ks"), ("z", "z"), ("a", "a"), ("e", "e"), ("i", "i"), ("o", "o"), ("u", "u"),
    ];

    private static readonly (string Spelling, string Sounds)[][] byFirst =
        [.. Enumerable.Range(0, 128).Select(first => latin.Where(rule => rule.Spelling[0] == first).OrderByDescending(rule => rule.Spelling.Length).ToArray())];

    /// <summary>The sounds of a Latin spelling of small letters; digits are left out.</summary>
    public static byte[] OfLatin(string spelling)
    {
        var sounds = new StringBuilder(spelling.Length);
        for (var at = 0; at < spelling.Length;)
        {
            at += Next(spelling, at, sounds);
        }

        return Code(sounds);
    }

    /// <summary>The codes of sounds that are written in the alphabet of <see cref="Sounds"/>; a sound repeated at once is said once.</summary>
    public static byte[] Code(StringBuilder sounds)
    {
        var codes = new byte[sounds.Length];
        var count = 0;
        for (var at = 0; at < sounds.Length; at++)
        {
            var code = Sounds.CodeOf(sounds[at]);
            if (count == 0 || codes[count - 1] != code)
            {
                codes[count++] = code;
            }
        }

        return codes.AsSpan(0, count).ToArray();
    }

    private static int Next(string spelling, int at, StringBuilder sounds)
    {
        var letter = spelling[at];
        switch (letter)
        {
            case 'y' when at + 1 < spelling.Length && spelling[at + 1] == 'y':
                return 1;
            case 'y':
                sounds.Append(at + 1 < spelling.Length && IsVowel(spelling[at + 1]) ? 'y' : 'i');
                return 1;
            case 'c' when at + 1 == spelling.Length || spelling[at + 1] is 'e' or 'i' or 'y':
                sounds.Append('c');
                return 1;
            case 'c' when spelling[at + 1] is not ('h' or 'z' or 'k'):
                sounds.Append('k');
                return 1;
            case 't' when at + 2 == spelling.Length && spelling[at + 1] == 'j':     // Swedish: Vladimirovitj
                sounds.Append('C');
                return 2;
        }

        if (letter < 128)
        {
            foreach (var (written, spoken) in byFirst[letter])
            {
                if (string.CompareOrdinal(spelling, at, written, 0, written.Length) == 0)
                {
                    sounds.Append(spoken);
                    return written.Length;
                }
            }
        }

        return 1;
    }

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
