using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Usd1Compliance.Ui.Shell;

/// <summary>A modal dialog by the browser's own element: it keeps the focus inside, closes on Escape and gives the focus back.</summary>
public sealed partial class ModalDialog : ComponentBase
{
    private ElementReference element;

    /// <summary>Its heading and name.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What it holds; a way to close it is among that.</summary>
    [Parameter, EditorRequired]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>It was closed, by Escape too: take it out of the page.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    /// <summary>Of the circuit.</summary>
    [Inject]
    public required IJSRuntime Script { get; init; }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Script.InvokeVoidAsync("usd1.showModal", element);
        }
    }
}
