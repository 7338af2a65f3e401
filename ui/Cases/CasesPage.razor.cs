using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Cases;

/// <summary>The queue of cases: gravest and soonest due first; what is looked for stands in the address.</summary>
public sealed partial class CasesPage : LivePage
{
    private const int size = 50;

    private Page<CaseFile>? found;
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

    /// <summary>Which page, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? At { get; set; }

    private int PageNumber => Math.Max(1, At ?? 1);

    private bool IsFiltered => Status is not null || Severity is not null || Assignee is not null || Overdue;

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        people = await People.WhoMayWorkCasesAsync(Actor, Leaving);
        var filter = new CaseFilter(
            Status: Enum.TryParse<CaseStatus>(Status, ignoreCase: true, out var status) ? status : null,
            Severity: Enum.TryParse<Severity>(Severity, ignoreCase: true, out var severity) ? severity : null,
            AssignedTo: Guid.TryParse(Assignee == "me" ? Actor.Id : Assignee, out var assignee) ? assignee : null,
            Unassigned: Assignee == "nobody",
            Overdue: Overdue,
            Closed: Status == "all");
        found = await Store.QueueAsync(Actor, filter, (PageNumber - 1) * size, size, Leaving);
    }

    private void Narrow(string name, object? value) => Filter(new(name.ToLowerInvariant(), value), new("page", null));
}
