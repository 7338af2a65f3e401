namespace Usd1Compliance.Lists;

/// <summary>The script that a name is written in, by its letters, in OFAC's words: not every publisher says it.</summary>
internal static class WritingScript
{
    /// <summary>The script of most letters; Latin for a text without any.</summary>
    public static string Of(string text)
    {
        Dictionary<string, int> counts = [];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Of(rune.Value) is { } script)
            {
                counts[script] = counts.GetValueOrDefault(script) + 1;
            }
        }

        // Kana beside Han is Japanese, however few.
        return counts.ContainsKey("Japanese") ? "Japanese" : counts.Count == 0 ? "Latin" : counts.MaxBy(pair => pair.Value).Key;
    }

    private static string? Of(int letter) => letter switch
    {
        (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= 0xC0 and <= 0x24F and not 0xD7 and not 0xF7) or (>= 0x1E00 and <= 0x1EFF) => "Latin",
        >= 0x370 and <= 0x3FF or >= 0x1F00 and <= 0x1FFF => "Greek",
        >= 0x400 and <= 0x52F => "Cyrillic",
        >= 0x530 and <= 0x58F => "Armenian",
        >= 0x590 and <= 0x5FF => "Hebrew",
        >= 0x600 and <= 0x6FF or >= 0x750 and <= 0x77F or >= 0x8A0 and <= 0x8FF or >= 0xFB50 and <= 0xFDFF or >= 0xFE70 and <= 0xFEFE => "Arabic",
        >= 0x700 and <= 0x74F => "Syriac",
        >= 0x900 and <= 0x97F => "Devanagari",
        >= 0x980 and <= 0x9FF => "Bengali",
        >= 0xB80 and <= 0xBFF => "Tamil",
        >= 0xD80 and <= 0xDFF => "Sinhala",
        >= 0xE00 and <= 0xE7F => "Thai",
        >= 0x1000 and <= 0x109F => "Burmese",
        >= 0x10A0 and <= 0x10FF => "Georgian",
        >= 0x1200 and <= 0x137F => "Ethiopic",
        >= 0x3040 and <= 0x30FF => "Japanese",
        >= 0x1100 and <= 0x11FF or >= 0xAC00 and <= 0xD7AF => "Hangul",
        >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x2FFFF => "Han",
        _ => null,
    };
}
