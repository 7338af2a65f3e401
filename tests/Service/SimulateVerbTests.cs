using Usd1Compliance.Tests.Engine.Lists;

namespace Usd1Compliance.Tests.Service;

/// <summary><c>usd1 simulate</c>, as somebody uses it who measures monitoring.</summary>
[Suite(Suite.Database)]
public sealed class SimulateVerbTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_market_is_written_and_its_labels_and_its_list_are_taken_in()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        var folder = Path.GetDirectoryName(usd1.Write("place", ""))!;
        usd1.Lists = usd1.Write("lists.json", """
            { "lists": [ { "id": "own", "publisher": "us", "title": "own", "format": "own-list", "blocking": true, "maxAgeHours": 72 } ] }
            """);

        var written = await usd1.AskAsync("simulate", "--preset", "market", "--addresses", "3000", "--transfers", "30000", "--days", "30", "--out", Path.Combine(folder, "market"));
        Assert.InRange(written.GetProperty("transfers").GetInt64(), 25_000, 45_000);
        var header = File.ReadLines(Path.Combine(folder, "market/transfers.csv")).First();
        Assert.Equal("transfer_id,chain,occurred_at,from,to,amount,kind,initiated_by,order_id", header);

        var labels = await usd1.AskAsync("labels", "import", Path.Combine(folder, "market/labels.csv"), "--origin", "market");
        Assert.Equal(File.ReadLines(Path.Combine(folder, "market/labels.csv")).Count() - 1, labels.GetProperty("labels").GetInt32());
        Assert.Equal(15, PublisherFiles.Read(Path.Combine(folder, "market/lists/own.csv"), Usd1Compliance.Lists.ListFormats.OwnList).Entries.Count);
        Assert.Contains("is in force", (await usd1.RunAsync("lists", "load", "own", Path.Combine(folder, "market/lists/own.csv"))).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--instances is for --preset demo", "--preset", "market", "--instances", "3")]
    [InlineData("--illicit is for --preset market", "--illicit", "0.001")]
    [InlineData("30 to 366", "--preset", "market", "--days", "20")]
    [InlineData("1,000 to 2,000,000", "--addresses", "20")]
    public async Task A_setting_that_makes_no_economy_is_named_with_its_mend(string says, params string[] arguments)
    {
        using var usd1 = new Usd1((string?)null);
        var said = await usd1.RunAsync(["simulate", "--out", "nowhere", .. arguments, "--json"]);
        said.IsRefused(2, "simulation_impossible");
        Assert.Contains(says, said.Error, StringComparison.Ordinal);
    }
}
