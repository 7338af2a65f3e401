using Microsoft.Playwright;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Ui;

[Suite(Suite.Ui)]
public sealed class HitPageTests(SeededWorkplace seeded) : IClassFixture<SeededWorkplace>
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task A_hit_shows_both_names_word_by_word_and_what_each_thing_counted_for()
    {
        var hit = Assert.Single(await SeededHits.ScreenAsync(seeded.Workplace, SeededHits.Person("Arkadiy Veselkov", "1971-03-02", "RU")));
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/hits");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Hit {hit.HitId}", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What is known of both" })).ToBeVisibleAsync();
        var words = page.GetByRole(AriaRole.Table, new() { Name = "Word by word" });
        await Expect(words.Locator("tbody tr").Filter(new() { HasText = "Veselkov" })).ToContainTextAsync("ВЕСЕЛКОВ");
        await Expect(words.Locator("tbody tr").Filter(new() { HasText = "Only the list has it" })).ToContainTextAsync("Нилович");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "What the names counted for" }).GetByText("Together")).ToBeVisibleAsync();
        var pictures = Directory.CreateDirectory(Environment.GetEnvironmentVariable("USD1_UPDATE_DOCS") is "yes" ? Checkout.PathOf("docs/images") : Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, "hit.png"), FullPage = true });
    }

    [Fact]
    public async Task A_high_score_takes_two_and_nobody_approves_what_he_proposed()
    {
        await seeded.Workplace.AddPersonAsync("hit-hats", Role.Supervisor);
        var hit = Assert.Single(await SeededHits.ScreenAsync(seeded.Workplace, SeededHits.Person("Veselkov Arkady Nilovich", "1971-03-02", "RU")));
        var proposer = await seeded.Workplace.OpenAsAsync("hit-hats");
        await proposer.GotoAsync($"/hits/{hit.HitId}");
        await DecideAsync(proposer, "True match", "Propose");
        await Expect(Notice(proposer)).ToContainTextAsync("A second person decides");
        await ApproveAsync(proposer);
        await Expect(Notice(proposer)).ToContainTextAsync("four_eyes");

        var supervisor = await seeded.Workplace.OpenAsAsync(Role.Supervisor);
        await supervisor.GotoAsync($"/hits/{hit.HitId}");
        await ApproveAsync(supervisor);
        await Expect(Notice(supervisor)).ToContainTextAsync("is decided: True match");
        // The page of the one who proposed shows it without being touched.
        await Expect(proposer.GetByRole(AriaRole.Heading, new() { Name = "Decided: True match" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_lower_score_is_decided_by_one_by_the_keyboard_alone_and_can_be_taken_back()
    {
        var hit = (await SeededHits.ScreenAsync(seeded.Workplace, SeededHits.Person("Samir Nujumi", "1990-01-01", "FR")))[0];
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync($"/hits/{hit.HitId}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Timeline" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("d");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.GetByLabel("False positive").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Another year of birth, and a French passport seen.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Notice(page)).ToContainTextAsync("is decided: False positive");
        await Expect(page.GetByText("remembered until")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await page.GetByLabel("Why, for whoever").FillAsync("The passport turned out to be another person's.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reopen" }).ClickAsync();
        await Expect(Notice(page)).ToContainTextAsync("is open again");
    }

    [Fact]
    public async Task An_auditor_reads_and_exports_a_hit_and_may_not_decide_it()
    {
        var hit = (await SeededHits.ScreenAsync(seeded.Workplace, SeededHits.Person("Arkady Veselkoff", "1971-01-01", "RU")))[0];
        var page = await seeded.Workplace.OpenAsAsync(Role.Auditor);
        await page.GotoAsync($"/hits/{hit.HitId}");
        await Expect(page.GetByText("You may read this hit and not decide it.")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export", Exact = true }).ClickAsync());
        var export = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("\"pairs\"", export, StringComparison.Ordinal);
        await page.GotoAsync("/hits?state=all");
        var table = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        Assert.StartsWith("hit,subject_kind,subject,", await File.ReadAllTextAsync(await table.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_hit_and_an_unknown_hit_are_said()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/hits?state=released");
        await Expect(page.GetByText("No hit meets this.")).ToBeVisibleAsync();
        await page.GotoAsync("/hits/4711");
        await Expect(page.GetByText("There is no hit 4711.")).ToBeVisibleAsync();
    }

    private static ILocator Notice(IPage page) => page.Locator(".notice").First;

    private static async Task DecideAsync(IPage page, string state, string verb)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide", Exact = true }).ClickAsync();
        await page.GetByLabel(state).CheckAsync();
        await page.GetByLabel("Why, for whoever").FillAsync("Passport and date of birth are those of the entry.");
        await page.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
    }

    private static async Task ApproveAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
    }
}
