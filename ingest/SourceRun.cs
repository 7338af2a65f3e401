using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest;

/// <summary>One run of a source under its lease: the way into the ledger, and the place to say how it fares.</summary>
public sealed class SourceRun
{
    /// <summary>How often a source that has nothing new to say is reported all the same.</summary>
    public static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(15);

    private readonly SourceStore sources;
    private readonly LedgerWriter ledger;
    private readonly BlockHeaderStore headers;
    private readonly RetractionStore retractions;

    internal SourceRun(Source source, SourceCheckpoint checkpoint, SourceStore sources, LedgerWriter ledger, BlockHeaderStore headers, RetractionStore retractions, AssetStore assets, TimeProvider clock, SourceReport? last)
    {
        Source = source;
        Checkpoint = checkpoint;
        this.sources = sources;
        this.ledger = ledger;
        this.headers = headers;
        this.retractions = retractions;
        Assets = assets;
        Clock = clock;
        LastReport = last;
    }

    /// <summary>Which source.</summary>
    public Source Source { get; }

    /// <summary>How far it has come; the next batch continues this.</summary>
    public SourceCheckpoint Checkpoint { get; private set; }

    /// <summary>Finds or adds tokens.</summary>
    public AssetStore Assets { get; }

    /// <summary>What was last said of the source, in this run or the one before.</summary>
    internal SourceReport? LastReport { get; private set; }

    /// <summary>The clock of the process.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Whether the ledger keeps events of that moment; a row of any other is refused by the source.</summary>
    public bool Keeps(DateTimeOffset occurredAt) => ledger.Keeps(occurredAt);

    /// <summary>Which of these places of the source are in the ledger already, for a file that may repeat itself.</summary>
    public Task<IReadOnlySet<TransferPlace>> StandingAsync(IReadOnlyCollection<TransferPlace> places, CancellationToken cancellationToken) =>
        ledger.StandingAsync(Source.SourceId, places, cancellationToken);

    /// <summary>Takes a stretch into the ledger with its checkpoint. When it returns, everything is on disk and <see cref="Checkpoint"/> has moved.</summary>
    public async Task WriteAsync(TransferBatch batch, CancellationToken cancellationToken) =>
        Checkpoint = await ledger.WriteAsync(Source.SourceId, batch, cancellationToken);

    /// <summary>The hashes of the blocks from one height to another that stand in the ledger, as far as they are known; that of the checkpoint always is.</summary>
    public async Task<IReadOnlyDictionary<long, byte[]>> StandingHeadersAsync(long first, long last, CancellationToken cancellationToken)
    {
        var known = await headers.StandingAsync(Source.SourceId, first, last, cancellationToken);
        return Checkpoint.BlockNumber >= first && Checkpoint.BlockNumber <= last ? new Dictionary<long, byte[]>(known) { [Checkpoint.BlockNumber] = Checkpoint.BlockHash } : known;
    }

    /// <summary>How many retractions of the source reached above a block.</summary>
    public Task<long> RetractionsAboveAsync(long blockNumber, CancellationToken cancellationToken) => retractions.CountAboveAsync(Source.SourceId, blockNumber, cancellationToken);

    /// <summary>Retracts everything above a fork. When it returns, that is on disk and <see cref="Checkpoint"/> stands at the fork.</summary>
    public async Task RetractAsync(Fork fork, CancellationToken cancellationToken) =>
        Checkpoint = await ledger.RetractAsync(Source.SourceId, Checkpoint, fork, cancellationToken);

    /// <summary>Says how the source fares: written down when its state or message changes, and every 15 seconds.</summary>
    /// <param name="state">How it fares.</param>
    /// <param name="head">The last block of the chain, the size of the file in bytes, or the present of the simulated economy in Unix seconds.</param>
    /// <param name="reached">The block, byte or second up to which everything is in the ledger.</param>
    /// <param name="headTime">UTC time of the head block, where there is one.</param>
    /// <param name="reachedTime">UTC time of the last row's event, where there is one.</param>
    /// <param name="message">What is wrong and the mend; empty when all is well.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ReportAsync(SourceState state, long head, long reached, DateTimeOffset? headTime = null, DateTimeOffset? reachedTime = null, string message = "", CancellationToken cancellationToken = default)
    {
        var report = new SourceReport(state, head, reached, headTime, reachedTime, message, Clock.GetUtcNow());
        if (LastReport is not { } last || last.State != state || last.Message != message || report.ReportedAt - last.ReportedAt >= ReportEvery)
        {
            await sources.ReportAsync(Source.SourceId, report, cancellationToken);
            LastReport = report;
        }
    }

    /// <summary>Says that the source waits after a failure or stands still, at the place that it last reported.</summary>
    internal Task ReportAsync(SourceState state, string message, CancellationToken cancellationToken) =>
        ReportAsync(state, LastReport?.Head ?? Math.Max(0, Checkpoint.BlockNumber), LastReport?.Reached ?? Math.Max(0, Checkpoint.BlockNumber), LastReport?.HeadTime, LastReport?.ReachedTime, message, cancellationToken);
}
