using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Usd1Compliance.Tests.Ui;

/// <summary>What is wrong with the next token of the issuer.</summary>
public enum TokenFault
{
    None,
    WrongNonce,
    WrongIssuer,
    WrongAudience,
    Expired,
    UnknownKey,
    NotSigned,
    WithoutSubject,
}

/// <summary>
/// An OpenID Connect issuer in this process: discovery document, published keys, an authorize endpoint that asks nobody anything, and a
/// token endpoint that checks code, client, secret, redirect and PKCE and signs RS256.
/// </summary>
public sealed class TestIssuer : IAsyncDisposable
{
    public const string ClientId = "usd1";
    public const string ClientSecret = "for tests only";

    private readonly RSA rsa = RSA.Create(2048);
    private readonly RSA strangers = RSA.Create(2048);
    private readonly Dictionary<string, Asked> codes = [];
    private WebApplication? host;

    /// <summary>Its address and name. By host name, so that a way from here to the pages crosses from one site to another, as in life.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Who signs in next, at the issuer's own key.</summary>
    public string Subject { get; set; } = "248289761001";

    /// <summary>Values of the claim groups that he has.</summary>
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>What is wrong with his token.</summary>
    public TokenFault Fault { get; set; }

    /// <summary>Whether he presses Cancel.</summary>
    public bool Cancels { get; set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        host = builder.Build();
        host.MapGet("/.well-known/openid-configuration", Discovery);
        host.MapGet("/jwks", () => Results.Json(new { keys = new[] { PublicKey() } }));
        host.MapGet("/authorize", Authorize);
        host.MapPost("/token", TokenAsync);
        await host.StartAsync(cancellationToken);
        Name = $"http://localhost:{new Uri(host.Urls.Single()).Port}";
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }

        rsa.Dispose();
        strangers.Dispose();
    }

    private IResult Discovery() => Results.Json(new
    {
        issuer = Name, authorization_endpoint = $"{Name}/authorize", token_endpoint = $"{Name}/token", jwks_uri = $"{Name}/jwks",
        response_types_supported = new[] { "code" }, subject_types_supported = new[] { "public" }, id_token_signing_alg_values_supported = new[] { "RS256" },
    });

    private object PublicKey()
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) };
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        Assert.Equal((ClientId, "code", "S256"), (query["client_id"].ToString(), query["response_type"].ToString(), query["code_challenge_method"].ToString()));
        var redirect = query["redirect_uri"].ToString();
        if (Cancels)
        {
            return Results.Redirect($"{redirect}?error=access_denied&state={Uri.EscapeDataString(query["state"]!)}");
        }

        var code = Guid.NewGuid().ToString("N");
        codes[code] = new Asked(query["nonce"]!, query["code_challenge"]!, redirect);
        return Results.Redirect($"{redirect}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var proof = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return !codes.Remove(form["code"]!, out var asked) || form["client_id"] != ClientId || form["client_secret"] != ClientSecret || form["redirect_uri"] != asked.Redirect || proof != asked.Challenge
            ? Results.Json(new { error = "invalid_grant" }, statusCode: 400)
            : Results.Json(new { access_token = "not used", token_type = "Bearer", expires_in = 300, id_token = Token(asked.Nonce) });
    }

    private string Token(string nonce)
    {
        List<Claim> claims = [new("nonce", Fault == TokenFault.WrongNonce ? "another" : nonce), new("preferred_username", $"person-{Subject}"), new("name", $"Person {Subject}"), .. Groups.Select(group => new Claim("groups", group))];
        if (Fault != TokenFault.WithoutSubject)
        {
            claims.Add(new Claim("sub", Subject));
        }

        var now = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(Fault == TokenFault.Expired ? -2 : 0);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Fault == TokenFault.WrongIssuer ? "https://issuer.example" : Name, Audience = Fault == TokenFault.WrongAudience ? "somebody-else" : ClientId,
            IssuedAt = now, NotBefore = now, Expires = now.AddMinutes(5), Subject = new ClaimsIdentity(claims),
            SigningCredentials = Fault == TokenFault.NotSigned ? null : new SigningCredentials(new RsaSecurityKey(Fault == TokenFault.UnknownKey ? strangers : rsa) { KeyId = "one" }, SecurityAlgorithms.RsaSha256),
        });
    }

    private sealed record Asked(string Nonce, string Challenge, string Redirect);
}
