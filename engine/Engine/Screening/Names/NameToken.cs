namespace Usd1Compliance.Screening.Names;

/// <summary>What a word is in a name.</summary>
public enum TokenKind : byte
{
    /// <summary>A word that carries the name: given name, family name, the words of an organisation.</summary>
    Word,

    /// <summary>A single letter that stands for a name.</summary>
    Initial,

    /// <summary>A number, in digits, Roman numerals or a word: numbers tell sister ships and funds apart.</summary>
    Number,

    /// <summary>A patronymic: Ivanovich, Ivanovna.</summary>
    Patronymic,

    /// <summary>An article or particle: al, bin, de, van.</summary>
    Particle,

    /// <summary>A title, rank or honorific.</summary>
    Title,

    /// <summary>A legal form: Ltd, OOO, GmbH.</summary>
    Form,
}

/// <summary>A word of a name, folded.</summary>
public sealed class NameToken
{
    internal NameToken(string text, string written, WritingSystem script, byte[] sounds)
    {
        Text = text;
        Written = written;
        Script = script;
        Sounds = sounds;
        Head = text;
    }

    /// <summary>In small Latin letters and digits.</summary>
    public string Text { get; }

    /// <summary>As it was written.</summary>
    public string Written { get; }

    /// <summary>The script it was written in.</summary>
    public WritingSystem Script { get; }

    /// <summary>What it is in the name.</summary>
    public TokenKind Kind { get; internal set; }

    /// <summary>The head of the class of the lexicon that it belongs to; otherwise <see cref="Text"/>.</summary>
    public string Head { get; internal set; }

    /// <summary>For a legal form, the class of forms that do the same work: <c>limited</c>. Null otherwise.</summary>
    public string? Generic { get; internal set; }

    /// <summary>How much it tells of whom is meant, 0 to 1.2: a rare word much, a common or general one little.</summary>
    public float Weight { get; internal set; }

    /// <summary>How it sounds, in codes of <see cref="Names.Sounds"/>.</summary>
    internal byte[] Sounds { get; }

    /// <summary>
    /// What tells it from other words of the same <see cref="Text"/>: the characters of Chinese and Korean, of which many are read alike, and
    /// otherwise the sounds, which marks change.
    /// </summary>
    internal string Key => Script is WritingSystem.Han or WritingSystem.Hangul ? Written : System.Text.Encoding.Latin1.GetString(Sounds);

    /// <summary>Whether it was written in a script that leaves vowels out.</summary>
    internal bool VowelsOpen => WritingSystems.VowelsAreOpen(Script);

    /// <summary>Whether the whole word was in capitals, as registers write family names.</summary>
    internal bool Capitals { get; set; }

    /// <summary>Whether it stood in parentheses, as a short form behind the name does.</summary>
    internal bool Parenthesised { get; set; }

    /// <summary>Whether the lexicon knows it; then it has a <see cref="Head"/> in common with its variants.</summary>
    internal bool InLexicon { get; set; }

    /// <summary>Whether nothing but a blank or dot stood between it and the next word, so that they may be letters of one short form.</summary>
    internal bool DotAfter { get; set; }

    /// <summary>The file of the lexicon that knows it.</summary>
    internal LexiconPart Part { get; set; }

    /// <summary>The formal name that it is short for or is itself, where the lexicon has pet forms of it.</summary>
    internal string? Formal { get; set; }

    /// <summary>Whether it is one of several readings of Chinese characters.</summary>
    internal bool Reading { get; set; }

    /// <summary>Its number among the words of an index; -1 of a word that belongs to none.</summary>
    internal int Shared { get; set; } = -1;

    /// <inheritdoc/>
    public override string ToString() => $"{Text}:{Kind}";
}
