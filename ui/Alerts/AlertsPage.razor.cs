using System.Globalization;
using Microsoft.AspNetCore.Components;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Alerts;

/// <summary>Every alert, newest first, page by page; what is looked for stands in the address.</summary>
public sealed partial class AlertsPage : LivePage
{
    private const int size = 50;

    private Page<Alert>? found;
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

    /// <summary>Which page, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? At { get; set; }

    private int PageNumber => Math.Max(1, At ?? 1);

    private bool IsFiltered => Severity is not null || Rule is not null || Address is not null || From is not null || To is not null;

    private bool AddressIsUnreadable => Address is not null && !AddressText.TryRead(Address.Trim(), out _);

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        if (AddressIsUnreadable)
        {
            found = new Page<Alert>([], 0);
            return;
        }

        var filter = new AlertFilter(Enum.TryParse<Severity>(Severity, ignoreCase: true, out var severity) ? severity : null, Rule, null,
            Address is not null && AddressText.TryRead(Address.Trim(), out var subject) ? subject : null, DayOf(From), DayOf(To)?.AddDays(1));
        found = await Store.QueueAsync(Actor, filter, (PageNumber - 1) * size, size, Leaving);
        caseOf = await CaseFiles.OfAlertsAsync(Actor, [.. found.Rows.Select(alert => alert.AlertId)], Leaving);
    }

    private void Narrow(string name, object? value) => Filter(new(name.ToLowerInvariant(), value), new("page", null));

    private static DateTimeOffset? DayOf(string? day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
