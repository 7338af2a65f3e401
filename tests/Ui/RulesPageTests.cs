using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;
using Usd1Compliance.Tests.Engine;
using Usd1Compliance.Tests.Engine.Rules;

namespace Usd1Compliance.Tests.Ui;

/// <summary>Rules are read, proposed, compared, approved and refused in the browser, on the login of the pages.</summary>
[Suite(Suite.Ui)]
public sealed class RulesPageTests(SeededWorkplace seeded) : IClassFixture<SeededWorkplace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Pictures => Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;

    [Fact]
    public async Task An_analyst_reads_the_rules_in_force_narrows_them_in_the_address_and_takes_out_what_is_shown()
    {
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/rules");
        var shipped = ((PackReading.Sound)seeded.Workplace.Services.GetRequiredService<ShippedPack>().Reading).Pack;
        await page.GetByLabel("Severity").SelectOptionAsync("critical");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(seeded.Workplace.Origin, "/rules?severity=critical").ToString());
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Severity")).ToHaveValueAsync("critical");
        await Expect(page.Locator("tbody .severity-high, tbody .severity-medium, tbody .severity-low")).ToHaveCountAsync(0);
        var critical = new RuleFilter(Severity.Critical).Of(shipped);
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(critical.Count);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Stop);
        Assert.Equal(critical.Count, lines.Length - 1);
        Assert.All(critical, rule => Assert.Contains(lines, line => line.StartsWith($"{rule.Number},{rule.Id},{rule.Version},", StringComparison.Ordinal)));
        var trail = seeded.Workplace.Services.GetRequiredService<AuditTrail>();
        Assert.Equal(("rule.export", "Analyst"), (await trail.ReadAsync(Actor.Job("tests", Right.ReadAudit), new AuditFilter("export"), null, 1, Stop)).Select(entry => (entry.Action, entry.ActorName)).Single());

        await page.GotoAsync("/rules?words=no+such+rule");
        await Expect(page.GetByText("No rule in force meets this.")).ToBeVisibleAsync();
        await page.GotoAsync("/rules?severity=dreadful");
        await Expect(page.GetByText("The filter in the address cannot be read")).ToBeVisibleAsync();
        Assert.Equal(400, await page.EvaluateAsync<int>("path => fetch(path).then(answer => answer.status)", "/rules/export?severity=dreadful"));
        await page.GotoAsync("/rules?page=99");
        await Expect(page.GetByText("There is no page")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_rule_has_a_page_with_its_expression_what_it_raised_in_30_days_and_what_it_could_not_decide()
    {
        var raised = (await seeded.Workplace.Services.GetRequiredService<AlertStore>().QueueAsync(Actor.Job("tests", Right.ReadCases), AlertFilter.All, 0, 500, Stop)).Rows.GroupBy(alert => alert.RuleId).MaxBy(group => group.Count())!;
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync($"/rules/{raised.Key}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"{raised.Count()} alerts in 30 days" })).ToBeVisibleAsync();
        await Expect(page.Locator("pre.expression").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Data gaps" })).ToBeVisibleAsync();
        await IsAccessibleAsync(page);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, "rule.png"), FullPage = true });
        await page.GetByRole(AriaRole.Link, new() { Name = "All of them" }).ClickAsync();
        await Expect(page.Locator(".table-head")).ToContainTextAsync($"{raised.Count()} in all");

        await page.GotoAsync("/rules/no-such-rule");
        await Expect(page.GetByText("No rule no-such-rule is in force.")).ToBeVisibleAsync();

        // Who writes rules sees what each says, and no alert.
        var author = await seeded.Workplace.OpenAsAsync(Role.RuleAuthor);
        await author.GotoAsync($"/rules/{raised.Key}");
        await Expect(author.Locator("pre.expression").First).ToBeVisibleAsync();
        await Expect(author.GetByText("in 30 days")).ToHaveCountAsync(0);
        await author.GotoAsync("/rules/proposals/4711");
        await Expect(author.GetByText("There is no proposal 4711.")).ToBeVisibleAsync();
        await author.GotoAsync("/rules/packs/4711");
        await Expect(author.GetByText("There was never a pack 4711.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Other_rules_are_compared_old_to_new_refused_approved_by_a_second_person_and_returned_from()
    {
        await seeded.Workplace.AddPersonAsync("second-officer", Role.ComplianceOfficer);
        var author = await seeded.Workplace.ActorOfAsync(Workplace.UserNameOf(Role.RuleAuthor));
        var proposing = seeded.Workplace.Services.GetRequiredService<ProposePack>();
        var tests = seeded.Workplace.Services.GetRequiredService<RunRuleTests>();
        using var first = new ChangedRules().Score(15, 2);
        var proposal = (await proposing.ProposeAsync(author, tests.Run(first.Path), "Round amounts count for more since the advisory of March.", Stop)).Done();

        // A version that was not raised is said to the second person, and he refuses.
        var officer = await seeded.Workplace.OpenAsAsync(Role.ComplianceOfficer);
        await officer.GotoAsync("/rules");
        await Expect(officer.GetByText("first start, shipped with version")).ToBeVisibleAsync();
        await officer.GetByRole(AriaRole.Link, new() { Name = $"Look at proposal {proposal.Id}" }).ClickAsync();
        await Expect(officer.GetByText("under its old version number")).ToBeVisibleAsync();
        await DecideAsync(officer, "Refuse", "The version number has to be raised too.", "Refuse");
        await Expect(officer.Locator(".notices")).ToContainTextAsync("Refused; the rules in force stay.");

        using var second = new ChangedRules().Score(15, 3).Without("45-supply-mismatch.json");
        proposal = (await proposing.ProposeAsync(author, tests.Run(second.Path), "Round amounts count for more since the advisory of March.", Stop)).Done();
        await officer.GotoAsync("/rules");
        await Expect(officer.GetByText("proposes other rules")).ToBeVisibleAsync();
        await officer.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, "rules.png") });
        await IsAccessibleAsync(officer);
        await officer.GotoAsync($"/rules/proposals/{proposal.Id}");
        var changed = officer.GetByRole(AriaRole.Region, new() { Name = "Changed round-amounts" });
        await Expect(changed.GetByRole(AriaRole.Row, new() { Name = "Score" })).ToContainTextAsync("1015");       // old, new
        await Expect(officer.GetByRole(AriaRole.Region, new() { Name = "Removed mint-by-unknown-minter" })).ToBeVisibleAsync();
        await officer.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, "proposal.png"), FullPage = true });
        await IsAccessibleAsync(officer);

        // Who proposed it is offered to take it back, and no more; an analyst reads it and has no button.
        var writer = await seeded.Workplace.OpenAsAsync(Role.RuleAuthor);
        await writer.GotoAsync($"/rules/proposals/{proposal.Id}");
        await Expect(writer.GetByRole(AriaRole.Button, new() { Name = "Take it back" })).ToBeVisibleAsync();
        await Expect(writer.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
        var analyst = await seeded.Workplace.OpenAsAsync(Role.Analyst);
        await analyst.GotoAsync($"/rules/proposals/{proposal.Id}");
        await Expect(analyst.GetByText("A compliance officer decides, and never who proposed it.")).ToBeVisibleAsync();

        await DecideAsync(officer, "Approve", "Back-tested over 30 days: six alerts more.", "Approve and put in force");
        await Expect(officer.Locator(".notices")).ToContainTextAsync("it judges from the next batch on");
        var inForce = (await seeded.Workplace.Services.GetRequiredService<RulePackStore>().InForceAsync(Stop))!;
        Assert.Equal(("Complianceofficer", proposal.Id), (inForce.Record.LoadedBy, inForce.Record.Proposal!.Id));
        Assert.Equal(15, inForce.Pack.Rules.Single(rule => rule.Id == "round-amounts").Score);

        // What came with this version is now another pack than the one in force, and says so to who may propose it.
        await officer.GotoAsync("/rules");
        await Expect(officer.GetByText("are others than those in force")).ToBeVisibleAsync();
        await officer.GotoAsync("/rules/round-amounts");
        await Expect(officer.GetByRole(AriaRole.Region, new() { Name = "Changed round-amounts" })).ToBeVisibleAsync();

        // Back to the pack before: the officer proposes, and cannot approve it himself; another one does.
        await officer.GotoAsync($"/rules/packs/{proposal.Replaces}");
        await DecideAsync(officer, "Propose to return to it", "Too many alerts on salaries at the end of the month.", "Propose the return");
        await Expect(officer.GetByText("nobody approves what he proposed himself")).ToBeVisibleAsync();
        await Expect(officer.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
        var other = await seeded.Workplace.OpenAsAsync("second-officer");
        await other.GotoAsync(new Uri(officer.Url).AbsolutePath);
        await DecideAsync(other, "Approve", "The alerts of last week were all salaries.", "Approve and put in force");
        await Expect(other.Locator(".notices")).ToContainTextAsync("it judges from the next batch on");
        await other.GotoAsync("/rules/packs/all");
        await Expect(other.Locator("tbody tr").First).ToContainTextAsync("Second-officer");
        await Expect(other.GetByText("refused", new() { Exact = true })).ToBeVisibleAsync();
        await IsAccessibleAsync(other);
        await other.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, "packs.png"), FullPage = true });
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static async Task DecideAsync(IPage page, string button, string why, string verb)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await page.GetByLabel("Why, for whoever").FillAsync(why);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
    }

    private static async Task IsAccessibleAsync(IPage page) =>
        Assert.Empty((await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
}

/// <summary>The page of rules where there is none, and where the pack in force does not hold.</summary>
[Suite(Suite.Ui)]
public sealed class UnsoundRulesPageTests(Workplace workplace) : IClassFixture<Workplace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_says_that_no_pack_is_in_force_proposes_the_shipped_one_and_says_when_the_one_in_force_was_changed()
    {
        var page = await workplace.OpenAsAsync(Role.RuleAuthor);
        await page.GotoAsync("/rules");
        await Assertions.Expect(page.GetByText("No rule pack is in force.")).ToBeVisibleAsync();
        await page.GotoAsync("/rules/packs/all");
        await Assertions.Expect(page.GetByText("Nobody has proposed other rules yet.")).ToBeVisibleAsync();

        // An installation that was first started with other rules than this version brings.
        var desk = new PackDesk(workplace.Database.Postgres, TimeProvider.System);
        using var older = new ChangedRules().Score(5, 1);
        await desk.Shipped.RunAsync(older.Path, Stop);
        await page.GotoAsync("/rules");
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose the shipped rules" }).ClickAsync();
        await page.GetByLabel("Why, for whoever").FillAsync("The rules of the new version, as its notes describe them.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Propose the rules" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notices")).ToContainTextAsync("waits for a second person");
        await Assertions.Expect(page.GetByText("Ruleauthor proposes other rules")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Propose the shipped rules" })).ToHaveCountAsync(0);

        await desk.TamperAsync(connection => Usd1Compliance.Postgres.PostgresCommands.Command(connection, "UPDATE rule_pack SET sha256 = decode(repeat('00', 32), 'hex')").ExecuteNonQueryAsync(Stop));
        await page.GotoAsync("/rules");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not what was put in force");
        await page.GotoAsync("/rules/round-amounts");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not what was put in force");
    }
}
