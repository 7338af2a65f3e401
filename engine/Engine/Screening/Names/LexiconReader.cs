namespace Usd1Compliance.Screening.Names;

/// <summary>Reads <c>rules/screening/lexicon/*.txt</c>: one class a line, <c>head: variant; variant</c>, <c>#</c> before a remark.</summary>
internal static class LexiconReader
{
    private static readonly (LexiconPart Part, string File)[] files =
    [
        (LexiconPart.Forms, "organisation-forms.txt"), (LexiconPart.GivenNames, "given-names.txt"), (LexiconPart.Words, "words.txt"), (LexiconPart.Titles, "titles.txt"),
        (LexiconPart.Particles, "particles.txt"), (LexiconPart.Surnames, "surnames.txt"), (LexiconPart.Nicknames, "nicknames.txt"), (LexiconPart.Places, "places.txt"),
        (LexiconPart.Numbers, "numbers.txt"), (LexiconPart.JapaneseReadings, "japanese-readings.txt"),
        (LexiconPart.CantoneseReadings, "cantonese-readings.txt"), (LexiconPart.KoreanReadings, "korean-readings.txt"),
    ];

    /// <summary>The names of the files, in the order in which a policy's hash takes them.</summary>
    public static IEnumerable<string> Files => files.Select(file => file.File);

    /// <summary>Reads the texts of the files.</summary>
    /// <param name="textOf">The text of a file by its name.</param>
    /// <exception cref="InvalidDataException">A line cannot be read: says file, line and mend.</exception>
    public static NameLexicon Read(Func<string, string> textOf)
    {
        var (phrases, unspaced, derived) = (NameLexicon.Parts(), NameLexicon.Parts(), NameLexicon.Parts());
        foreach (var (part, file) in files)
        {
            var number = 0;
            foreach (var line in textOf(file).Split('\n'))
            {
                number++;
                var text = line.Trim().TrimStart('\uFEFF');
                if (text.Length > 0 && text[0] != '#')
                {
                    Add(part, text, phrases[(int)part], unspaced[(int)part], derived[(int)part], $"{file}, line {number}");
                }
            }
        }

        foreach (var (part, _) in files)
        {
            foreach (var (key, found) in derived[(int)part])
            {
                phrases[(int)part].TryAdd(key, found);
            }
        }

        return new NameLexicon(phrases, unspaced);
    }

    private static void Add(LexiconPart part, string line, Dictionary<string, LexiconClass> phrases, Dictionary<string, LexiconClass> unspaced, Dictionary<string, LexiconClass> derived, string where)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw new InvalidDataException($"{where}: a class is written 'head: variant; variant', and there is no colon in '{line}'.");
        }

        var made = new LexiconClass(part, line[..colon].Trim());
        string[] own = part is LexiconPart.Forms or LexiconPart.Particles ? [] : [made.Head];
        foreach (var variant in own.Concat(line[(colon + 1)..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            var (key, latin, isUnspaced) = FoldName.LexiconKey(variant);
            var known = isUnspaced ? unspaced : phrases;
            if (key.Length == 0)
            {
                throw new InvalidDataException($"{where}: '{variant}' has no letter or digit. Write the word, or take it out.");
            }

            // Two spellings of one class may fold to the same; one word of one script cannot mean two things in one file.
            if (!known.TryAdd(key, made) && known[key].Head != made.Head)
            {
                throw new InvalidDataException($"{where}: '{variant}' (folded '{key}') stands under '{made.Head}' and under '{known[key].Head}'. Leave it in one of them.");
            }

            // Found in Latin letters too, where those do not mean another thing. Letters of scripts without vowels mean too many.
            if (latin.Length > 2 && latin != key)
            {
                derived.TryAdd(latin, made);
            }
        }
    }
}
