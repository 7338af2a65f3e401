using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>A chain that takes blocks back: what it took is retracted, what it has instead is read, and nobody has to help.</summary>
[Suite(Suite.Chain)]
public sealed class ReorganisationTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task A_reorganisation_is_one_retraction_and_the_source_reads_on_from_the_fork(int depth)
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(25, 100);
        await token.AwaitHeadAsync(ingest);
        var before = await FollowedToken.HeadAsync(token.Chain);

        await token.Chain.ReorgAsync(depth, Stop);
        await token.MintAsync(2, 7_000);
        await token.AwaitHeadAsync(ingest);

        var rows = await token.AssertLedgerIsTheChainAsync();
        var retraction = Assert.Single(await token.RetractedAsync());
        Assert.Equal((before.Number - depth + 1, before.Number), (retraction.FromBlock, retraction.ToBlock));
        Assert.Equal((25 - depth + 1, 25, depth), (retraction.FromSequence, retraction.ToSequence, retraction.Spans));
        Assert.Equal((before.Hash, 27), (depth == 1 ? FollowedToken.Hex(retraction.OldHash) : before.Hash, rows.Count));
        Assert.NotEqual(retraction.OldHash, retraction.NewHash);
        Assert.Equal([retraction.RetractionId], (await token.Retractions.AfterAsync(0, Stop)).Select(one => one.RetractionId));
        Assert.Empty(await token.Retractions.AfterAsync(retraction.RetractionId, Stop));
        Assert.Equal(SourceState.Following, (await ingest.AwaitStateAsync(token.Source.Name, SourceState.Following, Stop)).Report!.State);
    }

    [Fact]
    public async Task Two_in_a_row_of_which_the_second_is_deeper_are_two_retractions_and_a_row_is_retracted_once()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(8, 100);
        await token.AwaitHeadAsync(ingest);

        await token.Chain.ReorgAsync(2, Stop);
        await token.MintAsync(3, 500);
        await token.AwaitHeadAsync(ingest);
        await token.Chain.ReorgAsync(8, Stop);
        await token.MintAsync(1, 900);
        await token.AwaitHeadAsync(ingest);

        var rows = await token.AssertLedgerIsTheChainAsync();
        Assert.Equal([(7L, 8L), (4L, 11L)], (await token.RetractedAsync()).Select(one => (one.FromSequence, one.ToSequence)));
        Assert.Equal((12, 4), (rows.Count, rows.Count(row => row.RetractedAt is null)));
        Assert.Equal([4L, 5L, 6L, 9L, 10L, 11L], await token.Retractions.TakenAsync((await token.RetractedAsync())[1], Stop));
    }

    [Fact]
    public async Task A_reorganisation_while_nobody_was_reading_is_found_at_the_start()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using (var first = await token.IngestAsync())
        {
            await token.MintAsync(6, 100);
            await token.AwaitHeadAsync(first);
        }

        await token.Chain.ReorgAsync(4, Stop);
        await token.MintAsync(90, 5_000);       // so many that the new branch begins in what is read by ranges
        await using var ingest = await token.IngestAsync();
        await token.AwaitHeadAsync(ingest);

        await token.AssertLedgerIsTheChainAsync();
        Assert.Equal((3L, 6L), ((await token.RetractedAsync()).Single().FromSequence, (await token.RetractedAsync()).Single().ToSequence));
    }

    [Fact]
    public async Task A_branch_that_is_shorter_and_wins_is_followed_before_it_has_grown_past_the_old_one()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(2, 100);
        var fork = await token.Chain.SnapshotAsync(Stop);
        await token.MintAsync(7, 200);
        await token.AwaitHeadAsync(ingest);

        await token.Chain.RevertAsync(fork, Stop);
        await token.MintAsync(2, 9_000);
        await token.AwaitHeadAsync(ingest);

        var rows = await token.AssertLedgerIsTheChainAsync();
        Assert.Equal((11, 4), (rows.Count, rows.Count(row => row.RetractedAt is null)));
    }

    [Fact]
    public async Task A_chain_that_only_lost_its_last_blocks_is_waited_for_and_nothing_is_retracted()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(2, 100);
        var fork = await token.Chain.SnapshotAsync(Stop);
        await token.MintAsync(3, 200);
        await token.AwaitHeadAsync(ingest);

        await token.Chain.RevertAsync(fork, Stop);
        var status = await ingest.AwaitStateAsync(token.Source.Name, SourceState.Retrying, Stop);

        Assert.Contains("the node is behind, or its chain was rolled back", status.Report!.Message, StringComparison.Ordinal);
        Assert.Empty(await token.RetractedAsync());
    }

    [Fact]
    public async Task A_mint_and_a_freeze_that_were_taken_back_count_nowhere_and_are_still_to_be_seen()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(1, 1_000_000);
        var fork = await token.Chain.SnapshotAsync(Stop);
        await token.Token.MintAsync(token.Bob, 5_000_000, Stop);
        await token.Token.FreezeAsync(token.Bob, Stop);
        await token.AwaitHeadAsync(ingest);
        Assert.True(AddressText.TryReadEvm(token.Bob, out var bob));
        Assert.Equal("5", Assert.Single(await token.Transfers.SumsOfAddressAsync(RunningIngest.Analyst, bob, Stop)).Received.ToString());

        await token.Chain.RevertAsync(fork, Stop);
        await token.Chain.MineAsync(3, Stop);
        await token.AwaitHeadAsync(ingest);

        await token.AssertLedgerIsTheChainAsync();
        Assert.Empty(await token.Transfers.SumsOfAddressAsync(RunningIngest.Analyst, bob, Stop));
        Assert.Empty(await token.Transfers.OfAddressAsync(RunningIngest.Analyst, bob, 25, Stop));
        Assert.Empty(await token.Transfers.LookBackAsync([bob], 5, Stop));
        var observed = await new SupplyStore(token.Database.Postgres).OfSourceAsync(token.Source.SourceId, Stop);
        Assert.Equal(new BigInteger(1_000_000), observed[^1].TotalSupply);
        Assert.DoesNotContain(observed, one => one.TotalSupply == 6_000_000);
        var retracted = await token.Transfers.PageAsync(RunningIngest.Analyst, new TransferFilter { Retracted = true }, 0, 25, Stop);
        Assert.Equal([TransferKind.Freeze, TransferKind.Mint], retracted.Rows.Select(row => row.Kind));
        var at = (await token.RetractedAsync()).Single().RecordedAt;
        Assert.All(retracted.Rows, row => Assert.Equal(at, row.RetractedAt));
        Assert.Equal(at, (await token.Transfers.FindAsync(RunningIngest.Analyst, new TransferId(token.Source.SourceId, 2), Stop))!.RetractedAt);
    }

    [Fact]
    public async Task A_transfer_that_moved_unchanged_into_the_new_branch_is_a_row_of_its_own()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(1, 100);
        await token.Chain.MineAsync(3, Stop);
        await token.Token.MintAsync(token.Alice, 777, Stop);
        await token.AwaitHeadAsync(ingest);

        await token.Chain.ReorgWithAsync(2, token.Token.Issuer, token.Token.Contract, "mint(address,uint256)", [token.Alice, new BigInteger(777)], Stop);
        await token.AwaitHeadAsync(ingest);

        var rows = await token.AssertLedgerIsTheChainAsync();
        Assert.Equal(["0.0001", "0.000777", "0.000777"], rows.Select(row => row.Amount.ToString()));
        Assert.Equal([false, true, false], rows.Select(row => row.RetractedAt is not null));
        Assert.True(AddressText.TryReadEvm(token.Alice, out var alice));
        Assert.Equal(("0.000877", 2), (await token.Transfers.SumsOfAddressAsync(RunningIngest.Analyst, alice, Stop)).Select(sum => (sum.Received.ToString(), sum.Transfers)).Single());
    }

    [Fact]
    public async Task Blocks_without_a_transfer_that_were_taken_back_are_a_retraction_of_no_row()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(2, 100);
        var fork = await token.Chain.SnapshotAsync(Stop);
        await token.Chain.MineAsync(3, Stop);
        await token.AwaitHeadAsync(ingest);

        await token.Chain.RevertAsync(fork, Stop);
        await token.Chain.CallAsync("evm_increaseTime", Stop, 30);      // else the empty blocks would be the same again
        await token.Chain.MineAsync(3, Stop);
        await token.AwaitHeadAsync(ingest);

        await token.AssertLedgerIsTheChainAsync();
        var retraction = Assert.Single(await token.RetractedAsync());
        Assert.Equal((3L, 2L, 0L), (retraction.FromSequence, retraction.ToSequence, retraction.Spans));
    }

    [Fact]
    public async Task Below_what_the_chain_called_final_the_source_halts_and_says_what_to_do()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = await token.IngestAsync();
        await token.Chain.MineAsync(30, Stop);
        await token.MintAsync(3, 100);              // blocks 32 to 34
        await token.Chain.MineAsync(67, Stop);      // this node calls final what lies 64 blocks deep
        await token.AwaitHeadAsync(ingest);

        await token.Chain.ReorgAsync(70, Stop);     // block 32 is the first that changes
        await token.MintAsync(1, 999);

        var status = await ingest.AwaitStateAsync(token.Source.Name, SourceState.Halted, Stop);
        Assert.Contains("The chain changed under the source", status.Report!.Message, StringComparison.Ordinal);
        Assert.Contains("down to block 37, which the chain had called final", status.Report.Message, StringComparison.Ordinal);
        Assert.Contains("disable the source", status.Report.Message, StringComparison.Ordinal);
        Assert.Equal((3, 0), (status.Ingested, (await token.RetractedAsync()).Count));
    }

    [Fact]
    public async Task Where_the_node_does_not_tell_what_is_final_sixty_four_blocks_are_followed_and_not_one_more()
    {
        LyingNode? node = null;
        await using var token = await FollowedToken.OpenAsync(cluster, async chain => (node = await LyingNode.StartAsync(chain.Url, "no finality", Stop)).Url);
        await using var _ = node!;
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(100, 100);
        await token.AwaitHeadAsync(ingest);

        await token.Chain.ReorgAsync(64, Stop);
        await token.MintAsync(1, 999);
        await token.AwaitHeadAsync(ingest);
        await token.AssertLedgerIsTheChainAsync();
        Assert.Equal(64, (await token.RetractedAsync()).Single().Spans);

        await token.Chain.ReorgAsync(66, Stop);     // the block before the last 64 and its child
        await token.MintAsync(1, 998);
        var status = await ingest.AwaitStateAsync(token.Source.Name, SourceState.Halted, Stop);
        Assert.Contains("no block of the last 64 that the ledger knows stands", status.Report!.Message, StringComparison.Ordinal);
        Assert.Single(await token.RetractedAsync());
    }

    [Fact]
    public async Task A_source_that_began_above_the_fork_goes_back_to_the_block_before_its_first_and_no_deeper()
    {
        await using var token = await FollowedToken.OpenAsync(cluster, fromBlock: 5);
        await using var ingest = await token.IngestAsync();
        await token.MintAsync(8, 100);
        await token.AwaitHeadAsync(ingest);

        await token.Chain.ReorgAsync(5, Stop);      // blocks 5 to 9: all that is known of what was before is the parent of block 5
        await token.MintAsync(1, 900);
        await token.AwaitHeadAsync(ingest);
        Assert.Equal((5L, 1L, 5L), (await token.RetractedAsync()).Select(one => (one.FromBlock, one.FromSequence, one.ToSequence)).Single());

        await token.Chain.ReorgAsync(8, Stop);      // blocks 3 to 10
        await token.MintAsync(1, 950);
        var status = await ingest.AwaitStateAsync(token.Source.Name, SourceState.Halted, Stop);
        Assert.Contains("no block that the ledger knows stands down to block 0, which the chain had called final", status.Report!.Message, StringComparison.Ordinal);
        Assert.Single(await token.RetractedAsync());
    }
}
