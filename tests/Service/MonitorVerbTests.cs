using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Usd1Compliance.Tests.Service;

/// <summary><c>usd1 monitor</c>: the monitoring engine over files, without a database.</summary>
[Suite(Suite.Unit)]
public sealed class MonitorVerbTests : IDisposable
{
    private const string listed = "0x00000000000000000000000000000000000000ee", poor = "0x00000000000000000000000000000000000000a1", rich = "0x00000000000000000000000000000000000000b2";
    private const string transfers = $"""
        transfer_id,chain,occurred_at,from,to,amount,kind
        1,ethereum,2026-03-01T00:00:00Z,,{poor},50000,mint
        2,ethereum,2026-03-01T01:00:00Z,{poor},{rich},100,transfer
        3,ethereum,2026-03-04T23:59:59Z,{poor},{listed},100,transfer
        4,ethereum,2026-03-05T00:00:00Z,{poor},{listed},100,transfer
        2,ethereum,2026-03-05T01:00:00Z,{poor},{rich},100,transfer
        6,ethereum,2026-03-05T02:00:00Z,{poor},{rich},ten,transfer
        """;

    private readonly Usd1 usd1 = new((string?)null);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("usd1-monitor-");

    public void Dispose()
    {
        usd1.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_run_judges_what_it_can_read_knows_a_listing_from_its_day_on_and_says_what_it_refused()
    {
        var lists = Directory.CreateDirectory(Path.Combine(folder.FullName, "lists")).FullName;
        await File.WriteAllTextAsync(Path.Combine(lists, "own.csv"), $"key,name,addresses,listed_on\nx,Somebody Listed,{listed},2026-03-05\n", TestContext.Current.CancellationToken);
        var alerts = Path.Combine(folder.FullName, "alerts.jsonl");
        var said = await usd1.RunAsync("monitor", "run", "--transfers", usd1.Write("transfers.csv", transfers), "--packs", Checkout.PathOf("rules"), "--lists", lists, "--alerts", alerts);
        Assert.Equal(1, said.ExitCode);         // a row could not be read
        Assert.Contains("line 7, column amount: 'ten' is no amount", said.Output, StringComparison.Ordinal);
        Assert.Contains("1 rows have an id that was met before", said.Output, StringComparison.Ordinal);
        Assert.Contains("4 transfers of 3 addresses", said.Output, StringComparison.Ordinal);
        Assert.Contains("microseconds of CPU a transfer", said.Output, StringComparison.Ordinal);
        var found = (await File.ReadAllLinesAsync(alerts, TestContext.Current.CancellationToken)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var hit = Assert.Single(found, alert => alert.GetProperty("rule").GetString() == "sanctioned-beneficiary");
        Assert.Equal(("4", listed, 1), (hit.GetProperty("transfer").GetString(), hit.GetProperty("subject").GetString(), hit.GetProperty("number").GetInt32()));
        Assert.True(hit.GetProperty("facts").GetProperty("beneficiary.IsListed").GetBoolean());
    }

    [Fact]
    public async Task The_facts_of_each_transfer_are_a_table_whose_unknown_cells_are_empty()
    {
        var table = Path.Combine(folder.FullName, "facts.parquet");
        var said = await usd1.RunAsync("monitor", "features", "--transfers", usd1.Write("transfers.csv", transfers.Replace("\n6,", "\n7,", StringComparison.Ordinal).Replace("ten", "10", StringComparison.Ordinal)), "--out", table, "--facts", "transfer.AmountUsd,originator.SentUsd24h,beneficiary.IsService");
        Assert.True(said.ExitCode == 0, said.Error);
        await using var read = await ParquetReader.CreateAsync(table, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["transfer_id", "chain", "occurred_at", "from", "to", "transfer.AmountUsd", "originator.SentUsd24h", "beneficiary.IsService"], read.Schema.DataFields.Select(field => field.Name));
        Assert.Equal("5 transfers with 3 facts each.", said.Output.Trim());
        using var group = read.OpenRowGroupReader(0);
        Assert.Equal(["1", "2", "3", "4", "7"], await TextsAsync(group, read.Schema.DataFields[0]));        // the second 2 is the same transfer again
        Assert.Equal([null, poor, poor, poor, poor], await TextsAsync(group, read.Schema.DataFields[3]));   // a mint comes from nobody
        Assert.Equal([poor, rich, listed, listed, rich], await TextsAsync(group, read.Schema.DataFields[4]));
        var (times, sent) = (new DateTime[5], new double?[5]);
        await group.ReadAsync<DateTime>(read.Schema.DataFields[2], times, cancellationToken: TestContext.Current.CancellationToken);
        await group.ReadAsync<double>(read.Schema.DataFields[6], sent, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(new DateTime(2026, 3, 4, 23, 59, 59, DateTimeKind.Utc), times[2]);
        Assert.Equal([null, 100, 100, 200, 210], sent);
        var facts = JsonDocument.Parse(read.CustomMetadata["usd1.facts"]).RootElement;
        Assert.Equal(("usd", "day", "buckets"), (Word("unit"), Word("window"), Word("exactness")));

        string? Word(string what) => facts.GetProperty("originator.SentUsd24h").GetProperty(what).GetString();
    }

    [Fact]
    public async Task An_address_stands_in_the_table_as_the_file_writes_it()
    {
        const string checksummed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", node = "node 280";
        var table = Path.Combine(folder.FullName, "facts.parquet");
        var file = usd1.Write("transfers.csv", $"transfer_id,chain,occurred_at,from,to,amount\n1,ethereum,2026-03-01T00:00:00Z,{checksummed},{node},100\n");
        Assert.Equal(0, (await usd1.RunAsync("monitor", "features", "--transfers", file, "--out", table, "--facts", "transfer.Kind")).ExitCode);
        await using var read = await ParquetReader.CreateAsync(table, cancellationToken: TestContext.Current.CancellationToken);
        using var group = read.OpenRowGroupReader(0);
        Assert.Equal([checksummed, node], [Assert.Single(await TextsAsync(group, read.Schema.DataFields[3])), Assert.Single(await TextsAsync(group, read.Schema.DataFields[4]))]);
    }

    private static async Task<string?[]> TextsAsync(ParquetRowGroupReader group, DataField field)
    {
        var texts = new string?[group.RowCount];
        await group.ReadAsync(field, texts, cancellationToken: TestContext.Current.CancellationToken);
        return texts;
    }

    [Theory]
    [InlineData("--packs", "nowhere", "There is no such folder")]
    [InlineData("--transfers", "nowhere.csv", "There is no file and no folder")]
    [InlineData("--labels", "nowhere.csv", "nowhere.csv")]
    public async Task What_is_not_there_is_said_by_name_and_nothing_is_run(string option, string value, string word)
    {
        List<string> arguments = ["monitor", "run", "--alerts", Path.Combine(folder.FullName, "a.jsonl"), option, value];
        if (option != "--transfers")
        {
            arguments.AddRange(["--transfers", usd1.Write("transfers.csv", transfers)]);
        }

        var said = await usd1.RunAsync([.. arguments]);
        Assert.Equal(2, said.ExitCode);
        Assert.Contains(word, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_on_a_simulated_economy_are_held_against_its_truth()
    {
        var economy = Path.Combine(folder.FullName, "economy");
        Assert.Equal(0, (await usd1.RunAsync("simulate", "--out", economy, "--addresses", "3000", "--days", "20", "--instances", "2")).ExitCode);
        var alerts = Path.Combine(folder.FullName, "alerts.jsonl");
        Assert.Equal(0, (await usd1.RunAsync("monitor", "run", "--transfers", economy, "--packs", Checkout.PathOf("rules"), "--labels", Path.Combine(economy, "labels.csv"), "--lists", Path.Combine(economy, "lists"), "--minters", Path.Combine(economy, "minters.csv"), "--alerts", alerts)).ExitCode);
        var figures = (await usd1.AskAsync("monitor", "measure", "--alerts", alerts, "--truth", economy)).EnumerateArray().ToDictionary(one => one.GetProperty("typology").GetInt32());
        Assert.Equal(1, figures[1].GetProperty("recall").GetDouble());          // of a sanctioned party nothing is missed
        Assert.True(figures[8].GetProperty("recall").GetDouble() >= 0.5, figures[8].GetRawText().ToString(CultureInfo.InvariantCulture));
    }
}
