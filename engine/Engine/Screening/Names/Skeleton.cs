namespace Usd1Compliance.Screening.Names;

/// <summary>
/// The consonants of a word in broad classes, which most misspellings and romanisations leave as they are. Packed into 64 bits, four to
/// a class, fourteen at most: what is longer is told apart by the comparison that follows.
/// </summary>
internal static class Skeleton
{
    private const int Most = 14;
    private const int ShortWord = 4;
    private const int LongWord = 7;

    // Vowels, y, h and the open vowels are left out.
    private static readonly byte[] classes = Classes();

    /// <summary>
    /// The keys of a word; two words may be meant for one another if they have one in common. A word has the key of all its consonants,
    /// and one for each consonant left out (of long words for each two), so that words with a wrong, missing or turned consonant meet. Of
    /// short words the vowels are in the latter: they are misspelt in one place, not in two.
    /// </summary>
    public static void Of(ReadOnlySpan<byte> sounds, List<ulong> into)
    {
        into.Clear();
        Span<byte> all = stackalloc byte[Most];
        var length = 0;
        ulong vowels = 1;
        var open = false;
        foreach (var sound in sounds)
        {
            if (classes[sound] is > 0 and var one)
            {
                if (length < Most && (length == 0 || all[length - 1] != one))
                {
                    all[length++] = one;
                }
            }
            else if (Sounds.IsVowel(sound))
            {
                vowels = (vowels * 7) + sound + 1;
            }
            else
            {
                open |= Sounds.Weight(sound) < 50;
            }
        }

        if (length == 0)
        {
            if (!open)
            {
                into.Add((vowels << 8) | 0xFF);
            }

            return;
        }

        into.Add(Pack(all[..length], -1, -1));
        if (open && length <= ShortWord)
        {
            return;
        }

        var mark = (vowels * 0x9E3779B97F4A7C15) | 0x8000_0000_0000_0000;
        if (length < ShortWord)
        {
            // Meets the word that has one consonant more and the same vowels.
            Add(into, Pack(all[..length], -1, -1) ^ mark);
        }

        if (length < 2)
        {
            return;
        }

        mark = length <= ShortWord ? mark : 0;
        for (var left = 0; left < length; left++)
        {
            Add(into, Pack(all[..length], left, -1) ^ mark);
            for (var second = left + 1; second < length && length >= LongWord; second++)
            {
                Add(into, Pack(all[..length], left, second));
            }
        }
    }

    private static void Add(List<ulong> into, ulong one)
    {
        if (!into.Contains(one))
        {
            into.Add(one);
        }
    }

    private static ulong Pack(ReadOnlySpan<byte> all, int left, int second)
    {
        // A class that stands twice once the one between is left out is one, as it is in a word that never had it.
        ulong packed = 0;
        for (var at = 0; at < all.Length; at++)
        {
            if (at != left && at != second && (packed & 0xF) != all[at])
            {
                packed = (packed << 4) | all[at];
            }
        }

        return packed;
    }

    private static byte[] Classes()
    {
        var made = new byte[Sounds.Count];
        string[] of = ["kgqGK", "X", "pbP", "fv", "tdD89", "sz", "SZCJjcT", "lL", "r", "m", "n"];
        for (var one = 0; one < of.Length; one++)
        {
            foreach (var sound in of[one])
            {
                made[Sounds.CodeOf(sound)] = (byte)(one + 1);
            }
        }

        return made;
    }
}
