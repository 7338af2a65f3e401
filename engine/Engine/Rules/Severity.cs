namespace Usd1Compliance.Rules;

/// <summary>How grave a finding is; written in lower case in packs and in the database.</summary>
public enum Severity
{
    /// <summary>Counts towards a score; nobody is called for it alone.</summary>
    Low,

    /// <summary>Looked at in its turn.</summary>
    Medium,

    /// <summary>Looked at today.</summary>
    High,

    /// <summary>Looked at now, and closed by two people.</summary>
    Critical,
}

/// <summary>
/// On which market a finding lies. A suspicious activity report is owed for the primary market (mint, redeem, the issuer's own
/// customers); to block, freeze and reject is owed on both (FinCEN/OFAC proposal of 2026-04-08).
/// </summary>
public enum Market
{
    /// <summary>Mint, redemption and the issuer's own customers.</summary>
    Primary,

    /// <summary>Transfers between others.</summary>
    Secondary,
}
