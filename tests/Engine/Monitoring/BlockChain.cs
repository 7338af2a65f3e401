using System.Numerics;
using System.Security.Cryptography;
using Npgsql;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>An EVM source whose blocks are written by hand.</summary>
internal sealed class BlockChain(MonitoredLedger ledger, Source source, LedgerWriter writer, int assetId, NpgsqlDataSource ingest) : IAsyncDisposable
{
    private readonly List<BlockHeader> branch = [];
    private SourceCheckpoint checkpoint = SourceCheckpoint.None with { BlockNumber = 0, BlockHash = new byte[32] };
    private int reorganisations;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public int SourceId => source.SourceId;

    public long Height => checkpoint.BlockNumber;

    public static async Task<BlockChain> OpenAsync(MonitoredLedger ledger)
    {
        var ingest = await ledger.Database.AsProcessAsync("ingest", Stop);
        var source = await ledger.AddSourceAsync("chain", SourceKind.Evm, SourceSettings.Write(new EvmSourceSettings("http://127.0.0.1:9/", 1, "0x1111111111111111111111111111111111111111", "USDX", 6, "plain", 1)));
        var asset = await new AssetStore(ingest).FindOrAddAsync("ethereum", "USDX", null, 6, redeemableAtPar: true, Stop);
        return new BlockChain(ledger, source, new LedgerWriter(ingest, ledger.Clock), asset.AssetId, ingest);
    }

    /// <summary>Writes the next blocks, each with a payment of so many dollars by wallet 1.</summary>
    public async Task WriteAsync(params int[] dollars)
    {
        foreach (var usd in dollars)
        {
            await WriteAsync([(1, 2 + (usd % 3), usd)]);
        }
    }

    /// <summary>Writes the next block with these payments.</summary>
    public async Task WriteAsync(IReadOnlyList<(int From, int To, int Usd)> payments)
    {
        var (number, parent, at) = (checkpoint.BlockNumber + 1, checkpoint.BlockHash, ledger.Clock.GetUtcNow());
        var hash = SHA256.HashData([.. parent, .. BitConverter.GetBytes(number), (byte)reorganisations]);
        branch.Add(new BlockHeader(number, hash, parent, at));
        var rows = payments.Select((paid, place) => new NewTransfer(TransferKind.Transfer, at, Ledgers.Address(paid.From), Ledgers.Address(paid.To), new BigInteger(paid.Usd * 1_000_000m), assetId, number, hash, place, hash));
        checkpoint = await writer.WriteAsync(source.SourceId, new TransferBatch(checkpoint, [.. rows], number, hash) { Headers = [branch[^1]] }, Stop);
    }

    /// <summary>The chain leaves the branch behind a block.</summary>
    public async Task RetractAsync(long fork)
    {
        var old = branch.Single(block => block.Number == fork + 1);
        reorganisations++;
        checkpoint = await writer.RetractAsync(source.SourceId, checkpoint, new Fork(fork, old.ParentHash, old.Number, old.Hash, SHA256.HashData(old.Hash)), Stop);
        branch.RemoveAll(block => block.Number > fork);
    }

    public ValueTask DisposeAsync() => ingest.DisposeAsync();
}
