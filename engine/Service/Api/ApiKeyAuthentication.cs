using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Service.Api;

/// <summary>Reads <c>Authorization: Bearer usd1_…</c> and tells the request which API client asks. What it may do is decided by the engine.</summary>
internal sealed class ApiKeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "ApiKey";
    private const string bearer = "Bearer ";

    private Refusal refusal = new("key_missing", "Send an API key as 'Authorization: Bearer usd1_…'. An administrator issues one with `usd1 keys create`.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        return (await keys.CheckAsync(header[bearer.Length..].Trim(), Context.RequestAborted)).Match(Admit, Refuse);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Problem.Of(refusal).ExecuteAsync(Context);
    }

    private AuthenticateResult Admit(Actor actor)
    {
        Context.Features.Set(actor);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, actor.Id)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private AuthenticateResult Refuse(Refusal why)
    {
        refusal = why;
        return AuthenticateResult.Fail(why.Code);
    }
}
