namespace Usd1Compliance.Screening.Names;

/// <summary>The words of an index that may be meant by a word of a query, with their likeness. What was worked out for a word is kept.</summary>
internal sealed class NearWords(NameIndex index)
{
    private const int ShortText = 6;
    private const int MostKept = 20_000;
    private const int LongestKept = 64;     // nobody is called so: what strangers send must not fill the memory
    private readonly Dictionary<(string, string, string, WritingSystem, TokenKind, bool), NearWord[]> kept = [];
    private readonly Dictionary<(string, string, string, string, WritingSystem), NearWord[]> keptJoined = [];
    private readonly List<ulong> skeletons = [];
    private readonly HashSet<int> seen = [];
    private readonly List<NearWord> found = [];

    /// <summary>Forgets what was worked out.</summary>
    public void Forget()
    {
        kept.Clear();
        keptJoined.Clear();
    }

    /// <summary>The near words of a word.</summary>
    public NearWord[] Of(NameToken token)
    {
        if (token.Kind == TokenKind.Initial)
        {
            return [];
        }

        // All that a likeness depends on: what was asked before must not change an answer.
        var key = (token.Text, token.Key, token.InLexicon ? token.Head : "", token.Script, token.Kind, token.Reading);
        if (kept.TryGetValue(key, out var near))
        {
            return near;
        }

        if (token.Text.Length > LongestKept)
        {
            return Look(token);
        }

        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        return kept[key] = Look(token);
    }

    /// <summary>The near words of two words said as one.</summary>
    public NearWord[] OfJoined(NameToken one, NameToken other)
    {
        if (one.Kind is TokenKind.Initial or TokenKind.Number || other.Kind is TokenKind.Initial or TokenKind.Number)
        {
            return [];
        }

        if (one.Text.Length + other.Text.Length > LongestKept)
        {
            return LookJoined(FoldName.Joined([one, other]));
        }

        var key = (one.Text, one.Key, other.Text, other.Key, one.Script);
        if (!keptJoined.TryGetValue(key, out var near))
        {
            if (keptJoined.Count >= MostKept)
            {
                keptJoined.Clear();
            }

            keptJoined[key] = near = LookJoined(FoldName.Joined([one, other]));
        }

        return near;
    }

    // Words said as one are meant only where nearly all agrees: no consonant is left out.
    private NearWord[] LookJoined(NameToken token)
    {
        seen.Clear();
        found.Clear();
        Add(token, index.WordsOf(token.Text));
        Skeleton.Of(token.Sounds, skeletons);
        if (skeletons.Count > 0)
        {
            Add(token, index.WordsNear(skeletons[0]));
        }

        return [.. found];
    }

    private NearWord[] Look(NameToken token)
    {
        seen.Clear();
        found.Clear();
        Add(token, index.WordsOf(token.Text));
        if (token.Head != token.Text)
        {
            Add(token, index.WordsOf(token.Head));
        }

        if (token.Formal is not null)
        {
            Add(token, index.WordsOfFormal(token.Formal));
        }

        if (token.Kind != TokenKind.Number)
        {
            Skeleton.Of(token.Sounds, skeletons);
            foreach (var skeleton in skeletons)
            {
                Add(token, index.WordsNear(skeleton));
            }

            Slips(token);
            Halves(token);
        }

        return [.. found];
    }

    // A letter typed twice or too many, two letters turned: what is left of short words has too few consonants to be found by them.
    private void Slips(NameToken token)
    {
        var text = token.Text;
        if (text.Length is < 3 or > ShortText)
        {
            return;
        }

        Span<char> slip = stackalloc char[text.Length];
        for (var at = 0; at < text.Length; at++)
        {
            text.AsSpan(0, at).CopyTo(slip);
            text.AsSpan(at + 1).CopyTo(slip[at..]);
            Add(token, index.WordsOf(new string(slip[..^1])));
            if (at + 1 < text.Length && text[at] != text[at + 1])
            {
                text.CopyTo(slip);
                (slip[at], slip[at + 1]) = (slip[at + 1], slip[at]);
                Add(token, index.WordsOf(new string(slip)));
            }
        }
    }

    // Words that the list writes apart: both halves are words of it.
    private void Halves(NameToken token)
    {
        for (var cut = 3; cut + 3 <= token.Text.Length && token.Text.Length <= LongestKept; cut++)
        {
            var left = index.WordsOf(token.Text[..cut]);
            var right = index.WordsOf(token.Text[cut..]);
            if (left.Length > 0 && right.Length > 0)
            {
                foreach (var word in left)
                {
                    if (!seen.Contains(word))
                    {
                        found.Add(new NearWord(word, 0.9f, PairRule.Joined));
                    }
                }
            }
        }
    }

    private void Add(NameToken token, ReadOnlySpan<int> words)
    {
        foreach (var word in words)
        {
            if (seen.Add(word) && TokenLikeness.Roughly(token, index.Word(word)) is { Likeness: >= TokenLikeness.Least } like)
            {
                found.Add(new NearWord(word, like.Likeness, like.Rule));
            }
        }
    }
}
