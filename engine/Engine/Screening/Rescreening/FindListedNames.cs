using System.Text.Json;
using Usd1Compliance.Parties;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>Why a party was not screened to the end, so that a hit may be missing.</summary>
public enum NameGap
{
    /// <summary>It was.</summary>
    None,

    /// <summary>One of its names has no word by which it could be looked for: THE COMPANY LTD, initials alone.</summary>
    Unreadable,

    /// <summary>More names are alike than are compared, or one of its names has more words than are looked at.</summary>
    Cut,
}

/// <summary>What the names of a party were found to be like.</summary>
/// <param name="Found">As hits are raised; null where nothing was found.</param>
/// <param name="Gap">Whether that is all.</param>
internal readonly record struct NamesFound(FoundHits? Found, NameGap Gap);

/// <summary>
/// Looks registered parties up, at the threshold of onboarding: the lowest of the three. A re-screening has the time to look at more, and nobody
/// may pass it who would be a hit when he mints the next morning.
/// </summary>
/// <param name="few">The names of the delta alone; the same as the next where a change is as large as a list.</param>
/// <param name="inForce">The names of all lists in force: what a hit rests on is looked up here, so that entries that repeat one another are one hit.</param>
/// <param name="entries">The entries of the delta; null to ask about all.</param>
internal sealed class FindListedNames(ListedNames few, ListedNames inForce, IReadOnlySet<long>? entries)
{
    private readonly float threshold = inForce.Policy.Thresholds.Onboarding;

    /// <summary>The entries of the delta that a party may be, each with those that repeat it. Several threads may ask at once.</summary>
    public NamesFound Of(PartyVersion version)
    {
        var query = CheckAskedParties.Of(version.Party);
        var first = few.Find(query, threshold);
        var asked = first.Hits.Where(hit => entries is null || entries.Contains(hit.Party.Listed!.EntryId)).ToList();
        if (asked.Count == 0)
        {
            return new NamesFound(null, GapOf(query, first.Truncated));
        }

        var all = ReferenceEquals(few, inForce) ? first : inForce.Find(query, threshold);
        HashSet<long> numbers = [.. asked.Select(hit => hit.Party.Listed!.EntryId)];
        var groups = all.Hits.Where(hit => numbers.Contains(hit.Party.Listed!.EntryId)).Select(hit => hit.Group).ToHashSet();
        var together = all.Hits.Where(hit => groups.Contains(hit.Group)).ToList();
        // Where the search of all lists was cut, what the small one found stands.
        var held = together.Select(hit => hit.Party.Listed!.EntryId).ToHashSet();
        return new NamesFound(new FoundHits(HitSubject.Party(version.Party.Id), Convert.FromHexString(version.ContentHash),
            [.. together.Select(hit => EntryOf(inForce, query, hit)), .. asked.Where(hit => !held.Contains(hit.Party.Listed!.EntryId)).Select(hit => EntryOf(few, query, hit))]), GapOf(query, first.Truncated || all.Truncated));
    }

    // As a screening asks before money moves: what it would answer review to, somebody has to hear of here.
    private NameGap GapOf(PartyQuery query, bool isCut) => query.Names.Any(name => !CheckAskedParties.IsReadable(inForce.Policy, name, query.Of)) ? NameGap.Unreadable
        : isCut || query.Names.Any(name => inForce.Policy.Fold(name, query.Of).Truncated) ? NameGap.Cut
        : NameGap.None;

    private FoundEntry EntryOf(ListedNames names, PartyQuery query, PartyHit hit)
    {
        var (party, listed, explained) = (hit.Party, hit.Party.Listed!, names.Explain(query, hit));
        return new FoundEntry(party.ListId, party.Key, listed.EntryId, listed.VersionId, listed.Ownership is null ? HitKind.Name : HitKind.Ownership, party.Names[0].Text, hit.Found.Score, threshold,
            explained.QueryName, explained.Name.Text, ExplanationOf(names, hit, explained))
        {
            Blocking = listed.Blocking, FullName = hit.Found.FullName, Weak = explained.Name.Weak, PolicySha256 = names.Policy.Sha256,
            // With the key of the group, so that two are one also where the entry between them was not found.
            SameAs = [.. listed.SameAs, $"{names.Index.Parties[hit.Group].ListId}:{names.Index.Parties[hit.Group].Key}"],
        };
    }

    // As the answers of screenings write it, so that one page draws both.
    private static string ExplanationOf(ListedNames names, PartyHit hit, ExplainedNameHit explained)
    {
        var listed = hit.Party.Listed!;
        var finding = ScreeningPolicy.Find(listed, explained.Name.Weak, names.IsStrongFullName(hit), [.. explained.Evidence.Select(one => one.Evidence)]);
        return JsonSerializer.Serialize(new { comparison = ScreenedComparison.Of(explained), Finding = ApiWord.Of(finding), Ownership = ScreenedOwnership.Of(listed.Ownership), listed.Programmes }, ScreeningAnswer.Json);
    }
}
