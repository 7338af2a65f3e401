namespace Usd1Compliance.Screening.Names;

/// <summary>Words of two names that were taken for one another, for people to read.</summary>
/// <param name="Query">As written in the query.</param>
/// <param name="Candidate">As written in the list.</param>
/// <param name="Rule">Why.</param>
/// <param name="Likeness">0 to 1.</param>
/// <param name="Weight">What the pair weighs.</param>
public sealed record ExplainedPair(string Query, string Candidate, PairRule Rule, float Likeness, float Weight);

/// <summary>What a feature of the comparison counted for.</summary>
/// <param name="Feature">Which.</param>
/// <param name="Value">Its measure.</param>
/// <param name="Points">In logits, signed.</param>
public sealed record ExplainedFeature(NameFeature Feature, float Value, float Points);

/// <summary>The whole of a comparison: enough to work it out again by hand.</summary>
/// <param name="Score">The probability that the two names are of one party, as far as names can tell.</param>
/// <param name="Logit">The sum of the points.</param>
/// <param name="FullName">Whether every word is the same to the letter, or by the lexicon.</param>
/// <param name="Pairs">Word by word.</param>
/// <param name="QueryRest">Words of the query without a partner.</param>
/// <param name="CandidateRest">Words of the candidate without a partner.</param>
/// <param name="Features">Those that counted.</param>
/// <param name="Bias">What the sum began with.</param>
/// <param name="Truncated">Whether one of the names had more words than are looked at.</param>
public sealed record NameComparison(
    float Score, float Logit, bool FullName, IReadOnlyList<ExplainedPair> Pairs, IReadOnlyList<string> QueryRest, IReadOnlyList<string> CandidateRest, IReadOnlyList<ExplainedFeature> Features, float Bias, bool Truncated);

/// <summary>Compares names under a policy. One for each thread: it works on arrays of its own.</summary>
public sealed class CompareNames(NamePolicy policy)
{
    private readonly AlignNames align = new();
    private readonly float[] features = new float[NameFeatures.Count];

    private const float SpellingOfOne = 0.96f;

    private (FoldedName Query, FoldedName Candidate) last;

    /// <summary>The logit of two names alone.</summary>
    internal float Logit(FoldedName query, FoldedName candidate, LikenessCache? known)
    {
        align.Align(query, candidate, known);
        last = (query, candidate);
        NameFeatures.Measure(query, candidate, align, features);
        return policy.Logit(features, query.Of == NameOf.Person);
    }

    /// <summary>
    /// Whether the last comparison left no word over and took only words that are the same, or spellings of one word by the lexicon. Sally for Sarah is
    /// no spelling of it, and how Chinese characters would be read elsewhere is a guess: such names are found, and evidence against them counts.
    /// </summary>
    internal bool LastWasFullName => !align.QueryUsed.Contains(false) && !align.CandidateUsed.Contains(false) && align.Pairs.Count > 0 &&
        align.Pairs.TrueForAll(pair => pair.Likeness >= SpellingOfOne) && !Array.Exists(last.Query.Tokens, token => token.Reading) && !Array.Exists(last.Candidate.Tokens, token => token.Reading);

    /// <summary>Whether the last comparison left no word of the candidate over.</summary>
    internal bool LastTookWholeCandidate => !align.CandidateUsed.Contains(false) && align.Pairs.TrueForAll(pair => pair.Likeness >= 0.9f);

    /// <summary>The features of the last comparison.</summary>
    internal ReadOnlySpan<float> LastFeatures => features;

    /// <summary>The features of two names in the readings that agree best.</summary>
    internal float[] Features(string query, string candidate, NameOf of)
    {
        float[]? best = null;
        var least = float.MaxValue;
        foreach (var one in policy.Readings(query, of))
        {
            foreach (var other in policy.Readings(candidate, of))
            {
                Logit(one, other, null);
                var against = features[(int)NameFeature.Contradicted] + features[(int)NameFeature.Unlike];
                if (against < least)
                {
                    (least, best) = (against, [.. features]);
                }
            }
        }

        return best!;
    }

    /// <summary>Compares two names in every reading of both, and says why the best of them is.</summary>
    public NameComparison Compare(string query, NameOf ofQuery, string candidate, NameOf ofCandidate)
    {
        NameComparison? best = null;
        var candidates = policy.Readings(candidate, ofCandidate);
        foreach (var one in policy.Readings(query, ofQuery))
        {
            foreach (var other in candidates)
            {
                if (Compare(one, other) is var comparison && (best is null || comparison.Logit > best.Logit))
                {
                    best = comparison;
                }
            }
        }

        return best!;
    }

    /// <summary>Compares two names and says why.</summary>
    public NameComparison Compare(FoldedName query, FoldedName candidate)
    {
        var logit = Logit(query, candidate, null);
        var ofPerson = query.Of == NameOf.Person;
        List<ExplainedFeature> counted = [];
        foreach (var feature in Enum.GetValues<NameFeature>())
        {
            var value = features[(int)feature];
            if (value != 0 && policy.Points(feature, value, ofPerson) is not 0 and var points)
            {
                counted.Add(new ExplainedFeature(feature, value, points));
            }
        }

        return new NameComparison(
            NamePolicy.Probability(logit), logit, LastWasFullName,
            [.. align.Pairs.Select(pair => new ExplainedPair(Words(query, pair.Query, pair.QueryCount), Words(candidate, pair.Candidate, pair.CandidateCount), pair.Rule, pair.Likeness, pair.Weight))],
            Left(query, align.QueryUsed), Left(candidate, align.CandidateUsed), counted, ofPerson ? policy.PersonBias : policy.OtherBias, query.Truncated || candidate.Truncated);
    }

    private static string Words(FoldedName name, int from, int count) => string.Join(' ', name.Tokens.Skip(from).Take(count).Select(token => token.Written));

    private static List<string> Left(FoldedName name, ReadOnlySpan<bool> used)
    {
        List<string> left = [];
        for (var at = 0; at < used.Length; at++)
        {
            if (!used[at])
            {
                left.Add(name.Tokens[at].Written);
            }
        }

        return left;
    }
}
