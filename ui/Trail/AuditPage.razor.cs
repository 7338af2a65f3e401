using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Shell;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Trail;

/// <summary>Every step that was taken, newest first, and the check of the chain that they make.</summary>
public sealed partial class AuditPage : EnginePage
{
    private const int size = 50;

    private IReadOnlyList<AuditEntry> entries = [];
    private IReadOnlyList<string> kinds = [];
    private IReadOnlyList<AuditActorName> actors = [];
    private AuditQuery query = new(null, null, null, null, null);
    private long total;
    private AuditVerdict? verdict;
    private bool verifying;
    private long read;

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AuditTrail Entries { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required VerifyAudit Verification { get; init; }

    /// <summary>Filter: the kind of subject.</summary>
    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    /// <summary>Filter: which one of that kind.</summary>
    [SupplyParameterFromQuery]
    public string? Subject { get; set; }

    /// <summary>Filter: who acted, <c>Person:0190…</c>; an id and never a name, because addresses are kept by browsers and proxies.</summary>
    [SupplyParameterFromQuery(Name = "actor")]
    public string? By { get; set; }

    /// <summary>Filter: recorded at or after.</summary>
    [SupplyParameterFromQuery]
    public string? From { get; set; }

    /// <summary>Filter: recorded before; a day is meant whole.</summary>
    [SupplyParameterFromQuery]
    public string? To { get; set; }

    /// <summary>Only entries with a smaller number: the place of the page.</summary>
    [SupplyParameterFromQuery]
    public long? Before { get; set; }

    private bool IsCut => total > ExportDesk.MostRows;

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        query = new AuditQuery(Kind, Subject, By, From, To);
        kinds = await Entries.SubjectKindsAsync(Actor, Leaving);
        actors = await Entries.ActorsAsync(Actor, Leaving);
        var filter = query.Read();
        entries = filter is null ? [] : await Entries.ReadAsync(Actor, filter, Before, size, Leaving);
        total = filter is null ? 0 : await Entries.CountAsync(Actor, filter, Leaving);
    }

    private void Narrow(string name, object? value) => Filter(new(name.ToLowerInvariant(), value), new("before", null));

    // Another kind has other ids.
    private void NarrowKind(object? value) => Filter(new("kind", value), new("subject", null), new("before", null));

    private string ExportLink(ExportFormat format) => Navigation.GetUriWithQueryParameters("/audit/export", new Dictionary<string, object?>
    {
        ["format"] = format.ToString().ToLowerInvariant(), ["kind"] = Kind, ["subject"] = Subject, ["actor"] = By, ["from"] = From, ["to"] = To,
    });

    // What stands in the address is shown as chosen, also where the trail has none of it.
    private static IEnumerable<string> Known(IReadOnlyList<string> kinds, string? chosen) => chosen is null || kinds.Contains(chosen) ? kinds : kinds.Append(chosen);

    // The browser's field knows one form; a day of the address is shown by its bounds.
    private static string? Local(string? text, bool endOfDay) =>
        Moments.TryRead(text, endOfDay, out var moment) ? moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture) : null;

    private async Task VerifyAsync()
    {
        Actor.Demand(Right.ReadAudit);
        (verifying, read, verdict) = (true, 0, null);
        StateHasChanged();
        try
        {
            verdict = await Verification.CheckAsync(null, new Progress<long>(Show), Leaving);
        }
        finally
        {
            verifying = false;
        }
    }

    private void Show(long soFar) => _ = InvokeAsync(() =>
    {
        read = soFar;
        StateHasChanged();
    });
}
