using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Npgsql;
using Radzen;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Cases;
using Usd1Compliance.Ui.Shell;
using Usd1Compliance.Ui.Session;

namespace Usd1Compliance.Ui;

/// <summary>The people's door as one process: Blazor pages that call the engine, and the sign-in that says for whom.</summary>
public static class UiHost
{
    /// <summary>Where the keys that protect cookies and forms are kept: a folder that only this process may read.</summary>
    public const string DataVariable = "USD1_DATA";

    /// <summary>A host that is ready to run.</summary>
    /// <param name="postgres">Open as the role of the UI.</param>
    /// <param name="args"><c>--urls http://127.0.0.1:5082</c>; a setting of the environment may stand here too: <c>--USD1_DATA=folder</c>.</param>
    /// <param name="clock">What tells its time; the machine where null.</param>
    /// <exception cref="InvalidOperationException">A setting is missing or contradicts another; the message says which and the mend.</exception>
    public static WebApplication Create(NpgsqlDataSource postgres, string[] args, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(UiHost).Assembly.GetName().Name });
        builder.WebHost.UseStaticWebAssets();
        AddServices(builder, postgres);
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        var app = builder.Build();
        // Asked for now: a key that is missing stops the process here with the mend, and not the first person at the door.
        app.Services.GetRequiredService<SecretProtection>();
        Compose(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder, NpgsqlDataSource postgres)
    {
        var services = builder.Services;
        var data = builder.Configuration[DataVariable] is { Length: > 0 } folder
            ? folder
            : throw new InvalidOperationException($"{DataVariable} is not set. Set it to a folder that only this process may read: the keys of the sign-in cookies are kept there. ./run sets it.");
        services.AddEngine(postgres);
        services.AddDataProtection().SetApplicationName("usd1-ui").PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(data, "ui-keys")));
        services.AddSingleton<SealedKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => provider.GetRequiredService<SealedKeys>());
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();
        services.AddHttpContextAccessor();
        services.AddCascadingAuthenticationState();
        services.AddSingleton<SessionCookie>();
        services.AddScoped<AuthenticationStateProvider, SessionWatch>();
        services.AddScoped<SignedInPerson>();
        services.AddScoped<Notices>();
        services.AddSingleton<LiveFindings>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveFindings>());
        services.AddAntiforgery(options => options.Cookie.SameSite = SameSiteMode.Strict);
        services.AddSessions(OpenIdSettings.Read(builder.Configuration));
    }

    private static void Compose(WebApplication app)
    {
        app.UseExceptionHandler("/failed", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(SecurityHeaders.AddAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapGet("/health", async (NpgsqlDataSource database, CancellationToken cancellationToken) =>
        {
            await database.Command("SELECT 1").RunAsync(cancellationToken);
            return TypedResults.Ok(new { status = "healthy" });
        });
        app.MapStaticAssets();
        app.MapSessions();
        app.MapCaseExport();
        app.MapExports();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
    }
}
