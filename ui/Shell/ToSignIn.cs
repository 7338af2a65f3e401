using Microsoft.AspNetCore.Components;

namespace Usd1Compliance.Ui.Shell;

/// <summary>Leads to the sign-in page, and back to here afterwards.</summary>
public sealed class ToSignIn : ComponentBase
{
    /// <summary>Of the circuit.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <inheritdoc/>
    protected override void OnInitialized() =>
        Navigation.NavigateTo($"/sign-in?returnTo={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}", forceLoad: true);
}
