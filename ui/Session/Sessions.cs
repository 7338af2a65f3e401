using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>How a session begins, stands and ends over HTTP.</summary>
public static class Sessions
{
    /// <summary>Adds the cookie, and the issuer where one is configured.</summary>
    public static void AddSessions(this IServiceCollection services, OpenIdSettings? openId)
    {
        var authentication = services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "usd1-session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnTo";
            options.AccessDeniedPath = "/not-found";
            options.ExpireTimeSpan = SessionCookie.Lifetime;
            options.SlidingExpiration = false;
            options.Events.OnValidatePrincipal = EndIfItStandsNoMoreAsync;
        });
        services.AddAuthorization();
        if (openId is not null)
        {
            authentication.AddIssuer(openId);
        }
    }

    /// <summary>Maps what is no page: signing out, and the way to the issuer and back.</summary>
    public static void MapSessions(this WebApplication app)
    {
        app.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
        app.MapIssuer();
    }

    // Only where a session is asked for: style sheets and scripts need no look into the database.
    private static async Task EndIfItStandsNoMoreAsync(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
        {
            return;
        }

        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionCookie>();
        if (await sessions.ResumeAsync(context.Principal, context.HttpContext.RequestAborted) is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SessionCookie sessions, SignIn signIn, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return TypedResults.LocalRedirect("/account");
        }

        if (await sessions.ResumeAsync(http.User, cancellationToken) is { } person)
        {
            await signIn.SignOutAsync(person.Actor, cancellationToken);
        }

        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.LocalRedirect("/sign-in");
    }
}
