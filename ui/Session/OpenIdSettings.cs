namespace Usd1Compliance.Ui.Session;

/// <summary>The issuer that vouches for people, where one is configured.</summary>
/// <param name="Authority">Its address; https, or http on the loopback interface.</param>
/// <param name="ClientId">What it calls us.</param>
/// <param name="ClientSecret">What we prove ourselves with. Not logged.</param>
/// <param name="Roles">Which claims give which roles; null where administrators give them.</param>
public sealed record OpenIdSettings(Uri Authority, string ClientId, string ClientSecret, OpenIdRoles? Roles)
{
    /// <summary>The environment variable of the issuer's address.</summary>
    public const string AuthorityVariable = "USD1_OIDC_AUTHORITY";

    /// <summary>The environment variable of the client id.</summary>
    public const string ClientIdVariable = "USD1_OIDC_CLIENT_ID";

    /// <summary>The environment variable of the client's secret.</summary>
    public const string ClientSecretVariable = "USD1_OIDC_CLIENT_SECRET";

    /// <summary>The settings, or null where none is set.</summary>
    /// <exception cref="InvalidOperationException">One is set and another is not, or the authority is no address that may be trusted.</exception>
    public static OpenIdSettings? Read(IConfiguration configuration)
    {
        string[] names = [AuthorityVariable, ClientIdVariable, ClientSecretVariable];
        var missing = names.Where(name => string.IsNullOrEmpty(configuration[name])).ToArray();
        var roles = OpenIdRoles.Read(configuration);
        if (missing.Length == names.Length)
        {
            return roles is null ? null
                : throw new InvalidOperationException($"{OpenIdRoles.RolesVariable} is set without an issuer. Set {string.Join(", ", names)}, or take it away.");
        }

        if (missing.Length > 0)
        {
            throw new InvalidOperationException($"OpenID Connect is configured in part: {string.Join(" and ", missing)} is not set. Set all of {string.Join(", ", names)}, or none.");
        }

        return Uri.TryCreate(configuration[AuthorityVariable], UriKind.Absolute, out var authority) && (authority.Scheme == Uri.UriSchemeHttps || authority is { Scheme: "http", IsLoopback: true })
            ? new OpenIdSettings(authority, configuration[ClientIdVariable]!, configuration[ClientSecretVariable]!, roles)
            : throw new InvalidOperationException($"{AuthorityVariable} is not an https address. Give the issuer's own, such as https://login.example.org/realm.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"OpenID Connect by {Authority}";
}
