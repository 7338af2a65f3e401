using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
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
            options.ExpireTimeSpan = TimeSpan.FromHours(10);     // a working day
            options.SlidingExpiration = false;
            options.Events.OnValidatePrincipal = EndIfItStandsNoMoreAsync;
        });
        services.AddAuthorization();
        if (openId is not null)
        {
            services.AddSingleton(openId);
            authentication.AddOpenIdConnect(options => Configure(options, openId));
        }
    }

    /// <summary>Maps what is no page: signing out, and the way to the issuer and back.</summary>
    public static void MapSessions(this WebApplication app)
    {
        app.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
        if (app.Services.GetService<OpenIdSettings>() is not null)
        {
            // A link and not a form: form-action of the content policy would stop the way to another host.
            app.MapGet("/sign-in/openid", () => TypedResults.Challenge(new AuthenticationProperties { RedirectUri = "/sign-in/arrived" }, [OpenIdConnectDefaults.AuthenticationScheme])).AllowAnonymous();
        }
    }

    // Only where a session is asked for: style sheets and scripts need no look into the database.
    private static async Task EndIfItStandsNoMoreAsync(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
        {
            return;
        }

        var signIn = context.HttpContext.RequestServices.GetRequiredService<SignIn>();
        if (await signIn.ResumeAsync(context.Principal, context.HttpContext.RequestAborted) is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SignIn signIn, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return TypedResults.LocalRedirect("/account");
        }

        if (await signIn.ResumeAsync(http.User, cancellationToken) is { } person)
        {
            await signIn.SignOutAsync(person.Actor, cancellationToken);
        }

        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.LocalRedirect("/sign-in");
    }

    private static void Configure(OpenIdConnectOptions options, OpenIdSettings settings)
    {
        options.Authority = settings.Authority.ToString();
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ClientSecret;
        options.RequireHttpsMetadata = settings.Authority.Scheme == Uri.UriSchemeHttps;
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;      // so that Lax cookies come back with the answer
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.Scope.Add("profile");
        options.Events.OnTokenValidated = LetInAsync;
        options.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect("/sign-in?refused=openid_failed");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    private static async Task LetInAsync(TokenValidatedContext context)
    {
        var token = context.Principal!;
        var signIn = context.HttpContext.RequestServices.GetRequiredService<SignIn>();
        var subject = token.FindFirstValue("sub") ?? "";
        var answer = await signIn.WithExternalAsync(new ExternalSubject(context.SecurityToken.Issuer, subject), token.FindFirstValue("preferred_username") ?? token.FindFirstValue("email") ?? subject,
            token.FindFirstValue("name") ?? subject, null, context.HttpContext.RequestAborted);
        if (answer is SignInAnswer.Welcome welcome)
        {
            context.Principal = SessionCookie.PrincipalOf(welcome.SignedIn.Person);
        }
        else
        {
            context.Response.Redirect($"/sign-in?refused={(answer as SignInAnswer.Refused)?.Refusal.Code ?? "sign_in_refused"}");
            context.HandleResponse();
        }
    }
}
