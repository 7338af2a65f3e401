namespace Usd1Compliance.Screening.Names;

/// <summary>A piece of evidence beyond the name, and what it counted for.</summary>
/// <param name="Evidence">Which.</param>
/// <param name="Points">In logits, signed.</param>
public sealed record ExplainedQualifier(Qualifier Evidence, float Points);

/// <summary>The comparison of two parties.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Name">Of the names that agree best.</param>
/// <param name="Evidence">Beyond the name.</param>
public sealed record PartyComparison(float Score, NameComparison Name, IReadOnlyList<ExplainedQualifier> Evidence);

/// <summary>Compares parties by all of their names and what else is known of them. One for each thread.</summary>
public sealed class CompareParties(NamePolicy policy)
{
    private readonly CompareNames names = new(policy);

    /// <summary>The best pair of names, qualified: one more name never lowers the score.</summary>
    public PartyComparison Compare(IReadOnlyList<string> query, NameOf ofQuery, PartyFacts queryFacts, IReadOnlyList<string> candidate, NameOf ofCandidate, PartyFacts candidateFacts)
    {
        var evidence = CompareFacts.Of(queryFacts, candidateFacts, ofQuery, ofCandidate);
        PartyComparison? best = null;
        foreach (var one in query)
        {
            foreach (var other in candidate)
            {
                var compared = names.Compare(one, ofQuery, other, ofCandidate);
                var score = policy.Qualify(compared.Logit, compared.FullName, evidence);
                if (best is null || score > best.Score)
                {
                    best = new PartyComparison(score, compared, []);
                }
            }
        }

        return best! with { Evidence = [.. evidence.Select(one => new ExplainedQualifier(one, policy.Points(one)))] };
    }
}
