using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Ledger;

/// <summary>
/// A chain that is written into a ledger by hand, on the login of ingest: each block mints to Alice as many units as its row has for a number, and holds
/// one log that cannot be read and an observation of the supply.
/// </summary>
internal sealed class WrittenChain : IAsyncDisposable
{
    private readonly TestDatabase? owned;
    private readonly List<BlockHeader> branch = [];
    private readonly Asset asset;

    private WrittenChain(TestDatabase database, bool owns, NpgsqlDataSource ingest, Source source, Asset asset)
    {
        owned = owns ? database : null;
        Owner = database.Postgres;
        Ingest = ingest;
        Source = source;
        this.asset = asset;
        Ledger = new LedgerWriter(ingest, TimeProvider.System);
    }

    public static ChainAddress Alice { get; } = new(AddressFamily.Evm, Enumerable.Repeat((byte)0xa1, 20).ToArray());

    public NpgsqlDataSource Owner { get; }

    public NpgsqlDataSource Ingest { get; }

    public LedgerWriter Ledger { get; }

    public Source Source { get; }

    public SourceCheckpoint Checkpoint { get; private set; } = SourceCheckpoint.None with { BlockNumber = 0, BlockHash = new byte[32] };

    /// <summary>The blocks that stand, in order.</summary>
    public IReadOnlyList<BlockHeader> Branch => branch;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<WrittenChain> OpenAsync(TestCluster cluster) => await OpenAsync(await cluster.CreateAsync(Stop), "token", owns: true);

    public static async Task<WrittenChain> OpenAsync(TestDatabase database, string name, bool owns = false)
    {
        var ingest = await database.AsProcessAsync("ingest", Stop);
        var sources = new SourceStore(database.Postgres, new AuditTrail(database.Postgres, TimeProvider.System), TimeProvider.System);
        var source = Assert.IsType<Outcome<Source>.Done>(await sources.AddAsync(Actor.Operator("ops"), new NewSource(name, SourceKind.Evm, "ethereum",
            SourceSettings.Write(new EvmSourceSettings("http://127.0.0.1:9/", 1, "0x1111111111111111111111111111111111111111", "TUSD", 6, "plain", 1))), Stop)).Value;
        return new WrittenChain(database, owns, ingest, source, await new AssetStore(ingest).FindOrAddAsync("ethereum", "TUSD", null, 6, redeemableAtPar: true, Stop));
    }

    /// <summary>Writes the next blocks, of a branch of that name: the same name behind the same block gives the same hash.</summary>
    public async Task WriteAsync(string name, int blocks, long? final = null)
    {
        for (var n = 0; n < blocks; n++)
        {
            var batch = Batch(Checkpoint, name, Checkpoint.BlockNumber + 1, 1) with { FinalBlock = final };
            Checkpoint = await Ledger.WriteAsync(Source.SourceId, batch, Stop);
            branch.Add(batch.Headers[0]);
        }
    }

    /// <summary>A stretch of blocks from a height on.</summary>
    public TransferBatch Batch(SourceCheckpoint after, string name, long first, int blocks)
    {
        List<BlockHeader> headers = [];
        var parent = branch.LastOrDefault(block => block.Number == first - 1)?.Hash ?? new byte[32];
        for (var number = first; number < first + blocks; number++)
        {
            var hash = SHA256.HashData([.. parent, .. Encoding.UTF8.GetBytes($"{name} {number}")]);
            headers.Add(new BlockHeader(number, hash, parent, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(12 * number)));
            parent = hash;
        }

        var rows = headers.Select((block, place) => new NewTransfer(TransferKind.Mint, block.OccurredAt, null, Alice, after.Sequence + 1 + place, asset.AssetId, block.Number, block.Hash, 0, new byte[32]));
        return new TransferBatch(after, [.. rows], headers[^1].Number, headers[^1].Hash)
        {
            Headers = headers,
            Refused = [.. headers.Select(block => new NewRefusedRow($"block {block.Number} 0x{Convert.ToHexStringLower(block.Hash)}", 1, "", "cannot be read", "0x00"))],
            Supplies = [new SupplyObservation(asset.AssetId, headers[^1].Number, after.Sequence + blocks)],
        };
    }

    /// <summary>The chain leaves the ledger's branch behind a block.</summary>
    public async Task RetractAsync(long fork)
    {
        var old = branch.Single(block => block.Number == fork + 1);
        Checkpoint = await Ledger.RetractAsync(Source.SourceId, Checkpoint, new Fork(fork, old.ParentHash, old.Number, old.Hash, SHA256.HashData(old.Hash)), Stop);
        branch.RemoveAll(block => block.Number > fork);
    }

    public Task<IReadOnlyList<Transfer>> RowsAsync() => new TransferStore(Owner).NextAsync(Source.SourceId, 0, 100_000, Stop);

    public Task<SourceCheckpoint> NewestAsync() => new SourceStore(Owner, new AuditTrail(Owner, TimeProvider.System), TimeProvider.System).CheckpointAsync(Source.SourceId, Stop);

    public async ValueTask DisposeAsync()
    {
        await Ingest.DisposeAsync();
        if (owned is not null)
        {
            await owned.DisposeAsync();
        }
    }
}
