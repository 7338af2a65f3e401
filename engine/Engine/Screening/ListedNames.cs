using System.Collections.Concurrent;
using System.Collections.Immutable;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>A party that is looked for: what it is called and what is known of it.</summary>
/// <param name="Names">All of its names, as given.</param>
/// <param name="Of">Person, organisation or vessel: how the names are read.</param>
/// <param name="Facts">Birth, countries, gender and numbers.</param>
public sealed record PartyQuery(IReadOnlyList<string> Names, NameOf Of, PartyFacts Facts);

/// <summary>A listed party that one that was looked for may be.</summary>
/// <param name="QueryName">Which of the names asked was found: the one with the highest score.</param>
/// <param name="Found">Where it stands in the index, and its score.</param>
/// <param name="Party">The listed party.</param>
/// <param name="Group">Entries that repeat one another, on one list or on several, have one group: the least place of their parties in the index.</param>
public sealed record PartyHit(string QueryName, NameHit Found, IndexedParty Party, int Group);

/// <summary>What was found of one party.</summary>
/// <param name="Hits">Best first, then in the order of the lists. One for each listed party.</param>
/// <param name="Truncated">Whether there were more candidates than are compared, so that a hit may be missing.</param>
public sealed record PartySearch(IReadOnlyList<PartyHit> Hits, bool Truncated);

/// <summary>
/// The names of every party of some lists, to be searched by any number of threads. It never changes; a new version of a list makes a new
/// one. It is made of all lists in force (<see cref="CurrentNameIndex"/>), or of a few parties, such as those that a new version adds.
/// </summary>
public sealed class ListedNames
{
    private readonly ConcurrentBag<SearchNames> idle = [];
    private readonly ConcurrentBag<ExplainNameHit> explainers = [];
    private readonly int[] groups;

    private ListedNames(NamePolicy policy, NameIndex index, int[] groups, ImmutableArray<ListInForce> versions)
    {
        (Policy, Index, this.groups, Versions) = (policy, index, groups, versions);
        VersionIds = [.. versions.Select(version => version.VersionId).Order()];
    }

    /// <summary>How names are compared.</summary>
    public NamePolicy Policy { get; }

    /// <summary>Every name, folded.</summary>
    public NameIndex Index { get; }

    /// <summary>The lists in force and their versions, in order of list id; empty of an index that was made of a few parties.</summary>
    public ImmutableArray<ListInForce> Versions { get; }

    /// <summary>The ids of the versions, ascending.</summary>
    public ImmutableArray<long> VersionIds { get; }

    /// <summary>The index of a few parties, such as those that a version of a list adds or changes.</summary>
    public static ListedNames Of(NamePolicy policy, IEnumerable<ListedParty> parties)
    {
        var intake = new IndexListedParties();
        return Of(policy, BuildNameIndex.Of(policy, parties.Select(intake.Of)), []);
    }

    /// <summary>The same of a stream, and of as many parties as lists have: folded on the given number of threads.</summary>
    /// <param name="policy">How names are compared.</param>
    /// <param name="parties">Streamed; none is kept whole.</param>
    /// <param name="versions">The lists in force whose parties these are; none for parties of no whole list.</param>
    /// <param name="threads">1 or more.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<ListedNames> OfAsync(NamePolicy policy, IAsyncEnumerable<ListedParty> parties, IEnumerable<ListInForce> versions, int threads, CancellationToken cancellationToken)
    {
        var intake = new IndexListedParties();
        return Of(policy, await BuildNameIndex.OfAsync(policy, parties.Select(intake.Of), threads, cancellationToken), versions);
    }

    /// <summary>The listed parties at or above a threshold, each by the best of all pairs of names: one more name never lowers a score.</summary>
    /// <param name="query">Who is looked for.</param>
    /// <param name="threshold">Above 0 and below 1.</param>
    public PartySearch Find(PartyQuery query, float threshold)
    {
        if (!idle.TryTake(out var search))
        {
            search = new SearchNames(Policy, Index);
        }

        Dictionary<int, PartyHit> best = [];
        var truncated = false;
        foreach (var name in query.Names)
        {
            foreach (var hit in search.Find(name, query.Of, threshold, query.Facts))
            {
                best[hit.Party] = !best.TryGetValue(hit.Party, out var known) ? new PartyHit(name, hit, Index.Parties[hit.Party], groups[hit.Party])
                    : hit.Score > known.Found.Score ? known with { QueryName = name, Found = hit with { FullNameBy = FullNameBy(known.Found, hit) } }
                    : known with { Found = known.Found with { FullNameBy = FullNameBy(known.Found, hit) } };
            }

            truncated |= search.Truncated;
        }

        // Not after a failure: that leaves the arrays of a search as no other search may find them.
        if (idle.Count < Environment.ProcessorCount)
        {
            idle.Add(search);
        }

        return new PartySearch([.. best.Values.OrderByDescending(hit => hit.Found.Score).ThenBy(hit => hit.Found.Party)], truncated);
    }

    /// <summary>Whether one of the party's names is the same word for word as one that was asked, and its list does not call that name weak.</summary>
    public bool IsStrongFullName(PartyHit hit) => hit.Found.FullName && !Index.Weak[hit.Found.FullNameBy];

    /// <summary>The least key of a group of entries that repeat one another: <c>un:QDi.001</c>.</summary>
    public string KeyOfGroup(int group) => $"{Index.Parties[group].ListId}:{Index.Parties[group].Key}";

    /// <summary>Says why a party is a hit.</summary>
    /// <param name="query">Who was looked for.</param>
    /// <param name="hit">What <see cref="Find"/> found of it.</param>
    public ExplainedNameHit Explain(PartyQuery query, PartyHit hit)
    {
        if (!explainers.TryTake(out var explain))
        {
            explain = new ExplainNameHit(Policy);
        }

        var explained = explain.Of(Index, hit.QueryName, query.Of, query.Facts, hit.Found);
        if (explainers.Count < Environment.ProcessorCount)
        {
            explainers.Add(explain);
        }

        return explained;
    }

    /// <summary>The same names under newer dates of confirmation; what was worked out for searches goes with them.</summary>
    internal ListedNames With(IEnumerable<ListInForce> versions) => new(this, [.. versions.OrderBy(version => version.ListId, StringComparer.Ordinal)]);

    private ListedNames(ListedNames same, ImmutableArray<ListInForce> versions)
        : this(same.Policy, same.Index, same.groups, versions) => (idle, explainers) = (same.idle, same.explainers);

    // A strong name before a weak one, then the first.
    private int FullNameBy(NameHit one, NameHit other) => !one.FullName ? other.FullNameBy : !other.FullName ? one.FullNameBy
        : (Index.Weak[one.FullNameBy], one.FullNameBy).CompareTo((Index.Weak[other.FullNameBy], other.FullNameBy)) <= 0 ? one.FullNameBy : other.FullNameBy;

    private static ListedNames Of(NamePolicy policy, NameIndex index, IEnumerable<ListInForce> versions) =>
        new(policy, index, RepeatedEntries.GroupsOf(index.Parties), [.. versions.OrderBy(version => version.ListId, StringComparer.Ordinal)]);
}
