using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Ui;

/// <summary>A workplace whose people may sign in at an issuer, and the issuer.</summary>
public sealed class IssuerWorkplace(TestCluster cluster, Browser browser) : IAsyncLifetime
{
    public TestIssuer Issuer { get; } = new();

    public Workplace Workplace { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Issuer.StartAsync(TestContext.Current.CancellationToken);
        Workplace = new Workplace(cluster, browser)
        {
            Settings =
            [
                $"--USD1_OIDC_AUTHORITY={Issuer.Name}/", $"--USD1_OIDC_CLIENT_ID={TestIssuer.ClientId}", $"--USD1_OIDC_CLIENT_SECRET={TestIssuer.ClientSecret}", "--USD1_OIDC_ROLE_CLAIM=groups",
                "--Logging:LogLevel:Microsoft.AspNetCore.Authentication=None",      // it tells of every token that is wrong on purpose
                """--USD1_OIDC_ROLES={"compliance-analysts":"Analyst","CN=Leads,OU=Compliance":["Supervisor","Auditor"]}""",
            ],
        };
        await Workplace.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Workplace is not null)
        {
            await Workplace.DisposeAsync();
        }

        await Issuer.DisposeAsync();
    }
}

[Suite(Suite.Ui)]
public sealed class OpenIdTests(IssuerWorkplace place) : IClassFixture<IssuerWorkplace>
{
    private static readonly Actor auditor = Actor.Job("tests", Right.ReadAudit);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task A_person_whom_an_administrator_added_by_his_subject_signs_in_at_the_issuer_with_exactly_the_roles_of_his_claims()
    {
        var administrator = await place.Workplace.OpenAsAsync(Role.Administrator);
        await administrator.GotoAsync("/users");
        await administrator.GetByLabel("User name").FillAsync("olga.external");
        await administrator.GetByLabel("Name", new() { Exact = true }).FillAsync("Olga External");
        await administrator.GetByLabel("Subject at localhost").FillAsync("subject-of-olga");
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(administrator.Locator(".notices")).ToContainTextAsync($"signs in at {place.Issuer.Name}");

        var page = await SignInAsync("subject-of-olga", ["everybody", "CN=Leads,OU=Compliance"]);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Exact = true })).ToBeVisibleAsync();
        Assert.Equal([Role.Supervisor, Role.Auditor], (await PersonAsync("olga.external")).Roles.Order());
        await page.GotoAsync("/audit");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("person.sign_in");
        await page.GotoAsync("/users");
        await Expect(page.Locator(".state.refused")).ToBeVisibleAsync();

        // In another group at the next sign-in: what the claims no longer give is gone, in the window that is open too.
        var next = await SignInAsync("subject-of-olga", ["compliance-analysts"]);
        await Expect(next.GetByRole(AriaRole.Heading, new() { Name = "Overview", Exact = true })).ToBeVisibleAsync();
        Assert.Equal([Role.Analyst], (await PersonAsync("olga.external")).Roles);
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        var change = (await TrailAsync()).First(entry => entry.Action == "person.roles");
        Assert.Contains("\"before\":[\"Supervisor\",\"Auditor\"],\"roles\":[\"Analyst\"]", change.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compliance-analyst", "nothing in your sign-in gives you a role", "external_without_role")]     // a letter short: values are compared to the letter
    [InlineData("COMPLIANCE-ANALYSTS", "nothing in your sign-in gives you a role", "external_without_role")]
    [InlineData(null, "nothing in your sign-in gives you a role", "external_without_role")]                      // no claim at all
    public async Task A_known_person_without_a_mapped_claim_is_refused_in_words_and_holds_no_role_any_more(string? group, string words, string code)
    {
        var name = $"p{Guid.NewGuid():N}";
        await AddAsync(name, Role.ComplianceOfficer);
        var page = await SignInAsync(name, group is null ? [] : [group]);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        await AssertOutsideAsync(page);
        Assert.Empty((await PersonAsync(name)).Roles);
        Assert.Contains($"\"code\":\"{code}\"", (await TrailAsync())[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_whom_nobody_added_is_refused_although_his_claims_are_mapped()
    {
        var page = await SignInAsync("a-stranger", ["compliance-analysts"]);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nobody added you here");
        await AssertOutsideAsync(page);
        Assert.Contains("\"code\":\"external_unknown\"", (await TrailAsync())[0].Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TokenFault.WrongNonce, "answered another question", "openid_nonce")]          // a token that was stolen from another sign-in
    [InlineData(TokenFault.WrongIssuer, "made by or for somebody else", "openid_issuer")]
    [InlineData(TokenFault.WrongAudience, "made by or for somebody else", "openid_audience")]
    [InlineData(TokenFault.Expired, "came too late", "openid_expired")]
    [InlineData(TokenFault.UnknownKey, "not signed by your organisation", "openid_signature")]
    [InlineData(TokenFault.NotSigned, "not signed by your organisation", "openid_signature")]  // alg none
    public async Task A_token_that_does_not_hold_lets_nobody_in_and_is_told_and_recorded(TokenFault fault, string words, string code)
    {
        var name = $"p{Guid.NewGuid():N}";
        await AddAsync(name, Role.Analyst);
        var page = await SignInAsync(name, ["compliance-analysts"], fault);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        await AssertOutsideAsync(page);
        var refusal = (await TrailAsync())[0];
        Assert.Equal(("person.sign_in_refused", "external"), (refusal.Action, refusal.Subject.Id));
        Assert.Contains($"\"code\":\"{code}\"", refusal.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_presses_cancel_at_the_issuer_or_comes_back_without_having_gone_is_told_so_and_leaves_no_entry()
    {
        var before = (await TrailAsync())[0].Number;
        place.Issuer.Cancels = true;
        try
        {
            var page = await SignInAsync("anybody", []);
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("was not completed");
            await page.GotoAsync("/signin-oidc?code=made-up&state=made-up");
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("was not completed");
            await AssertOutsideAsync(page);
        }
        finally
        {
            place.Issuer.Cancels = false;
        }

        Assert.Equal(before, (await TrailAsync())[0].Number);
    }

    [Fact]
    public async Task A_person_who_is_locked_here_does_not_come_in_by_the_issuer()
    {
        var person = await AddAsync("locked-here", Role.Analyst);
        await place.Workplace.Services.GetRequiredService<ManagePeople>().LockAsync(Actor.Operator("tests"), person.Id, Stop);
        var page = await SignInAsync("locked-here", ["compliance-analysts"]);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("locked out");
        await AssertOutsideAsync(page);
    }

    private async Task<IPage> SignInAsync(string subject, string[] groups, TokenFault fault = TokenFault.None)
    {
        (place.Issuer.Subject, place.Issuer.Groups, place.Issuer.Fault) = (subject, groups, fault);
        var page = await place.Workplace.OpenAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with localhost" }).ClickAsync();
        return page;
    }

    private static async Task AssertOutsideAsync(IPage page)
    {
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    private async Task<Person> AddAsync(string name, params Role[] roles) => Assert.IsType<Outcome<Person>.Done>(
        await place.Workplace.Services.GetRequiredService<ManagePeople>().CreateExternalAsync(Actor.Operator("tests"), new ExternalSubject(place.Issuer.Name, name), name, name, roles, Stop)).Value;

    private async Task<Person> PersonAsync(string userName) =>
        (await place.Workplace.Services.GetRequiredService<PersonStore>().AllAsync(Actor.Operator("tests"), Stop)).Single(person => person.UserName == userName);

    private async Task<IReadOnlyList<AuditEntry>> TrailAsync() => await place.Workplace.Services.GetRequiredService<AuditTrail>().ReadAsync(auditor, AuditFilter.All, null, 20, Stop);
}
