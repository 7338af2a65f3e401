using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

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

        await AlertsSayItAsync(page, source.Source.SourceId);
        await page.GotoAsync("/sources");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Newest reorganisations" })).ToContainTextAsync("usd1-ethereum");
        Assert.Equal(400, await page.EvaluateAsync<int>("path => fetch(path).then(answer => answer.status)", "/transfers/export?retracted=perhaps"));
        Assert.Equal(400, await page.EvaluateAsync<int>("path => fetch(path).then(answer => answer.status)", "/alerts/export?retracted=perhaps"));
    }

    // The block of the newest alert that stands in a case goes too.
    private async Task AlertsSayItAsync(IPage page, int sourceId)
    {
        var postgres = seeded.Workplace.Database.Postgres;
        var (alert, file, block, hash) = (await postgres.Command("""
            SELECT a.alert_id, c.case_id, t.block_number, t.block_hash FROM alert a JOIN case_alert c USING (alert_id) JOIN transfer t USING (source_id, sequence)
            WHERE a.source_id = $1 AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = a.source_id AND x.sequence = a.sequence) ORDER BY t.block_number DESC, a.alert_id DESC LIMIT 1
            """, sourceId).RowsAsync(row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3)), Stop))[0];
        var at = (await seeded.Workplace.Services.GetRequiredService<SourceStore>().AllAsync(Actor.Operator("ops"), Stop)).Single(status => status.Source.SourceId == sourceId).Checkpoint;
        await new LedgerWriter(postgres, TimeProvider.System).RetractAsync(sourceId, at, new Fork(block - 1, new byte[32], block, hash, [.. Enumerable.Repeat((byte)8, 32)]), Stop);

        await page.GotoAsync("/alerts?retracted=yes");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("taken back");
        await PictureAsync(page, "alerts-taken-back");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Stop);
        Assert.EndsWith(",retracted_at", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith($"{alert},", StringComparison.Ordinal) && line.Split(',')[^1].StartsWith("20", StringComparison.Ordinal));
        await page.GetByLabel("Its transfer").SelectOptionAsync("no");
        await Expect(page.GetByText("taken back", new() { Exact = true })).ToHaveCountAsync(0);

        await page.GotoAsync($"/cases/{file}");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "on transfers that the chain took back" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = $"Alert {alert}", Exact = true })).ToContainTextAsync("The chain took this transfer back on 20");
        await PictureAsync(page, "case-taken-back");
    }

    private static Task<byte[]> PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName, $"{name}.png"), FullPage = true });
}
