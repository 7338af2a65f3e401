namespace Usd1Compliance.Simulation.Market.Lives;

/// <summary>
/// Services: deposit addresses are swept 1 to 12 hours later, shops hand in their takings once a week and give 2 % back, employers pay once a month,
/// trading firms deal on a beat with sums that hardly vary, and the large sums move between all of them.
/// </summary>
internal sealed class Firms(MarketWorld world)
{
    private readonly Draws draws = world.DrawsFor("firms");
    private readonly HashSet<int> waitingForSweep = [];
    private readonly Dictionary<int, int> places = PlacesOf(world.People.Deposits);

    /// <summary>Puts down what comes by the calendar: takings and wages.</summary>
    public void Begin()
    {
        var people = world.People;
        for (byte chain = 0; chain < MarketChain.Count; chain++)
        {
            foreach (var shop in (int[])[.. people.Merchants[chain], .. people.Nested[chain]])
            {
                world.Calendar.Put(new Due(MarketWorld.Begin + draws.Below(7 * Calendar.Day), Deed.HandIn, shop, draws.OneOf(people.HotWallets[chain]), 0, More: 7));
            }

            foreach (var employer in people.Payrolls[chain])
            {
                Engage(employer, MarketWorld.HistoryDays - 30 + draws.Below(30));
            }
        }
    }

    /// <summary>A person pays into a deposit address.</summary>
    public void Deposit(int second, int wallet, int deposit, long sum)
    {
        if (world.Book.Pay(second, wallet, deposit, sum) && waitingForSweep.Add(deposit))
        {
            world.Calendar.Put(new Due(second + (int)draws.Between(3_600, 43_200), Deed.Sweep, deposit, world.People.HotWalletOf(world.Wallets.ChainOf(deposit), places[deposit]), 0));
        }
    }

    /// <summary>Empties a deposit address.</summary>
    public void Sweep(in Due due)
    {
        waitingForSweep.Remove(due.From);
        if (world.Wallets.BalanceOf(due.From) is var sum and > 0)
        {
            world.Book.Pay(due.Second, due.From, due.To, sum, due.Truth);
        }
    }

    /// <summary>A person pays a shop.</summary>
    public void Purchase(int second, int wallet, int shop, long sum)
    {
        if (world.Book.Pay(second, wallet, shop, sum) && draws.Chance(0.02))
        {
            world.Calendar.Put(new Due(second + (int)draws.Between(86_400, 5 * 86_400), Deed.Try, shop, wallet, sum));
        }
    }

    /// <summary>A shop hands in nine tenths of what it took, on the same day each week.</summary>
    public void HandIn(in Due due)
    {
        if ((world.Wallets.BalanceOf(due.From) * 9 / 10).ToMultipleOf(Money.Cent) is var sum and >= 200 * Money.Dollar)
        {
            world.Book.Pay(due.Second, due.From, due.To, sum);
        }

        world.Calendar.Put(due with { Second = due.Second + (due.More * Calendar.Day) });
    }

    /// <summary>A trading firm's next deal: with a pool, one way and then the other, always about the same sum.</summary>
    public void Trade(in Due due)
    {
        var (pool, pick) = (draws.OneOf(world.People.Dexes[world.Wallets.ChainOf(due.From)]), draws.Bits());
        var sum = (due.Sum * draws.Between(970, 1_030) / 1_000).ToMultipleOf(Money.Cent / 100);
        if (due.More % 2 == 0 ? !world.Book.Pay(due.Second, due.From, pool, sum) : !world.Book.Pay(due.Second, pool, due.From, sum))
        {
            world.Book.Pay(due.Second, world.HotWalletWith(due.Second, world.Wallets.ChainOf(due.From), sum, pick), due.From, sum);
        }
    }

    /// <summary>A large sum goes from one who has much to another.</summary>
    public void MoveMuch(int second, byte chain, long sum)
    {
        // A stream for each, so that how often somebody could not pay moves no later draw.
        var of = new Draws(draws.Bits());
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var (from, to) = (OneThatMovesMuch(chain, of), OneThatMovesMuch(chain, of));
            if (from != to && world.Book.Pay(second, from, to, sum))
            {
                return;
            }
        }

        world.Book.Pay(second, world.HotWalletWith(second, chain, sum, of.Bits()), of.OneOf(world.People.Dexes[chain]), sum);
    }

    /// <summary>An employer draws the wages from an exchange and pays its staff, the same people and sums every month.</summary>
    public void PayWages(in Due due)
    {
        var (second, employer) = (due.Second, due.From);
        var of = new Draws(world.Wallets.KeyOf(employer));
        var staff = (int)of.Between(8, 40);
        List<(int Person, long Wage)> wages = [];
        for (var i = 0; i < staff; i++)
        {
            wages.Add((SomebodyFor(employer, of), of.LogNormal(2_600, 0.35).ToMultipleOf(Money.Cent)));
        }

        var needed = wages.Sum(each => each.Wage);
        if (!world.Wallets.CanSend(employer, needed))
        {
            world.Book.Pay(second, world.HotWalletWith(second, world.Wallets.ChainOf(employer), 2 * needed, world.Wallets.KeyOf(employer)), employer, 2 * needed);
        }

        var at = second + 1_800;
        foreach (var (person, wage) in wages)
        {
            world.Calendar.Put(new Due(at, Deed.Try, employer, person, wage));
            at += (int)of.Between(20, 120);
        }

        world.Calendar.Put(due with { Second = second + (30 * Calendar.Day) });
    }

    private void Engage(int employer, int day) =>
        world.Calendar.Put(new Due((day * Calendar.Day) + (int)draws.Between(8 * 3_600, 15 * 3_600), Deed.Wages, employer, -1, 0));

    // Of those who were there before everyday life began, on the employer's chain.
    private int SomebodyFor(int employer, Draws of)
    {
        var people = world.People;
        var place = of.Below(Math.Max(20, people.RetailCount / 4));
        while (world.Wallets.ChainOf(people.RetailFirst + (place % people.RetailCount)) != world.Wallets.ChainOf(employer))
        {
            place++;
        }

        return people.RetailFirst + (place % people.RetailCount);
    }

    private int OneThatMovesMuch(byte chain, Draws of)
    {
        var people = world.People;
        return of.Unit() switch
        {
            < 0.35 => of.OneOf(people.HotWallets[chain]),
            < 0.57 => of.OneOf(people.Traders[chain]),
            < 0.80 => of.OneOf(people.Dexes[chain]),
            < 0.83 => of.OneOf(people.Nested[chain]),
            _ => of.OneOf(people.Whales[chain]),
        };
    }

    private static Dictionary<int, int> PlacesOf(int[][] groups) =>
        groups.SelectMany(group => group.Select((account, place) => (account, place))).ToDictionary(each => each.account, each => each.place);
}
