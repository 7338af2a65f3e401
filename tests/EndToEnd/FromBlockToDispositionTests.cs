using System.Diagnostics;
using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Ingest;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Service;
using Usd1Compliance.Tests.Ui;

namespace Usd1Compliance.Tests.EndToEnd;

/// <summary>The product's main job, whole: a block of a real chain, three processes' hosts under their own database roles, two people in browsers.</summary>
[Suite(Suite.Ui)]
public sealed class FromBlockToDispositionTests(Workplace workplace) : IClassFixture<Workplace>
{
    private const string listed = "0xbadbad0000000000000000000000000000000001";
    private static readonly TimeSpan fromBlockToBrowser = TimeSpan.FromSeconds(3);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task A_transfer_to_a_listed_address_is_seen_within_three_seconds_and_closed_by_two_people_on_a_trail_that_shows_any_change()
    {
        await using var chain = await LocalChain.StartAsync(Stop);
        var token = await chain.DeployTokenAsync(Stop);
        await token.MintAsync(chain.Accounts[1], new BigInteger(900_000_000), Stop);
        await SetUpAsync(chain, token);
        await using var asService = await workplace.Database.AsProcessAsync("service", Stop);
        await using var asIngest = await workplace.Database.AsProcessAsync("ingest", Stop);
        await using var service = ServiceHost.Create(asService, "http://127.0.0.1:0", Checkout.PathOf("rules/demo/lists.json"));
        await using var ingest = IngestHost.Create(asIngest, ["--urls", "http://127.0.0.1:0"]);
        await service.StartAsync(Stop);
        await ingest.StartAsync(Stop);

        var analyst = await workplace.OpenAsAsync(Role.Analyst);
        await analyst.GotoAsync("/transfers");
        await WaitForMintAsync();
        await analyst.GotoAsync("/alerts");
        var queue = await workplace.OpenAsAsync(Role.Supervisor);
        await queue.GotoAsync("/cases");
        await Expect(queue.GetByText("Nothing waits.")).ToBeVisibleAsync();
        await Expect(analyst.GetByText("Monitoring has found nothing yet.")).ToBeVisibleAsync();

        await token.TransferAsync(chain.Accounts[1], listed, new BigInteger(345_670_000), Stop);
        var sinceBlock = Stopwatch.StartNew();
        await Expect(analyst.Locator("tbody .severity-critical")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(queue.Locator("tbody .severity-critical")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var seenAfter = sinceBlock.Elapsed;
        Assert.True(seenAfter <= fromBlockToBrowser, $"Alert and case stood in the browser {seenAfter.TotalSeconds:0.00} s after the block; {fromBlockToBrowser.TotalSeconds} s are allowed.");
        TestContext.Current.TestOutputHelper?.WriteLine($"alert and case in the browser {seenAfter.TotalSeconds:0.00} s after the block");

        await DecideAsync(analyst, queue, await workplace.OpenAsAsync(Role.ComplianceOfficer));
        await ingest.StopAsync(Stop);
        await service.StopAsync(Stop);
        await AssertTheTrailShowsAChangeAsync();
    }

    private async Task SetUpAsync(LocalChain chain, LocalToken token)
    {
        var owner = new ServiceCollection().AddLogging().AddEngine(workplace.Database.Postgres).BuildServiceProvider();
        var officer = Actor.Job("tests", Enum.GetValues<Right>());
        var lists = Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Done>(ListDefinition.ReadAll(Checkout.PathOf("rules/demo/lists.json"))).Value;
        await owner.GetRequiredService<ListStore>().DescribeAsync(officer, lists.Single(list => list.Id == "demo"), Stop);
        Assert.IsType<Outcome<ListLoad>.Done>(await owner.GetRequiredService<LoadList>().LoadAsync(officer, "demo", Checkout.PathOf("rules/demo/fictional-sdn.xml"), null, Stop));
        await owner.GetRequiredService<LoadShippedPacks>().RunAsync(Checkout.PathOf("rules/packs"), Stop);
        var settings = SourceSettings.Write(new EvmSourceSettings(chain.Url, 31337, token.Contract, "TUSD", 6, "paxos", 0, FromCreation: true));
        Assert.IsType<Outcome<Source>.Done>(await owner.GetRequiredService<SourceStore>().AddAsync(officer, new NewSource("local-chain", SourceKind.Evm, "ethereum", settings), Stop));
    }

    // Everything is under way when the mint, which came before the hosts, stands in the ledger and was judged.
    private async Task WaitForMintAsync()
    {
        for (var look = 0; look < 300 && await workplace.Database.Postgres.Command("SELECT count(*) FROM monitored_batch").ScalarAsync<long>(Stop) == 0; look++)
        {
            await Task.Delay(100, Stop);
        }
    }

    private static async Task DecideAsync(IPage analyst, IPage supervisor, IPage officer)
    {
        await analyst.GetByRole(AriaRole.Link, new() { Name = "Case 1" }).First.ClickAsync();
        await Expect(analyst.GetByText("HARBOUR LIGHT TRADING").First).ToBeVisibleAsync();
        await analyst.GetByRole(AriaRole.Button, new() { Name = "Escalate" }).ClickAsync();
        await analyst.GetByLabel("Why, for whoever").FillAsync("A transfer to a listed party: past what I decide alone.");
        await analyst.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Escalate" }).ClickAsync();
        await Expect(analyst.Locator(".notices")).ToContainTextAsync("is escalated");

        await officer.GotoAsync("/cases/1");
        await ProposeAsync(officer);
        await ApproveAsync(officer);
        await Expect(officer.Locator(".notices")).ToContainTextAsync("four_eyes");

        await supervisor.GetByRole(AriaRole.Link, new() { Name = "Case 1" }).ClickAsync();
        await ApproveAsync(supervisor);
        await Expect(supervisor.Locator(".notices")).ToContainTextAsync("is closed: True match");
    }

    private static async Task ProposeAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose disposition" }).ClickAsync();
        await page.GetByLabel("True match").CheckAsync();
        await page.GetByLabel("Why, for whoever").FillAsync("The address is the listed party's, by bytes, and was listed then.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose", Exact = true }).ClickAsync();
        await Expect(page.Locator(".notices")).ToContainTextAsync("A second person decides");
    }

    private static async Task ApproveAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Approve and close" }).ClickAsync();
    }

    private async Task AssertTheTrailShowsAChangeAsync()
    {
        var verify = new VerifyAudit(workplace.Database.Postgres);
        var verdict = await verify.CheckAsync(null, null, Stop);
        Assert.True(verdict.Holds, verdict.Fault);
        await using var connection = await workplace.Database.Postgres.OpenConnectionAsync(Stop);
        await connection.Command("SET session_replication_role = replica").RunAsync(Stop);
        Assert.Equal(1, await connection.Command("UPDATE audit_entry SET actor_name = 'somebody else' WHERE action LIKE 'case.%' AND number = (SELECT max(number) FROM audit_entry WHERE action LIKE 'case.%')").RunAsync(Stop));
        await connection.Command("SET session_replication_role = DEFAULT").RunAsync(Stop);
        var broken = await verify.CheckAsync(null, null, Stop);
        Assert.False(broken.Holds);
        Assert.NotNull(broken.FirstBroken);
    }
}
