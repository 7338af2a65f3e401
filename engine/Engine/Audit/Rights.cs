using System.Collections.Frozen;

namespace Usd1Compliance.Audit;

/// <summary>Which role holds which right: the whole of it, in one table. Nothing else in the product grants anything.</summary>
public static class Rights
{
    private static readonly FrozenDictionary<Role, FrozenSet<Right>> byRole = new Dictionary<Role, FrozenSet<Right>>
    {
        [Role.Administrator] = [Right.ManagePeople, Right.ManageSources, Right.ReadRules],
        [Role.Analyst] = [Right.ReadCases, Right.WorkCases, Right.ReadRules],
        [Role.Supervisor] = [Right.ReadCases, Right.WorkCases, Right.ApproveDispositions, Right.ReadRules],
        [Role.ComplianceOfficer] = [Right.ReadCases, Right.WorkCases, Right.ApproveDispositions, Right.ReadRules, Right.ManageLists, Right.ProposeRules, Right.ManageRules, Right.ManageParties, Right.ReadAudit],
        [Role.RuleAuthor] = [Right.ReadRules, Right.ProposeRules],
        [Role.Auditor] = [Right.ReadCases, Right.ReadRules, Right.ReadAudit],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>What a role may do.</summary>
    public static FrozenSet<Right> Of(Role role) => byRole[role];
}
