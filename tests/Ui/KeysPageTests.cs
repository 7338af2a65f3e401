using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Ui;

[Suite(Suite.Ui)]
public sealed class KeysPageTests(Workplace workplace) : IClassFixture<Workplace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task An_administrator_issues_a_key_sees_its_secret_once_and_when_it_was_used_and_revokes_it_with_a_reason()
    {
        var page = await workplace.OpenAsAsync(Role.Administrator);
        await page.GetByRole(AriaRole.Link, new() { Name = "API keys" }).ClickAsync();
        await Expect(page.GetByText("No key was issued yet.")).ToBeVisibleAsync();
        await page.GetByLabel("What it is for").FillAsync("Redemption desk");
        await page.GetByLabel("Valid for").FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue", Exact = true }).ClickAsync();
        var secret = await page.Locator(".notice.done code").First.TextContentAsync() ?? "";
        Assert.StartsWith("usd1_", secret, StringComparison.Ordinal);
        var row = page.GetByRole(AriaRole.Row, new() { Name = "Redemption desk" });
        await Expect(row).ToContainTextAsync("Good");
        await Expect(row).ToContainTextAsync("never");
        await Expect(row).ToContainTextAsync("Administrator");

        Assert.IsType<Outcome<Actor>.Done>(await workplace.Services.GetRequiredService<ApiKeys>().CheckAsync(secret, Stop));
        await page.ReloadAsync();
        await Expect(row).ToContainTextAsync("just now");
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Redemption desk" }).ClickAsync();
        await page.GetByLabel("Why, for whoever").FillAsync("It stood in a log of the desk.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row).ToContainTextAsync("It stood in a log of the desk.");
        Assert.Equal("key_revoked", Assert.IsType<Outcome<Actor>.Refused>(await workplace.Services.GetRequiredService<ApiKeys>().CheckAsync(secret, Stop)).Refusal.Code);
        var trail = await workplace.Services.GetRequiredService<AuditTrail>().ReadAsync(Actor.Job("tests", Right.ReadAudit), new AuditFilter("api_key"), null, 5, Stop);
        Assert.Equal(["api_key.revoke", "api_key.issue"], trail.Select(entry => entry.Action));
        Assert.All(trail, entry => Assert.Equal("Administrator", entry.ActorName));
    }

    [Fact]
    public async Task A_key_that_may_nothing_is_not_issued_and_the_page_says_why()
    {
        var page = await workplace.OpenAsAsync(Role.Administrator);
        await page.GotoAsync("/keys");
        await page.GetByLabel("What it is for").FillAsync("Nothing");
        await page.GetByLabel("Screen", new() { Exact = true }).UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue", Exact = true }).ClickAsync();
        await Expect(page.Locator(".notices")).ToContainTextAsync("key_scopes");
    }
}
