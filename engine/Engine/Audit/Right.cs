namespace Usd1Compliance.Audit;

/// <summary>One thing that an actor may or may not do. Commands ask for a right; <see cref="Rights"/> says which role holds it.</summary>
public enum Right
{
    /// <summary>See alerts, cases, transfers, addresses and lists.</summary>
    ReadCases,

    /// <summary>Assign, note and escalate a case, and propose its disposition.</summary>
    WorkCases,

    /// <summary>Approve or refuse a disposition that somebody else proposed.</summary>
    ApproveDispositions,

    /// <summary>See rule packs and their tests.</summary>
    ReadRules,

    /// <summary>Load a list version, or put one in force that stood in quarantine.</summary>
    ManageLists,

    /// <summary>Approve or refuse a rule pack that somebody else proposed.</summary>
    ManageRules,

    /// <summary>Add sources of transfers and retry what was refused.</summary>
    ManageSources,

    /// <summary>Create and lock users, give roles, issue and revoke API keys.</summary>
    ManagePeople,

    /// <summary>Read and verify the audit trail.</summary>
    ReadAudit,

    /// <summary>Call the screening API.</summary>
    Screen,

    /// <summary>Put, close and import parties: the issuer's customers and whoever stands behind them.</summary>
    ManageParties,

    /// <summary>Propose a rule pack, and take one's own proposal back.</summary>
    ProposeRules,
}
