using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Ui;

/// <summary>Filters, pages and exports of what there is much of.</summary>
[Suite(Suite.Ui)]
public sealed class ListingTests(SeededWorkplace seeded) : IClassFixture<SeededWorkplace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Theory]
    [InlineData("/alerts?severity=critical", "severity,critical", "alert.export")]
    [InlineData("/transfers?kind=mint", "kind,mint", "transfer.export")]
    public async Task What_a_page_finds_is_taken_out_as_a_table_with_the_same_filter_and_the_trail_says_who_took_it(string path, string columnAndValue, string action)
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync(path);
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        var shown = int.Parse((await page.Locator(".table-head .muted").TextContentAsync())!.Split(' ')[0].Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
        var lines = await TakeAsync(page, "Export CSV");
        Assert.Equal(shown, lines.Length - 1);
        var at = Array.IndexOf(lines[0].Split(','), columnAndValue.Split(',')[0]);
        Assert.All(lines.Skip(1), line => Assert.Equal(columnAndValue.Split(',')[1], line.Split(',')[at]));
        var entry = (await TrailAsync(new AuditFilter("export")))[0];
        Assert.Equal((action, "Analyst"), (entry.Action, entry.ActorName));
        Assert.Contains($"\"rows\":{shown},\"total\":{shown}", entry.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_is_cut_says_so_on_the_page_before_and_in_the_name_of_the_file()
    {
        await seeded.Workplace.Database.Postgres.Command("""
            INSERT INTO alert (rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at, subject_family, subject_address, says, evidence, list_versions, raised_at)
            SELECT 'flood', 1, a.pack_id, 'flood', 'low', a.market, 1, a.source_id, 2000000 + n, a.occurred_at, a.subject_family, a.subject_address, 'One of many.', a.evidence, a.list_versions, a.raised_at
            FROM (SELECT * FROM alert ORDER BY alert_id LIMIT 1) a, generate_series(1, $1) n
            """, ExportDesk.MostRows + 7).RunAsync(Stop);
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/alerts?rule=flood");
        await Expect(page.Locator(".table-head")).ToContainTextAsync("50,007 in all; an export holds the newest 50,000");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        Assert.EndsWith("-newest-50000-of-50007.csv", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(ExportDesk.MostRows + 1, (await File.ReadAllLinesAsync(await download.PathAsync(), Stop)).Length);
    }

    [Theory]
    [InlineData(Role.Administrator, "/alerts/export", 403)]                    // no right to read cases
    [InlineData(Role.Administrator, "/transfers/export", 403)]
    [InlineData(Role.Administrator, "/parties/export", 403)]
    [InlineData(Role.Analyst, "/audit/export?format=csv", 403)]                // no right to read the trail
    [InlineData(Role.Analyst, "/alerts/export?severity=dreadful", 400)]        // unreadable: nothing, and never everything
    [InlineData(Role.Analyst, "/transfers/export?atleast=1e9", 400)]
    [InlineData(Role.Auditor, "/audit/export?format=xml", 400)]
    [InlineData(Role.Auditor, "/audit/export?format=csv&actor=Audrey", 400)]   // a name is no id
    public async Task An_export_is_refused_to_who_may_not_read_the_page_and_where_the_filter_cannot_be_read(Role role, string path, int status)
    {
        var page = await seeded.Workplace.OpenAsAsync(role);
        var before = (await TrailAsync(new AuditFilter("export"))).Count;
        Assert.Equal(status, await page.EvaluateAsync<int>("path => fetch(path).then(answer => answer.status)", path));
        Assert.Equal(before, (await TrailAsync(new AuditFilter("export"))).Count);
    }

    [Fact]
    public async Task An_auditor_narrows_the_trail_by_kind_by_actor_and_by_time_and_takes_out_what_is_shown()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Auditor);
        await page.GotoAsync("/audit");
        await page.GetByLabel("Kind of subject").SelectOptionAsync("case");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("case");
        await page.GetByLabel("Who").SelectOptionAsync(new SelectOptionValue { Label = "Supervisor (person)" });
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Supervisor");
        await page.GetByLabel("From (UTC)").FillAsync("2020-01-01T00:00");
        await page.GetByLabel("From (UTC)").BlurAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"/audit\?actor=Person(:|%3A)[0-9a-f-]{36}&from=2020-01-01T00(:|%3A)00&kind=case$|kind=case.*actor=Person.*from="));
        Assert.DoesNotContain("supervisor", page.Url, StringComparison.OrdinalIgnoreCase);
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Kind of subject")).ToHaveValueAsync("case");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Supervisor");
        var lines = await TakeAsync(page, "Export JSONL");
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains("\"actorName\":\"Supervisor\"", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains("\"subjectKind\":\"case\"", line, StringComparison.Ordinal));

        // What the filter shows is what the trail is narrowed to, also where other kinds stand before it in the list.
        await page.GotoAsync("/audit?kind=source");
        await Expect(page.Locator("#kind option")).Not.ToHaveCountAsync(2);
        await Expect(page.GetByLabel("Kind of subject")).ToHaveValueAsync("source");

        await page.GotoAsync("/audit?to=2020-01-01");
        await Expect(page.GetByText("No entry meets this.")).ToBeVisibleAsync();
        await page.GotoAsync("/audit?from=yesterday");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Write moments such as");
    }

    [Theory]
    [InlineData("/alerts?page=9999")]
    [InlineData("/transfers?page=2147483647")]      // would overflow as an offset
    [InlineData("/cases?status=all&page=9999")]
    public async Task A_page_past_the_last_says_so_and_leads_back(string path)
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync(path);
        await Expect(page.GetByText("There is no page")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "To the first" }).ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_overview_tells_how_far_judging_has_come()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Judging" });
        await Expect(card).ToContainTextAsync("everything in the ledger is judged");
        await Expect(card.GetByRole(AriaRole.Row, new() { Name = "usd1-ethereum" })).ToContainTextAsync("nothing waits");
    }

    private static async Task<string[]> TakeAsync(IPage page, string link)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
        return await File.ReadAllLinesAsync(await download.PathAsync(), Stop);
    }

    private Task<IReadOnlyList<AuditEntry>> TrailAsync(AuditFilter filter) => seeded.Workplace.Services.GetRequiredService<AuditTrail>().ReadAsync(Actor.Job("tests", Right.ReadAudit), filter, null, 100, Stop);
}
