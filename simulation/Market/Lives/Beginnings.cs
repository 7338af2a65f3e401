namespace Usd1Compliance.Simulation.Market.Lives;

/// <summary>Where the money comes from: the first mints, what each service holds by them, and half a year of thin trade between services.</summary>
internal sealed class Beginnings(MarketWorld world)
{
    private readonly Draws draws = world.DrawsFor("beginnings");

    public void Begin()
    {
        var people = world.People;
        for (byte chain = 0; chain < MarketChain.Count; chain++)
        {
            ByMint(people.HotWallets[chain], 800_000_000, 0.2);
            ByMint(people.Dexes[chain], 60_000_000, 0.6);
            ByExchange(people.Treasuries[chain], 10, 10, 600_000, 0.9);
            ByExchange(people.Traders[chain], 20, 30, 1_200_000, 0.9);
            ByExchange(people.Nested[chain], 20, 30, 400_000, 0.6);
            ByExchange(people.Merchants[chain], 40, 60, 300, 0.8);
            ByExchange(people.Payrolls[chain], 100, 60, 20_000, 0.5);
            ByExchange(people.Whales[chain], 100, 90, 400_000, 1.2);
            ByExchange(people.Spammers[chain], 170, 30, 600, 0.5);
        }

        ThinTrade();
    }

    // A customer of the issuer mints, and hands it on at once; the first three days.
    private void ByMint(int[] services, int medianDollars, double spread)
    {
        foreach (var service in services)
        {
            var chain = world.Wallets.ChainOf(service);
            var customer = draws.OneOf(world.People.Customers[chain]);
            var sum = (long)(draws.LogNormal(medianDollars, spread) * Math.Max(0.05, world.Richness));
            var at = draws.Below(2 * Calendar.Day);
            world.Calendar.Put(new Due(at, Deed.Mint, world.People.Minters[0][chain][0], customer, sum, More: 1));
            world.Calendar.Put(new Due(at + (int)draws.Between(3_600, 20_000), Deed.Owe, customer, service, sum));
        }
    }

    // A trial sum first, as everybody sends one, and the rest days later.
    private void ByExchange(int[] accounts, int fromDay, int days, int medianDollars, double spread)
    {
        foreach (var account in accounts)
        {
            var sum = draws.LogNormal(medianDollars, spread).ToMultipleOf(Money.Cent);
            var at = (fromDay * Calendar.Day) + draws.Below(days * Calendar.Day);
            if (medianDollars > 1_000)
            {
                world.Calendar.Put(new Due(at, Deed.PayOut, -1, account, 20 * Money.Dollar));
            }

            world.Calendar.Put(new Due(at + (int)draws.Between(2 * 86_400, 5 * 86_400), Deed.PayOut, -1, account, sum));
        }
    }

    private void ThinTrade()
    {
        for (var at = 6 * Calendar.Day; at < MarketWorld.Begin; at += (int)draws.Between(20_000, 60_000))
        {
            var chain = MarketChain.Draw(draws);
            world.Calendar.Put(new Due(at, Deed.Try, draws.OneOf(world.People.HotWallets[chain]), draws.OneOf(world.People.Dexes[chain]), Math.Min(draws.LogNormal(60_000, 1.2), 2_000_000 * Money.Dollar)));
        }
    }
}
