using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Tests.Ingest;

namespace Usd1Compliance.Tests.Service;

/// <summary><c>usd1 sources</c>, as an operator and a script use it.</summary>
[Suite(Suite.Database)]
public sealed class SourceVerbTests(TestCluster cluster)
{
    private const string row = """{"time":"2026-01-05T00:00:00Z","kind":"mint","from":null,"to":"0x81ff163e85a3fe9e9f87aba463ff3acd205ad1d9","amount":"5","asset":"USDC","initiated_by":null,"order_id":null}""";
    private static readonly string mapping = Checkout.PathOf("rules/mappings/transfers.json");
    private static readonly string[] evm =
        ["sources", "add-evm", "usdc", "--chain", "ethereum", "--rpc", "http://127.0.0.1:9", "--contract", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "--symbol", "USDC", "--decimals", "6", "--profile", "usdc", "--from-block", "0"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_added_waited_for_listed_and_its_unreadable_row_is_told()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await using var ingest = await RunningIngest.StartAsync(database, Stop);
        var file = usd1.Write("transfers.jsonl", $"{row}\n{row.Replace("\"5\"", "\"five\"", StringComparison.Ordinal)}\n");

        var added = await usd1.AskAsync("sources", "add-file", "desk", "--path", file, "--mapping", mapping, "--wait");
        Assert.Equal((1, 1, "finished"), (added.GetProperty("ingested").GetInt32(), added.GetProperty("refused").GetInt32(), added.GetProperty("state").GetString()));

        var line = (await usd1.RunAsync("sources", "list")).Output;
        Assert.Contains("1 desk (file, ethereum): finished. 1 rows ingested, 0 skipped, 1 refused.", line, StringComparison.Ordinal);
        var refused = await usd1.RunAsync("sources", "refused", "desk");
        Assert.Contains("line 2: amount ", refused.Output, StringComparison.Ordinal);
        Assert.Contains("1 rows stand in the quarantine of desk.", refused.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await usd1.AskAsync("sources", "refused", "desk", "--limit", "1")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_source_is_disabled_and_enabled_again()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        Assert.Equal("There is no source. Add one with usd1 sources add-evm, add-file or add-simulated.", (await usd1.RunAsync("sources", "list")).Output.Trim());
        await usd1.AskAsync(evm);

        Assert.False((await usd1.AskAsync("sources", "disable", "usdc")).GetProperty("enabled").GetBoolean());
        Assert.Contains("1 usdc (evm, ethereum): disabled. 0 rows ingested", (await usd1.RunAsync("sources", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("Source usdc is enabled", (await usd1.RunAsync("sources", "enable", "usdc")).Output, StringComparison.Ordinal);
        Assert.Contains("1 usdc (evm, ethereum): not taken up yet: is ingest running?", (await usd1.RunAsync("sources", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_of_before_there_were_markets_are_read_as_they_were_and_a_demo_says_nothing_of_one()
    {
        const string before = "{\"seed\":7,\"until\":\"2026-06-30T00:00:00+00:00\",\"days\":30,\"addresses\":3000,\"transfersPerDay\":null,\"instancesPerTypology\":3,\"hardNegativesPerInstance\":2,\"livePerSecond\":2,\"minters\":[]}";
        var settings = SourceSettings.Read<SimulatedSourceSettings>(before);
        Assert.Equal((7UL, 2.0, null), (settings.Seed, settings.LivePerSecond, settings.Market));
        Assert.Equal(before, SourceSettings.Write(settings));
    }

    [Fact]
    public async Task A_market_is_added_with_all_that_makes_it_and_its_minters_of_both_kinds_of_chain()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        var added = await usd1.AskAsync("sources", "add-simulated", "market", "--preset", "market", "--seed", "7", "--days", "30", "--addresses", "3000", "--transfers", "30000", "--set", "drift", "--until", "2026-06-30T00:00:00Z");
        var settings = SourceSettings.Read<SimulatedSourceSettings>(added.GetProperty("settings").GetString()!);
        Assert.Equal((7UL, 30, 3_000, 5, new SimulatedMarket(30_000, 0.0010m, "drift")), (settings.Seed, settings.Days, settings.Addresses, settings.HardNegativesPerInstance, settings.Market));
        Assert.Contains(settings.Minters!, minter => minter.StartsWith("0x", StringComparison.Ordinal));
        Assert.Contains(settings.Minters!, minter => minter.StartsWith('T'));
        Assert.Contains("usd1 simulate --preset market --transfers 20000 --illicit 0.0010 --set standard --seed 3 --days 30 --addresses 2000 --hard-negatives 5 --until 2026-06-30T00:00:00Z --out FOLDER",
            (await usd1.RunAsync("sources", "add-simulated", "other", "--preset", "market", "--seed", "3", "--days", "30", "--addresses", "2000", "--transfers", "20000", "--until", "2026-06-30T00:00:00Z")).Output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("market (simulated, market): not taken up yet", (await usd1.RunAsync("sources", "list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceKind.Evm, "1,500 blocks behind", "blocks")]
    [InlineData(SourceKind.File, "1,500 bytes behind", "bytes")]
    [InlineData(SourceKind.Simulated, "1,500 seconds behind", "seconds")]       // its head is the present, not a number of transfers
    public async Task How_far_a_source_is_behind_is_said_in_its_own_unit(SourceKind kind, string says, string unit)
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        var store = new SourceStore(database.Postgres, new AuditTrail(database.Postgres, TimeProvider.System), TimeProvider.System);
        var source = await RunningIngest.AddAsync(database, new NewSource("behind", kind, "ethereum", kind switch
        {
            SourceKind.Evm => SourceSettings.Write(new EvmSourceSettings("http://127.0.0.1:9", 1, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USDC", 6, "usdc", 0)),
            SourceKind.File => SourceSettings.Write(new FileSourceSettings("/transfers.jsonl", mapping)),
            _ => SourceSettings.Write(new SimulatedSourceSettings(1, DateTimeOffset.UnixEpoch)),
        }), Stop);
        await store.ReportAsync(source.SourceId, new SourceReport(SourceState.CatchingUp, 10_000, 8_500, null, null, "", TimeProvider.System.GetUtcNow()), Stop);

        Assert.Contains($"catching up, {says}.", (await usd1.RunAsync("sources", "list")).Output, StringComparison.Ordinal);
        var document = (await usd1.AskAsync("sources", "list"))[0];
        Assert.Equal((1_500, unit, "catching_up"), (document.GetProperty("behind").GetInt32(), document.GetProperty("behindUnit").GetString(), document.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("chain_unknown", "--chain", "no-such-chain")]
    [InlineData("profile_unknown", "--profile", "no-such-profile")]
    [InlineData("source_rpc_secret", "--rpc", "https://mainnet.example/v3/0123456789abcdef0123456789abcdef")]
    [InlineData("source_settings_unreadable", "--contract", "0x123")]
    [InlineData("command_unreadable", "--decimals", "six")]
    [InlineData("command_unreadable", "--from-block", "latest")]
    public async Task A_contract_that_cannot_be_followed_is_not_added(string code, string option, string value)
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        string[] arguments = [.. evm];
        arguments[Array.IndexOf(arguments, option) + 1] = value;
        (await usd1.RunAsync([.. arguments, "--json"])).IsRefused(2, code);
        Assert.Equal(0, (await usd1.AskAsync("sources", "list")).GetArrayLength());
    }

    [Theory]
    [InlineData("source_unknown", "sources", "enable", "nobody")]
    [InlineData("source_unknown", "sources", "refused", "nobody")]
    [InlineData("limit_out_of_range", "sources", "refused", "nobody", "--limit", "0")]
    [InlineData("limit_out_of_range", "sources", "refused", "nobody", "--limit", "100001")]
    [InlineData("file_unreadable", "sources", "add-file", "desk", "--path", "/no/such/file", "--mapping", "/no/such/mapping")]
    [InlineData("source_name_unreadable", "sources", "add-file", "Desk 1", "--path", "{mapping}", "--mapping", "{mapping}")]
    [InlineData("command_unreadable", "sources", "add-file", "desk")]
    [InlineData("simulation_impossible", "sources", "add-simulated", "demo", "--days", "1")]
    [InlineData("simulation_impossible", "sources", "add-simulated", "demo", "--transfers", "100000")]
    [InlineData("simulation_impossible", "sources", "add-simulated", "market", "--preset", "market", "--live", "2")]
    [InlineData("simulation_impossible", "sources", "add-simulated", "market", "--preset", "market", "--addresses", "100")]
    public async Task What_cannot_be_understood_exits_with_2_and_says_what_is_wrong(string code, params string[] arguments)
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        (await usd1.RunAsync([.. arguments.Select(argument => argument.Replace("{mapping}", mapping, StringComparison.Ordinal)), "--json"])).IsRefused(2, code);
    }
}
