using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Usd1Compliance.Tests.Ui.Browser))]

namespace Usd1Compliance.Tests.Ui;

/// <summary>One chromium of the machine for all tests that need one, started by the first of them.</summary>
public sealed class Browser : IAsyncLifetime
{
    // The browser's own background work would be requests that no page made.
    private static readonly string[] arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    private readonly SemaphoreSlim starting = new(1, 1);
    private IPlaywright? playwright;
    private IBrowser? chromium;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A window of one's own: no cookie of another test.</summary>
    public async Task<IBrowserContext> OpenAsync(string origin, ColorScheme scheme = ColorScheme.Light) => await (await StartedAsync()).NewContextAsync(new BrowserNewContextOptions
    {
        BaseURL = origin,
        ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
        ColorScheme = scheme,
        Locale = "en-US",
    });

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
        {
            await chromium.DisposeAsync();
        }

        playwright?.Dispose();
        starting.Dispose();
    }

    private async Task<IBrowser> StartedAsync()
    {
        await starting.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return chromium ??= await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable(), Headless = true, Args = arguments });
        }
        finally
        {
            starting.Release();
        }
    }

    private static string Executable() => ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("No chromium was found. Run the tests by ./test ui, which installs it.");
}
