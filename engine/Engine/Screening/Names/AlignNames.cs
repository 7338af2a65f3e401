namespace Usd1Compliance.Screening.Names;

/// <summary>Words of one name taken for words of the other.</summary>
/// <param name="Query">The first of the query's words.</param>
/// <param name="QueryCount">How many words of the query: more than one where they are written as one on the other side, or a short form stands for them.</param>
/// <param name="Candidate">The first of the candidate's words.</param>
/// <param name="CandidateCount">How many words of the candidate.</param>
/// <param name="Likeness">From <see cref="TokenLikeness.Least"/> to 1.</param>
/// <param name="Rule">Why.</param>
/// <param name="Weight">What the pair weighs: the mean of its two sides.</param>
internal readonly record struct TokenPair(int Query, int QueryCount, int Candidate, int CandidateCount, float Likeness, PairRule Rule, float Weight);

/// <summary>
/// Finds the words of two names that are each other's: the one-to-one assignment of the greatest weighted likeness (Kuhn, 1955), after
/// words that one side writes as one were joined, and short forms were set against the words that they stand for. It works on arrays of
/// its own and is not for two threads at once.
/// </summary>
internal sealed class AlignNames
{
    private const int Most = FoldName.MostTokens;
    private const float GoodJoin = 0.8f;
    private const float ShortFormLikeness = 0.85f;
    private readonly float[] likeness = new float[Most * Most];
    private readonly PairRule[] rules = new PairRule[Most * Most];
    private readonly bool[] queryUsed = new bool[Most], candidateUsed = new bool[Most];
    private readonly int[] few = new int[Most], many = new int[Most];
    private readonly BestAssignment assignment = new(Most);
    private NameToken[] query = [], candidate = [];

    /// <summary>The pairs of the last alignment.</summary>
    public List<TokenPair> Pairs { get; } = new(16);

    /// <summary>Whether a pair of the last alignment holds the query's word.</summary>
    public ReadOnlySpan<bool> QueryUsed => queryUsed.AsSpan(0, query.Length);

    /// <summary>Whether a pair of the last alignment holds the candidate's word.</summary>
    public ReadOnlySpan<bool> CandidateUsed => candidateUsed.AsSpan(0, candidate.Length);

    /// <summary>Aligns two names; the pairs are in the order of the query's words.</summary>
    /// <param name="ofQuery">One name.</param>
    /// <param name="ofCandidate">The other.</param>
    /// <param name="known">Likenesses that were worked out before, by the query's word; null to work out each.</param>
    public void Align(FoldedName ofQuery, FoldedName ofCandidate, LikenessCache? known)
    {
        (query, candidate) = (ofQuery.Tokens, ofCandidate.Tokens);
        Pairs.Clear();
        queryUsed.AsSpan(0, query.Length).Clear();
        candidateUsed.AsSpan(0, candidate.Length).Clear();
        for (var q = 0; q < query.Length; q++)
        {
            for (var c = 0; c < candidate.Length; c++)
            {
                (likeness[(q * Most) + c], rules[(q * Most) + c]) = known is null ? TokenLikeness.Of(query[q], candidate[c]) : known.Of(q, query[q], candidate[c]);
            }
        }

        if (!InOrder() && !WholeName(ofQuery, ofCandidate))
        {
            Joins();
            ShortForms(ofQuery.Of);
            Assign();
        }

        Pairs.Sort(static (one, other) => one.Query.CompareTo(other.Query));
    }

    // The same words in the same order are each other's, whatever else one of them might stand for.
    private bool InOrder()
    {
        if (query.Length != candidate.Length)
        {
            return false;
        }

        for (var at = 0; at < query.Length; at++)
        {
            if (rules[(at * Most) + at] != PairRule.Same)
            {
                return false;
            }
        }

        for (var at = 0; at < query.Length; at++)
        {
            Take(at, 1, at, 1, likeness[(at * Most) + at], PairRule.Same);
        }

        return true;
    }

    // NIOC is the National Iranian Oil Company, to the last word.
    private bool WholeName(FoldedName ofQuery, FoldedName ofCandidate)
    {
        if (ofQuery.Of == NameOf.Person || (query.Length != 1 && candidate.Length != 1))
        {
            return false;
        }

        var stands = query.Length == 1 ? Acronyms.StandsFor(query[0], ofCandidate) : Acronyms.StandsFor(candidate[0], ofQuery);
        if (stands)
        {
            Take(0, query.Length, 0, candidate.Length, ShortFormLikeness, PairRule.Acronym);
        }

        return stands;
    }

    // Best join first; a word goes into one join only.
    private void Joins()
    {
        while (true)
        {
            var best = default(TokenPair);
            for (var words = 2; words <= 3; words++)
            {
                for (var q = 0; q + words <= query.Length; q++)
                {
                    for (var c = 0; c < candidate.Length; c++)
                    {
                        if (!candidateUsed[c] && Free(queryUsed, q, words) && Join(query, q, words, candidate[c], (q * Most) + c, Most) is > 0 and var like && like > best.Likeness)
                        {
                            best = new TokenPair(q, words, c, 1, like, PairRule.Joined, 0);
                        }
                    }
                }

                for (var c = 0; c + words <= candidate.Length; c++)
                {
                    for (var q = 0; q < query.Length; q++)
                    {
                        if (!queryUsed[q] && Free(candidateUsed, c, words) && Join(candidate, c, words, query[q], (q * Most) + c, 1) is > 0 and var like && like > best.Likeness)
                        {
                            best = new TokenPair(q, 1, c, words, like, PairRule.Joined, 0);
                        }
                    }
                }
            }

            if (best.Likeness == 0)
            {
                return;
            }

            Take(best.Query, best.QueryCount, best.Candidate, best.CandidateCount, best.Likeness, PairRule.Joined);
        }
    }

    // How alike words said as one are to a word; 0 where that is no gain over the best of them alone.
    private float Join(NameToken[] words, int from, int count, NameToken whole, int at, int step)
    {
        if (whole.Text.Length < 4 || whole.Kind == TokenKind.Number)
        {
            return 0;
        }

        var length = 0;
        var closest = 0f;
        for (var one = 0; one < count; one++)
        {
            if (words[from + one].Kind == TokenKind.Number)
            {
                return 0;
            }

            length += words[from + one].Text.Length;
            closest = Math.Max(closest, likeness[at + (one * step)]);
        }

        // A cheap look first: the lengths, which a script without vowels makes differ by a third.
        if (closest >= 0.9f || Math.Abs(length - whole.Text.Length) > 2 + (length / 3) || (words[from].Text[0] != whole.Text[0] && words[from].Script == whole.Script))
        {
            return 0;
        }

        var (like, _) = TokenLikeness.Of(FoldName.Joined(words.AsSpan(from, count)), whole);
        like *= 0.98f;
        return like >= GoodJoin && like > closest + 0.1f ? like : 0;
    }

    private void ShortForms(NameOf of)
    {
        for (var q = 0; q < query.Length; q++)
        {
            if (!queryUsed[q] && ShortForm(query[q], candidate, candidateUsed, of, q * Most, 1) is >= 0 and var from)
            {
                Take(q, 1, from, query[q].Text.Length, ShortFormLikeness, PairRule.Acronym);
            }
        }

        for (var c = 0; c < candidate.Length; c++)
        {
            if (!candidateUsed[c] && ShortForm(candidate[c], query, queryUsed, of, c, Most) is >= 0 and var from)
            {
                Take(from, candidate[c].Text.Length, c, 1, ShortFormLikeness, PairRule.Acronym);
            }
        }
    }

    // Where in the other name the words begin whose first letters the word is; -1 where there are none.
    private int ShortForm(NameToken letters, NameToken[] words, bool[] used, NameOf of, int at, int step)
    {
        var length = letters.Text.Length;
        if (length < (of == NameOf.Person ? 2 : 3) || length > 8 || length > words.Length || letters.Kind != TokenKind.Word || letters.InLexicon)
        {
            return -1;
        }

        for (var from = 0; from + length <= words.Length; from++)
        {
            var fits = true;
            for (var one = 0; one < length && fits; one++)
            {
                var word = words[from + one];
                fits = !used[from + one] && word.Text[0] == letters.Text[one] && word.Text.Length > 1 && likeness[at + ((from + one) * step)] < 0.8f;
            }

            if (fits)
            {
                return from;
            }
        }

        return -1;
    }

    private void Take(int q, int queryCount, int c, int candidateCount, float like, PairRule rule)
    {
        var weight = 0f;
        for (var at = q; at < q + queryCount; at++)
        {
            queryUsed[at] = true;
            weight += query[at].Weight;
        }

        for (var at = c; at < c + candidateCount; at++)
        {
            candidateUsed[at] = true;
            weight += candidate[at].Weight;
        }

        Pairs.Add(new TokenPair(q, queryCount, c, candidateCount, like, rule, weight / 2));
    }

    private void Assign()
    {
        var (rows, columns) = (Free(queryUsed, query.Length, few), Free(candidateUsed, candidate.Length, many));
        var (one, other) = (few, many);
        var turned = rows > columns;
        if (turned)
        {
            (rows, columns, one, other) = (columns, rows, many, few);
        }

        if (rows == 0)
        {
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (q, c) = turned ? (other[column], one[row]) : (one[row], other[column]);
                assignment[row, column] = likeness[(q * Most) + c] * (query[q].Weight + candidate[c].Weight);
            }
        }

        var chosen = assignment.Solve(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            var (q, c) = turned ? (other[chosen[row]], one[row]) : (one[row], other[chosen[row]]);
            if (likeness[(q * Most) + c] is >= TokenLikeness.Least and var like)
            {
                Take(q, 1, c, 1, like, rules[(q * Most) + c]);
            }
        }
    }

    private static int Free(bool[] used, int length, int[] places)
    {
        var count = 0;
        for (var at = 0; at < length; at++)
        {
            if (!used[at])
            {
                places[count++] = at;
            }
        }

        return count;
    }

    private static bool Free(bool[] used, int from, int count) => !used.AsSpan(from, count).Contains(true);
}
