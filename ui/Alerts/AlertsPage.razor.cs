using Microsoft.AspNetCore.Components;
using Usd1Compliance.Cases;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Alerts;

/// <summary>Every alert, newest first, page by page; what is looked for stands in the address.</summary>
public sealed partial class AlertsPage : ListingPage<Alert>
{
    private IReadOnlyDictionary<long, long> caseOf = new Dictionary<long, long>();

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AlertStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required CaseStore CaseFiles { get; init; }

    /// <summary>Filter: low, medium, high, critical.</summary>
    [SupplyParameterFromQuery]
    public string? Severity { get; set; }

    /// <summary>Filter: a rule's id.</summary>
    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    /// <summary>Filter: the subject, in any spelling.</summary>
    [SupplyParameterFromQuery]
    public string? Address { get; set; }

    /// <summary>Filter: first day, <c>2026-11-22</c>.</summary>
    [SupplyParameterFromQuery]
    public string? From { get; set; }

    /// <summary>Filter: last day.</summary>
    [SupplyParameterFromQuery]
    public string? To { get; set; }

    /// <summary>Filter: yes for alerts whose transfer the chain took back, no for the others.</summary>
    [SupplyParameterFromQuery]
    public string? Retracted { get; set; }

    private AlertQuery Query => new(Severity, Rule, Address, From, To, Retracted);

    private string ExportLink => Navigation.GetUriWithQueryParameters("/alerts/export", new Dictionary<string, object?> { ["severity"] = Severity, ["rule"] = Rule, ["address"] = Address, ["from"] = From, ["to"] = To, ["retracted"] = Retracted });

    /// <inheritdoc/>
    protected override async Task<Page<Alert>> FindAsync(int offset, int limit)
    {
        if (Query.Read() is not { } filter)
        {
            return new Page<Alert>([], 0);
        }

        var found = await Store.QueueAsync(Actor, filter, offset, limit, Leaving);
        caseOf = await CaseFiles.OfAlertsAsync(Actor, [.. found.Rows.Select(alert => alert.AlertId)], Leaving);
        return found;
    }
}
