using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Ui;

[Suite(Suite.Ui)]
public sealed class PageTests(SeededWorkplace seeded) : IClassFixture<SeededWorkplace>
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Theory]
    [MemberData(nameof(SeededWorkplace.PagesOfRoles), MemberType = typeof(SeededWorkplace))]
    public async Task A_page_is_read_by_its_role_without_a_complaint_of_browser_or_accessibility_check(Role role, string path)
    {
        var complaintsBefore = seeded.Workplace.Complaints.Count;
        var page = await seeded.Workplace.OpenAsAsync(role);
        await page.GotoAsync(path);
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await Expect(page.Locator(".state.loading")).ToHaveCountAsync(0);
        await Expect(page.Locator(".state.failed, .state.refused")).ToHaveCountAsync(0);
        Assert.EndsWith("USD1 Compliance", await page.TitleAsync(), StringComparison.Ordinal);
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{path}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        Assert.DoesNotContain(seeded.Workplace.Complaints.Skip(complaintsBefore), said => path != "/nowhere" || !said.Contains("404", StringComparison.Ordinal));
        Assert.Empty(seeded.Workplace.RequestsElsewhere);
    }

    [Theory]
    [InlineData(Role.Administrator, "/cases")]      // sees no case unless another role says so
    [InlineData(Role.Administrator, "/transfers")]
    [InlineData(Role.Analyst, "/audit")]
    [InlineData(Role.Supervisor, "/users")]
    [InlineData(Role.RuleAuthor, "/alerts")]
    [InlineData(Role.ComplianceOfficer, "/keys")]
    public async Task A_page_that_a_role_may_not_see_says_so_and_shows_nothing(Role role, string path)
    {
        var page = await seeded.Workplace.OpenAsAsync(role);
        await page.GotoAsync(path);
        await Expect(page.Locator(".state.refused")).ToContainTextAsync("does not hold the right");
        await Expect(page.Locator("main table")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_search_leads_to_a_case_a_transfer_and_an_address_and_says_when_it_does_not_understand()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        foreach (var (words, heading) in ((string, string)[])[("case 1", "Case 1"), ("1-2", "Transfer 1-2"), ("0xBADBAD0000000000000000000000000000000001", "0xbAdBAD0000000000000000000000000000000001")])
        {
            await page.GetByRole(AriaRole.Searchbox).FillAsync(words);
            await page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");      // in the box: a page that has just come takes the focus to its heading
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(heading, new() { IgnoreCase = true });
        }

        await page.GetByRole(AriaRole.Searchbox).FillAsync("who knows");
        await page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("who knows");
    }

    [Fact]
    public async Task A_filter_stands_in_the_address_and_survives_loading_the_page_again()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/alerts");
        await page.GetByLabel("Severity").SelectOptionAsync("critical");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(seeded.Workplace.Origin, "/alerts?severity=critical").ToString());
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Severity")).ToHaveValueAsync("critical");
        await Expect(page.Locator("tbody .severity-critical").First).ToBeVisibleAsync();
        await Expect(page.Locator("tbody .severity-high, tbody .severity-medium, tbody .severity-low")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_auditor_sees_the_chain_checked_and_the_verdict()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Auditor);
        await page.GotoAsync("/audit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify the whole chain" }).ClickAsync();
        await Expect(page.GetByText("The chain holds.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_pictures_of_the_readme_are_taken_from_the_pages_themselves()
    {
        // Beside the tests, unless it is asked for: a run of the tests leaves the checkout as it was.
        var folder = Directory.CreateDirectory(Environment.GetEnvironmentVariable("USD1_UPDATE_DOCS") is "yes" ? Checkout.PathOf("docs/images") : Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;
        var page = await seeded.Workplace.OpenAsAsync(Role.Supervisor);
        await Expect(page.Locator(".chart path").First).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "overview.png") });
        await page.GotoAsync("/cases?status=awaitingapproval");
        await page.Locator("tbody a").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Timeline" })).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "case.png") });
    }
}
