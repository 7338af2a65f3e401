using System.Collections.Concurrent;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>
/// The test that a name index must pass before it judges: every party is found by its primary name, a sample of all other names finds
/// theirs, each as a full name, and names that nobody has find nobody.
/// </summary>
internal static class TestNameIndex
{
    // Of the names that are not primary, each so many-th.
    private const int sampled = 20;

    private static readonly (string Name, NameOf Of)[] nobody =
    [
        ("Wvuxq Jzkqpf", NameOf.Person), ("Xqzwv Kjfhgq Vbqwx", NameOf.Person), ("Qzxjv Wkqvz Holdings Limited", NameOf.Organisation), ("VXQJZ WQKZF", NameOf.Vessel),
    ];

    /// <summary>What the index fails to find, or finds though it is not there; null when it is sound.</summary>
    public static string? FaultOf(ListedNames names)
    {
        var versions = names.VersionIds.ToHashSet();
        foreach (var (name, of) in nobody)
        {
            if (names.Find(new PartyQuery([name], of, PartyFacts.None), names.Policy.Thresholds.Onboarding).Hits is [var hit, ..])
            {
                return $"entry {hit.Party.Key} of list {hit.Party.ListId} is found by a name that nobody has";
            }
        }

        ConcurrentBag<string> faults = [];
        // One core is left to those who screen meanwhile.
        Parallel.ForEach(names.Index.Parties, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1) }, () => new SearchNames(names.Policy, names.Index), (party, state, place, search) =>
        {
            if (FaultOf(names, search, (int)place, versions) is { } fault)
            {
                faults.Add(fault);
                state.Stop();
            }

            return search;
        }, _ => { });
        return faults.Order(StringComparer.Ordinal).FirstOrDefault();
    }

    private static string? FaultOf(ListedNames names, SearchNames search, int place, HashSet<long> versions)
    {
        var party = names.Index.Parties[place];
        if (party.Listed is { } listed && !versions.Contains(listed.VersionId))
        {
            return $"entry {party.Key} of list {party.ListId} is of version {listed.VersionId}, which is not in force";
        }

        for (var at = 0; at < party.Names.Count; at++)
        {
            var name = party.Names[at];
            if ((name.Kind == ListedNameKind.Primary || (place + at) % sampled == 0) && !name.Weak && IsLost(names.Policy, search, party, place, name.Text))
            {
                return $"entry {party.Key} of list {party.ListId} is not found by its name {at + 1}";
            }
        }

        return null;
    }

    // A name without a word that can be read finds nobody, and a search that had to leave candidates out has said so.
    private static bool IsLost(NamePolicy policy, SearchNames search, IndexedParty party, int place, string name) =>
        policy.Fold(name, party.Of).Tokens.Length > 0
        && !search.Find(name, party.Of, policy.Thresholds.Onboarding).Exists(hit => hit.Party == place && hit.FullName) && !search.Truncated;
}
