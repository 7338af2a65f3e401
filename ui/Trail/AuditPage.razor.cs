using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Trail;

/// <summary>Every step that was taken, newest first, and the check of the chain that they make.</summary>
public sealed partial class AuditPage : EnginePage
{
    private const int size = 50;

    private IReadOnlyList<AuditEntry> entries = [];
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

    /// <summary>Only entries with a smaller number: the place of the page.</summary>
    [SupplyParameterFromQuery]
    public long? Before { get; set; }

    /// <inheritdoc/>
    protected override async Task ReadAsync() =>
        entries = await Entries.ReadAsync(Actor, Kind is not null && Subject is not null ? new AuditSubject(Kind, Subject) : null, Before, size, Leaving);

    private void Narrow(string name, object? value) => Filter(new(name.ToLowerInvariant(), value), new("before", null));

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
