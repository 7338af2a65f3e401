namespace Usd1Compliance.Simulation.Lives;

/// <summary>
/// Where the money comes from: the first mints and what the services hold by them, half a year of thin trade between services, and the
/// private wallets that stand when everyday life begins. Everybody who is not a known service starts with a trial sum, as people do.
/// </summary>
internal sealed class Furnishing(World world)
{
    private readonly Draws draws = world.DrawsFor("furnishing");

    public void Begin()
    {
        var people = world.People;
        foreach (var customer in people.Customers)
        {
            world.Agenda.At(Soon(world.Genesis, 1), () => Mint(customer, 1_000 * Money.Dollar));
        }

        var scale = Math.Max(1, world.Settings.Addresses / 30_000);
        Furnish(people.HotWallets, 40_000_000L * scale);
        Furnish(people.MarketMakers, 6_000_000);
        Furnish(people.Dexes, 12_000_000);
        Furnish(people.Bridges, 6_000_000);
        Furnish(people.Treasuries, 3_000_000);
        Furnish(people.Payrolls, 900_000);
        TryThenFund(people.Nested, world.Genesis + (10 * 86_400L), 400_000);
        TryThenFund(people.Spammers, world.Begin - (40 * 86_400L), 40);
        TryThenFund(people.Whales, world.Begin - (60 * 86_400L), 600_000);
        PrivateWallets();
        ThinTrade();
    }

    private void Mint(int to, long sum) => world.Book.Mint(to, sum, world.AMinter(draws), world.NextOrder("MINT"), TransferTruth.Ordinary);

    /// <summary>A customer of the issuer mints, and hands it to the service an hour later.</summary>
    private void Furnish(List<int> services, long dollars)
    {
        foreach (var service in services)
        {
            var sum = dollars * Money.Dollar * draws.Between(80, 120) / 100;
            var customer = draws.OneOf(world.People.Customers);
            var at = Soon(world.Genesis + (2 * 86_400L), 2);
            world.Agenda.At(at, () => Mint(customer, sum));
            world.Agenda.At(at + draws.Between(3_600, 20_000), () => world.Book.Pay(customer, service, sum, TransferTruth.Ordinary));
        }
    }

    private void TryThenFund(List<int> accounts, long from, int medianDollars)
    {
        foreach (var account in accounts)
        {
            var at = Soon(from, 8);
            var sum = draws.LogNormal(medianDollars, 0.8).ToMultipleOf(Money.Cent);
            world.Agenda.At(at, () => FromHotWallet(account, Math.Min(sum, 50 * Money.Dollar)));
            world.Agenda.At(at + draws.Between(2 * 86_400, 5 * 86_400), () => FromHotWallet(account, sum));
        }
    }

    private void PrivateWallets()
    {
        var settings = world.Settings;
        var standing = (int)(settings.Addresses * 90L / (100 + settings.Days));
        for (var i = 0; i < standing; i++)
        {
            var sum = draws.LogNormal(900, 1.3).ToMultipleOf(Money.Cent);
            world.Agenda.At(Soon(world.Begin - (15 * 86_400L), 15), () =>
            {
                var wallet = world.Accounts.Open(AccountKind.Retail);
                world.People.Retail.Add(wallet);
                FromHotWallet(wallet, Math.Min(sum, AmountMixture.Institutional));
            });
        }
    }

    private void ThinTrade()
    {
        var services = new List<int>([.. world.People.HotWallets, .. world.People.MarketMakers, .. world.People.Dexes]);
        for (var at = world.Genesis + (6 * 86_400L); at < world.Begin; at += draws.Between(20_000, 60_000))
        {
            world.Agenda.At(at, () => world.Book.Pay(draws.OneOf(services), draws.OneOf(services), draws.LogNormal(60_000, 1.2), TransferTruth.Ordinary));
        }
    }

    private void FromHotWallet(int account, long sum) => world.Book.Pay(world.HotWalletWith(sum, draws), account, sum, TransferTruth.Ordinary);

    private long Soon(long from, int days) => from + draws.Between(0, days * 86_400L);
}
