namespace Usd1Compliance.Simulation.Lives;

/// <summary>
/// The everyday traffic: people pay each other and shops, deposit at exchanges and withdraw, swap and bridge; services trade large sums
/// among themselves; dust falls. After the end of the history it goes on at the asked pace, nearly all of it between services then, so that
/// private wallets do not become busier than any person could be.
/// </summary>
internal sealed class PrivateLife(World world, ExchangeLife exchanges)
{
    private readonly Draws draws = world.DrawsFor("private life");
    private readonly List<int> lastPeer = [];      // of the private wallet of the same place; -1 before its first
    private double peakPerDay;
    private double next;                           // seconds, with their fraction: there can be many in one

    public void Begin()
    {
        // Seven tenths of the traffic comes from here; sweeps, shops' takings, wages and the issuer's desk add the rest.
        peakPerDay = 0.70 * (world.Settings.TransfersPerDay ?? (world.Settings.Addresses * 4.0 / 9)) / Rhythm.MeanOfPeople;
        next = world.Begin;
        world.Agenda.At(world.Begin, Next);
        world.Agenda.At(world.Begin, Arrive);
    }

    private bool IsLive => world.Agenda.Now >= world.End;

    private void Next()
    {
        if (IsLive)
        {
            Happen(draws.Chance(0.96));
            next += draws.SecondsToNext(world.Settings.LivePerSecond * 86_400);
        }
        else
        {
            if (draws.Chance(Rhythm.OfPeople(world.Agenda.Now)))
            {
                Happen(betweenServices: false);
            }

            // Where the history ends another pace begins, so the next step is not drawn across it.
            next = Math.Min(next + draws.SecondsToNext(peakPerDay), world.End);
        }

        world.Agenda.At((long)next, Next);
    }

    private void Arrive()
    {
        Withdraw(Newcomer(), Math.Min(draws.LogNormal(500, 1.2).ToMultipleOf(Money.Cent), AmountMixture.Institutional));
        world.Agenda.In(draws.SecondsToNext(world.Settings.Addresses * 0.009), Arrive);
    }

    private int Newcomer()
    {
        var wallet = world.Accounts.Open(AccountKind.Retail);
        world.People.Retail.Add(wallet);
        return wallet;
    }

    private void Happen(bool betweenServices)
    {
        var sum = AmountMixture.Draw(draws);
        if (betweenServices || sum >= AmountMixture.Institutional)
        {
            BetweenServices(AmountMixture.IsDust(sum) ? 5_000 * Money.Dollar : sum, betweenServices);
        }
        else if (AmountMixture.IsDust(sum))
        {
            Pay(draws.OneOf(world.People.Spammers), draws.OneOf(world.People.Retail), sum);
        }
        else
        {
            OfAPerson(sum);
        }
    }

    private void OfAPerson(long sum)
    {
        var (place, wallet) = SenderOf(sum);
        if (wallet < 0)
        {
            Withdraw(world.People.Retail[place], sum);
            return;
        }

        var people = world.People;
        switch (draws.Unit())
        {
            case < 0.17:
                Withdraw(wallet, sum);
                break;
            case < 0.43:
                Pay(wallet, PeerOf(place), sum);
                break;
            case < 0.61:
                // A person keeps to the deposit address that the exchange gave.
                exchanges.Deposit(wallet, people.Deposits[wallet % people.Deposits.Count], sum);
                break;
            case < 0.79:
                exchanges.Purchase(wallet, people.Merchants[(wallet + draws.Below(5)) % people.Merchants.Count], sum);
                break;
            case < 0.86:
                Pay(wallet, draws.OneOf(people.Dexes), sum);
                break;
            case < 0.93:
                Pay(draws.OneOf(people.Dexes), wallet, sum);
                break;
            case < 0.95:
                Pay(wallet, draws.OneOf(people.Bridges), sum);
                break;
            case < 0.97:
                Pay(draws.OneOf(people.Bridges), wallet, sum);
                break;
            default:
                Pay(wallet, draws.OneOf(people.Nested), sum);
                break;
        }
    }

    private void BetweenServices(long sum, bool labelledOnly)
    {
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var (from, to) = (OneThatMovesMuch(labelledOnly), OneThatMovesMuch(labelledOnly));
            if (from != to && world.Accounts.CanSend(from, sum))
            {
                Pay(from, to, sum);
                return;
            }
        }
    }

    private int OneThatMovesMuch(bool labelledOnly)
    {
        var people = world.People;
        return draws.Unit() switch
        {
            < 0.40 => draws.OneOf(people.HotWallets),
            < 0.62 => draws.OneOf(people.MarketMakers),
            < 0.84 => draws.OneOf(people.Dexes),
            < 0.88 => draws.OneOf(people.Bridges),
            _ => labelledOnly ? draws.OneOf(people.MarketMakers) : draws.OneOf(people.Whales),
        };
    }

    /// <summary>Somebody who can pay a sum, the livelier the likelier; without a wallet where nobody of twelve could.</summary>
    private (int Place, int Wallet) SenderOf(long sum)
    {
        var place = 0;
        for (var attempt = 0; attempt < 12; attempt++)
        {
            place = APlace();
            if (world.Accounts.CanSend(world.People.Retail[place], sum))
            {
                return (place, world.People.Retail[place]);
            }
        }

        return (place, -1);
    }

    /// <summary>35 % go to whom they paid last.</summary>
    private int PeerOf(int place)
    {
        while (lastPeer.Count <= place)
        {
            lastPeer.Add(-1);
        }

        if (lastPeer[place] < 0 || !draws.Chance(0.35))
        {
            lastPeer[place] = world.People.Retail[APlace()];
        }

        return lastPeer[place];
    }

    /// <summary>By Zipf and Mandelbrot: the weight of place r is 1 / (r + q), which makes six in ten send three times or less a month.</summary>
    private int APlace()
    {
        var count = world.People.Retail.Count;
        var q = Math.Max(20.0, count / 140.0);
        return Math.Min(count - 1, (int)((q * PortableMath.Exp(draws.Unit() * PortableMath.Log((count + q) / q))) - q));
    }

    private void Withdraw(int wallet, long sum) => Pay(world.HotWalletWith(sum, draws), wallet, sum);

    private void Pay(int from, int to, long sum) => world.Book.Pay(from, to, sum, TransferTruth.Ordinary);
}
