namespace Usd1Compliance.Audit;

/// <summary>What a person is here for. A person may hold several; four eyes looks at persons, never at roles.</summary>
public enum Role
{
    /// <summary>Manages users, roles and API keys; sees no case unless another role says so.</summary>
    Administrator,

    /// <summary>Works alerts and cases: assigns, notes, escalates, proposes a disposition.</summary>
    Analyst,

    /// <summary>What an analyst may, and approves or refuses what an analyst proposed.</summary>
    Supervisor,

    /// <summary>What a supervisor may, and approves lists and rule packs: the BSA/AML officer of 31 CFR 1022.210(d)(2).</summary>
    ComplianceOfficer,

    /// <summary>Writes, tests and proposes rule packs; may not approve one.</summary>
    RuleAuthor,

    /// <summary>Reads everything, the audit trail too, and changes nothing.</summary>
    Auditor,
}
