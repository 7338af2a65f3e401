using System.Collections.Frozen;
using System.Security.Claims;
using System.Text.Json;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>Which values of which claim give which roles: the whole of what people of the issuer may, where it is configured.</summary>
/// <param name="Claim">The claim that is looked at: <c>groups</c>, <c>roles</c>. Its values are compared to the letter.</param>
/// <param name="ByValue">Roles by value of the claim; a person has those of all his values.</param>
/// <param name="Newcomers">Whether somebody who is not known here comes in, and is created, when his claims give a role.</param>
public sealed record OpenIdRoles(string Claim, FrozenDictionary<string, FrozenSet<Role>> ByValue, bool Newcomers)
{
    /// <summary>The environment variable that names the claim.</summary>
    public const string ClaimVariable = "USD1_OIDC_ROLE_CLAIM";

    /// <summary>The environment variable of the mapping: a JSON object from a value of the claim to a role or a list of roles.</summary>
    public const string RolesVariable = "USD1_OIDC_ROLES";

    /// <summary>The environment variable that lets unknown people in: <c>true</c> or <c>false</c>; not set means <c>false</c>.</summary>
    public const string NewcomersVariable = "USD1_OIDC_NEWCOMERS";

    private const string example = """{"compliance-analysts":"Analyst","compliance-leads":["Supervisor","Auditor"]}""";

    /// <summary>The mapping, or null where none is set: then an administrator gives roles.</summary>
    /// <exception cref="InvalidOperationException">A part is missing, or says something that is not understood.</exception>
    public static OpenIdRoles? Read(IConfiguration configuration)
    {
        var (claim, roles, newcomers) = (configuration[ClaimVariable], configuration[RolesVariable], configuration[NewcomersVariable]);
        if (string.IsNullOrEmpty(claim) && string.IsNullOrEmpty(roles))
        {
            return newcomers is null or "" or "false" ? null
                : throw new InvalidOperationException($"{NewcomersVariable} is set and no roles are mapped: newcomers would come in without any. Set {ClaimVariable} and {RolesVariable}, too.");
        }

        if (string.IsNullOrEmpty(claim) || string.IsNullOrEmpty(roles))
        {
            throw new InvalidOperationException($"The mapping of claims to roles is configured in part. Set both {ClaimVariable} and {RolesVariable}, or neither.");
        }

        return new OpenIdRoles(claim, ReadMapping(roles), newcomers switch
        {
            null or "" or "false" => false,
            "true" => true,
            _ => throw new InvalidOperationException($"{NewcomersVariable} is '{newcomers}'. Set it to true (whoever has a mapped claim comes in) or false (an administrator adds people first)."),
        });
    }

    /// <summary>What a person's claims give: nothing for a value that is not mapped.</summary>
    public MappedRoles Of(ClaimsPrincipal token) => new(
        token.FindAll(Claim).SelectMany(claim => ByValue.TryGetValue(claim.Value, out var roles) ? roles : []).ToFrozenSet(), Newcomers);

    private static FrozenDictionary<string, FrozenSet<Role>> ReadMapping(string text)
    {
        Dictionary<string, FrozenSet<Role>> byValue = [];
        try
        {
            using var mapping = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (mapping.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("It is of another kind.");
            }

            foreach (var pair in mapping.RootElement.EnumerateObject())
            {
                byValue.Add(pair.Name, (pair.Value.ValueKind == JsonValueKind.Array ? pair.Value.EnumerateArray() : Enumerable.Repeat(pair.Value, 1)).Select(name => ReadRole(pair.Name, name)).ToFrozenSet());
            }
        }
        catch (JsonException wrong)
        {
            throw new InvalidOperationException($"{RolesVariable} is not a JSON object from values of the claim to roles: {wrong.Message} Write it such as {example}", wrong);
        }

        return byValue.Count > 0 && byValue.Values.All(roles => roles.Count > 0) ? byValue.ToFrozenDictionary(StringComparer.Ordinal)
            : throw new InvalidOperationException($"{RolesVariable} gives a value no role, or is empty. Write it such as {example}");
    }

    private static Role ReadRole(string value, JsonElement role)
    {
        var name = role.ValueKind == JsonValueKind.String ? role.GetString()! : throw new JsonException($"'{value}' is given something that is no text.");
        return Enum.GetNames<Role>().Contains(name)
            ? Enum.Parse<Role>(name)
            : throw new InvalidOperationException($"{RolesVariable}: '{name}', given to '{value}', is not a role. Roles are {string.Join(", ", Enum.GetNames<Role>())}.");
    }
}
