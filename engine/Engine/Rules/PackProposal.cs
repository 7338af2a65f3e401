namespace Usd1Compliance.Rules;

/// <summary>How a proposed pack stands.</summary>
public enum PackProposalState
{
    /// <summary>A second person decides.</summary>
    Waiting,

    /// <summary>Another pack came in force before anybody decided: it has to be proposed again, against that one.</summary>
    Overtaken,

    /// <summary>A second person approved it, and it came in force.</summary>
    Approved,

    /// <summary>It was not wanted, by a second person or by who proposed it.</summary>
    Refused,
}

/// <summary>A pack that one person proposed, and what another made of it.</summary>
/// <param name="Id">Ascending.</param>
/// <param name="Sha256">Of the pack.</param>
/// <param name="Rules">How many rules it holds.</param>
/// <param name="Tests">How many unit tests beside the rules passed when it was proposed; 0 on a return to an earlier pack.</param>
/// <param name="ReturnsTo">The earlier pack that it goes back to; null for one from a folder.</param>
/// <param name="Replaces">The pack in force when it was proposed.</param>
/// <param name="Difference">What it changes against that one.</param>
/// <param name="Reason">Why, in the words of who proposed it.</param>
/// <param name="ProposedById">His user id.</param>
/// <param name="ProposedBy">His name.</param>
/// <param name="ProposedAt">UTC.</param>
/// <param name="State">How it stands.</param>
/// <param name="Decision">Who approved or refused it; null before.</param>
public sealed record PackProposal(long Id, byte[] Sha256, int Rules, int Tests, long? ReturnsTo, long Replaces, PackDifference Difference, string Reason, string ProposedById, string ProposedBy,
    DateTimeOffset ProposedAt, PackProposalState State, PackDecision? Decision);

/// <summary>The end of a proposal.</summary>
/// <param name="ById">The user id of who decided.</param>
/// <param name="By">His name.</param>
/// <param name="At">UTC.</param>
/// <param name="Reason">Why, in his words.</param>
/// <param name="PackId">The pack as which it came in force; null where it was refused.</param>
public sealed record PackDecision(string ById, string By, DateTimeOffset At, string Reason, long? PackId);
