using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Ui;

[Suite(Suite.Ui)]
public sealed class CaseTests(SeededWorkplace seeded) : IClassFixture<SeededWorkplace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task An_analyst_escalates_and_proposes_the_proposer_is_refused_and_another_person_closes_the_case()
    {
        await seeded.Workplace.AddPersonAsync("both-hats", Role.Supervisor);
        var id = await OpenAsync(Severity.Critical);
        var analyst = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await analyst.GotoAsync($"/cases/{id}");
        await DecideAsync(analyst, "Escalate", "Escalate", "A listed beneficiary: past what I decide alone.");
        await Expect(Notice(analyst)).ToContainTextAsync("is escalated");
        await Expect(analyst.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);

        var bothHats = await seeded.Workplace.OpenAsAsync("both-hats");
        await bothHats.GotoAsync($"/cases/{id}");
        await bothHats.GetByRole(AriaRole.Button, new() { Name = "Propose disposition" }).ClickAsync();
        await bothHats.GetByLabel("True match").CheckAsync();
        await bothHats.GetByLabel("Why, for whoever").FillAsync("The address is the listed party's, by bytes.");
        await bothHats.GetByRole(AriaRole.Button, new() { Name = "Propose", Exact = true }).ClickAsync();
        await Expect(Notice(bothHats)).ToContainTextAsync("A second person decides");
        await ApproveAsync(bothHats);
        await Expect(Notice(bothHats)).ToContainTextAsync("four_eyes");

        var supervisor = await seeded.Workplace.OpenAsAsync(Role.Supervisor);
        await supervisor.GotoAsync($"/cases/{id}");
        await ApproveAsync(supervisor);
        await Expect(Notice(supervisor)).ToContainTextAsync("is closed: True match");
        // The page of the one who proposed shows it without being touched.
        await Expect(bothHats.GetByText("The case is closed, for ever.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task From_sign_in_to_a_disposed_case_nothing_but_the_keyboard_is_needed()
    {
        var page = await seeded.Workplace.OpenAsync();
        await page.GotoAsync("/sign-in?returnTo=" + Uri.EscapeDataString("/cases?assignee=nobody&severity=high"));
        await Expect(page.GetByLabel("User name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("analyst");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Workplace.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cases" })).ToBeVisibleAsync();
        await Expect(page.Locator("tbody a").First).ToBeVisibleAsync();
        await TabToAsync(page, "Case ");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Timeline" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(Notice(page)).ToContainTextAsync("is with Analyst now");
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("propose a disposition");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("d");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");     // from the first of the four dispositions to the second
        await page.Keyboard.PressAsync("ArrowDown");     // and the third: false positive
        await Expect(page.GetByLabel("False positive")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("A new customer's first mint, with its order at the desk.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Notice(page)).ToContainTextAsync("is closed: False positive");
    }

    [Fact]
    public async Task A_reason_of_one_letter_is_not_taken_and_the_dialog_stays()
    {
        var id = await OpenAsync(Severity.High);
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync($"/cases/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Escalate" }).ClickAsync();
        await page.GetByLabel("Why, for whoever").FillAsync("x");
        await page.GetByRole(AriaRole.Button, new() { Name = "Escalate", Exact = true }).Last.ClickAsync();
        // The browser itself asks for ten characters; the dialog stays.
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_case_is_exported_whole_and_the_export_is_audited()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Auditor);
        await page.GotoAsync("/cases/1");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync());
        using var export = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync(), Stop));
        Assert.Equal(1, export.RootElement.GetProperty("case").GetProperty("id").GetInt64());
        Assert.NotEmpty(export.RootElement.GetProperty("alerts").EnumerateArray());
        Assert.NotEmpty(export.RootElement.GetProperty("timeline").EnumerateArray());
        await page.GotoAsync("/audit?kind=case&subject=1");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("case.export");
    }

    [Fact]
    public async Task A_queue_of_five_thousand_alerts_is_paged_by_the_server()
    {
        await seeded.Workplace.Database.Postgres.Command("""
            INSERT INTO alert (rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at, subject_family, subject_address, says, evidence, list_versions, raised_at)
            SELECT 'bulk', 1, a.pack_id, 'bulk', 'low', a.market, 1, a.source_id, 1000000 + n, a.occurred_at, a.subject_family, a.subject_address, 'One of many.', a.evidence, a.list_versions, a.raised_at
            FROM (SELECT * FROM alert ORDER BY alert_id LIMIT 1) a, generate_series(1, 5000) n
            """).RunAsync(Stop);
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/alerts?rule=bulk");
        await Expect(page.GetByText("1–50 of 5,000")).ToBeVisibleAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(page.GetByText("51–100 of 5,000")).ToBeVisibleAsync();
        await page.GotoAsync("/alerts?rule=bulk&page=100");
        await Expect(page.GetByText("4,951–5,000 of 5,000")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Next" })).ToHaveCountAsync(0);
    }

    private static ILocator Notice(IPage page) => page.Locator(".notices");

    private static async Task DecideAsync(IPage page, string button, string verb, string reason)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await page.GetByLabel("Why, for whoever").FillAsync(reason);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
    }

    private static async Task ApproveAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Approve and close" }).ClickAsync();
    }

    private static async Task TabToAsync(IPage page, string text)
    {
        for (var press = 0; press < 60; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if ((await page.EvaluateAsync<string>("document.activeElement.textContent")).StartsWith(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"Sixty times Tab did not reach '{text}'.");
    }

    // A case of that severity on which nothing was decided yet.
    private async Task<long> OpenAsync(Severity severity)
    {
        var analyst = await seeded.Workplace.ActorOfAsync("analyst");
        var open = await seeded.Workplace.Services.GetRequiredService<CaseStore>().QueueAsync(analyst, new CaseFilter(CaseStatus.Open, severity), 0, 1, Stop);
        return Assert.Single(open.Rows).Id;
    }
}
