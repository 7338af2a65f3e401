using System.Runtime.InteropServices;

namespace Usd1Compliance.Screening.Names;

/// <summary>Finds the words and phrases of the lexicon in a name.</summary>
internal sealed class NamePhrases(NameLexicon lexicon)
{
    private static readonly LexiconPart[] ofPersons = [LexiconPart.Titles, LexiconPart.GivenNames, LexiconPart.Surnames];
    private static readonly LexiconPart[] ofOrganisations = [LexiconPart.Forms, LexiconPart.Numbers, LexiconPart.Words, LexiconPart.Places];
    private static readonly LexiconPart[] ofVessels = [LexiconPart.Numbers, LexiconPart.Words, LexiconPart.Places];

    /// <summary>The words of a name, the longest phrase of the lexicon that begins at each word as one token of its class.</summary>
    public List<NameToken> Find(List<NameToken> tokens, NameOf of)
    {
        var parts = of switch { NameOf.Person => ofPersons, NameOf.Vessel => ofVessels, _ => ofOrganisations };
        List<NameToken> made = new(tokens.Count);
        if (of == NameOf.Person)
        {
            tokens.ForEach(token => token.Formal = lexicon.Find(LexiconPart.Nicknames, token.Text)?.Head);
        }

        for (var at = 0; at < tokens.Count;)
        {
            if (tokens[at].InLexicon || !lexicon.Begins(tokens[at].Text) || LongestPhrase(tokens, at, parts) is not { } phrase)
            {
                made.Add(tokens[at++]);
                continue;
            }

            var (found, length) = phrase;
            var token = length == 1 ? tokens[at] : FoldName.Joined(CollectionsMarshal.AsSpan(tokens).Slice(at, length));
            Name(token, found);
            made.Add(token);
            at += length;
        }

        return made;
    }

    private (LexiconClass Class, int Length)? LongestPhrase(List<NameToken> tokens, int at, LexiconPart[] parts)
    {
        for (var length = Math.Min(NameLexicon.LongestPhrase, tokens.Count - at); length >= 1; length--)
        {
            var words = tokens.GetRange(at, length);
            if (Class(Phrase(words, native: true), parts) is { } native)
            {
                return (native, length);
            }

            if (Class(Phrase(words, native: false), parts) is { } found)
            {
                return (found, length);
            }
        }

        return null;
    }

    private LexiconClass? Class(string phrase, LexiconPart[] parts)
    {
        foreach (var part in parts)
        {
            if (lexicon.Find(part, phrase) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Gives a token the class that the lexicon has for it.</summary>
    internal static void Name(NameToken token, LexiconClass found)
    {
        token.InLexicon = true;
        token.Part = found.Part;
        token.Head = found.Head;
        switch (found.Part)
        {
            case LexiconPart.Forms:
                var slash = found.Head.IndexOf('/', StringComparison.Ordinal);
                token.Kind = TokenKind.Form;
                token.Generic = slash < 0 ? found.Head : found.Head[(slash + 1)..];
                break;
            case LexiconPart.Titles:
                token.Kind = TokenKind.Title;
                break;
            case LexiconPart.Particles:
                token.Kind = TokenKind.Particle;
                break;
            case LexiconPart.Numbers:
                token.Kind = TokenKind.Number;
                break;
        }
    }

    /// <summary>The words of a phrase; native, those of other scripts stay as they are written, so that аб and AB are two words.</summary>
    public static string Phrase(IReadOnlyList<NameToken> tokens, bool native) =>
        string.Join(' ', tokens.Select(token => !native || token.Script is WritingSystem.Latin or WritingSystem.None ? token.Text : token.Written.ToLowerInvariant()));
}
