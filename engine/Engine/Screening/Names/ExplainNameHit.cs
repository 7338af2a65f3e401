namespace Usd1Compliance.Screening.Names;

/// <summary>A hit and all that it rests on: enough to work it out again by hand.</summary>
/// <param name="Party">The listed party; <see cref="IndexedParty.Listed"/> leads to list, version and entry.</param>
/// <param name="Name">The name of the party that it was found by, with its strength.</param>
/// <param name="QueryName">The name that was asked.</param>
/// <param name="Score">With the evidence beyond the names, 0 to 1.</param>
/// <param name="FullNameBy">The name of the party that is the same word for word as one that was asked, which mostly is <paramref name="Name"/>; null where none is.</param>
/// <param name="WeakAliasCap">Where a weak alias was matched in part only, the score that its name was held down to; null otherwise.</param>
/// <param name="Comparison">Word by word and feature by feature.</param>
/// <param name="Evidence">Beyond the name, with the points of each.</param>
public sealed record ExplainedNameHit(IndexedParty Party, IndexedName Name, string QueryName, float Score, IndexedName? FullNameBy, float? WeakAliasCap, NameComparison Comparison, IReadOnlyList<ExplainedQualifier> Evidence)
{
    /// <summary>Whether one of its names is the same word for word.</summary>
    public bool FullName => FullNameBy is not null;
}

/// <summary>
/// Says why a party is a hit, by comparing the two names as they are written once more: the words of an index are shared by many names,
/// and would be shown as another name writes them. One for each thread.
/// </summary>
public sealed class ExplainNameHit(NamePolicy policy)
{
    private readonly CompareNames compare = new(policy);

    /// <summary>The explanation of a hit.</summary>
    /// <param name="index">Where it was found.</param>
    /// <param name="name">What was looked for.</param>
    /// <param name="of">What kind of party.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="hit">What was found.</param>
    public ExplainedNameHit Of(NameIndex index, string name, NameOf of, PartyFacts facts, NameHit hit)
    {
        var (party, found) = (index.Parties[hit.Party], index.FoundBy(hit));
        var compared = compare.Compare(name, of, found.Text, party.Of);
        return new ExplainedNameHit(party, found, name, hit.Score, hit.FullName ? index.FoundBy(hit with { Name = hit.FullNameBy }) : null, found.Weak && hit.Logit < compared.Logit ? policy.WeakAliasAtMost : null, compared,
            [.. CompareFacts.Of(facts, party.Facts, of, party.Of).Select(evidence => new ExplainedQualifier(evidence, policy.Points(evidence)))]);
    }
}
