using System.Globalization;
using System.Text.Json;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>A party that is looked for, and as what.</summary>
/// <param name="Place">Its place in the request.</param>
/// <param name="Query">Who is looked for.</param>
/// <param name="Subject">What a hit on it is about.</param>
/// <param name="SubjectHash">SHA-256 of what is compared.</param>
/// <param name="PartyId">Of a registered one.</param>
/// <param name="PartyVersion">Of a registered one.</param>
internal sealed record SoughtParty(int Place, PartyQuery Query, HitSubject Subject, byte[] SubjectHash, string? PartyId, long? PartyVersion);

/// <summary>Looks parties up among the names in force, explains what it finds, and weighs what people have said of it before.</summary>
internal sealed class ScreenParties(ListedNames names, RecallHits recall, ScreeningPurpose purpose)
{
    private readonly float threshold = ScreeningPolicy.ThresholdOf(names.Policy, purpose);

    /// <summary>What was found of each party as hits are raised, in the order of the request; without those of whom nothing was.</summary>
    public List<FoundHits> Found { get; } = [];

    /// <summary>What keeps the parties from allow.</summary>
    public List<ScreeningReason> Reasons { get; } = [];

    /// <summary>Screens one party.</summary>
    public async Task<ScreenedParty> ScreenAsync(SoughtParty sought, CancellationToken cancellationToken)
    {
        var search = names.Find(sought.Query, threshold);
        AddUnmadeChecks(sought, search);
        var entries = search.Hits.Select(hit => Entry(sought.Query, hit)).ToList();
        var found = new FoundHits(sought.Subject, sought.SubjectHash, [.. entries.Select(entry => entry.Found)]);
        List<(ScreenedNameHit Hit, int Best)> hits = [];
        if (entries.Count > 0)
        {
            Found.Add(found);

            // What people decided is asked of registered parties alone: who is given by names is nobody that a decision could be remembered of.
            var recalled = sought.PartyId is null ? SameParty.Group(found.Entries).Select(group => new RecalledHit(group, HitStanding.New, null, null)) : await recall.RecallAsync(found, cancellationToken);
            hits.AddRange(recalled.Select(group => Hit(group, entries)));
        }

        // Deterministic: of equals the one that stands first among the lists.
        ScreenedNameHit[] ordered = [.. hits.OrderByDescending(hit => hit.Hit.Verdict).ThenByDescending(hit => hit.Hit.Score).ThenBy(hit => hit.Best).Select(hit => hit.Hit)];
        Reasons.AddRange(ordered.Where(hit => hit.Verdict != Verdict.Allow).Take(ScreenedParty.MostShown).Select(hit => Reason(sought, hit)));
        return new ScreenedParty(sought.PartyId, sought.PartyVersion, sought.Query.Of == NameOf.Person ? "person" : "organisation", sought.Query.Names,
            ordered.Select(hit => hit.Verdict).DefaultIfEmpty(Verdict.Allow).Max(), threshold, [.. ordered.Take(ScreenedParty.MostShown)], Math.Max(0, ordered.Length - ScreenedParty.MostShown));
    }

    private void AddUnmadeChecks(SoughtParty sought, PartySearch search)
    {
        if (search.Truncated || sought.Query.Names.Any(name => names.Policy.Fold(name, sought.Query.Of).Truncated))
        {
            Reasons.Add(new ScreeningReason(ScreeningPolicy.SearchTruncated, ScreeningPolicy.Of(ScreeningPolicy.SearchTruncated, purpose),
                string.Create(CultureInfo.InvariantCulture, $"parties[{sought.Place}] has a name of more words, or with more candidates on the lists, than are compared ({SearchNames.MostComparisons:N0}), so that a hit may be missing. Give the name as a document has it.")));
        }

        // Refused where names are given in the request; what is registered cannot be refused here, and is not let through.
        if (sought.Query.Names.Any(name => !CheckAskedParties.IsReadable(names.Policy, name, sought.Query.Of)))
        {
            Reasons.Add(new ScreeningReason(ScreeningPolicy.NameUnreadable, ScreeningPolicy.Of(ScreeningPolicy.NameUnreadable, purpose),
                string.Create(CultureInfo.InvariantCulture, $"parties[{sought.Place}] is registered with a name that has no word that could be looked for. Correct it under Parties.")));
        }
    }

    private FoundScreenedEntry Entry(PartyQuery query, PartyHit hit)
    {
        var explained = names.Explain(query, hit);
        var (party, listed) = (hit.Party, hit.Party.Listed ?? throw new InvalidOperationException($"{hit.Party.ListId} {hit.Party.Key} is indexed without its entry."));
        var finding = ScreeningPolicy.Find(listed, explained.Name.Weak, names.IsStrongFullName(hit), [.. explained.Evidence.Select(one => one.Evidence)]);
        var comparison = ScreenedComparison.Of(explained);
        var entry = new ScreenedEntry(party.ListId, listed.VersionId, listed.EntryId, party.Key, party.Names[0].Text, ApiWord.Of(listed.Kind), listed.Programmes, listed.Blocking,
            ApiWord.Of(finding), ScreeningPolicy.Of(finding), comparison, ScreenedOwnership.Of(listed.Ownership));
        var found = new FoundEntry(party.ListId, party.Key, listed.EntryId, listed.VersionId, listed.Ownership is null ? HitKind.Name : HitKind.Ownership, party.Names[0].Text, hit.Found.Score, threshold,
            explained.QueryName, explained.Name.Text, JsonSerializer.Serialize(new { comparison, entry.Finding, entry.Ownership, entry.Programmes }, ScreeningAnswer.Json))
        {
            Blocking = listed.Blocking, FullName = hit.Found.FullName, Weak = explained.Name.Weak, PolicySha256 = names.Policy.Sha256,
            // With the key of the group, so that two are one also where the entry between them was not found.
            SameAs = [.. listed.SameAs, names.KeyOfGroup(hit.Group)],
        };
        return new FoundScreenedEntry(entry, found, hit.Found.Party);
    }

    private static (ScreenedNameHit Hit, int Best) Hit(RecalledHit recalled, List<FoundScreenedEntry> all)
    {
        var group = all.Where(entry => recalled.Entries.Contains(entry.Found, ReferenceEqualityComparer.Instance)).ToList();
        ScreenedEntry[] entries = [.. group.OrderByDescending(entry => entry.Shown.Verdict).ThenByDescending(entry => entry.Found.Score).ThenBy(entry => entry.Place).Select(entry => entry.Shown)];
        var blocking = entries.Any(entry => entry.Blocking);
        return (new ScreenedNameHit(group.Any(entry => entry.Found.Kind == HitKind.Ownership) ? "ownership" : "name", ScreeningPolicy.After(entries[0].Verdict, recalled.Standing, blocking),
            ApiWord.Of(recalled.Standing), recalled.HitId, recalled.Until, group.Max(entry => entry.Found.Score), blocking, entries), group.Min(entry => entry.Place));
    }

    private static ScreeningReason Reason(SoughtParty sought, ScreenedNameHit hit)
    {
        var entry = hit.Entries[0];
        var name = entry.Comparison.FullName is { } same ? $"the full name {same}" : $"the {(entry.Comparison.Strength == "weak" ? "weak alias" : "name")} {entry.Comparison.Matched}";
        var known = hit.Standing switch
        {
            "true_match" => $" Hit {hit.HitId} says that it is.",
            "open" or "inconclusive" => $" Hit {hit.HitId} is {(hit.Standing == "open" ? "not decided yet" : "inconclusive")}.",
            _ => "",
        };
        var owned = entry.Ownership is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; blocked parties own {entry.Ownership.KnownPercent:0.##} % of it{(entry.Ownership.Finding == "review" ? " or more" : "")}");
        return new ScreeningReason(entry.Ownership is null ? ScreeningPolicy.ListedName : ScreeningPolicy.OwnedByListed, hit.Verdict, string.Create(CultureInfo.InvariantCulture,
            $"parties[{sought.Place}] may be {entry.Name} ({entry.List}, entry {entry.Entry}), by {name}, score {hit.Score:0.00}{owned}{(hit.Blocking ? "" : "; property of its parties is not blocked")}.{known}"));
    }

    // An entry as it is shown and as a hit is raised of it.
    private sealed record FoundScreenedEntry(ScreenedEntry Shown, FoundEntry Found, int Place);
}
