using Usd1Compliance.Lists;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>What was found of one party.</summary>
/// <param name="PartyId">The id under which it is registered; left out for one that was given by its names.</param>
/// <param name="PartyVersion">Which version of the registered party was screened; left out likewise.</param>
/// <param name="Kind">person or organisation.</param>
/// <param name="Names">Every name that was looked for, as given.</param>
/// <param name="Verdict">What its hits come to.</param>
/// <param name="Threshold">From which score on a name is a hit, by the purpose.</param>
/// <param name="Hits">The listed parties that it may be, gravest first, then by score; entries that repeat one another are one hit.</param>
/// <param name="HitsNotShown">How many more hits there are than are shown. The verdict rests on all of them.</param>
public sealed record ScreenedParty(string? PartyId, long? PartyVersion, string Kind, IReadOnlyList<string> Names, Verdict Verdict, float Threshold, IReadOnlyList<ScreenedNameHit> Hits, int HitsNotShown)
{
    /// <summary>How many hits of a party are shown at the most.</summary>
    public const int MostShown = 50;

    /// <summary>A party of which nothing can be said because there is no index yet: not allow.</summary>
    internal static ScreenedParty NotScreened(SoughtParty sought, float threshold) => new(sought.PartyId, sought.PartyVersion, sought.Query.Of == NameOf.Person ? "person" : "organisation", sought.Query.Names, Verdict.Review, threshold, [], 0);
}

/// <summary>A listed party that the one asked about may be, over all entries that repeat one another.</summary>
/// <param name="By"><c>name</c>, or <c>ownership</c> for an entry that blocked parties own by 50 % or more, or may.</param>
/// <param name="Verdict">What it comes to: by its findings, and by what people have decided on it before.</param>
/// <param name="Standing">What is known of it: new, open, true_match, false_positive (dismissed: it counts for nothing) or inconclusive.</param>
/// <param name="HitId">The hit on which people decide; left out for a new one, which gets its number after this answer.</param>
/// <param name="DismissedUntil">Until when a false positive is remembered, UTC; left out for others.</param>
/// <param name="Score">The highest of its entries, 0 to 1.</param>
/// <param name="Blocking">Whether property of one of its entries is blocked.</param>
/// <param name="Entries">The gravest first, then by score.</param>
public sealed record ScreenedNameHit(string By, Verdict Verdict, string Standing, long? HitId, DateTimeOffset? DismissedUntil, float Score, bool Blocking, IReadOnlyList<ScreenedEntry> Entries);

/// <summary>An entry of a list that a party may be, and why.</summary>
/// <param name="List">Which list.</param>
/// <param name="VersionId">The version in force that holds it.</param>
/// <param name="EntryId">The entry in the service's own numbering: the same in every version that describes the party in the same way.</param>
/// <param name="Entry">The publisher's key.</param>
/// <param name="Name">What the publisher calls the party.</param>
/// <param name="Kind">individual, entity, vessel, aircraft or unknown.</param>
/// <param name="Programmes">Its sanctions programmes.</param>
/// <param name="Blocking">Whether its property is blocked.</param>
/// <param name="Finding">full_name_supported, like_name, weak_alias, ownership_possible or not_blocking: docs/screening-api.md says what each comes to.</param>
/// <param name="Verdict">What the finding comes to.</param>
/// <param name="Comparison">The two names, compared.</param>
/// <param name="Ownership">Of an entry that ownership blocks, or may: who owns whom; left out for others.</param>
public sealed record ScreenedEntry(string List, long VersionId, long EntryId, string Entry, string Name, string Kind, IReadOnlyList<string> Programmes, bool Blocking, string Finding, Verdict Verdict,
    ScreenedComparison Comparison, ScreenedOwnership? Ownership);

/// <summary>Two names, compared: enough to work the score out again by hand under the policy of the answer.</summary>
/// <param name="Asked">The name that was asked.</param>
/// <param name="Matched">The name of the entry, as the list writes it.</param>
/// <param name="Strength">What that name is on the list: primary, alias, former or weak.</param>
/// <param name="Score">The probability that the two are one party, 0 to 1: the logit below, with the points of the qualifiers.</param>
/// <param name="FullName">The name of the entry that is the same word for word as one asked, mostly <paramref name="Matched"/>; left out where none is. Qualifiers do not lower a full name below the highest threshold.</param>
/// <param name="NameLogit">The sum of bias and points of the features, before the qualifiers; the score of the names alone is 1 / (1 + e^-logit).</param>
/// <param name="WeakAliasAtMost">Where a weak alias was matched in part only: the score that its name was held down to. Left out otherwise.</param>
/// <param name="Bias">What the sum begins with.</param>
/// <param name="Pairs">Word by word.</param>
/// <param name="AskedRest">Words asked that have no partner.</param>
/// <param name="MatchedRest">Words of the entry's name that have no partner.</param>
/// <param name="Features">What was measured of the two names, with points; those that counted.</param>
/// <param name="Qualifiers">What agrees or differs beside the names, with points.</param>
public sealed record ScreenedComparison(string Asked, string Matched, string Strength, float Score, string? FullName, float NameLogit, float? WeakAliasAtMost, float Bias,
    IReadOnlyList<ScreenedPair> Pairs, IReadOnlyList<string> AskedRest, IReadOnlyList<string> MatchedRest, IReadOnlyList<ScreenedFeature> Features, IReadOnlyList<ScreenedQualifier> Qualifiers)
{
    internal static ScreenedComparison Of(ExplainedNameHit hit) => new(hit.QueryName, hit.Name.Text, hit.Name.Weak ? "weak" : ApiWord.Of(hit.Name.Kind), hit.Score, hit.FullNameBy?.Text,
        hit.Comparison.Logit, hit.WeakAliasCap, hit.Comparison.Bias,
        [.. hit.Comparison.Pairs.Select(pair => new ScreenedPair(pair.Query, pair.Candidate, ApiWord.Of(pair.Rule), pair.Likeness, pair.Weight))], hit.Comparison.QueryRest, hit.Comparison.CandidateRest,
        [.. hit.Comparison.Features.Select(feature => new ScreenedFeature(ApiWord.Of(feature.Feature), feature.Value, feature.Points))],
        [.. hit.Evidence.Select(evidence => new ScreenedQualifier(ApiWord.Of(evidence.Evidence), evidence.Points))]);
}

/// <summary>Words that were taken for one another.</summary>
/// <param name="Asked">Of the name asked.</param>
/// <param name="Matched">Of the entry's name.</param>
/// <param name="Rule">Why.</param>
/// <param name="Likeness">0 to 1.</param>
/// <param name="Weight">What the pair weighs.</param>
public sealed record ScreenedPair(string Asked, string Matched, string Rule, float Likeness, float Weight);

/// <summary>A measure of the two names; docs/screening-policy.md says of each what it is.</summary>
/// <param name="Feature">Which.</param>
/// <param name="Value">Its measure.</param>
/// <param name="Points">In logits, signed.</param>
public sealed record ScreenedFeature(string Feature, float Value, float Points);

/// <summary>Something beside the names that agrees or differs.</summary>
/// <param name="Evidence">same_identifier, same_birth_date, near_birth_date, other_birth_year, far_birth_year, same_country, other_country, other_gender or other_kind.</param>
/// <param name="Points">In logits, signed.</param>
public sealed record ScreenedQualifier(string Evidence, float Points);

/// <summary>How ownership blocks an entry, or may (OFAC FAQ 398 to 402).</summary>
/// <param name="Finding">blocked, or review where shares are not known.</param>
/// <param name="KnownPercent">What blocked parties are known to own, directly and by entities that are blocked themselves.</param>
/// <param name="Chain">Every link that counts, from the entry up to parties that a list blocks by name.</param>
public sealed record ScreenedOwnership(string Finding, decimal KnownPercent, IReadOnlyList<ScreenedLink> Chain)
{
    internal static ScreenedOwnership? Of(BlockedOwnership? found) => found is null ? null
        : new(ApiWord.Of(found.Finding), found.KnownPercent, [.. found.Chain.Select(link => new ScreenedLink($"{link.Owned}", $"{link.Owner}", link.SharePercent, link.Kind))]);
}

/// <summary>A share of one party in another.</summary>
/// <param name="Owned">List and key: <c>own:42</c>.</param>
/// <param name="Owner">List and key: <c>ofac-sdn:36</c>.</param>
/// <param name="SharePercent">Left out where it is not known.</param>
/// <param name="Kind">By the publisher's word.</param>
public sealed record ScreenedLink(string Owned, string Owner, decimal? SharePercent, string Kind);

/// <summary>Writes the values of enumerations as the API does: SameBirthDate is same_birth_date.</summary>
internal static class ApiWord
{
    public static string Of<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
