using Microsoft.AspNetCore.Components;

namespace Usd1Compliance.Ui.Shell;

/// <summary>A page that is read anew, in place, when alerts or cases change.</summary>
public abstract class LivePage : EnginePage
{
    /// <summary>Tells of changes.</summary>
    [Inject]
    public required LiveFindings Live { get; init; }

    /// <summary>Whether this page follows them: one whose rows are dear to count, and change without them, does not.</summary>
    protected virtual bool Follows => true;

    /// <inheritdoc/>
    protected override void OnInitialized() => Live.Changed += Refresh;

    /// <inheritdoc/>
    protected override void OnLeft() => Live.Changed -= Refresh;

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        if (Follows && IsRead && !Busy && !Leaving.IsCancellationRequested)
        {
            await ReadAgainAsync();
            StateHasChanged();
        }
    });
}
