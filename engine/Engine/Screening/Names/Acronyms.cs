namespace Usd1Compliance.Screening.Names;

/// <summary>Short forms made of first letters: NIOC for National Iranian Oil Company, JC for Jean-Claude.</summary>
internal static class Acronyms
{
    private static readonly HashSet<string> silent = new(["of", "for", "and", "the", "in", "on", "de", "del", "la", "las", "los", "el", "y", "e", "et", "du", "des", "und", "der", "i", "a", "an"], StringComparer.Ordinal);

    /// <summary>The first letters of the words that a short form takes up.</summary>
    public static string InitialsOf(IReadOnlyList<NameToken> words) =>
        string.Concat(words.Where(word => word.Text.Length > 1 && !silent.Contains(word.Text) && !char.IsAsciiDigit(word.Text[0])).Select(word => word.Text[0]));

    /// <summary>Whether a word is the short form of a whole name: all of its first letters, or all but those of a legal form at either end.</summary>
    public static bool StandsFor(NameToken word, FoldedName whole)
    {
        var (text, initials) = (word.Text, whole.Initials);
        return word.Kind == TokenKind.Word && !word.InLexicon && text.Length is >= 3 and <= 10 && whole.Tokens.Length > 1 && initials.Length >= text.Length &&
            (initials == text || (initials.Length - text.Length <= 3 && (initials.EndsWith(text, StringComparison.Ordinal) || initials.StartsWith(text, StringComparison.Ordinal)) && whole.Tokens.Length <= text.Length));
    }
}
