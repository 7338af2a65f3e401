using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>A node, or several behind one address, that answers one branch of the chain and then another: the ledger follows, and does not go back and forth without end.</summary>
[Suite(Suite.Chain)]
public sealed class BranchesTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_that_was_retracted_and_comes_back_is_brought_as_new_rows()
    {
        await using var world = await TwoBranches.OpenAsync(cluster);
        var token = world.Token;
        await using var ingest = await token.IngestAsync();
        await token.AwaitHeadAsync(ingest);

        world.Node.Lie = "another branch";
        await token.AwaitHeadAsync(ingest, world.Other);
        await token.AssertLedgerIsTheChainAsync(world.Other);
        world.Node.Lie = "";
        await token.AwaitHeadAsync(ingest);

        var rows = await token.AssertLedgerIsTheChainAsync();
        Assert.Equal([(4L, 5L), (6L, 7L)], (await token.RetractedAsync()).Select(one => (one.FromSequence, one.ToSequence)));
        Assert.Equal(rows.Skip(3).Take(2).Select(Place), rows.Skip(7).Select(Place));      // the same blocks, to the hash
        Assert.Equal([false, false, false, true, true, true, true, false, false], rows.Select(row => row.RetractedAt is not null));

        static (string, int, string) Place(Transfer row) => (FollowedToken.Hex(row.Position.BlockHash), row.Position.LogIndex, row.Amount.ToString());
    }

    [Fact]
    public async Task A_node_that_answers_two_branches_in_turns_does_not_make_the_ledger_go_back_and_forth()
    {
        await using var world = await TwoBranches.OpenAsync(cluster);
        var token = world.Token;
        await using var ingest = await token.IngestAsync();
        await token.AwaitHeadAsync(ingest);

        world.Node.Lie = "flips";
        await Task.Delay(TimeSpan.FromSeconds(5), Stop);
        for (var turn = 0; turn < 8; turn++)
        {
            world.Node.Lie = turn % 2 == 0 ? "another branch" : "";
            await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
        }

        // The first that stands for half a second is followed; from then on two seconds without a break are asked for, then eight.
        Assert.InRange((await token.RetractedAsync()).Count, 1, 2);
        Assert.InRange((await token.RowsAsync()).Count, 5, 9);
        Assert.True(await token.Database.Postgres.Command("SELECT count(*) FROM source_report WHERE state = 'retrying' AND message LIKE '%for the 2. time: it is followed when it has stood for 2 s%'").ScalarAsync<long>(Stop) > 0);
        world.Node.Lie = "";
        await token.AwaitHeadAsync(ingest);
        await token.AssertLedgerIsTheChainAsync();
        Assert.InRange((await token.RetractedAsync()).Count, 2, 3);
    }

    [Fact]
    public async Task A_branch_that_does_not_stand_without_a_break_is_not_followed()
    {
        await using var world = await TwoBranches.OpenAsync(cluster);
        var token = world.Token;
        await using var ingest = await token.IngestAsync();
        await token.AwaitHeadAsync(ingest);

        world.Node.Lie = "flips at each look";
        await Task.Delay(TimeSpan.FromSeconds(5), Stop);
        Assert.Empty(await token.RetractedAsync());
        world.Node.Lie = "another branch";
        await token.AwaitHeadAsync(ingest, world.Other);
        await token.AssertLedgerIsTheChainAsync(world.Other);
        Assert.Single(await token.RetractedAsync());
    }

    [Fact]
    public async Task After_five_retractions_at_one_height_only_what_the_chain_calls_final_is_followed()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using (var first = await token.IngestAsync())
        {
            await token.MintAsync(12, 100);
            await token.AwaitHeadAsync(first);
        }

        await token.RetractByHandAsync(FollowReorganisationLimit);
        await token.Chain.ReorgAsync(10, Stop);
        await token.MintAsync(1, 999);
        await using var ingest = await token.IngestAsync();
        var status = await ingest.AwaitStateAsync(token.Source.Name, SourceState.Retrying, Stop);
        Assert.Contains("answers several branches in turns", status.Report!.Message, StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        Assert.Equal(FollowReorganisationLimit, (await token.RetractedAsync()).Count);

        await token.Chain.MineAsync(70, Stop);
        await token.AwaitHeadAsync(ingest);
        await token.AssertLedgerIsTheChainAsync();
        Assert.Equal(FollowReorganisationLimit + 1, (await token.RetractedAsync()).Count);
    }

    private const int FollowReorganisationLimit = Usd1Compliance.Ingest.Chains.FollowReorganisation.MostAtOneHeight;

    /// <summary>A chain of three mints and then two, a second node with other two behind the same three, and a node that answers by either.</summary>
    private sealed class TwoBranches(FollowedToken token, LocalChain other, LyingNode node) : IAsyncDisposable
    {
        public FollowedToken Token => token;

        public LocalChain Other => other;

        public LyingNode Node => node;

        public static async Task<TwoBranches> OpenAsync(TestCluster cluster)
        {
            LyingNode? node = null;
            var token = await FollowedToken.OpenAsync(cluster, async chain => (node = await LyingNode.StartAsync(chain.Url, "", Stop)).Url);
            await token.MintAsync(3, 100);
            var other = await token.Chain.BranchAsync(Stop);
            node!.Other = other.Url;
            await token.MintAsync(2, 200);
            var twin = new LocalToken(other, token.Token.Contract);
            await twin.MintAsync(token.Bob, 5_000, Stop);
            await twin.FreezeAsync(token.Bob, Stop);
            return new TwoBranches(token, other, node);
        }

        public async ValueTask DisposeAsync()
        {
            await node.DisposeAsync();
            await other.DisposeAsync();
            await token.DisposeAsync();
        }
    }
}
