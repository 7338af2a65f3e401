using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Usd1Compliance.Ingest.Chains;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>A token on a local chain that is followed into a database, and the ledger held against the chain.</summary>
internal sealed class FollowedToken : IAsyncDisposable
{
    private FollowedToken(LocalChain chain, LocalToken token, TestDatabase database, Source source)
    {
        Chain = chain;
        Token = token;
        Database = database;
        Source = source;
        Transfers = new TransferStore(database.Postgres);
        Retractions = new RetractionStore(database.Postgres);
    }

    public LocalChain Chain { get; }

    public LocalToken Token { get; }

    public TestDatabase Database { get; }

    public Source Source { get; }

    public TransferStore Transfers { get; }

    public RetractionStore Retractions { get; }

    public string Alice => Chain.Accounts[1];

    public string Bob => Chain.Accounts[2];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A fresh chain with a token, and a source that begins at its first block.</summary>
    /// <param name="cluster">Where the database is made.</param>
    /// <param name="url">A node that stands before the chain; null for the chain itself.</param>
    /// <param name="fromBlock">The first block that is read.</param>
    public static async Task<FollowedToken> OpenAsync(TestCluster cluster, Func<LocalChain, Task<string>>? url = null, long fromBlock = 0)
    {
        var chain = await LocalChain.StartAsync(Stop);
        var token = await chain.DeployTokenAsync(Stop);
        var database = await cluster.CreateAsync(Stop);
        var settings = new EvmSourceSettings(url is null ? chain.Url : await url(chain), 31337, token.Contract, "TUSD", 6, "paxos", fromBlock, FromCreation: fromBlock == 0);
        return new FollowedToken(chain, token, database, await RunningIngest.AddAsync(database, new NewSource("token", SourceKind.Evm, "ethereum", SourceSettings.Write(settings)), Stop));
    }

    public Task<RunningIngest> IngestAsync() => RunningIngest.StartAsync(Database, Stop);

    /// <summary>Mints in a block of its own, so many times.</summary>
    public async Task MintAsync(int times, BigInteger amount)
    {
        for (var n = 0; n < times; n++)
        {
            await Token.MintAsync(Alice, amount + n, Stop);
        }
    }

    /// <summary>Waits until the ledger's checkpoint is the head of a chain.</summary>
    public async Task AwaitHeadAsync(RunningIngest ingest, LocalChain? of = null)
    {
        var head = await HeadAsync(of ?? Chain);
        await ingest.AwaitAsync(Source.Name, status => status.Checkpoint.BlockNumber == head.Number && Hex(status.Checkpoint.BlockHash) == head.Hash, Stop);
    }

    public static async Task<(long Number, string Hash)> HeadAsync(LocalChain chain)
    {
        var block = await chain.CallAsync("eth_getBlockByNumber", Stop, "latest", false);
        return (Number(block.GetProperty("number")), block.GetProperty("hash").GetString()!);
    }

    public Task<IReadOnlyList<Retraction>> RetractedAsync() => Retractions.OfSourceAsync(Source.SourceId, Stop);

    /// <summary>Every row that was ever brought, in order.</summary>
    public Task<IReadOnlyList<Transfer>> RowsAsync() => Transfers.NextAsync(Source.SourceId, 0, 1_000_000, Stop);

    /// <summary>
    /// The ledger is the chain: what stands is exactly what the chain has, in its order; numbers have no gap; what does not stand is what the retractions
    /// say, each with its moment; and the mints less the burns that stand come to the supply that was observed last.
    /// </summary>
    public async Task<IReadOnlyList<Transfer>> AssertLedgerIsTheChainAsync(LocalChain? of = null)
    {
        var rows = await RowsAsync();
        var retractions = await RetractedAsync();
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), rows.Select(row => row.Id.Sequence));
        Assert.All(rows, row => Assert.Equal(retractions.FirstOrDefault(one => one.FromSequence <= row.Id.Sequence && row.Id.Sequence <= one.ToSequence)?.RecordedAt, row.RetractedAt));
        var standing = rows.Where(row => row.RetractedAt is null).ToList();
        Assert.Equal(await LogsAsync(of ?? Chain), standing.Select(row => (row.Position.BlockNumber, Hex(row.Position.BlockHash), row.Position.LogIndex)));
        var page = await Transfers.PageAsync(RunningIngest.Analyst, new TransferFilter(), 0, 100_000, Stop);
        Assert.Equal((standing.Count, standing.Count), (page.Total, page.Rows.Count));
        Assert.Equal(standing.Select(row => row.Id).Order(ById), page.Rows.Select(row => row.Id).Order(ById));
        if (SourceSettings.Read<EvmSourceSettings>(Source).FromCreation && (await new SupplyStore(Database.Postgres).OfSourceAsync(Source.SourceId, Stop)) is { Count: > 0 } observed)
        {
            Assert.Equal(observed[^1].TotalSupply, Supply(standing.Where(row => row.Id.Sequence <= observed[^1].Sequence)));
        }

        return rows;
    }

    /// <summary>Retracts the last block that the ledger holds, so many times, as ingest would; the chain itself has not changed.</summary>
    public async Task RetractByHandAsync(int times)
    {
        await using var ingest = await Database.AsProcessAsync("ingest", Stop);
        var sources = new SourceStore(ingest, new Usd1Compliance.Audit.AuditTrail(ingest, TimeProvider.System), TimeProvider.System);
        for (var n = 0; n < times; n++)
        {
            var at = await sources.CheckpointAsync(Source.SourceId, Stop);
            var known = await new BlockHeaderStore(ingest).StandingAsync(Source.SourceId, at.BlockNumber - 1, at.BlockNumber, Stop);
            await new LedgerWriter(ingest, TimeProvider.System).RetractAsync(Source.SourceId, at, new Fork(at.BlockNumber - 1, known[at.BlockNumber - 1], at.BlockNumber, at.BlockHash, new byte[32]), Stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Chain.DisposeAsync();
    }

    public static string Hex(byte[] bytes) => $"0x{Convert.ToHexStringLower(bytes)}";

    public static BigInteger Supply(IEnumerable<Transfer> transfers) => transfers.Aggregate(BigInteger.Zero, (sum, row) => row.Kind switch
    {
        TransferKind.Mint => sum + row.Amount.BaseUnits,
        TransferKind.Burn or TransferKind.Seize => sum - row.Amount.BaseUnits,
        _ => sum,
    });

    private static Comparer<TransferId> ById { get; } = Comparer<TransferId>.Create((left, right) => left.Sequence.CompareTo(right.Sequence));

    // Each of these events is one row of the ledger.
    private async Task<IReadOnlyList<(long, string, int)>> LogsAsync(LocalChain chain)
    {
        string[] events = ["Transfer(address,address,uint256)", "FreezeAddress(address)", "UnfreezeAddress(address)"];
        var logs = await chain.CallAsync("eth_getLogs", Stop, new { fromBlock = "0x0", toBlock = "latest", address = Token.Contract, topics = new object[] { events.Select(name => Hex(Keccak.Topic(name))).ToArray() } });
        return [.. logs.EnumerateArray().Select(log => (Number(log.GetProperty("blockNumber")), log.GetProperty("blockHash").GetString()!, (int)Number(log.GetProperty("logIndex"))))];
    }

    private static long Number(JsonElement quantity) => long.Parse(quantity.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
