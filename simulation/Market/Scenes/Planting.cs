namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Which typologies the market economy plants, how many of each, and when.</summary>
internal sealed class Planting(MarketWorld world)
{
    // Shares of the illicit transfers by the detection reference, 6.3: scams 30 %, layering 25 %, structuring 15 %, mules 10 %, mixers 8 %, bridges 6 %,
    // the issuer's own 4 %, freezes 1 %, hacks 0.5 %, ransom 0.5 %. Poisoning is counted apart: its dust is 5 % of all.
    private static readonly Typology[] typologies =
    [
        new(1, "listed-party", 0.020, 3, 30, Sanctions.Direct, Sanctions.Neighbour),
        new(2, "received-from-listed", 0.020, 3, 60, Sanctions.Received, Sanctions.ReceivedOfAnExchange, 1),
        new(3, "sent-to-listed", 0.018, 4, 150, Sanctions.Sent, Sanctions.SentToAnExchange, 1),
        new(4, "look-back", 0.012, 2, 24, Sanctions.BeforeTheListing, Sanctions.BeforeTheListingOfANeighbour),
        new(5, "mixer-deposit", 0.040, 10, 140, Mixing.Deposit, Mixing.TicketSale, 12),
        new(6, "mixer-redemption", 0.012, 3, 76, Mixing.WithdrawalRedeemed, Mixing.PoolRedeemed, 21),
        new(7, "single-use-wallets", 0.028, 32, 40, Mixing.SingleUse, Mixing.DepositAddresses, 13),
        new(8, "structuring", 0.050, 5, 26, Structuring.BelowReporting, Structuring.Lawful),
        new(9, "travel-rule-splitting", 0.040, 6, 30, Structuring.Splitting, Structuring.Shopping),
        new(10, "smurfing", 0.038, 14, 90, Structuring.Smurfing, Structuring.StaffShopping, 14, 8),
        new(24, "redemption-structuring", 0.022, 4, 50, Structuring.Redemptions, Structuring.SpacedRedemptions),
        new(11, "pass-through", 0.020, 5, 24, Mules.PassThrough, Mules.PromptSweep),
        new(12, "fan-in", 0.015, 28, 40, Mules.FanIn, Mules.SaleDay),
        new(13, "fan-out", 0.015, 26, 10, Mules.FanOut, Mules.Wages),
        new(15, "gather-scatter", 0.010, 16, 30, Mules.GatherScatter, Mules.PaymentService),
        new(27, "dormant-wallet", 0.006, 2, 4, Mules.Dormant, Mules.Treasury),
        new(28, "new-wallet", 0.008, 2, 24, Mules.NewWallet, Mules.NewDepositAddress),
        new(29, "velocity", 0.006, 30, 500, Mules.Velocity, Mules.BusyDesk),
        new(30, "round-sums", 0.004, 13, 240, Mules.RoundSums, Mules.FewRoundSums),
        new(31, "clockwork", 0.003, 36, 130, Mules.Clockwork, Mules.LabelledClockwork),
        new(34, "nested-exchange", 0.007, 250, 600, Mules.NestedExchange, Mules.Acquirer, 12),
        new(35, "unregistered-exchanger", 0.006, 120, 600, Mules.Exchanger, Mules.Kiosk),
        new(14, "scatter-gather", 0.040, 10, 48, Layering.ScatterGather, Layering.Pools),
        new(16, "peel-chain", 0.055, 12, 60, Layering.PeelChain, Layering.HotToCold, 11),
        new(17, "cycle", 0.030, 5, 76, Layering.Cycle, Layering.Arbitrage),
        new(18, "ping-pong", 0.020, 8, 26, Layering.PingPong, Layering.MarketMakers),
        new(19, "stack", 0.035, 22, 80, Layering.Stack, Layering.ExchangeNetwork, 14, 15),
        new(20, "mint-and-run", 0.008, 4, 4, Issuing.MintAndRun, Issuing.MintForAnExchange),
        new(21, "redeemed-by-a-new-account", 0.008, 3, 26, Issuing.NewAccountRedeems, Issuing.OldAccountRedeems),
        new(22, "mint-and-unrelated-redemption", 0.010, 5, 150, Issuing.UnrelatedRedemption, Issuing.DeclaredDesk),
        new(23, "circular-mint", 0.010, 8, 26, Issuing.Circular, Issuing.TwiceADay),
        new(45, "rogue-mint", 0.004, 1, 2, Issuing.RogueMint, Issuing.SecondMinter),
        new(32, "bridge-hop", 0.030, 5, 6, Bridging.Hop, Bridging.OldCustomer, 11),
        new(33, "chain-hopping", 0.030, 10, 26, Bridging.Chains, Bridging.MarketMaker, 32),
        new(36, "poisoning-seen", 0, 4, 60, Scams.Poisoning, Scams.PlainDust),
        new(37, "poisoned-payment", 0, 4, 200, Scams.PoisonedPayment, Scams.RightPayment, 36),
        new(38, "pig-butchering", 0.150, 9, 480, Scams.Victim, Scams.Saver),
        new(39, "scam-collector", 0.150, 30, 480, Scams.Collector, Scams.Charity),
        new(40, "ransom", 0.005, 7, 40, Theft.Ransom, Theft.Invoice),
        new(41, "theft", 0.005, 14, 40, Theft.Exploit, Theft.Migration),
        new(42, "freeze-run", 0.0055, 4, 40, Freezing.Runs, Freezing.SweptMeanwhile),
        new(43, "to-a-frozen-address", 0.0025, 3, 60, Freezing.PaysAFrozen, Freezing.PaysAReleased),
        new(44, "sibling-of-frozen", 0.002, 5, 60, Freezing.Sibling, Freezing.SameExchange),
    ];

    /// <summary>The catalogue numbers of what is planted.</summary>
    public static IEnumerable<int> Numbers => typologies.Select(typology => typology.Number).Order();

    public void Begin()
    {
        Sanctions.Furnish(world);
        foreach (var typology in typologies)
        {
            var drifts = world.Settings.Set == MarketSet.Drift;
            var drift = world.Settings.Days * 2 / 3;
            var count = CountOf(typology, typology.Share) + world.Settings.MoreInstances.GetValueOrDefault(typology.Number);
            if (!drifts)
            {
                Plant(typology, count, 0, world.Settings.Days, 0);
                continue;
            }

            // A tenth of the rate in the last third.
            var early = Math.Max(1, count * 2 / 3);
            Plant(typology, early, 0, drift, 0);
            Plant(typology, Math.Max(0, (int)((CountOf(typology, typology.ShareAfterDrift) / 30.0) + 0.5)), drift, world.Settings.Days, early);
        }
    }

    // The two forms of poisoning that people see are counted by attempts: 25 in a million come off.
    private int CountOf(Typology typology, double share) => Math.Max(1, typology.Number is 36 or 37
        ? (int)(world.Settings.Transfers * Lives.Dusting.Share * 0.000025)
        : (int)(((double)world.Settings.Illicit * world.Settings.Transfers * share / typology.Legs) + 0.5));

    private void Plant(Typology typology, int count, int fromDay, int toDay, int before)
    {
        for (var i = before; i < before + count; i++)
        {
            typology.Plant(SceneOf(typology, TruthLabel.Planted, $"{typology.Name}-{i + 1}", i, fromDay, toDay));
        }

        for (var i = before * world.Settings.HardNegativesPerInstance; i < (before + count) * world.Settings.HardNegativesPerInstance; i++)
        {
            typology.Imitate(SceneOf(typology, TruthLabel.HardNegative, $"not-{typology.Name}-{i + 1}", i, fromDay, toDay));
        }
    }

    private Scene SceneOf(Typology typology, TruthLabel label, string name, int ordinal, int fromDay, int toDay)
    {
        var draws = world.DrawsFor(name);
        var instance = world.Truths.Add(new Instance(name, typology.Number, label) { Also = typology.Also });
        var first = MarketWorld.Begin + ((fromDay + 1) * Calendar.Day);
        var last = Math.Max(first + 1, MarketWorld.Begin + (toDay * Calendar.Day) - ((typology.Hours + 4) * 3_600));
        return new Scene(world, typology, instance, ordinal, (int)draws.Between(first, last), draws);
    }
}
