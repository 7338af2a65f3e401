using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>A token on a real node: everything that happens to it is in the ledger, once, in order, exactly.</summary>
[Suite(Suite.Chain)]
public sealed class EvmSourceTests(TestCluster cluster)
{
    [Fact]
    public async Task Mints_transfers_burns_freezes_releases_and_a_wipe_as_one_seizure_are_followed_as_they_happen()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, chain, token.Contract, "paxos", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);
        await ingest.AwaitStateAsync(source.Name, SourceState.Following, cancellationToken);
        var (alice, bob) = (chain.Accounts[1], chain.Accounts[2]);

        await token.MintAsync(alice, 1_000_000, cancellationToken);
        await token.TransferAsync(alice, bob, 250_001, cancellationToken);
        await token.FreezeAsync(bob, cancellationToken);
        await token.UnfreezeAsync(bob, cancellationToken);
        await token.FreezeAsync(alice, cancellationToken);
        await token.WipeAsync(alice, cancellationToken);
        await token.MintAsync(token.Issuer, 5, cancellationToken);
        await token.BurnAsync(3, cancellationToken);

        await ingest.AwaitAsync(source.Name, status => status.Ingested >= 8, cancellationToken);
        Assert.Equal(
        [
            (TransferKind.Mint, null, alice, "1"),
            (TransferKind.Transfer, alice, bob, "0.250001"),
            (TransferKind.Freeze, bob, null, "0"),
            (TransferKind.Unfreeze, bob, null, "0"),
            (TransferKind.Freeze, alice, null, "0"),
            (TransferKind.Seize, alice, null, "0.749999"),       // one row, though the contract emits three events
            (TransferKind.Mint, null, token.Issuer, "0.000005"),
            (TransferKind.Burn, token.Issuer, null, "0.000003"),
        ], (await ingest.TransfersAsync(source, cancellationToken)).Select(Row));
        Assert.Empty(await ingest.RefusedAsync(source, cancellationToken));
        Assert.Equal(0, await SupplyDriftAsync(database, cancellationToken));
    }

    [Fact]
    public async Task Usdt_issues_redeems_and_destroys_without_a_Transfer_and_each_is_a_row()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var player = await chain.DeployAsync("EventPlayer", [], cancellationToken);
        var (alice, bob) = (chain.Accounts[1], chain.Accounts[2]);
        await chain.PlayAsync(player, "Issue(uint256)", [], [new BigInteger(7_000_000)], cancellationToken);
        await chain.PlayAsync(player, "Redeem(uint256)", [], [new BigInteger(2_000_000)], cancellationToken);
        await chain.PlayAsync(player, "AddedBlackList(address)", [], [alice], cancellationToken);
        await chain.PlayAsync(player, "DestroyedBlackFunds(address,uint256)", [], [alice, new BigInteger(1_000_001)], cancellationToken);
        await chain.PlayAsync(player, "RemovedBlackList(address)", [], [alice], cancellationToken);
        await chain.PlayAsync(player, "Transfer(address,address,uint256)", [alice, bob], [new BigInteger(9)], cancellationToken);
        await chain.PlayAsync(player, "Params(uint256,uint256)", [], [BigInteger.One, BigInteger.One], cancellationToken);     // administration: not followed

        Assert.Equal(
        [
            (TransferKind.Mint, null, null, "7"),
            (TransferKind.Burn, null, null, "2"),
            (TransferKind.Freeze, alice, null, "0"),
            (TransferKind.Seize, alice, null, "1.000001"),
            (TransferKind.Unfreeze, alice, null, "0"),
            (TransferKind.Transfer, alice, bob, "0.000009"),
        ], (await FollowAsync(chain, player, "usdt", 6, cancellationToken)).Select(Row));
    }

    [Fact]
    public async Task A_mint_of_USDC_is_counted_once_though_the_contract_tells_it_twice()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var player = await chain.DeployAsync("EventPlayer", [], cancellationToken);
        var (minter, alice) = (chain.Accounts[3], chain.Accounts[1]);
        const string zero = "0x0000000000000000000000000000000000000000";
        await chain.PlayAsync(player, "Mint(address,address,uint256)", [minter, alice], [new BigInteger(10)], cancellationToken);
        await chain.PlayAsync(player, "Transfer(address,address,uint256)", [zero, alice], [new BigInteger(10)], cancellationToken);
        await chain.PlayAsync(player, "Blacklisted(address)", [alice], [], cancellationToken);
        await chain.PlayAsync(player, "UnBlacklisted(address)", [alice], [], cancellationToken);
        await chain.PlayAsync(player, "Transfer(address,address,uint256)", [alice, zero], [new BigInteger(4)], cancellationToken);

        Assert.Equal([(TransferKind.Mint, null, alice, "0.00001"), (TransferKind.Freeze, alice, null, "0"), (TransferKind.Unfreeze, alice, null, "0"), (TransferKind.Burn, alice, null, "0.000004")],
            (await FollowAsync(chain, player, "usdc", 4, cancellationToken)).Select(Row));
    }

    [Fact]
    public async Task An_event_whose_form_is_not_its_own_is_refused_into_the_quarantine_and_the_rest_goes_in()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var player = await chain.DeployAsync("EventPlayer", [], cancellationToken);
        var (alice, bob) = (chain.Accounts[1], chain.Accounts[2]);
        await chain.PlayAsync(player, "Transfer(address,address,uint256)", [], [alice, new BigInteger(9)], cancellationToken);                              // nothing indexed
        await chain.PlayAsync(player, "Transfer(address,address,uint256)", [(BigInteger.One << 255), bob], [new BigInteger(9)], cancellationToken);       // no address has 32 bytes
        await chain.PlayAsync(player, "FrozenAddressWiped(address)", [alice], [], cancellationToken);                                                     // a wipe of which nothing was burned
        await chain.PlayAsync(player, "Transfer(address,address,uint256)", [alice, bob], [new BigInteger(1)], cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, chain, player, "paxos", cancellationToken, fromCreation: false);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        await ingest.AwaitStateAsync(source.Name, SourceState.Following, cancellationToken);

        Assert.Single(await ingest.TransfersAsync(source, cancellationToken));
        Assert.Equal(3, (await ingest.RefusedAsync(source, cancellationToken)).Count);
    }

    [Fact]
    public async Task The_largest_amount_that_256_bits_hold_is_kept_to_the_last_unit()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken, decimals: 18);
        var most = (BigInteger.One << 256) - 1;
        await token.MintAsync(chain.Accounts[1], most, cancellationToken);
        await token.TransferAsync(chain.Accounts[1], chain.Accounts[2], most - 1, cancellationToken);

        Assert.Equal([most, most - 1], (await FollowAsync(chain, token.Contract, "paxos", 2, cancellationToken, decimals: 18)).Select(transfer => transfer.Amount.BaseUnits));
    }

    [Fact]
    public async Task History_is_read_by_ranges_and_a_restart_in_the_middle_neither_loses_nor_doubles()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var player = await chain.DeployAsync("EventPlayer", [], cancellationToken);
        await SprayAsync(chain, player, 120, 50, cancellationToken);
        await chain.MineAsync(300, cancellationToken);
        await SprayAsync(chain, player, 10, 50, cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, chain, player, "plain", cancellationToken, fromCreation: false);
        for (var stop = 1; stop <= 3; stop++)
        {
            await using var interrupted = await RunningIngest.StartAsync(database, cancellationToken);
            await interrupted.AwaitAsync(source.Name, status => status.Ingested >= stop * 1500, cancellationToken);
        }

        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);
        await ingest.AwaitAsync(source.Name, status => status.Ingested >= 6500, cancellationToken);
        await SprayAsync(chain, player, 2, 50, cancellationToken);
        await ingest.AwaitAsync(source.Name, status => status.Ingested >= 6600, cancellationToken);

        var transfers = await ingest.TransfersAsync(source, cancellationToken);
        Assert.Equal(Enumerable.Range(1, 6600).Select(number => (long)number), transfers.Select(transfer => transfer.Id.Sequence));
        Assert.Equal(6600, transfers.Select(transfer => (transfer.Position.BlockNumber, transfer.Position.LogIndex)).Distinct().Count());
        Assert.Equal(transfers.OrderBy(transfer => transfer.Position.BlockNumber).ThenBy(transfer => transfer.Position.LogIndex), transfers);

        static async Task SprayAsync(LocalChain chain, string player, int blocks, int logs, CancellationToken cancellationToken)
        {
            for (var block = 0; block < blocks; block++)
            {
                await chain.SendAsync(chain.Accounts[0], player, "spray(uint256,uint256)", [new BigInteger(logs), new BigInteger(block)], cancellationToken);
            }
        }
    }

    [Fact]
    public async Task Other_decimals_than_the_contract_has_halt_the_source_before_the_first_row()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken, decimals: 18);
        await token.MintAsync(chain.Accounts[1], 100, cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, chain, token.Contract, "paxos", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        var status = await ingest.AwaitStateAsync(source.Name, SourceState.Halted, cancellationToken);

        Assert.Contains("has 18 decimals, and the source says 6", status.Report!.Message, StringComparison.Ordinal);
        Assert.Equal(0, status.Ingested);
    }

    [Fact]
    public async Task A_failing_source_holds_up_no_other_and_comes_back_when_its_node_does()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken);
        await token.MintAsync(chain.Accounts[1], 100, cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var broken = await RunningIngest.AddAsync(database, new NewSource("broken", SourceKind.Evm, "ethereum",
            SourceSettings.Write(new EvmSourceSettings("http://127.0.0.1:9/", 31337, token.Contract, "TUSD", 6, "paxos", 0))), cancellationToken);
        var source = await AddAsync(database, chain, token.Contract, "paxos", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        await ingest.AwaitAsync(source.Name, status => status.Ingested == 1, cancellationToken);
        var status = await ingest.AwaitStateAsync(broken.Name, SourceState.Retrying, cancellationToken);

        Assert.Contains("cannot be reached", status.Report!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_ingest_processes_follow_a_source_one_at_a_time_and_the_second_takes_over()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken);
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, chain, token.Contract, "paxos", cancellationToken);
        await using var second = await StartTwoAsync();
        await token.MintAsync(chain.Accounts[1], 100, cancellationToken);

        await second.AwaitAsync(source.Name, status => status.Ingested == 2, cancellationToken);
        Assert.Equal([1L, 2L], (await second.TransfersAsync(source, cancellationToken)).Select(transfer => transfer.Id.Sequence));

        async Task<RunningIngest> StartTwoAsync()
        {
            await using var first = await RunningIngest.StartAsync(database, cancellationToken);
            var other = await RunningIngest.StartAsync(database, cancellationToken);
            await token.MintAsync(chain.Accounts[1], 100, cancellationToken);
            await first.AwaitAsync(source.Name, status => status.Ingested == 1, cancellationToken);
            return other;
        }
    }

    private async Task<IReadOnlyList<Transfer>> FollowAsync(LocalChain chain, string contract, string profile, int rows, CancellationToken cancellationToken, byte decimals = 6)
    {
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, chain, contract, profile, cancellationToken, fromCreation: false, decimals);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);
        await ingest.AwaitAsync(source.Name, status => status.Ingested >= rows, cancellationToken);
        return await ingest.TransfersAsync(source, cancellationToken);
    }

    private static Task<Source> AddAsync(TestDatabase database, LocalChain chain, string contract, string profile, CancellationToken cancellationToken, bool fromCreation = true, byte decimals = 6) =>
        RunningIngest.AddAsync(database, new NewSource("token", SourceKind.Evm, "ethereum",
            SourceSettings.Write(new EvmSourceSettings(chain.Url, 31337, contract, "TUSD", decimals, profile, 0, fromCreation))), cancellationToken);

    private static (TransferKind Kind, string? From, string? To, string Amount) Row(Transfer transfer) =>
        (transfer.Kind, transfer.From?.ToString().ToLowerInvariant(), transfer.To?.ToString().ToLowerInvariant(), transfer.Amount.ToString());

    /// <summary>The newest observed supply less what the rows up to it come to.</summary>
    private static Task<decimal> SupplyDriftAsync(TestDatabase database, CancellationToken cancellationToken) => database.Postgres.Command("""
        SELECT o.total_supply - (SELECT sum(CASE kind WHEN 2 THEN amount WHEN 3 THEN -amount WHEN 6 THEN -amount ELSE 0 END) FROM transfer WHERE sequence <= o.sequence)
        FROM supply_observation o ORDER BY block_number DESC LIMIT 1
        """).ScalarAsync<decimal>(cancellationToken);
}
