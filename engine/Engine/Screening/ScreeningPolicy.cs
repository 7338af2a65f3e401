using System.Collections.Frozen;

namespace Usd1Compliance.Screening;

/// <summary>What each finding, and each check that could not be made, comes to: the whole of it in one table. None is ever allow.</summary>
internal static class ScreeningPolicy
{
    public const string ListedAddress = "listed_address";
    public const string ListStale = "list_stale";
    public const string ListMissing = "list_missing";
    public const string IndexUnconfirmed = "index_unconfirmed";

    // Unscreened tokens must not be issued; what comes in waits for somebody, since to send it back is a decision too.
    private static readonly FrozenDictionary<(string Code, ScreeningPurpose Purpose), Verdict> table = new Dictionary<(string, ScreeningPurpose), Verdict>
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
    }.ToFrozenDictionary();

    /// <summary>What a check that could not be made comes to.</summary>
    public static Verdict Of(string code, ScreeningPurpose purpose) => table[(code, purpose)];

    /// <summary>What a hit comes to: a party whose property is blocked blocks, any other is looked at.</summary>
    public static Verdict Of(AddressHit hit) => hit.Listed.Blocking ? Verdict.Block : Verdict.Review;
}
