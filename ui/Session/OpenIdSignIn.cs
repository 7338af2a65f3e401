using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>The way to the issuer and back: authorization code with PKCE, an id token that is checked, and a person who is known here.</summary>
public static class OpenIdSignIn
{
    /// <summary>Adds the issuer.</summary>
    public static void AddIssuer(this AuthenticationBuilder authentication, OpenIdSettings settings)
    {
        authentication.Services.AddSingleton(settings);
        authentication.AddOpenIdConnect(options => Configure(options, settings));
    }

    /// <summary>Maps the way there, where an issuer is configured.</summary>
    public static void MapIssuer(this WebApplication app)
    {
        if (app.Services.GetService<OpenIdSettings>() is not null)
        {
            // A link and not a form: form-action of the content policy would stop the way to another host.
            app.MapGet("/sign-in/openid", () => TypedResults.Challenge(new AuthenticationProperties { RedirectUri = "/sign-in/arrived" }, [OpenIdConnectDefaults.AuthenticationScheme])).AllowAnonymous();
        }
    }

    /// <summary>What the issuer calls itself in its tokens, to the letter: its address may be spelled otherwise.</summary>
    /// <exception cref="InvalidOperationException">The issuer does not answer.</exception>
    public static async Task<string> IssuerNameAsync(this IOptionsMonitor<OpenIdConnectOptions> options, CancellationToken cancellationToken) =>
        (await options.Get(OpenIdConnectDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(cancellationToken)).Issuer;

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
        options.Events.OnRemoteFailure = RefuseAsync;
    }

    private static async Task LetInAsync(TokenValidatedContext context)
    {
        // The specification lets a token that comes straight from the issuer go unsigned, and the framework with it. Here the signature is what is relied on.
        if (string.IsNullOrEmpty(context.SecurityToken.RawSignature))
        {
            context.Fail(new SecurityTokenInvalidSignatureException("The id token is not signed."));
            return;
        }

        var token = context.Principal!;
        var services = context.HttpContext.RequestServices;
        var subject = token.FindFirst("sub")?.Value ?? "";
        var answer = await services.GetRequiredService<SignIn>().WithExternalAsync(new ExternalSubject(context.SecurityToken.Issuer, subject),
            token.FindFirst("preferred_username")?.Value ?? token.FindFirst("email")?.Value ?? subject, token.FindFirst("name")?.Value ?? subject,
            services.GetRequiredService<OpenIdSettings>().Roles?.Of(token), context.HttpContext.RequestAborted);
        if (answer is SignInAnswer.Welcome welcome)
        {
            context.Principal = services.GetRequiredService<SessionCookie>().PrincipalOf(welcome.SignedIn.Person);
        }
        else
        {
            context.Response.Redirect($"/sign-in?refused={(answer as SignInAnswer.Refused)?.Refusal.Code ?? "sign_in_refused"}");
            context.HandleResponse();
        }
    }

    // Audited where the issuer's own answer did not hold. What a stranger can send without an issuer leaves no entry: he could fill the trail.
    private static async Task RefuseAsync(RemoteFailureContext context)
    {
        var code = OpenIdFaults.CodeOf(context.Failure);
        if (code != "openid_failed")
        {
            var services = context.HttpContext.RequestServices;
            await services.GetRequiredService<SignIn>().RefuseExternalAsync(services.GetRequiredService<OpenIdSettings>().Authority.ToString(), code, context.HttpContext.RequestAborted);
        }

        context.Response.Redirect($"/sign-in?refused={code}");
        context.HandleResponse();
    }
}
