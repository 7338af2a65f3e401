using System.Globalization;

namespace Usd1Compliance.Screening.Names;

/// <summary>The policy on one page, in Markdown: <c>docs/screening-policy.md</c> is this and a test holds it so.</summary>
public static class PolicyPage
{
    /// <summary>The lines of the page.</summary>
    public static IEnumerable<string> Of(NamePolicy policy)
    {
        yield return "# How names are screened";
        yield return "";
        yield return "Written from `rules/screening/policy.json` by `./usd1 screening policy`; a test holds it current. Every screening carries the hash of the whole folder.";
        yield return "";
        yield return "Two names are cut into words, the words put into Latin letters and sounds, and each word set against at most one of the other side so that";
        yield return "as much as possible agrees. What agrees, differs and is left over is measured by the features below. Each feature times its weight is points";
        yield return "(logits); the sum from the bias on, as a probability, is the score. A person's name and any other have weights of their own.";
        yield return "";
        yield return $"Version {policy.Version}. Calibrated on {policy.Calibrated}. Bias: {Text(policy.PersonBias)} for persons, {Text(policy.OtherBias)} for others.";
        yield return "";
        yield return "| feature | person | other | bound | why |";
        yield return "|---|---|---|---|---|";
        foreach (var line in policy.Lines)
        {
            yield return $"| {line.Feature} | {Text(line.Person)} | {Text(line.Other)} | ±{Text(line.Bound)} | {line.Why} |";
        }

        yield return "";
        yield return "## Beyond the name";
        yield return "";
        yield return "Points are added to the name's. Where every word of two names is the same, evidence against lowers the place in the queue and never the hit:";
        yield return "the score stays at or above every threshold that the name alone reached.";
        yield return "";
        yield return "| evidence | points | why |";
        yield return "|---|---|---|";
        foreach (var line in policy.Qualifiers)
        {
            yield return $"| {line.Evidence} | {Text(line.Points)} | {line.Why} |";
        }

        yield return "";
        yield return "## Thresholds";
        yield return "";
        yield return "| use | a hit from |";
        yield return "|---|---|";
        yield return $"| onboarding | {Text(policy.Thresholds.Onboarding)} |";
        yield return $"| mint and redeem | {Text(policy.Thresholds.MintRedeem)} |";
        yield return $"| transfer | {Text(policy.Thresholds.Transfer)} |";
        yield return "";
        yield return $"An alias that its list calls weak scores no more than {Text(policy.WeakAliasAtMost)} unless every word of it is matched (OFAC FAQ 124), and is marked weak.";
    }

    private static string Text(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
