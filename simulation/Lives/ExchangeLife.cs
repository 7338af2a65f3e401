namespace Usd1Compliance.Simulation.Lives;

/// <summary>What follows a deposit or a purchase: deposit addresses are swept 1 to 12 hours later, shops hand in their takings once a day and give 2 % back.</summary>
internal sealed class ExchangeLife(World world)
{
    private readonly Draws draws = world.DrawsFor("exchange life");
    private readonly HashSet<int> waitingForSweep = [];

    public void Begin()
    {
        foreach (var merchant in world.People.Merchants)
        {
            world.Agenda.At(world.Begin + draws.Between(0, 86_400), () => HandIn(merchant));
        }
    }

    /// <summary>A person pays into a deposit address.</summary>
    public void Deposit(int wallet, int deposit, long sum)
    {
        if (world.Book.Pay(wallet, deposit, sum, TransferTruth.Ordinary))
        {
            SweepLater(deposit);
        }
    }

    /// <summary>A deposit address was paid into: it will be swept.</summary>
    public void SweepLater(int deposit)
    {
        if (waitingForSweep.Add(deposit))
        {
            world.Agenda.In(draws.Between(3_600, 43_200), () => Sweep(deposit, TransferTruth.Ordinary));
        }
    }

    /// <summary>Empties a deposit address into a hot wallet of its exchange.</summary>
    public void Sweep(int deposit, TransferTruth truth)
    {
        waitingForSweep.Remove(deposit);
        var exchange = (deposit - world.People.Deposits[0]) % world.People.Exchanges;      // they were opened in a row
        var sum = world.Accounts.BalanceOf(deposit);
        if (sum > 0)
        {
            world.Book.Pay(deposit, world.People.HotWalletOf(exchange, draws), sum, truth);
        }
    }

    /// <summary>A person pays a shop.</summary>
    public void Purchase(int wallet, int merchant, long sum)
    {
        if (world.Book.Pay(wallet, merchant, sum, TransferTruth.Ordinary) && draws.Chance(0.02))
        {
            world.Agenda.In(draws.Between(86_400, 5 * 86_400), () => world.Book.Pay(merchant, wallet, sum, TransferTruth.Ordinary));
        }
    }

    private void HandIn(int merchant)
    {
        var sum = (world.Accounts.BalanceOf(merchant) * 9 / 10).ToMultipleOf(Money.Cent);
        if (sum >= 200 * Money.Dollar)
        {
            world.Book.Pay(merchant, world.People.HotWalletOf(merchant, draws), sum, TransferTruth.Ordinary);
        }

        world.Agenda.In(draws.Between(82_000, 91_000), () => HandIn(merchant));
    }
}
