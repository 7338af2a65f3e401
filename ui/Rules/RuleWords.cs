using System.Globalization;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Ui.Rules;

/// <summary>Rules, packs and proposals in the words of the pages.</summary>
public static class RuleWords
{
    /// <summary>A member of an enumeration in lower case.</summary>
    public static string Lower<TEnum>(TEnum value) where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The value of a parameter.</summary>
    public static string Value(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    /// <summary>A hash by its beginning.</summary>
    public static string Beginning(byte[] sha256) => $"{Convert.ToHexStringLower(sha256)[..12]}…";

    /// <summary>How a pack came in force.</summary>
    public static string How(PackRecord pack) => pack switch
    {
        { ShippedWith: { } version } => $"first start, shipped with version {Version(version)}",
        { Proposal: { } agreed } => $"proposed by {agreed.ProposedBy}, approved by {agreed.Decision?.By ?? "nobody"}",
        _ => $"put there by {pack.LoadedBy}, before two people were asked for",
    };

    /// <summary>A version without the commit behind it.</summary>
    public static string Version(string version) => version.Split('+')[0];

    /// <summary>The mark of a proposal's state and its words.</summary>
    public static (string Mark, string Text) State(PackProposalState state) => state switch
    {
        PackProposalState.Waiting => ("mark attention", "waits for a second person"),
        PackProposalState.Overtaken => ("mark", "overtaken"),
        PackProposalState.Approved => ("mark good", "approved"),
        _ => ("mark bad", "refused"),
    };

    /// <summary>Where the rules that are proposed come from.</summary>
    public static string Origin(PackProposal proposal) => proposal.ReturnsTo is { } earlier ? $"a return to pack {earlier}" : $"from a folder, {proposal.Tests} unit tests passed";
}
