namespace Usd1Compliance.Screening.Names;

/// <summary>What is particular to the names of persons: patronymics, articles and fathers' names, capitals for the family name.</summary>
internal static class PersonalNames
{
    private static readonly string[] patronymicEnds =
    [
        "ovich", "evich", "ovych", "evych", "yovych", "ovic", "evic", "ovici", "evici", "ovitch", "evitch", "ovitj", "evitj", "ovitsj", "evitsj", "ovitsch", "ewitsch", "evitsch", "owitsch", "ovics", "evics", "ovitx", "evitx",
        "owicz", "ewicz", "avich", "avitj", "avits", "ovits", "evits", "ovitš", "ovits", "ovna", "evna", "ivna", "owna", "ewna", "auna", "ievna", "ichna", "inichna", "yich", "ovyc", "evyc", "avna",
        "uly", "uulu", "ogly", "oglu", "ogli", "qizi", "kyzy", "gyzy",
    ];

    /// <summary>A name written "Family, Given" with the given name first; any other as it is.</summary>
    public static string FamilyLast(string name)
    {
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && comma < name.Length - 1 && name.IndexOf(',', comma + 1) < 0 ? $"{name[(comma + 1)..]} {name[..comma]}" : name;
    }

    /// <summary>Whether a word is a patronymic by its ending.</summary>
    public static bool IsPatronymic(NameToken token)
    {
        if (token.Text.Length < 6 || token.Capitals && token.Text.EndsWith("ic", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var end in patronymicEnds)
        {
            if (token.Text.EndsWith(end, StringComparison.Ordinal) && token.Text.Length > end.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The sounds of the father's name in a patronymic, and whether it is a daughter's.</summary>
    public static (byte[] Sounds, bool Daughter) Father(NameToken token)
    {
        var end = patronymicEnds.Where(end => token.Text.EndsWith(end, StringComparison.Ordinal)).MaxBy(end => end.Length);
        return end is null || token.Text.Length - end.Length < 2
            ? (token.Sounds, false)
            : (ReadSounds.OfLatin(token.Text[..^end.Length]), end.EndsWith('a') || end.EndsWith("zi", StringComparison.Ordinal) || end.EndsWith("zy", StringComparison.Ordinal));
    }

    /// <summary>
    /// Joins what belongs together (Abd al-Rahman, Abu Bakr) and sets aside articles and particles. A single word that is nothing but a
    /// particle stays a word.
    /// </summary>
    public static List<NameToken> Particles(List<NameToken> tokens, NameLexicon lexicon)
    {
        List<NameToken> made = new(tokens.Count);
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = tokens[at];
            var particle = token.InLexicon ? null : ParticleOf(token, lexicon);
            if (particle is null)
            {
                made.Add(WithoutArticle(token));
                continue;
            }

            if (particle.Head is "servant-of" or "father-of" && at + 1 < tokens.Count)
            {
                // Abd al Rahman, Abu l-Fadl: the article in between is not said of itself.
                var next = at + 1;
                while (next + 1 < tokens.Count && ParticleOf(tokens[next], lexicon)?.Head == "article")
                {
                    next++;
                }

                made.Add(Bound(token, tokens[next], particle.Head));
                at = next;
                continue;
            }

            if (tokens.Count > 1)
            {
                NamePhrases.Name(token, particle);
            }

            made.Add(token);
        }

        return made.TrueForAll(token => token.Kind == TokenKind.Particle) ? [.. tokens.Select(Word)] : made;
    }

    // بن and בן have two letters, which in Latin letters could be anything: they are known as they are written.
    private static LexiconClass? ParticleOf(NameToken token, NameLexicon lexicon) =>
        lexicon.Find(LexiconPart.Particles, NamePhrases.Phrase([token], native: true)) ?? lexicon.Find(LexiconPart.Particles, token.Text);

    private static NameToken Word(NameToken token)
    {
        token.Kind = TokenKind.Word;
        return token;
    }

    // "abd" and the name: the article's l is heard only before some letters, and spelt as anything.
    private static NameToken Bound(NameToken first, NameToken second, string kind)
    {
        var head = kind == "servant-of" ? "abd" : "abu";
        var name = WithoutArticle(second);
        var sounds = ReadSounds.OfLatin(kind == "servant-of" ? "abdu" : "abu");
        return new NameToken(head + name.Text, $"{first.Written} {second.Written}", second.Script, [.. sounds, .. name.Sounds]) { Capitals = second.Capitals, Parenthesised = first.Parenthesised };
    }

    // الرحمن is one word: its article is written with it. In Latin letters it is so written only now and then, and Alhassan is told from Albert by what follows.
    private static NameToken WithoutArticle(NameToken token)
    {
        if (token.Script == WritingSystem.Arabic && token.Written is "الله" or "اللہ" or "اله")
        {
            return new NameToken("allah", token.Written, token.Script, ReadSounds.OfLatin("ala")) { Head = "allah" };
        }

        if (token.Script == WritingSystem.Arabic && token.Written.Length > 4 && token.Written.StartsWith("ال", StringComparison.Ordinal) && token.Sounds.Length > 3)
        {
            return new NameToken(token.Text.Length > 2 ? token.Text[^Math.Max(1, token.Text.Length - 1)..] : token.Text, token.Written, token.Script, token.Sounds[2..])
            {
                Capitals = token.Capitals, Parenthesised = token.Parenthesised, Kind = token.Kind, Head = token.InLexicon ? token.Head : token.Text, InLexicon = token.InLexicon,
            };
        }

        return token;
    }

    /// <summary>Where every word is in capitals, capitals say nothing.</summary>
    public static void MarkCapitals(List<NameToken> tokens)
    {
        if (tokens.TrueForAll(token => token.Capitals || token.Text.Length == 1 || token.Script is WritingSystem.Arabic or WritingSystem.Han or WritingSystem.Hangul))
        {
            tokens.ForEach(token => token.Capitals = false);
        }
    }
}

/// <summary>Numbers in names.</summary>
internal static class RomanNumerals
{
    /// <summary>The value of a Roman numeral in capitals from I to XXXIX, or of a word of the digits; 0 of anything else. A single letter other than V and X is a letter.</summary>
    public static int Value(NameToken token)
    {
        int sum = 0, last = 0;
        for (var at = token.Written.Length - 1; at >= 0; at--)
        {
            var one = token.Written[at] switch { 'I' => 1, 'V' => 5, 'X' => 10, _ => 0 };
            if (one == 0)
            {
                return 0;
            }

            sum += one < last ? -one : one;
            last = Math.Max(last, one);
        }

        return sum is > 0 and < 40 ? sum : 0;
    }
}
