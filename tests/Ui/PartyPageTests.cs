using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Ui;

[Suite(Suite.Ui)]
public sealed class PartyPageTests(SeededWorkplace seeded) : IClassFixture<SeededWorkplace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task A_name_is_looked_for_without_ever_standing_in_the_address_and_a_role_stands_there()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/parties");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(4);
        await page.GetByLabel("Name has in it").FillAsync("veselk");
        await page.GetByLabel("Name has in it").PressAsync("Enter");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("C-1901");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" })).ToHaveCountAsync(0);      // its address could not say what was looked for
        await page.GetByLabel("Role").SelectOptionAsync("beneficial_owner");
        await Expect(page.GetByText("No party meets this.")).ToBeVisibleAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(seeded.Workplace.Origin, "/parties?role=beneficial_owner").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "All parties" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(4);
        await Expect(page.GetByLabel("Name has in it")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_party_is_shown_with_its_wallets_its_owners_and_what_changed_from_version_to_version()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/parties/C-1905");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Harbor Light Trading Company" })).ToBeVisibleAsync();
        Assert.DoesNotContain("Harbor", await page.TitleAsync(), StringComparison.Ordinal);      // a tab's title is kept in the browser's history
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Screening hits" })).ToBeVisibleAsync();
        await page.GetByText("Changed ").First.ClickAsync();
        await Expect(page.Locator("ins").First).ToContainTextAsync("PA");
        await Expect(page.Locator("del").First).ToContainTextAsync("CY");
        await page.GetByRole(AriaRole.Link, new() { Name = "B-3901" }).ClickAsync();
        await Expect(page.GetByText("is owned or controlled by this party")).ToBeVisibleAsync();
        await page.GotoAsync("/parties/C-1906");
        await page.Locator(".address a").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "C-1906" })).ToBeVisibleAsync();
        await page.GotoAsync("/parties/nobody");
        await Expect(page.GetByText("There is no party of that id.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Parties_are_taken_out_as_a_table_and_the_trail_has_no_name_of_them()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/parties?role=customer");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Stop);
        Assert.Equal(4, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.Contains(",customer,", line, StringComparison.Ordinal));
        var details = await seeded.Workplace.Database.Postgres.Command("SELECT details FROM audit_entry WHERE action = 'party.export' ORDER BY number DESC LIMIT 1").ScalarAsync<string>(Stop);
        Assert.Contains("\"role\":\"customer\"", details, StringComparison.Ordinal);
        Assert.Equal(400, await page.EvaluateAsync<int>("path => fetch(path).then(answer => answer.status)", "/parties/export?role=prince"));
        var administrator = await seeded.Workplace.OpenAsAsync(Role.Administrator);
        Assert.Equal(403, await administrator.EvaluateAsync<int>("path => fetch(path).then(answer => answer.status)", "/parties/export"));
        await administrator.GotoAsync("/parties");
        await Expect(administrator.Locator(".state.refused")).ToContainTextAsync("does not hold the right");
    }
}
