namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Which typologies the market economy plants, how many of each, and when.</summary>
internal sealed class Planting(MarketWorld world)
{
    // Shares of the illicit transfers by the detection reference, 6.3: scams 30 %, layering 25 %, structuring 15 %, mules 10 %, mixers 8 %, bridges 6 %,
    // the issuer's own 4 %, freezes 1 %, hacks 0.5 %, ransom 0.5 %. Poisoning is counted apart: its dust is 5 % of all.
    private static readonly Typology[] typologies =
    [
        new(1, "listed-party", 0.020, 2, 30, Sanctions.Direct, Sanctions.Neighbour, 2, 3),
        new(2, "received-from-listed", 0.020, 3, 60, Sanctions.Received, Sanctions.ReceivedOfAnExchange, 1),
        new(3, "sent-to-listed", 0.018, 3, 150, Sanctions.Sent, Sanctions.SentToAnExchange, 1, 28),
        new(4, "look-back", 0.012, 2, 24, Sanctions.BeforeTheListing, Sanctions.BeforeTheListingOfANeighbour),
        new(5, "mixer-deposit", 0.040, 8, 140, Mixing.Deposit, Mixing.TicketSale, 9, 12),
        new(6, "mixer-redemption", 0.012, 3, 76, Mixing.WithdrawalRedeemed, Mixing.PoolRedeemed, 5, 21),
        new(7, "single-use-wallets", 0.028, 31, 40, Mixing.SingleUse, Mixing.DepositAddresses, 8, 9, 10, 13, 14),
        new(8, "structuring", 0.050, 4, 26, Structuring.BelowReporting, Structuring.Lawful),
        new(9, "travel-rule-splitting", 0.040, 5, 30, Structuring.Splitting, Structuring.Shopping),
        new(10, "smurfing", 0.038, 15, 90, Structuring.Smurfing, Structuring.StaffShopping, 8, 14, 28),
        new(24, "redemption-structuring", 0.022, 4, 50, Structuring.Redemptions, Structuring.SpacedRedemptions),
        new(11, "pass-through", 0.020, 6, 24, Mules.PassThrough, Mules.PromptSweep, 28),
        new(12, "fan-in", 0.015, 29, 40, Mules.FanIn, Mules.SaleDay, 8),
        new(13, "fan-out", 0.015, 28, 10, Mules.FanOut, Mules.Wages, 9),
        new(15, "gather-scatter", 0.010, 15, 30, Mules.GatherScatter, Mules.PaymentService, 8),
        new(27, "dormant-wallet", 0.006, 2, 4, Mules.Dormant, Mules.Treasury, 28),
        new(28, "new-wallet", 0.008, 2, 24, Mules.NewWallet, Mules.NewDepositAddress),
        new(29, "velocity", 0.006, 10, 500, Mules.Velocity, Mules.BusyDesk, 8),
        new(30, "round-sums", 0.004, 12, 240, Mules.RoundSums, Mules.FewRoundSums),
        new(31, "clockwork", 0.003, 37, 130, Mules.Clockwork, Mules.LabelledClockwork),
        new(34, "nested-exchange", 0.007, 246, 600, Mules.NestedExchange, Mules.Acquirer, 8, 11, 12, 39),
        new(35, "unregistered-exchanger", 0.006, 113, 600, Mules.Exchanger, Mules.Kiosk, 15, 39),
        new(14, "scatter-gather", 0.040, 10, 48, Layering.ScatterGather, Layering.Pools, 8, 10, 28),
        new(16, "peel-chain", 0.055, 13, 60, Layering.PeelChain, Layering.HotToCold, 11, 28),
        new(17, "cycle", 0.030, 5, 76, Layering.Cycle, Layering.Arbitrage),
        new(18, "ping-pong", 0.020, 8, 26, Layering.PingPong, Layering.MarketMakers),
        new(19, "stack", 0.035, 18, 80, Layering.Stack, Layering.ExchangeNetwork, 8, 9, 14),
        new(20, "mint-and-run", 0.008, 6, 4, Issuing.MintAndRun, Issuing.MintForAnExchange, 11, 28),
        new(21, "redeemed-by-a-new-account", 0.008, 3, 26, Issuing.NewAccountRedeems, Issuing.OldAccountRedeems),
        new(22, "mint-and-unrelated-redemption", 0.010, 5, 150, Issuing.UnrelatedRedemption, Issuing.DeclaredDesk, 28),
        new(23, "circular-mint", 0.010, 7, 26, Issuing.Circular, Issuing.TwiceADay),
        new(45, "rogue-mint", 0.004, 1, 2, Issuing.RogueMint, Issuing.SecondMinter, 28),
        new(32, "bridge-hop", 0.030, 5, 6, Bridging.Hop, Bridging.OldCustomer, 11, 28),
        new(33, "chain-hopping", 0.030, 9, 26, Bridging.Chains, Bridging.MarketMaker, 11, 28, 32),
        new(36, "poisoning-seen", 0, 4, 60, Scams.Poisoning, Scams.PlainDust),
        new(37, "poisoned-payment", 0, 4, 200, Scams.PoisonedPayment, Scams.RightPayment, 36),
        new(38, "pig-butchering", 0.150, 10, 480, Scams.Victim, Scams.Saver, 28),
        new(39, "scam-collector", 0.150, 45, 480, Scams.Collector, Scams.Charity, 9, 28, 29),
        new(40, "ransom", 0.005, 8, 40, Theft.Ransom, Theft.Invoice, 28),
        new(41, "theft", 0.005, 21, 40, Theft.Exploit, Theft.Migration, 5, 14, 28),
        new(42, "freeze-run", 0.0055, 4, 40, Freezing.Runs, Freezing.SweptMeanwhile, 28),
        new(43, "to-a-frozen-address", 0.0025, 3, 60, Freezing.PaysAFrozen, Freezing.PaysAReleased),
        new(44, "sibling-of-frozen", 0.002, 6, 60, Freezing.Sibling, Freezing.SameExchange),
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
