using System.Buffers.Binary;
using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Ingest.Simulated;

/// <summary>
/// Brings a simulated economy, the demo's or the market: its history at once, and after it, as far as the settings reach, new transfers as the clock reaches them. The
/// economy is told anew at each start and passed over up to the checkpoint's sequence: the same settings tell the same story, so nothing is
/// lost and nothing comes twice.
/// </summary>
public sealed class SimulatedSource(SimulatedSourceSettings settings) : ISource
{
    /// <summary>How many rows enter the ledger at once while history is read.</summary>
    public const int BatchSize = 4_000;

    private readonly List<NewTransfer> waiting = [];
    private readonly Dictionary<string, Asset> assets = [];
    private SimulatedTransfer? last;

    /// <inheritdoc/>
    public async Task RunAsync(SourceRun run, CancellationToken cancellationToken)
    {
        if (run.Checkpoint.Sequence > 0)
        {
            // Telling a market anew takes its time: what stands already is said first.
            await ReportAsync(run, SourceState.CatchingUp, cancellationToken);
        }

        foreach (var transfer in Tell(run.Checkpoint.Sequence, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (transfer.Sequence <= run.Checkpoint.Sequence)
            {
                continue;
            }

            await WaitForAsync(transfer, run, cancellationToken);
            waiting.Add(AsRow(transfer, await AssetOnAsync(transfer.Chain, run, cancellationToken)));
            last = transfer;
            if (waiting.Count == BatchSize || transfer.ObservedSupply is not null)
            {
                await WriteAsync(run, cancellationToken);
                await ReportAsync(run, SourceState.CatchingUp, cancellationToken);
            }
        }

        await WriteAsync(run, cancellationToken);
        await ReportAsync(run, SourceState.Finished, cancellationToken);
    }

    private IEnumerable<SimulatedTransfer> Tell(long after, CancellationToken cancellationToken)
    {
        try
        {
            return settings.Market is { } market ? TellMarket.Transfers(AsMarket(market), after, cancellationToken) : new Economy(AsDemo()).Transfers();
        }
        catch (ArgumentException impossible)
        {
            throw new SourceHaltedException($"The simulated economy cannot be made: {impossible.Message} Disable the source and add another one.", impossible);
        }
    }

    private SimulationSettings AsDemo() => new()
    {
        Seed = settings.Seed,
        Until = settings.Until,
        Days = settings.Days,
        Addresses = settings.Addresses,
        TransfersPerDay = settings.TransfersPerDay,
        InstancesPerTypology = settings.InstancesPerTypology,
        HardNegativesPerInstance = settings.HardNegativesPerInstance,
        LivePerSecond = settings.LivePerSecond,
    };

    private MarketSettings AsMarket(SimulatedMarket market) => new()
    {
        Seed = settings.Seed,
        Until = settings.Until,
        Days = settings.Days,
        Addresses = settings.Addresses,
        Transfers = market.Transfers,
        Illicit = market.Illicit,
        HardNegativesPerInstance = settings.HardNegativesPerInstance,
        Set = Enum.TryParse<MarketSet>(market.Set, ignoreCase: true, out var set) && Enum.IsDefined(set) ? set
            : throw new ArgumentException($"set is '{market.Set}'; give standard, adversarial or drift.", nameof(market)),
    };

    private async ValueTask<Asset> AssetOnAsync(string chain, SourceRun run, CancellationToken cancellationToken)
    {
        if (!assets.TryGetValue(chain, out var asset))
        {
            assets[chain] = asset = await run.Assets.FindOrAddAsync(chain, Economy.Symbol, contract: null, Economy.Decimals, redeemableAtPar: true, cancellationToken);
        }

        return asset;
    }

    /// <summary>Waits until the clock reaches a transfer of the future, with everything before it in the ledger.</summary>
    private async Task WaitForAsync(SimulatedTransfer transfer, SourceRun run, CancellationToken cancellationToken)
    {
        while (transfer.OccurredAt - run.Clock.GetUtcNow() is { Ticks: > 0 } ahead)
        {
            await WriteAsync(run, cancellationToken);
            await ReportAsync(run, SourceState.Following, cancellationToken);
            await Task.Delay(ahead < SourceRun.ReportEvery ? ahead : SourceRun.ReportEvery, run.Clock, cancellationToken);
        }
    }

    /// <summary>A batch may end within a block: it is the sequence, not the block, that says where to go on. A supply that was observed stands at the end of its batch.</summary>
    private async Task WriteAsync(SourceRun run, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0 || last is null)
        {
            return;
        }

        await run.WriteAsync(new TransferBatch(run.Checkpoint, waiting, last.BlockNumber, HashOf(last.BlockNumber, part: 0))
        {
            Supplies = last.ObservedSupply is { } supply ? [new SupplyObservation(assets[last.Chain].AssetId, last.BlockNumber, supply.BaseUnits)] : [],
        }, cancellationToken);
        waiting.Clear();
    }

    private async Task ReportAsync(SourceRun run, SourceState state, CancellationToken cancellationToken)
    {
        var now = run.Clock.GetUtcNow();
        var head = settings.LivePerSecond > 0 || now < settings.Until ? now : settings.Until;
        var reached = state is SourceState.CatchingUp ? last?.BlockNumber ?? run.Checkpoint.BlockNumber : head.ToUnixTimeSeconds();
        await run.ReportAsync(state, head.ToUnixTimeSeconds(), reached, head, last?.OccurredAt, cancellationToken: cancellationToken);
    }

    private NewTransfer AsRow(SimulatedTransfer transfer, Asset asset) => new(
        transfer.Kind, transfer.OccurredAt, transfer.From, transfer.To, transfer.Amount.BaseUnits, asset.AssetId, transfer.BlockNumber, HashOf(transfer.BlockNumber, part: 0),
        transfer.LogIndex, HashOf(transfer.BlockNumber, part: transfer.LogIndex + 1), transfer.InitiatedBy, transfer.OrderId);

    /// <summary>32 bytes that stand for the hash of a block (part 0) or of one of its transactions: the simulated chain proves nothing.</summary>
    private byte[] HashOf(long block, int part)
    {
        var bits = new SplitMix64(settings.Seed ^ ((ulong)block * 0x9E3779B97F4A7C15) ^ ((ulong)part << 48));
        var hash = new byte[32];
        for (var i = 0; i < hash.Length; i += 8)
        {
            BinaryPrimitives.WriteUInt64BigEndian(hash.AsSpan(i), bits.Next());
        }

        return hash;
    }
}
