using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Ui;

/// <summary>What a person sees of what rules just did not find, and says of it.</summary>
[Suite(Suite.Ui)]
public sealed class BelowTheLinePageTests(SeededWorkplace seeded) : IClassFixture<SeededWorkplace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task An_analyst_looks_at_a_finding_below_the_line_and_says_what_it_is_and_the_figure_of_the_rule_moves()
    {
        // A week that is over: the seeded days reach back two weeks.
        var (id, rule) = (await seeded.Workplace.Database.Postgres.Command("""
            SELECT below_id, rule_id FROM below_line_drawn WHERE week < current_date - 7 ORDER BY below_id LIMIT 1
            """).RowsAsync(row => (row.GetInt64(0), row.GetString(1)), Stop))[0];
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Below the line", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Findings below the line" })).ToBeVisibleAsync();
        await PictureAsync(page, "below-the-line");
        await page.GetByLabel("Rule", new() { Exact = true }).SelectOptionAsync(rule);
        await page.GetByRole(AriaRole.Link, new() { Name = $"Finding {id}", Exact = true }).ClickAsync();
        await Expect(page.GetByText("This is no alert, opens no case and starts no clock.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "The line, and how far it was moved" })).ToContainTextAsync("Relaxed, as far as that decided");
        await page.GetByLabel("It should have been an alert").CheckAsync();
        await page.GetByLabel("Why, for whoever").FillAsync("Three payments of the same hand, a dollar below each.");
        await PictureAsync(page, "below-the-line-finding");
        await page.GetByRole(AriaRole.Button, new() { Name = "Say so" }).ClickAsync();
        await Expect(page.GetByText($"Finding {id} should have been an alert: that is written down.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What is said of it" })).ToContainTextAsync("a dollar below each");

        await page.GotoAsync($"/below-the-line?rule={rule}&state=all");
        var figures = page.GetByRole(AriaRole.Region, new() { Name = "What looking came to, by rule" });
        await Expect(figures.GetByRole(AriaRole.Row).Filter(new() { HasText = rule })).ToContainTextAsync("100 %");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Stop);
        Assert.StartsWith("finding,rule,version,", lines[0], StringComparison.Ordinal);
        Assert.Single(lines, line => line.Contains("should_have_been,", StringComparison.Ordinal));
        Assert.Equal(400, await page.EvaluateAsync<int>("path => fetch(path).then(answer => answer.status)", "/below-the-line/export?week=someday"));
    }

    [Fact]
    public async Task Who_may_only_read_sees_the_finding_and_no_question_and_an_unknown_one_is_said()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Auditor);
        var id = await seeded.Workplace.Database.Postgres.Command("SELECT max(below_id) FROM below_line_drawn WHERE week < current_date - 7").ScalarAsync<long>(Stop);
        await page.GotoAsync($"/below-the-line/{id}");
        await Expect(page.GetByText("You may read this finding and not say what it is.")).ToBeVisibleAsync();
        await page.GotoAsync("/below-the-line/471100");
        await Expect(page.GetByText("There is no finding 471100 in the sample.")).ToBeVisibleAsync();
        await page.GotoAsync("/below-the-line?week=someday");
        await Expect(page.GetByText("This filter cannot be read.")).ToBeVisibleAsync();
    }

    private static Task<byte[]> PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName, $"{name}.png"), FullPage = true });
}
