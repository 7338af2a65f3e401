using Usd1Compliance.Cases;

namespace Usd1Compliance.Ui.Cases;

/// <summary>What the words of a decision mean, for whoever takes it.</summary>
public static class CaseWords
{
    /// <summary>What follows from a disposition.</summary>
    public static string Meaning(Disposition disposition) => disposition switch
    {
        Disposition.TrueMatch => "The subject is the listed party: property is to be blocked or rejected and reported within 10 business days (31 CFR 501.603, 501.604).",
        Disposition.Suspicious => "A suspicious activity report is to be considered (31 CFR 1022.320).",
        Disposition.FalsePositive => "The subject is not the listed party, or the pattern is not what the rule took it for.",
        _ => "The finding is right, and nothing has to follow from it.",
    };
}
