using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>A node that is down or lies: nothing false enters the ledger, nothing is skipped, people are told, and it goes on when the node is honest again.</summary>
[Suite(Suite.Chain)]
public sealed class LyingNodeTests(TestCluster cluster)
{
    [Theory]
    [InlineData("wrong chain", "is on chain 1, and the source is of chain 31337")]
    [InlineData("html", "not whole JSON")]
    [InlineData("status 503", "HTTP status 503")]
    [InlineData("cut off", "not whole JSON")]
    [InlineData("another id", "answers another request")]
    [InlineData("no result", "has no result")]
    [InlineData("result of another kind", "result that is not an array")]
    [InlineData("rate limit", "error 429")]
    [InlineData("another block hash", "another block at that height than the header")]
    [InlineData("another contract", "of another contract")]
    [InlineData("another event", "an event that was not asked for")]
    [InlineData("removed", "removed: true")]
    [InlineData("field missing", "without TransactionHash")]
    [InlineData("field unreadable", "BlockNumber cannot be read")]
    [InlineData("log twice", "stands twice")]
    [InlineData("another height", "was not asked for")]
    [InlineData("empty bloom", "logsBloom")]
    [InlineData("broken link", "is not the child of block")]
    [InlineData("header without hash", "block header that cannot be read")]
    [InlineData("no block", "does not have block")]
    [InlineData("batch of one", "does not answer a batch")]
    [InlineData("time of 2099", "which cannot be")]
    [InlineData("no code", "does not answer decimals()")]
    public async Task A_lie_is_refused_and_told_and_the_truth_is_read_when_it_comes(string lie, string says)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken);
        await token.MintAsync(chain.Accounts[1], 100, cancellationToken);
        await token.TransferAsync(chain.Accounts[1], chain.Accounts[2], 40, cancellationToken);
        await using var node = await LyingNode.StartAsync(chain.Url, lie, cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, node, token.Contract, cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        var told = await ingest.AwaitStateAsync(source.Name, SourceState.Retrying, cancellationToken);
        Assert.Contains(says, told.Report!.Message, StringComparison.Ordinal);
        Assert.Equal(0, told.Ingested);

        node.Lie = "";
        await ingest.AwaitStateAsync(source.Name, SourceState.Following, cancellationToken);
        Assert.Equal([(TransferKind.Mint, "0.0001"), (TransferKind.Transfer, "0.00004")], (await ingest.TransfersAsync(source, cancellationToken)).Select(transfer => (transfer.Kind, transfer.Amount.ToString())));
    }

    [Theory]
    [InlineData("range is empty", "in its receipts")]                       // its index has not come so far: [] for the stretch, though the blocks have logs
    [InlineData("head is behind", "it is behind and cannot know them")]      // another node behind the same address
    [InlineData("half a batch", "leaves out a part")]
    [InlineData("no receipts", "by its hash")]                              // a node without eth_getBlockReceipts is asked by block hash
    [InlineData("receipts are empty", "do not hold all the logs")]           // the block's own bloom tells of more
    [InlineData("receipts are null", "cannot be read")]
    [InlineData("receipts unreadable", "cannot be read")]
    public async Task A_stretch_of_deep_history_is_not_believed_to_be_empty_where_its_blocks_tell_of_logs(string lie, string says)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken);
        await token.MintAsync(chain.Accounts[1], 100, cancellationToken);
        await token.TransferAsync(chain.Accounts[1], chain.Accounts[2], 40, cancellationToken);
        await chain.MineAsync(150, cancellationToken);
        await HoldAsync(chain, token.Contract, lie, says, 2, cancellationToken);
    }

    [Theory]
    [InlineData("hash is empty", "in its receipts")]
    [InlineData("hash and receipts are empty", "do not hold all the logs")]
    public async Task A_block_at_the_tip_is_not_believed_to_be_empty_where_it_tells_of_logs(string lie, string says)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken);
        await token.MintAsync(chain.Accounts[1], 100, cancellationToken);
        await HoldAsync(chain, token.Contract, lie, says, 1, cancellationToken);
    }

    [Fact]
    public async Task A_bloom_that_is_full_by_the_logs_of_others_costs_a_second_question_and_no_more()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken);
        var others = await chain.DeployAsync("EventPlayer", [], cancellationToken);
        await token.MintAsync(chain.Accounts[1], 100, cancellationToken);
        for (var block = 0; block < 40; block++)
        {
            await chain.SendAsync(chain.Accounts[0], others, "spray(uint256,uint256)", [new System.Numerics.BigInteger(2_000), new System.Numerics.BigInteger(block)], cancellationToken);
        }

        await chain.MineAsync(100, cancellationToken);
        await using var node = await LyingNode.StartAsync(chain.Url, "", cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, node, token.Contract, cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        var status = await ingest.AwaitStateAsync(source.Name, SourceState.Following, cancellationToken);

        Assert.Equal(1, status.Ingested);
        Assert.InRange(node.AskedReceipts, 16, 40);        // 40 blocks are in doubt: some are asked by receipts, the others by hash
    }

    [Theory]
    [InlineData("at most 3 blocks")]       // -32005 with words
    [InlineData("cut at 1000")]            // exactly a cap, without an error: the front of a longer answer
    public async Task A_node_that_gives_only_so_much_at_once_is_asked_for_less_and_nothing_is_lost(string limit)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var player = await chain.DeployAsync("EventPlayer", [], cancellationToken);
        for (var block = 0; block < 30; block++)
        {
            await chain.SendAsync(chain.Accounts[0], player, "spray(uint256,uint256)", [new System.Numerics.BigInteger(90), new System.Numerics.BigInteger(block)], cancellationToken);
        }

        await chain.MineAsync(100, cancellationToken);
        await using var node = await LyingNode.StartAsync(chain.Url, limit, cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await RunningIngest.AddAsync(database, new NewSource("token", SourceKind.Evm, "ethereum",
            SourceSettings.Write(new EvmSourceSettings(node.Url, 31337, player, "TUSD", 6, "plain", 0))), cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        var status = await ingest.AwaitStateAsync(source.Name, SourceState.Following, cancellationToken);

        Assert.Equal(2700, status.Ingested);
    }

    [Fact]
    public async Task A_key_in_the_address_of_a_node_reaches_neither_the_database_nor_people()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var store = new SourceStore(database.Postgres, new Usd1Compliance.Audit.AuditTrail(database.Postgres, TimeProvider.System), TimeProvider.System);
        var settings = new EvmSourceSettings("https://mainnet.example/v3/0123456789abcdef0123456789abcdef", 1, "0xdAC17F958D2ee523a2206206994597C13D831ec7", "USDT", 6, "usdt", 0);

        var refused = await store.AddAsync(RunningIngest.Operator, new NewSource("usdt", SourceKind.Evm, "ethereum", SourceSettings.Write(settings)), cancellationToken);
        Assert.Equal("source_rpc_secret", Assert.IsType<Usd1Compliance.Audit.Outcome<Source>.Refused>(refused).Refusal.Code);

        Environment.SetEnvironmentVariable("USD1_TEST_RPC", "http://127.0.0.1:9/v3/0123456789abcdef0123456789abcdef");
        var source = await RunningIngest.AddAsync(database, new NewSource("usdt", SourceKind.Evm, "ethereum", SourceSettings.Write(settings with { Rpc = "env:USD1_TEST_RPC" })), cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);
        var told = await ingest.AwaitStateAsync(source.Name, SourceState.Retrying, cancellationToken);
        Assert.Contains("env:USD1_TEST_RPC", told.Report!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", told.Report.Message, StringComparison.Ordinal);
    }

    /// <summary>Follows a token through a node that lies, sees that nothing is believed, and that all is read when the node is honest.</summary>
    private async Task HoldAsync(LocalChain chain, string contract, string lie, string says, int rows, CancellationToken cancellationToken)
    {
        await using var node = await LyingNode.StartAsync(chain.Url, lie, cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, node, contract, cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        var told = await ingest.AwaitStateAsync(source.Name, SourceState.Retrying, cancellationToken);
        Assert.Contains(says, told.Report!.Message, StringComparison.Ordinal);
        Assert.Equal((0, -1), (told.Ingested, told.Checkpoint.BlockNumber));

        node.Lie = "";
        var honest = await ingest.AwaitStateAsync(source.Name, SourceState.Following, cancellationToken);
        Assert.Equal(rows, honest.Ingested);
    }

    private static Task<Source> AddAsync(TestDatabase database, LyingNode node, string contract, CancellationToken cancellationToken) =>
        RunningIngest.AddAsync(database, new NewSource("token", SourceKind.Evm, "ethereum", SourceSettings.Write(new EvmSourceSettings(node.Url, 31337, contract, "TUSD", 6, "paxos", 0))), cancellationToken);
}
