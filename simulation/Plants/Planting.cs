namespace Usd1Compliance.Simulation.Plants;

/// <summary>
/// Lays out the planted instances and their look-alikes over the days of the history, and drops one now and then while the economy is live.
/// </summary>
internal sealed class Planting(World world)
{
    private readonly record struct Typology(int Number, string Name, int HoursNeeded, Action<Scene> Plant, Action<Scene> Imitate, bool SuitsLive = false);

    private static readonly Typology[] typologies =
    [
        new(1, "listed-party", 24, Dealings.WithAListedParty, Dealings.WithANeighbourOfAListedParty, SuitsLive: true),
        new(5, "mixer-deposit", 130, Pools.MixerDeposit, Pools.TicketSale),
        new(8, "structuring", 26, Sums.Structuring, Sums.DailyRent),
        new(11, "pass-through", 24, Chains.PassThrough, Chains.PromptSweep, SuitsLive: true),
        new(12, "fan-in", 30, Fans.FanIn, Fans.SaleDay),
        new(13, "fan-out", 24, Fans.FanOut, Fans.Wages),
        new(20, "mint-and-run", 6, Desk.MintAndRun, Desk.MintForAnExchange),
        new(27, "dormant-wallet", 6, Sleepers.DormantWallet, Sleepers.Treasury),
        new(28, "new-wallet", 24, Sleepers.NewWallet, Sleepers.NewDepositAddress, SuitsLive: true),
        new(30, "round-sums", 220, Sums.RoundSums, Sums.FewRoundSums),
        new(36, "poisoning", 60, Poison.Poisoning, Poison.PlainDust, SuitsLive: true),
        new(45, "supply", 2, Desk.SupplyMismatch, Desk.SecondMinter),
    ];

    /// <summary>The catalogue numbers of what is planted.</summary>
    public static IEnumerable<int> Numbers => typologies.Select(typology => typology.Number);

    private readonly Draws live = world.DrawsFor("live scenes");
    private int liveScenes;

    public void Begin()
    {
        foreach (var typology in typologies)
        {
            // A stream for each, so that one more instance of one does not move the others.
            var draws = world.DrawsFor(typology.Name);
            var imitations = world.Settings.InstancesPerTypology * world.Settings.HardNegativesPerInstance;
            for (var i = 0; i < world.Settings.InstancesPerTypology; i++)
            {
                typology.Plant(SceneOf(typology, draws, TruthLabel.Planted, $"{typology.Name}-{i + 1}", i));
            }

            for (var i = 0; i < imitations; i++)
            {
                typology.Imitate(SceneOf(typology, draws, TruthLabel.HardNegative, $"not-{typology.Name}-{i + 1}", i));
            }
        }

        world.Agenda.At(world.End + 300, DropOne);
    }

    private Scene SceneOf(Typology typology, Draws draws, TruthLabel label, string instance, int ordinal)
    {
        var first = world.Begin + (2 * 86_400L);
        var last = world.End - ((typology.HoursNeeded + 2) * 3_600L);
        return new Scene(world, draws, label, typology.Number, instance, draws.Between(first, last)) { Ordinal = ordinal };
    }

    private void DropOne()
    {
        var suited = typologies.Where(typology => typology.SuitsLive).ToList();
        var typology = suited[liveScenes++ % suited.Count];
        typology.Plant(new Scene(world, live, TruthLabel.Planted, typology.Number, $"{typology.Name}-live-{liveScenes}", world.Agenda.Now + 60) { Ordinal = 2 * liveScenes });
        world.Agenda.In(live.Between(600, 1_200), DropOne);
    }
}
