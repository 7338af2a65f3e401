using System.Security.Claims;
using Microsoft.Extensions.Configuration;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Session;

namespace Usd1Compliance.Tests.Ui;

[Suite(Suite.Unit)]
public sealed class OpenIdSettingsTests
{
    private static readonly Dictionary<string, string?> issuer = new()
    {
        [OpenIdSettings.AuthorityVariable] = "https://login.example.org", [OpenIdSettings.ClientIdVariable] = "usd1", [OpenIdSettings.ClientSecretVariable] = "secret",
    };

    [Theory]
    [InlineData(null, """{"a":"Analyst"}""", null, "configured in part")]                    // a mapping of no claim
    [InlineData("groups", null, null, "configured in part")]                                 // a claim without a mapping
    [InlineData("groups", "a=Analyst", null, "not a JSON object")]
    [InlineData("groups", """["Analyst"]""", null, "not a JSON object")]                     // JSON, and no object
    [InlineData("groups", """{"a":1}""", null, "not a JSON object")]
    [InlineData("groups", """{"a":"Analyst","a":"Auditor"}""", null, "not a JSON object")]   // said twice: which one counts?
    [InlineData("groups", """{"a":"Boss"}""", null, "'Boss', given to 'a', is not a role")]
    [InlineData("groups", """{"a":"3"}""", null, "'3', given to 'a', is not a role")]        // an enumeration's number is no name
    [InlineData("groups", """{"a":[]}""", null, "gives a value no role")]
    [InlineData("groups", "{}", null, "gives a value no role")]
    [InlineData("groups", """{"a":"Analyst"}""", "yes", "is 'yes'")]
    [InlineData(null, null, "true", "no roles are mapped")]
    public void A_mapping_that_is_not_understood_stops_the_process_with_the_mend(string? claim, string? roles, string? newcomers, string says)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Read(claim, roles, newcomers));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapping_without_an_issuer_is_a_mistake_and_said() => Assert.Contains("without an issuer",
        Assert.Throws<InvalidOperationException>(() => OpenIdSettings.Read(Configuration(new() { [OpenIdRoles.ClaimVariable] = "groups", [OpenIdRoles.RolesVariable] = """{"a":"Analyst"}""" }))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_person_has_the_roles_of_all_his_values_and_none_of_those_that_only_look_like_one()
    {
        var mapping = Read("groups", """{"analysts":"Analyst","leads":["Supervisor","Auditor"]}""", "true")!.Roles!;
        var mapped = mapping.Of(new ClaimsPrincipal(new ClaimsIdentity([new Claim("groups", "leads"), new Claim("groups", "analysts"), new Claim("groups", "Auditor"), new Claim("roles", "analysts")])));
        Assert.Equal([Role.Analyst, Role.Supervisor, Role.Auditor], mapped.Roles.Order());
        Assert.True(mapped.MayComeUnannounced);
        Assert.Empty(mapping.Of(new ClaimsPrincipal(new ClaimsIdentity([new Claim("groups", """["analysts"]"""), new Claim("roles", "analysts")]))).Roles);
    }

    [Fact]
    public void Without_a_mapping_administrators_give_the_roles() => Assert.Null(Read(null, null, null)!.Roles);

    private static OpenIdSettings? Read(string? claim, string? roles, string? newcomers) => OpenIdSettings.Read(Configuration(new(issuer)
    {
        [OpenIdRoles.ClaimVariable] = claim, [OpenIdRoles.RolesVariable] = roles, [OpenIdRoles.NewcomersVariable] = newcomers,
    }));

    private static IConfiguration Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
