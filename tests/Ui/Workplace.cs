using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui;

namespace Usd1Compliance.Tests.Ui;

/// <summary>The people's door on a database of its own, with one person for each role, and what they see: real hosts, a real browser.</summary>
public sealed class Workplace(TestCluster cluster, Browser browser) : IAsyncLifetime
{
    /// <summary>What everybody's password is here.</summary>
    public const string Password = "correct horse battery staple";

    private readonly string folder = Directory.CreateTempSubdirectory("usd1-ui-").FullName;
    private NpgsqlDataSource? asUi;
    private readonly List<IBrowserContext> windows = [];
    private WebApplication? host;

    /// <summary>Settings of the host besides its own: <c>--USD1_OIDC_AUTHORITY=…</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The host's clock; the machine's where null.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>The database, as its owner.</summary>
    public TestDatabase Database { get; private set; } = null!;

    /// <summary>What the host keeps outside the database.</summary>
    public string DataFolder => folder;

    /// <summary>Where the pages are.</summary>
    public Uri Origin { get; private set; } = null!;

    /// <summary>The engine's parts as the host has them.</summary>
    public IServiceProvider Services => host!.Services;

    /// <summary>Requests that left this machine, over all windows: there must be none.</summary>
    public List<string> RequestsElsewhere { get; } = [];

    /// <summary>What the browsers complained of: refused by the content policy, not found, thrown.</summary>
    public List<string> Complaints { get; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await cluster.CreateAsync(Stop);
        asUi = await Database.AsProcessAsync("ui", Stop);
        var key = Path.Combine(folder, "key");
        await File.WriteAllBytesAsync(key, new byte[32], Stop);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Environment.SetEnvironmentVariable(SecretProtection.Variable, key);
        host = UiHost.Create(asUi, ["--urls", "http://127.0.0.1:0", $"--{UiHost.DataVariable}={folder}", "--Logging:LogLevel:Default=Warning", .. Settings], Clock);
        await host.StartAsync(Stop);
        Origin = new Uri(host.Urls.Single());
        foreach (var role in Enum.GetValues<Role>())
        {
            await AddPersonAsync(UserNameOf(role), role);
        }
    }

    /// <summary>The user name of the person who holds just this role.</summary>
    public static string UserNameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>A person whose one-time password is changed already.</summary>
    public async Task<Person> AddPersonAsync(string userName, params Role[] roles)
    {
        var made = await CreateAsync(userName, roles);
        var signIn = Services.GetRequiredService<SignIn>();
        var first = Assert.IsType<SignInAnswer.Welcome>(await signIn.WithPasswordAsync(userName, made.Password, null, Stop));
        return Assert.IsType<Outcome<SignedIn>.Done>(await signIn.ChangePasswordAsync(first.SignedIn.Actor, made.Password, Password, Stop)).Value.Person;
    }

    /// <summary>A person with a one-time password.</summary>
    public async Task<OneTimePassword> CreateAsync(string userName, params Role[] roles) =>
        Assert.IsType<Outcome<OneTimePassword>.Done>(await Services.GetRequiredService<ManagePeople>().CreateAsync(Actor.Operator("tests"), userName, char.ToUpperInvariant(userName[0]) + userName[1..], roles, Stop)).Value;

    /// <summary>A person as an actor, for what a test does beside the browser.</summary>
    public async Task<Actor> ActorOfAsync(string userName) =>
        Assert.IsType<SignInAnswer.Welcome>(await Services.GetRequiredService<SignIn>().WithPasswordAsync(userName, Password, null, Stop)).SignedIn.Actor;

    /// <summary>A window in which nobody is signed in.</summary>
    public async Task<IPage> OpenAsync(ColorScheme scheme = ColorScheme.Light)
    {
        var window = await browser.OpenAsync(Origin.ToString(), scheme);
        windows.Add(window);
        var page = await window.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { IsLoopback: false, Scheme: not ("data" or "blob" or "about") })
            {
                RequestsElsewhere.Add(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
        return page;
    }

    /// <summary>A window in which somebody has signed in by the form, and sees the overview.</summary>
    public async Task<IPage> OpenAsAsync(string userName, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await OpenAsync(scheme);
        await page.GotoAsync("/sign-in");
        await FillSignInAsync(page, userName, Password);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Exact = true })).ToBeVisibleAsync();
        return page;
    }

    /// <summary>A window of the person who holds just this role.</summary>
    public Task<IPage> OpenAsAsync(Role role, ColorScheme scheme = ColorScheme.Light) => OpenAsAsync(UserNameOf(role), scheme);

    /// <summary>Types name and password and sends them.</summary>
    public static async Task FillSignInAsync(IPage page, string userName, string password)
    {
        await page.GetByLabel("User name").FillAsync(userName);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in windows)
        {
            await window.CloseAsync();
        }

        if (host is not null)
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }

        if (asUi is not null)
        {
            await asUi.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
