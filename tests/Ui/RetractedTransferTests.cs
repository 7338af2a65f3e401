using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Ui;

/// <summary>What a person sees of a transfer that the chain took back.</summary>
[Suite(Suite.Ui)]
public sealed class RetractedTransferTests(SeededWorkplace seeded) : IClassFixture<SeededWorkplace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task A_retracted_transfer_is_said_to_be_one_is_in_no_list_and_is_found_where_it_is_asked_for()
    {
        var postgres = seeded.Workplace.Database.Postgres;
        var source = (await seeded.Workplace.Services.GetRequiredService<SourceStore>().AllAsync(Actor.Operator("ops"), Stop)).Single(status => status.Checkpoint.BlockNumber > 0);
        var at = source.Checkpoint;
        await new LedgerWriter(postgres, TimeProvider.System).RetractAsync(source.Source.SourceId, at, new Fork(at.BlockNumber - 1, new byte[32], at.BlockNumber, at.BlockHash, [.. Enumerable.Repeat((byte)7, 32)]), Stop);
        var id = new TransferId(source.Source.SourceId, at.Sequence).ToString();
        var page = await seeded.Workplace.OpenAsAsync(Role.Analyst);

        await page.GotoAsync($"/transfers/{id}");
        await Expect(page.GetByText("This transfer no longer stands on the chain")).ToBeVisibleAsync();

        await page.GotoAsync("/transfers");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = id, Exact = true })).ToHaveCountAsync(0);
        await page.GetByLabel("On the chain").SelectOptionAsync("yes");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("Retracted 20");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Stop);
        Assert.Equal((2, id), (lines.Length, lines[1].Split(',')[0]));
        Assert.EndsWith(",retracted_at", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("20", lines[1].Split(',')[^1], StringComparison.Ordinal);

        await page.GotoAsync("/sources");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Newest reorganisations" })).ToContainTextAsync("usd1-ethereum");
        Assert.Equal(400, await page.EvaluateAsync<int>("path => fetch(path).then(answer => answer.status)", "/transfers/export?retracted=perhaps"));
    }
}
