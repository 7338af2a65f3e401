namespace Usd1Compliance.Screening.Names;

/// <summary>What is weighed in the comparison of two names. All are 0 where nothing speaks against a match, and at most 1, except <see cref="Matched"/>.</summary>
public enum NameFeature : byte
{
    /// <summary>How unlike the words are that were taken for one another: the mean by weight, 0 of the same words to 1 of such as could hardly be taken for one another.</summary>
    Unlike,

    /// <summary>Share of the matched words that are alike only loosely (below 0.85).</summary>
    Loose,

    /// <summary>Words on both sides that have no partner: the names contradict one another. Share of all weight.</summary>
    Contradicted,

    /// <summary>Both sides have words left that weigh something: 1.</summary>
    Conflict,

    /// <summary>Words that only the query has more of. Share of its weight.</summary>
    QueryMore,

    /// <summary>Words that only the candidate has more of. Share of its weight.</summary>
    CandidateMore,

    /// <summary>Weight of the matched words, at most 4: more that agrees tells more.</summary>
    Matched,

    /// <summary>The weightiest word of the query or of the candidate is without a partner: how much it weighs.</summary>
    Rarest,

    /// <summary>Numbers that differ, or half for a number on one side only.</summary>
    Number,

    /// <summary>Legal forms of different kinds.</summary>
    Form,

    /// <summary>Share of initials and short forms among the matched words.</summary>
    Initials,

    /// <summary>Family names, by their capitals, that differ.</summary>
    Family,

    /// <summary>Patronymics that differ.</summary>
    Patronymic,

    /// <summary>No word agrees, or a single one does and one side has more.</summary>
    OneWord,

    /// <summary>Share of matched words that are the same by the lexicon alone.</summary>
    Translated,

    /// <summary>Not the same to the letter and in the same order. Names in two scripts cannot be, and it is not held against them where a word agrees.</summary>
    NotSame,
}

/// <summary>Measures the features of two aligned names.</summary>
internal static class NameFeatures
{
    /// <summary>What both sides must have left for it to be a conflict.</summary>
    public const float ConflictFrom = 0.35f;

    private const float LooseBelow = 0.85f;

    /// <summary>How many there are.</summary>
    public static readonly int Count = Enum.GetValues<NameFeature>().Length;

    /// <summary>The features, by place of <see cref="NameFeature"/>.</summary>
    public static void Measure(FoldedName query, FoldedName candidate, AlignNames aligned, Span<float> features)
    {
        features.Clear();
        Matches(aligned.Pairs, features, out var matched);
        var ofQuery = Rest.Of(query.Tokens, aligned.QueryUsed);
        var ofCandidate = Rest.Of(candidate.Tokens, aligned.CandidateUsed);
        var contradicted = Math.Min(ofQuery.Weight, ofCandidate.Weight);
        features[(int)NameFeature.Contradicted] = contradicted / (matched + contradicted + 0.001f);
        features[(int)NameFeature.Conflict] = contradicted >= ConflictFrom ? 1 : 0;
        features[(int)NameFeature.QueryMore] = (ofQuery.Weight - contradicted) / (matched + ofQuery.Weight + 0.001f);
        features[(int)NameFeature.CandidateMore] = (ofCandidate.Weight - contradicted) / (matched + ofCandidate.Weight + 0.001f);
        features[(int)NameFeature.Rarest] = Math.Max(ofQuery.LacksWeightiest, ofCandidate.LacksWeightiest);
        features[(int)NameFeature.Number] = ofQuery.Number && ofCandidate.Number ? 1 : ofQuery.Number || ofCandidate.Number ? 0.5f : 0;
        features[(int)NameFeature.Form] = Forms(query, candidate);
        features[(int)NameFeature.Family] = ofQuery.Family && ofCandidate.Family ? 1 : 0;
        features[(int)NameFeature.Patronymic] = ofQuery.Patronymic && ofCandidate.Patronymic ? 1 : 0;
        var none = aligned.Pairs.Count == 0;
        features[(int)NameFeature.OneWord] = none || (aligned.Pairs.Count == 1 && OneOfSeveral(query, candidate, aligned.Pairs[0])) ? 1 : 0;
        features[(int)NameFeature.NotSame] = !none && (query.Joined == candidate.Joined || OtherScript(query, candidate)) ? 0 : 1;
    }

    private static void Matches(List<TokenPair> pairs, Span<float> features, out float matched)
    {
        float unlike = 0, loose = 0, initials = 0, translated = 0;
        matched = 0;
        foreach (var pair in pairs)
        {
            matched += pair.Weight;
            unlike += pair.Weight * (1 - pair.Likeness);
            initials += pair.Rule is PairRule.Initial or PairRule.Acronym ? pair.Weight : 0;
            translated += pair.Rule is PairRule.Lexicon ? pair.Weight : 0;
            loose += pair.Likeness < LooseBelow && pair.Rule != PairRule.Initial ? pair.Weight : 0;
        }

        features[(int)NameFeature.Unlike] = matched > 0 ? unlike / matched / (1 - TokenLikeness.Least) : 1;
        features[(int)NameFeature.Loose] = matched > 0 ? loose / matched : 1;
        features[(int)NameFeature.Matched] = Math.Min(matched, 4);
        features[(int)NameFeature.Initials] = matched > 0 ? initials / matched : 0;
        features[(int)NameFeature.Translated] = matched > 0 ? translated / matched : 0;
    }

    // A title or particle beside the word makes it one of several, unless the word is the same to the letter.
    private static bool OneOfSeveral(FoldedName query, FoldedName candidate, TokenPair pair) => pair.Rule is not (PairRule.Joined or PairRule.Acronym) &&
        (query.Tokens.Length + candidate.Tokens.Length > 2 || (query.Words + candidate.Words > 2 && pair.Rule != PairRule.Same));

    private static bool OtherScript(FoldedName query, FoldedName candidate) => query.Tokens.Length > 0 && candidate.Tokens.Length > 0 && query.Tokens[0].Script != candidate.Tokens[0].Script;

    private static float Forms(FoldedName query, FoldedName candidate)
    {
        var least = 2f;
        foreach (var form in query.Light)
        {
            foreach (var other in candidate.Light)
            {
                if (form.Kind == TokenKind.Form && other.Kind == TokenKind.Form)
                {
                    least = Math.Min(least, form.Head == other.Head ? 0 : form.Generic == other.Generic ? 0.3f : 1);
                }
            }
        }

        return least > 1 ? 0 : least;
    }

    // What is left of a name when the pairs are taken out.
    private readonly record struct Rest(float Weight, float LacksWeightiest, bool Number, bool Family, bool Patronymic)
    {
        public static Rest Of(NameToken[] tokens, ReadOnlySpan<bool> used)
        {
            float weight = 0, weightiest = 0, weightiestLeft = 0;
            bool number = false, family = false, patronymic = false;
            for (var at = 0; at < tokens.Length; at++)
            {
                var token = tokens[at];
                weightiest = Math.Max(weightiest, token.Weight);
                if (used[at])
                {
                    continue;
                }

                weight += token.Weight;
                weightiestLeft = Math.Max(weightiestLeft, token.Weight);
                number |= token.Kind == TokenKind.Number;
                family |= token.Capitals;
                patronymic |= token.Kind == TokenKind.Patronymic;
            }

            return new Rest(weight, weightiestLeft > 0 && weightiestLeft >= weightiest - 0.05f ? weightiest : 0, number, family, patronymic);
        }
    }
}
