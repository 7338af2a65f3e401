using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>The simulated economy comes in as any source does: exactly, whatever interrupts it, and no sooner than the clock says.</summary>
[Suite(Suite.Database)]
public sealed class SimulatedSourceTests(TestCluster cluster)
{
    private static readonly DateTimeOffset until = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_ingest_that_is_stopped_again_and_again_brings_exactly_the_transfers_of_the_economy()
    {
        await using var database = await cluster.CreateAsync(Cancellation);
        var source = await RunningIngest.AddAsync(database, Simulated(new SimulatedSourceSettings(1, until, Days: 14, Addresses: 1_000)), Cancellation);
        for (var seen = 0L; seen < 3_000;)
        {
            await using var interrupted = await RunningIngest.StartAsync(database, Cancellation);
            seen = (await interrupted.AwaitAsync("demo", status => status.Ingested > seen, Cancellation)).Ingested;
        }

        await using var ingest = await RunningIngest.StartAsync(database, Cancellation);
        await ingest.AwaitStateAsync("demo", SourceState.Finished, Cancellation);
        var told = new Economy(new SimulationSettings { Until = until, Days = 14, Addresses = 1_000 }).Transfers().ToList();
        var kept = await ingest.TransfersAsync(source, Cancellation);
        Assert.Equal(told.Count, kept.Count);
        Assert.All(told.Zip(kept), pair => Assert.Equal(
            (pair.First.Sequence, pair.First.Kind, pair.First.OccurredAt, pair.First.From, pair.First.To, pair.First.Amount.BaseUnits, pair.First.InitiatedBy, pair.First.OrderId),
            (pair.Second.Id.Sequence, pair.Second.Kind, pair.Second.OccurredAt, pair.Second.From, pair.Second.To, pair.Second.Amount.BaseUnits, pair.Second.InitiatedBy, pair.Second.OrderId)));
    }

    [Fact]
    public async Task After_the_history_transfers_come_as_the_clock_reaches_them_and_none_from_the_future()
    {
        await using var database = await cluster.CreateAsync(Cancellation);
        var now = TimeProvider.System.GetUtcNow();
        var source = await RunningIngest.AddAsync(database, Simulated(new SimulatedSourceSettings(1, now, Days: 14, Addresses: 1_000, LivePerSecond: 5)), Cancellation);
        await using var ingest = await RunningIngest.StartAsync(database, Cancellation);
        var history = (await ingest.AwaitStateAsync("demo", SourceState.Following, Cancellation)).Ingested;
        await ingest.AwaitAsync("demo", status => status.Ingested >= history + 10, Cancellation);
        var newest = (await ingest.TransfersAsync(source, Cancellation))[^1];
        Assert.InRange(newest.OccurredAt, now, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_whole_market_comes_in_on_all_of_its_chains_exactly_once_however_often_ingest_is_stopped()
    {
        await using var database = await cluster.CreateAsync(Cancellation);
        var market = new MarketSettings { Until = until, Days = 30, Addresses = 2_000, Transfers = 20_000, Set = MarketSet.Adversarial };
        var source = await RunningIngest.AddAsync(database, Market(market), Cancellation);
        for (var seen = 0L; seen < 8_000;)
        {
            await using var interrupted = await RunningIngest.StartAsync(database, Cancellation);
            seen = (await interrupted.AwaitAsync("demo", status => status.Ingested > seen, Cancellation)).Ingested;
        }

        await using var ingest = await RunningIngest.StartAsync(database, Cancellation);
        await ingest.AwaitStateAsync("demo", SourceState.Finished, Cancellation);
        var told = TellMarket.Transfers(market, cancellationToken: Cancellation).ToList();
        var kept = await ingest.TransfersAsync(source, Cancellation);
        Assert.Equal(5, kept.Select(transfer => transfer.Asset.Chain).Distinct().Count());
        Assert.Equal(told.Select(transfer => (transfer.Sequence, transfer.Chain, transfer.Kind, transfer.OccurredAt, transfer.From, transfer.To, transfer.Amount.BaseUnits, transfer.InitiatedBy, transfer.OrderId)),
            kept.Select(transfer => (transfer.Id.Sequence, transfer.Asset.Chain, transfer.Kind, transfer.OccurredAt, transfer.From, transfer.To, transfer.Amount.BaseUnits, transfer.InitiatedBy, transfer.OrderId)));
    }

    [Fact]
    public async Task Of_a_market_that_ends_ahead_of_now_nothing_comes_before_its_time()
    {
        await using var database = await cluster.CreateAsync(Cancellation);
        var market = new MarketSettings { Until = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(20), Days = 30, Addresses = 2_000, Transfers = 20_000 };
        var source = await RunningIngest.AddAsync(database, Market(market), Cancellation);
        await using var ingest = await RunningIngest.StartAsync(database, Cancellation);
        await ingest.AwaitStateAsync("demo", SourceState.Following, Cancellation);
        var kept = await ingest.TransfersAsync(source, Cancellation);
        Assert.InRange(kept[^1].OccurredAt, TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow());
        Assert.InRange(kept.Count, 1, TellMarket.Transfers(market, cancellationToken: Cancellation).Count() - 1);
    }

    [Fact]
    public async Task Settings_that_make_no_economy_halt_the_source_with_the_reason()
    {
        await using var database = await cluster.CreateAsync(Cancellation);
        await RunningIngest.AddAsync(database, Simulated(new SimulatedSourceSettings(1, until, Days: 2)), Cancellation);
        await using var ingest = await RunningIngest.StartAsync(database, Cancellation);
        var halted = await ingest.AwaitStateAsync("demo", SourceState.Halted, Cancellation);
        Assert.Contains("days is 2; the planted typologies need 14 days", halted.Report!.Message, StringComparison.Ordinal);
        Assert.Equal(0, halted.Ingested);
    }

    private static NewSource Market(MarketSettings market) => new("demo", SourceKind.Simulated, TellMarket.Chains, SourceSettings.Write(new SimulatedSourceSettings(market.Seed, market.Until, market.Days,
        market.Addresses, HardNegativesPerInstance: market.HardNegativesPerInstance, Market: new SimulatedMarket(market.Transfers, market.Illicit, market.Set.ToString().ToLowerInvariant()))));

    private static NewSource Simulated(SimulatedSourceSettings settings) => new("demo", SourceKind.Simulated, Economy.Chain, SourceSettings.Write(settings));
}
