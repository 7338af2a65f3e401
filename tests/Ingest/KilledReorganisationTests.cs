using System.Diagnostics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>Ingest is killed with SIGKILL while the chain changes under it: the ledger is as before the change or as after it, and nothing in between.</summary>
[Suite(Suite.Chain)]
public sealed class KilledReorganisationTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_between_the_retraction_and_the_checkpoint_nothing_has_happened_and_the_next_run_does_both()
    {
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = new ProductProcess("Ingest", await token.Database.ConnectionStringOfAsync("ingest", Stop), Path.GetTempPath());
        ingest.EnsureRunning();
        await token.MintAsync(6, 100);
        await AwaitHeadAsync(token, ingest);
        var before = await CheckpointAsync(token);

        await using (var held = await AtomicWrite.BeginAsync(token.Database.Postgres, Stop))
        {
            // Readers pass; the write waits here, its retraction inserted and its checkpoint not.
            await held.Command("LOCK TABLE ingest_checkpoint IN EXCLUSIVE MODE").RunAsync(Stop);
            await token.Chain.ReorgAsync(3, Stop);
            await AwaitAsync(ingest, async () => await token.Database.Postgres.Command("""
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO ingest_checkpoint%'
                """).ScalarAsync<long>(Stop) == 1);
            ingest.Kill();
        }

        await AwaitAsync(ingest, async () => await token.Database.Postgres.Command("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE '%ingest%'").ScalarAsync<long>(Stop) == 0);
        Assert.Empty(await token.RetractedAsync());
        Assert.Equal(before, await CheckpointAsync(token));
        Assert.DoesNotContain(await token.RowsAsync(), row => row.RetractedAt is not null);

        ingest.EnsureRunning();
        await AwaitHeadAsync(token, ingest);
        await token.AssertLedgerIsTheChainAsync();
        Assert.Equal((4L, 6L), (await token.RetractedAsync()).Select(one => (one.FromSequence, one.ToSequence)).Single());
    }

    [Fact]
    public async Task Killed_at_random_moments_of_many_reorganisations_the_ledger_ends_as_the_chain()
    {
        var random = new SplitMix64(14);
        await using var token = await FollowedToken.OpenAsync(cluster);
        await using var ingest = new ProductProcess("Ingest", await token.Database.ConnectionStringOfAsync("ingest", Stop), Path.GetTempPath());
        var kills = 0;
        for (var round = 0; round < 8; round++)
        {
            ingest.EnsureRunning();
            await token.MintAsync(6, 100 * (round + 1));
            await AwaitHeadAsync(token, ingest);
            await token.Chain.ReorgAsync(1 + (int)(random.Next() % 3), Stop);
            await token.MintAsync(1, 9_000 + round);
            await Task.Delay(200 + (int)(random.Next() % 1_200), Stop);      // a change is seen within half a second and followed half a second later
            ingest.Kill();
            kills++;
            await AssertWholeAsync(token);
        }

        ingest.EnsureRunning();
        await AwaitHeadAsync(token, ingest);
        var rows = await token.AssertLedgerIsTheChainAsync();
        var retractions = await token.RetractedAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {retractions.Count} retractions of {retractions.Sum(one => one.Spans)} rows, {rows.Count} rows");
        Assert.Equal(8, retractions.Count);      // each change was followed once, in the life in which it came or in the next
    }

    // Whenever it is killed: of each block that was brought all rows stand or none, no row stands above the checkpoint, and each retraction has the checkpoint that it came with.
    private static async Task AssertWholeAsync(FollowedToken token)
    {
        var rows = await token.RowsAsync();
        Assert.All(rows.GroupBy(row => FollowedToken.Hex(row.Position.BlockHash)), block => Assert.Single(block.Select(row => row.RetractedAt).Distinct()));
        var checkpoint = await CheckpointAsync(token);
        Assert.DoesNotContain(rows, row => row.RetractedAt is null && row.Position.BlockNumber > checkpoint.BlockNumber);
        Assert.Equal(rows.Count, checkpoint.Sequence);
        Assert.Equal((await token.RetractedAsync()).Select(one => one.RetractionId), await token.Database.Postgres.Command("""
            SELECT DISTINCT branch FROM ingest_checkpoint WHERE branch > 0 ORDER BY branch
            """).RowsAsync(row => row.GetInt64(0), Stop));
    }

    private static async Task<(long CheckpointId, long Sequence, long BlockNumber)> CheckpointAsync(FollowedToken token)
    {
        var checkpoint = (await new SourceStore(token.Database.Postgres, new Usd1Compliance.Audit.AuditTrail(token.Database.Postgres, TimeProvider.System), TimeProvider.System).AllAsync(RunningIngest.Operator, Stop)).Single().Checkpoint;
        return (checkpoint.CheckpointId, checkpoint.Sequence, checkpoint.BlockNumber);
    }

    private static async Task AwaitHeadAsync(FollowedToken token, ProductProcess ingest)
    {
        var head = await FollowedToken.HeadAsync(token.Chain);
        await AwaitAsync(ingest, async () => await token.Database.Postgres.Command("""
            SELECT count(*) FROM (SELECT * FROM ingest_checkpoint ORDER BY checkpoint_id DESC LIMIT 1) AS newest WHERE '0x' || encode(block_hash, 'hex') = $1
            """, head.Hash).ScalarAsync<long>(Stop) == 1);
    }

    private static async Task AwaitAsync(ProductProcess ingest, Func<Task<bool>> until)
    {
        for (var patience = Stopwatch.StartNew(); !await until(); await Task.Delay(30, Stop))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), $"Ingest did not come to it in a minute.\n{ingest.Said}");
        }
    }
}
