using System.Globalization;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Ui.Hits;

/// <summary>Words of hits, for whoever decides on them.</summary>
public static class HitWords
{
    /// <summary>What kind of subject.</summary>
    public static string About(HitSubjectKind kind) => kind switch
    {
        HitSubjectKind.Party => "Registered parties",
        HitSubjectKind.Address => "Addresses",
        _ => "Names that were asked about",
    };

    /// <summary>A score as it is written everywhere: <c>0.97</c>. It is rounded down, so that none looks like reaching a threshold that it does not.</summary>
    public static string Score(float score) => (MathF.Floor(score * 100) / 100).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Signed points: <c>+1.20</c>, <c>−0.35</c>.</summary>
    public static string Points(double points) => points.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>By what a hit was found, in words.</summary>
    public static string FoundBy(string foundBy) => foundBy.Split(':')[0] switch
    {
        "screening" => "when a program asked before money moved",
        "rescreening" => "when a list had changed",
        "parties" => "when the party had been registered or changed",
        "expired" => "when an earlier decision had expired",
        _ => $"by {foundBy}",
    };

    /// <summary>What follows from a decision.</summary>
    public static string Meaning(HitState state) => state switch
    {
        HitState.TrueMatch => "The subject is the listed party: it is held from now on, property is to be blocked or rejected and reported within 10 business days (31 CFR 501.603, 501.604).",
        HitState.FalsePositive => "The subject is somebody else. This is remembered until the party or the entry changes, at most for the time that the policy gives.",
        HitState.Inconclusive => "What is known does not tell. The subject stays held; ask for a passport, a date of birth, a register extract.",
        _ => "The entry has left its list and nothing else holds the subject: what was blocked is released. It takes a second person, always.",
    };

    /// <summary>What may be decided on a hit now.</summary>
    public static IReadOnlyList<HitState> Choices(Hit hit) => hit switch
    {
        { Pending: not null } => [],
        { NeedsReleaseReview: true } => [HitState.Released],
        { State: HitState.Open } => [HitState.TrueMatch, HitState.FalsePositive, HitState.Inconclusive],
        { State: HitState.Inconclusive } => [HitState.TrueMatch, HitState.FalsePositive],
        _ => [],
    };
}
