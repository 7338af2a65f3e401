using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Cases;

/// <summary>The queue of cases: gravest and soonest due first; what is looked for stands in the address.</summary>
public sealed partial class CasesPage : ListingPage<CaseFile>
{
    private IReadOnlyList<PersonName> people = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required CaseStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PersonStore People { get; init; }

    /// <summary>Filter: open, escalated, awaitingapproval, closed, or all; without it, what is not closed.</summary>
    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    /// <summary>Filter: low, medium, high, critical.</summary>
    [SupplyParameterFromQuery]
    public string? Severity { get; set; }

    /// <summary>Filter: me, nobody, or a user id.</summary>
    [SupplyParameterFromQuery]
    public string? Assignee { get; set; }

    /// <summary>Filter: only what should have been closed by now.</summary>
    [SupplyParameterFromQuery]
    public bool Overdue { get; set; }

    private bool IsFiltered => Status is not null || Severity is not null || Assignee is not null || Overdue;

    /// <inheritdoc/>
    protected override async Task<Page<CaseFile>> FindAsync(int offset, int limit)
    {
        people = await People.WhoMayWorkCasesAsync(Actor, Leaving);
        var filter = new CaseFilter(
            Status: Enum.TryParse<CaseStatus>(Status, ignoreCase: true, out var status) ? status : null,
            Severity: Enum.TryParse<Severity>(Severity, ignoreCase: true, out var severity) ? severity : null,
            AssignedTo: Guid.TryParse(Assignee == "me" ? Actor.Id : Assignee, out var assignee) ? assignee : null,
            Unassigned: Assignee == "nobody",
            Overdue: Overdue,
            Closed: Status == "all");
        return await Store.QueueAsync(Actor, filter, offset, limit, Leaving);
    }
}
