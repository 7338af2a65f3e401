using System.Collections.Frozen;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>What a name that was found says of the party that was asked about.</summary>
internal enum NameFinding
{
    /// <summary>The list, or the entry, does not block property.</summary>
    NotBlocking,

    /// <summary>Found by a name that its list calls weak: no ground for a hit by itself (OFAC FAQ 124).</summary>
    WeakAlias,

    /// <summary>Blocked parties may own half of it or more; the shares are not known.</summary>
    OwnershipPossible,

    /// <summary>A name like the listed one, or the same without anything beside it that agrees.</summary>
    LikeName,

    /// <summary>The same name word for word, and the day of birth or a number of its own is the same too.</summary>
    FullNameSupported,
}

/// <summary>
/// What each finding, and each check that could not be made, comes to: the whole of it in one place, docs/screening-api.md for people. No check
/// that could not be made is ever allow.
/// </summary>
internal static class ScreeningPolicy
{
    public const string ListedAddress = "listed_address";
    public const string ListedName = "listed_name";
    public const string OwnedByListed = "owned_by_listed";
    public const string LabelledAddress = "labelled_address";
    public const string ListStale = "list_stale";
    public const string ListMissing = "list_missing";
    public const string IndexUnconfirmed = "index_unconfirmed";
    public const string SearchTruncated = "search_truncated";
    public const string NameUnreadable = "name_unreadable";
    public const string LabelsUnconfirmed = "labels_unconfirmed";

    // Unscreened tokens must not be issued; what comes in waits for somebody, since to send it back is a decision too.
    private static readonly FrozenDictionary<(string Code, ScreeningPurpose Purpose), Verdict> unmade = new Dictionary<(string, ScreeningPurpose), Verdict>
    {
        [(ListStale, ScreeningPurpose.Mint)] = Verdict.Review,
        [(ListStale, ScreeningPurpose.Redeem)] = Verdict.Review,
        [(ListStale, ScreeningPurpose.Onboarding)] = Verdict.Review,
        [(ListMissing, ScreeningPurpose.Mint)] = Verdict.Block,
        [(ListMissing, ScreeningPurpose.Redeem)] = Verdict.Review,
        [(ListMissing, ScreeningPurpose.Onboarding)] = Verdict.Review,
        [(IndexUnconfirmed, ScreeningPurpose.Mint)] = Verdict.Review,
        [(IndexUnconfirmed, ScreeningPurpose.Redeem)] = Verdict.Review,
        [(IndexUnconfirmed, ScreeningPurpose.Onboarding)] = Verdict.Review,
        [(SearchTruncated, ScreeningPurpose.Mint)] = Verdict.Review,
        [(SearchTruncated, ScreeningPurpose.Redeem)] = Verdict.Review,
        [(SearchTruncated, ScreeningPurpose.Onboarding)] = Verdict.Review,
        [(NameUnreadable, ScreeningPurpose.Mint)] = Verdict.Review,
        [(NameUnreadable, ScreeningPurpose.Redeem)] = Verdict.Review,
        [(NameUnreadable, ScreeningPurpose.Onboarding)] = Verdict.Review,
        [(LabelsUnconfirmed, ScreeningPurpose.Mint)] = Verdict.Review,
        [(LabelsUnconfirmed, ScreeningPurpose.Redeem)] = Verdict.Review,
        [(LabelsUnconfirmed, ScreeningPurpose.Onboarding)] = Verdict.Review,
    }.ToFrozenDictionary();

    // OFAC holds the issuer liable whatever it knew (31 CFR part 501, appendix A), so a like name on a blocking list stops what is asked until somebody
    // has looked. It asks for more than a name before property is called blocked (FAQ 5), and a lawful redemption that is kept back is harm
    // too: a name alone never blocks.
    private static readonly FrozenDictionary<NameFinding, Verdict> names = new Dictionary<NameFinding, Verdict>
    {
        [NameFinding.NotBlocking] = Verdict.Review,
        [NameFinding.WeakAlias] = Verdict.Review,
        [NameFinding.OwnershipPossible] = Verdict.Review,
        [NameFinding.LikeName] = Verdict.Review,
        [NameFinding.FullNameSupported] = Verdict.Block,
    }.ToFrozenDictionary();

    // Attribution by somebody is no sanction. What the issuer itself or its chain has put under a category of these waits for a person; all others are shown.
    private static readonly FrozenDictionary<string, Verdict> labels = new Dictionary<string, Verdict>
    {
        ["frozen"] = Verdict.Review,
        ["denylist"] = Verdict.Review,
        ["stolen"] = Verdict.Review,
        ["ransomware"] = Verdict.Review,
        ["terrorist_financing"] = Verdict.Review,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a check that could not be made comes to.</summary>
    public static Verdict Of(string code, ScreeningPurpose purpose) => unmade[(code, purpose)];

    /// <summary>What a hit comes to: a party whose property is blocked blocks, any other is looked at.</summary>
    public static Verdict Of(AddressHit hit) => hit.Listed.Blocking ? Verdict.Block : Verdict.Review;

    /// <summary>What a name that was found comes to.</summary>
    public static Verdict Of(NameFinding finding) => names[finding];

    /// <summary>What a label comes to.</summary>
    public static Verdict OfLabel(string category) => labels.GetValueOrDefault(category, Verdict.Allow);

    /// <summary>From which score on a name is a hit.</summary>
    public static float ThresholdOf(NamePolicy policy, ScreeningPurpose purpose) => purpose == ScreeningPurpose.Onboarding ? policy.Thresholds.Onboarding : policy.Thresholds.MintRedeem;

    /// <summary>What was found, of one entry.</summary>
    /// <param name="listed">The entry.</param>
    /// <param name="isWeak">Whether the name that was found is a weak alias.</param>
    /// <param name="isStrongFullName">Whether a name that is not weak is the same word for word.</param>
    /// <param name="evidence">Beyond the name.</param>
    public static NameFinding Find(ListedIdentity? listed, bool isWeak, bool isStrongFullName, IReadOnlyList<Qualifier> evidence) => listed switch
    {
        { Ownership.Finding: Lists.OwnershipFinding.Review, Blocking: false } => NameFinding.OwnershipPossible,
        null or { Blocking: false } => NameFinding.NotBlocking,
        _ when isStrongFullName && evidence.Any(one => one is Qualifier.SameBirthDate or Qualifier.SameIdentifier) => NameFinding.FullNameSupported,
        _ when isWeak && !isStrongFullName => NameFinding.WeakAlias,
        _ => NameFinding.LikeName,
    };

    /// <summary>What a hit comes to once people have looked at it: their word counts, and only a false positive lets go on.</summary>
    /// <param name="found">What it came to by itself.</param>
    /// <param name="standing">What they said.</param>
    /// <param name="blocking">Whether property of one of its entries is blocked: a list that blocks nothing is never a freeze.</param>
    public static Verdict After(Verdict found, HitStanding standing, bool blocking) => standing switch
    {
        HitStanding.FalsePositive => Verdict.Allow,
        HitStanding.TrueMatch => blocking ? Verdict.Block : Verdict.Review,
        HitStanding.Open or HitStanding.Inconclusive => found > Verdict.Review ? found : Verdict.Review,
        _ => found,
    };
}
