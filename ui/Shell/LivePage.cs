using Microsoft.AspNetCore.Components;

namespace Usd1Compliance.Ui.Shell;

/// <summary>A page that is read anew, in place, when alerts or cases change.</summary>
public abstract class LivePage : EnginePage
{
    /// <summary>Tells of changes.</summary>
    [Inject]
    public required LiveFindings Live { get; init; }

    /// <inheritdoc/>
    protected override void OnInitialized() => Live.Changed += Refresh;

    /// <inheritdoc/>
    protected override void OnLeft() => Live.Changed -= Refresh;

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        if (IsRead && !Busy && !Leaving.IsCancellationRequested)
        {
            await ReadAgainAsync();
            StateHasChanged();
        }
    });
}
