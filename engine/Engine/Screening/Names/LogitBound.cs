namespace Usd1Compliance.Screening.Names;

/// <summary>The most that a name can come to by what is known before it is compared: which of the query's words it has something near to.</summary>
internal readonly struct LogitBound(NamePolicy policy, FoldedName query)
{
    // Words that share too few consonants to be found may yet be alike: names a little below the threshold are compared too.
    private const float Slack = 0.5f;

    private readonly float ofQuery = query.Weight;
    private readonly int queryWords = query.Tokens.Length;
    private readonly float heaviest = query.HeaviestWord;
    private readonly float start = (query.Of == NameOf.Person ? policy.PersonBias : policy.OtherBias) + Math.Max(0, policy.Points(NameFeature.Translated, 1, query.Of == NameOf.Person)) + Slack;
    private readonly float unlike = policy.WeightOf(NameFeature.Unlike, query.Of), contradicted = policy.WeightOf(NameFeature.Contradicted, query.Of), conflict = policy.WeightOf(NameFeature.Conflict, query.Of), queryMore = policy.WeightOf(NameFeature.QueryMore, query.Of),
        candidateMore = policy.WeightOf(NameFeature.CandidateMore, query.Of), matchedWeight = policy.WeightOf(NameFeature.Matched, query.Of), single = policy.WeightOf(NameFeature.OneWord, query.Of),
        rarest = policy.WeightOf(NameFeature.Rarest, query.Of);

    /// <summary>The bound.</summary>
    /// <param name="weight">Weight of the words found, as the mean of both sides.</param>
    /// <param name="alike">The same, times their likeness.</param>
    /// <param name="words">How many of the query's words.</param>
    /// <param name="hasRarest">Whether the query's weightiest word is among them.</param>
    /// <param name="ofCandidate">Weight of the candidate.</param>
    /// <param name="candidateWords">Its words.</param>
    public float Of(float weight, float alike, int words, bool hasRarest, float ofCandidate, int candidateWords)
    {
        var matched = Math.Min(weight, (ofQuery + ofCandidate) / 2);
        float queryRest = Math.Max(0, ofQuery - matched), candidateRest = Math.Max(0, ofCandidate - matched);
        var both = Math.Min(queryRest, candidateRest);
        var sum = start + (unlike * Math.Max(0, 1 - (alike / weight)) / (1 - TokenLikeness.Least)) + (contradicted * both / (matched + both + 0.001f)) +
            (queryMore * (queryRest - both) / (matched + queryRest + 0.001f)) + (candidateMore * (candidateRest - both) / (matched + candidateRest + 0.001f)) + (matchedWeight * Math.Min(4, matched));
        sum += words == 1 && queryWords + candidateWords > 2 ? single : 0;
        sum += both >= NameFeatures.ConflictFrom ? conflict : 0;
        return hasRarest ? sum : sum + (rarest * heaviest);
    }
}
