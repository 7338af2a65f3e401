using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Usd1Compliance.Ui.Shell;

/// <summary>The HTML document. Pages that set or clear the session cookie are plain forms; all others live in a circuit.</summary>
public sealed partial class App : ComponentBase
{
    // Without prerendering: a page asks the database once, as the person that the circuit knows.
    private static readonly IComponentRenderMode inCircuit = new InteractiveServerRenderMode(prerender: false);

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private IComponentRenderMode? Mode => Http.AcceptsInteractiveRouting() ? inCircuit : null;
}
