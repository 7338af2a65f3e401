using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Usd1Compliance.Ui.Shell;

/// <summary>What stands around every page: search, menu, notices.</summary>
public sealed partial class MainLayout : LayoutComponentBase, IDisposable
{
    private ErrorBoundary? boundary;
    private string? sought;

    /// <summary>Of the circuit.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>What is announced.</summary>
    [Inject]
    public required Notices Notices { get; init; }

    private string SkipTo => $"{Navigation.Uri.Split('#')[0]}#main";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Notices.Changed += Redraw;
        Navigation.LocationChanged += OnPageChanged;
    }

    private void SearchAsync()
    {
        if (SearchTarget.Of(sought) is { } page)
        {
            sought = null;
            Navigation.NavigateTo(page);
        }
        else
        {
            Notices.Say(new Notice(NoticeKind.Refused, $"“{sought}” is not an address, a case number (case 12) or a transfer (3-1042).", "search_unreadable"));
        }
    }

    // A notice belongs to the page on which it was said.
    private void OnPageChanged(object? sender, LocationChangedEventArgs change)
    {
        boundary?.Recover();
        Notices.Clear();
    }

    private void Redraw() => _ = InvokeAsync(StateHasChanged);

    /// <inheritdoc/>
    public void Dispose()
    {
        Notices.Changed -= Redraw;
        Navigation.LocationChanged -= OnPageChanged;
    }
}
