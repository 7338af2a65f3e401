using System.Numerics;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Ledger;

/// <summary>Rows that a reorganisation took back: what the ledger keeps, what it leaves out, and what its database refuses.</summary>
[Suite(Suite.Database)]
public sealed class RetractionTests(TestCluster cluster)
{
    private static readonly Actor analyst = Actor.Person(Guid.Parse("11111111-1111-1111-1111-111111111111"), "Ana", [Role.Analyst]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_stretch_delivered_twice_adds_nothing()
    {
        await using var chain = await WrittenChain.OpenAsync(cluster);
        var before = chain.Checkpoint;
        await chain.WriteAsync("a", 3);
        await Assert.ThrowsAsync<SourceMovedException>(() => chain.Ledger.WriteAsync(chain.Source.SourceId, chain.Batch(before, "a", before.BlockNumber + 1, 3), Stop));
        Assert.Equal(3, (await chain.RowsAsync()).Count);
    }

    [Fact]
    public async Task A_block_that_stands_and_is_delivered_late_once_more_adds_nothing()
    {
        await using var chain = await WrittenChain.OpenAsync(cluster);
        await chain.WriteAsync("a", 3);
        var before = chain.Checkpoint;
        var late = await Assert.ThrowsAsync<PostgresException>(() => chain.Ledger.WriteAsync(chain.Source.SourceId, chain.Batch(before, "a", 2, 1), Stop));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, late.SqlState);
        Assert.Equal((3, before.CheckpointId), ((await chain.RowsAsync()).Count, (await chain.NewestAsync()).CheckpointId));
    }

    [Fact]
    public async Task A_block_that_was_retracted_comes_in_again_whole_with_what_was_refused_of_it()
    {
        await using var chain = await WrittenChain.OpenAsync(cluster);
        await chain.WriteAsync("a", 4);
        await chain.RetractAsync(2);
        await chain.WriteAsync("a", 2);
        Assert.Equal([(2L, false), (3L, true), (4L, true), (3L, false), (4L, false)], (await chain.RowsAsync()).Skip(1).Select(row => (row.Position.BlockNumber, row.RetractedAt is not null)));
        Assert.Equal(6, chain.Checkpoint.Refused);
    }

    [Fact]
    public async Task Ingest_may_insert_a_retraction_and_change_nothing()
    {
        await using var chain = await WrittenChain.OpenAsync(cluster);
        await chain.WriteAsync("a", 4);
        await chain.RetractAsync(2);
        await RefusesAsync(chain.Ingest.Command("DELETE FROM retraction"));
        await RefusesAsync(chain.Ingest.Command("UPDATE retraction SET from_sequence = 1"));
        await RefusesAsync(chain.Ingest.Command("INSERT INTO retracted_transfer (source_id, sequence, retraction_id, retracted_at) VALUES (1, 1, 1, now())"));
        await RefusesAsync(chain.Owner.Command("DELETE FROM retraction"));                  // the owner by the statement: a trigger holds it
        await RefusesAsync(chain.Owner.Command("DELETE FROM retracted_transfer"));
        await RefusesAsync(chain.Owner.Command("UPDATE transfer SET branch = 9"));
    }

    [Theory]
    [InlineData(3, 5, 3, 5)]          // as it is
    [InlineData(4, 5, 3, 5)]          // leaves out a row of block 3
    [InlineData(2, 5, 3, 5)]          // takes a row of block 2 with it
    [InlineData(3, 4, 3, 4)]          // ends before what was read
    [InlineData(1, 5, 1, 5)]          // reaches what was final
    [InlineData(3, 900000, 3, 5)]     // spans rows that there are not
    public async Task The_database_takes_a_retraction_of_whole_blocks_down_to_the_last_and_no_other(long fromSequence, long toSequence, long fromBlock, long toBlock)
    {
        await using var chain = await WrittenChain.OpenAsync(cluster);
        await chain.WriteAsync("a", 5, final: 1);
        var command = chain.Ingest.Command("""
            INSERT INTO retraction (source_id, from_sequence, to_sequence, from_block, to_block, old_hash, new_hash, recorded_at)
            VALUES ($1, $2, $3, $4, $5, sha256('old'), sha256('new'), now())
            """, chain.Source.SourceId, fromSequence, toSequence, fromBlock, toBlock);
        if ((fromSequence, toSequence, fromBlock, toBlock) == (3, 5, 3, 5))
        {
            Assert.Equal(1, await command.RunAsync(Stop));
            return;
        }

        Assert.Equal(PostgresErrorCodes.CheckViolation, (await Assert.ThrowsAsync<PostgresException>(() => command.RunAsync(Stop))).SqlState);
        Assert.DoesNotContain(await chain.RowsAsync(), row => row.RetractedAt is not null);
    }

    [Fact]
    public async Task Retractions_of_several_sources_are_numbered_in_the_order_in_which_they_can_be_read()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var first = await WrittenChain.OpenAsync(database, "first");
        await using var second = await WrittenChain.OpenAsync(database, "second");
        await first.WriteAsync("a", 40);
        await second.WriteAsync("b", 40);
        List<long> read = [];
        var store = new RetractionStore(database.Postgres);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                read.AddRange((await store.AfterAsync(read.LastOrDefault(), Stop)).Select(one => one.RetractionId));
            }
        }, Stop);
        await Task.WhenAll(EachAsync(first), EachAsync(second));
        await done.CancelAsync();
        await reading;
        read.AddRange((await store.AfterAsync(read.LastOrDefault(), Stop)).Select(one => one.RetractionId));
        Assert.Equal((await store.AfterAsync(0, Stop)).Select(one => one.RetractionId), read);
        Assert.Equal(60, read.Count);

        static async Task EachAsync(WrittenChain chain)
        {
            for (var n = 0; n < 30; n++)
            {
                await chain.RetractAsync(chain.Checkpoint.BlockNumber - 1);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_often_the_chain_changes_every_reader_counts_exactly_what_stands(ulong seed)
    {
        var random = new SplitMix64(seed);
        int Below(int limit) => (int)(random.Next() % (ulong)limit);
        await using var chain = await WrittenChain.OpenAsync(cluster);
        List<(long Block, long Sequence)> standing = [];        // the slow and obvious way
        long sequence = 0;
        var branch = 'a';
        for (var step = 0; step < 25; step++)
        {
            if (Below(3) == 0 && chain.Checkpoint.BlockNumber > 1)
            {
                var fork = Math.Max(0, chain.Checkpoint.BlockNumber - 1 - Below(6));
                await chain.RetractAsync(fork);
                standing.RemoveAll(row => row.Block > fork);
                branch++;
            }
            else
            {
                var from = chain.Checkpoint.BlockNumber;
                var blocks = 1 + Below(3);
                await chain.WriteAsync($"{(Below(2) == 0 ? 'a' : branch)}", blocks);
                standing.AddRange(Enumerable.Range(1, blocks).Select(block => (from + block, ++sequence)));
            }
        }

        var rows = await chain.RowsAsync();
        Assert.Equal(standing.Select(row => row.Sequence), rows.Where(row => row.RetractedAt is null).Select(row => row.Id.Sequence));
        Assert.Equal(sequence, rows.Count);
        var transfers = new TransferStore(chain.Owner);
        var page = await transfers.PageAsync(analyst, new TransferFilter { Address = WrittenChain.Alice }, 0, 1_000, Stop);
        Assert.Equal(standing.Select(row => row.Sequence).Order(), page.Rows.Select(row => row.Id.Sequence).Order());
        Assert.Equal(sequence - standing.Count, (await transfers.PageAsync(analyst, new TransferFilter { Retracted = true }, 0, 10, Stop)).Total);
        Assert.Equal(standing.Select(row => row.Sequence).OrderDescending().Take(7), (await transfers.OfAddressAsync(analyst, WrittenChain.Alice, 7, Stop)).Select(row => row.Id.Sequence));
        var sum = new BigInteger(standing.Sum(row => row.Sequence));
        Assert.Equal((sum, (long)standing.Count), (await transfers.SumsOfAddressAsync(analyst, WrittenChain.Alice, Stop)).Select(one => (one.Received.BaseUnits, one.Transfers)).Single());
        var lookBack = (await transfers.LookBackAsync([WrittenChain.Alice], 5, Stop)).Single();
        Assert.Equal((sum, (long)standing.Count), (lookBack.Sums.Single().Received.BaseUnits, lookBack.Transfers));
        Assert.Equal(standing.Select(row => row.Sequence).OrderDescending().Take(5), lookBack.Newest.Select(id => id.Sequence));
        Assert.Equal(standing.Select(row => row.Sequence), (await new SupplyStore(chain.Owner).OfSourceAsync(chain.Source.SourceId, Stop)).Select(observed => observed.Sequence));

        // What each retraction took is told exactly, and the blocks that stand are those of the ledger's own branch.
        var store = new RetractionStore(chain.Owner);
        List<long> taken = [];
        foreach (var one in await store.OfSourceAsync(chain.Source.SourceId, Stop))
        {
            taken.AddRange(await store.TakenAsync(one, Stop));
        }

        Assert.Equal(rows.Where(row => row.RetractedAt is not null).Select(row => row.Id.Sequence), taken.Order());
        var known = await new BlockHeaderStore(chain.Owner).StandingAsync(chain.Source.SourceId, 1, 1_000, Stop);
        Assert.Equal(chain.Branch.Select(block => (block.Number, Convert.ToHexStringLower(block.Hash))), known.Select(pair => (pair.Key, Convert.ToHexStringLower(pair.Value))).Order());
    }

    private static async Task RefusesAsync(NpgsqlCommand command) =>
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.RunAsync(Stop))).SqlState);
}
