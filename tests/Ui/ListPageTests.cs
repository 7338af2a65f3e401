using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Tests.Engine.Lists;

namespace Usd1Compliance.Tests.Ui;

/// <summary>A list is refreshed, looked at, held and returned in the browser, which itself may fetch nothing and switch nothing alone.</summary>
[Suite(Suite.Ui)]
public sealed class ListPageTests(Workplace workplace) : IClassFixture<Workplace>, IDisposable
{
    private readonly ListFiles files = new();
    private readonly RefreshFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Later => ListFiles.PublishedOn(ListFiles.Without(ListFiles.FictionalText, "900002"), new DateOnly(2026, 5, 11));

    public void Dispose()
    {
        files.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_refresh_is_asked_for_in_the_browser_and_followed_until_its_outcome_stands_there()
    {
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var held = new TaskCompletionSource();
        publisher.Answers = async (context, _) =>
        {
            await held.Task.WaitAsync(Stop);
            await MisbehavingPublisher.Send(context, ListFiles.FictionalText, etag: "\"one\"");
        };
        var list = ListRoom.Demo with { Id = "fetched", Title = "Fetched list", Urls = [publisher.At("/SDN_ADVANCED.XML")] };
        var room = new ListRoom(workplace.Database);
        await room.Store.DescribeAsync(ListRoom.Officer, list, Stop);

        var page = await workplace.OpenAsAsync(Role.ComplianceOfficer);
        await page.GotoAsync("/lists/fetched");
        await Expect(page.GetByText("No file of this list was ever loaded.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Its publisher was never asked.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh now" }).ClickAsync();
        await Expect(page.GetByText("asked for a refresh")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Refresh now" })).ToBeDisabledAsync();

        var file = files.Write($$"""{"lists":[{"id":"fetched","publisher":"Nobody","title":"Fetched list","format":"sdn-advanced-xml","blocking":true,"maxAgeHours":24,"urls":["{{list.Urls[0]}}"]}]}""", "lists.json");
        var service = Due(room).RunOnceAsync(file, (_, _) => { }, Stop);
        await Expect(page.GetByText("Being refreshed for Complianceofficer")).ToBeVisibleAsync();
        held.SetResult();
        await service;
        // The tests of a class share a database: which number it has depends on which of them came before.
        var loaded = (await room.Store.VersionsAsync(ListRoom.Officer, "fetched", Stop))[0].VersionId;
        await Expect(page.GetByText($"version {loaded} is in force").First).ToBeVisibleAsync();
        await Expect(page.GetByText($"A new file: version {loaded} was put in force.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Refresh now" })).ToBeEnabledAsync();
        Assert.Contains("list.refresh.ask", (await room.Trail.ReadAsync(ListRoom.Officer, AuditFilter.About("list", "fetched"), null, 10, Stop)).Select(entry => entry.Action));

        // Who may only read sees all of it and no button.
        var analyst = await workplace.OpenAsAsync(Role.Analyst);
        await analyst.GotoAsync("/lists/fetched");
        await Expect(analyst.GetByText("Last refresh by hand")).ToBeVisibleAsync();
        await Expect(analyst.GetByRole(AriaRole.Button, new() { Name = "Refresh now" })).ToHaveCountAsync(0);
        await Expect(analyst.GetByRole(AriaRole.Button, new() { Name = "Return to" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_failed_refresh_says_what_the_publisher_answered_and_a_late_list_is_marked()
    {
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, _) => context.Request.Path == "/late.xml" ? MisbehavingPublisher.Send(context, ListFiles.FictionalText) : MisbehavingPublisher.Send(context, "<html></html>", "text/html");
        var (url, list) = (publisher.At("/late.xml"), ListRoom.Demo with { Id = "late", Title = "Late list", MaxAgeHours = 24 });
        var room = new ListRoom(workplace.Database);
        room.Clock.SetUtcNow(TimeProvider.System.GetUtcNow().AddHours(-3));      // by the hour: past two checks, and not stale
        await folder.RefreshAsync(workplace.Database, room, list with { Urls = [url] });
        await folder.RefreshAsync(workplace.Database, room, list with { Urls = [publisher.At("/page.xml")] });

        var page = await workplace.OpenAsAsync(Role.Analyst);
        await page.GotoAsync("/lists");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Late list" })).ToContainTextAsync("late");
        await page.GotoAsync("/lists/late");
        await Expect(page.GetByText("Two checks in a row should have confirmed it by now.")).ToBeVisibleAsync();
        await Expect(page.GetByText("fetch_content_type")).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Late list" })).ToContainTextAsync("late");
    }

    [Fact]
    public async Task What_waits_is_shown_as_what_it_is_with_all_that_would_go_and_two_persons_return_to_an_earlier_version()
    {
        await workplace.AddPersonAsync("second-officer", Role.ComplianceOfficer);
        var room = new ListRoom(workplace.Database);
        room.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var list = ListRoom.Demo with { Id = "held", Title = "Held list" };
        var first = (await room.LoadAsync(ListFiles.Fictional, list: list)).Version.VersionId;
        var load = await room.LoadAsync(files.Write(Later), list: list);
        var (waiting, interim) = (load.Version.VersionId, load.Interim!.VersionId);

        var page = await workplace.OpenAsAsync(Role.ComplianceOfficer);
        await page.GotoAsync("/lists/held");
        await Expect(page.GetByText($"in force, interim of {waiting}", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("waits for a second person", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "What would go" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"What changed from version {interim} to {waiting}" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Addresses removed (2)")).ToBeVisibleAsync();
        await page.GetByLabel("Compare version").SelectOptionAsync($"{first}");
        await page.GetByLabel("with version").SelectOptionAsync($"{waiting}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what changed" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"What changed from version {first} to {waiting}" })).ToBeVisibleAsync();
        Assert.Empty((await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));

        await page.GetByRole(AriaRole.Button, new() { Name = $"Return to version {first}" }).ClickAsync();
        await page.GetByLabel("Why, for whoever").FillAsync("The publisher's notice says that the file is wrong.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose the return" }).ClickAsync();
        await Expect(page.GetByText("proposes to return to version")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Approve the return" })).ToHaveCountAsync(0);      // not his own

        var second = await workplace.OpenAsAsync("second-officer");
        await second.GotoAsync("/lists/held");
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve the return" }).ClickAsync();
        await second.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Approve the return" }).ClickAsync();
        await Expect(second.Locator(".notices")).ToContainTextAsync($"Version {first} of held is in force again.");
        await Expect(second.GetByText("Files that were seen before are turned away")).ToBeVisibleAsync();
        Assert.Equal(first, await workplace.Database.Postgres.Command("SELECT version_in_force FROM list WHERE list_id = 'held'").ScalarAsync<long>(Stop));

        await second.GetByRole(AriaRole.Button, new() { Name = "Let the return go" }).ClickAsync();
        await second.GetByLabel("Why, for whoever").FillAsync("The publisher has confirmed the file.");
        await second.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Let it go" }).ClickAsync();
        await Expect(second.GetByText("Files that were seen before are turned away")).ToHaveCountAsync(0);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    // As the service runs it: under the machine's clock, because the browser waits in real time.
    private RefreshDueLists Due(ListRoom room)
    {
        room.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var postgres = workplace.Database.Postgres;
        return new RefreshDueLists(folder.Of(workplace.Database, room), new ListFetchStore(postgres, room.Clock), new ListRefreshRequests(postgres, room.Trail, TimeProvider.System), TimeProvider.System);
    }
}
