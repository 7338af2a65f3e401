using Usd1Compliance.Simulation.Market.Lives;
using Usd1Compliance.Simulation.Market.Scenes;

namespace Usd1Compliance.Simulation.Market;

/// <summary>
/// A stablecoin of the size of a market on five chains, with everybody who uses it and what a monitoring engine should find. The same settings tell the
/// same story to the byte, on every machine; nobody spends what he does not hold. It is told once, day by day.
/// </summary>
internal sealed class MarketEconomy
{
    // Of all transfers: what private people do, and the deals of trading firms. The rest follows from these, and from dust.
    private const double ActShare = 0.635;
    private const double TradeShare = 0.125;

    private readonly Firms firms;
    private readonly Desk desk;
    private readonly Dusting dusting;
    private readonly Households households;
    private readonly Acts acts;
    private readonly Draws draws;
    private readonly Hours hours = new(hour => Simulation.Lives.Rhythm.OfPeople(hour * 3_600L));
    private readonly List<(int Trader, long Sum, int Offset)> traders = [];
    private readonly double tradesADay;

    /// <summary>An economy that is ready to be told.</summary>
    /// <exception cref="ArgumentException">The settings make no economy; the message names each fault and its mend.</exception>
    public MarketEconomy(MarketSettings settings)
    {
        if (settings.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(settings));
        }

        World = new MarketWorld(settings);
        draws = World.DrawsFor("days");
        firms = new Firms(World);
        desk = new Desk(World);
        dusting = new Dusting(World);
        households = new Households(World, firms, dusting);
        acts = new Acts(World, (long)(settings.Transfers * ActShare));
        new Beginnings(World).Begin();
        firms.Begin();
        EngageTraders();
        tradesADay = settings.Transfers * TradeShare / settings.Days / traders.Count;
        new Services(World).Label();
        new Planting(World).Begin();
    }

    /// <summary>What everybody in it shares. Accounts, labels and instances are complete once all days were told.</summary>
    public MarketWorld World { get; }

    /// <summary>Tells every event in the order of time, a day at a time. What is handed out is overwritten by the next day.</summary>
    public IEnumerable<ReadOnlyMemory<MarketRow>> Days()
    {
        for (var day = 0; day < World.Days; day++)
        {
            Plan(day);
            World.Calendar.Open(day);
            while (World.Calendar.TryTake(out var due))
            {
                Do(due);
            }

            yield return World.Book.Take();
        }
    }

    private void EngageTraders()
    {
        var sums = new Sums(draws, 1e6);
        foreach (var trader in World.People.Traders.SelectMany(group => group))
        {
            traders.Add((trader, sums.DrawPrivate(), draws.Below(Calendar.Day)));
        }
    }

    private void Plan(int day)
    {
        var first = day * Calendar.Day;
        var today = acts.Of(day);
        foreach (var wallet in today)
        {
            World.Calendar.Put(new Due(first + hours.Draw(draws), Deed.Act, World.People.RetailFirst + wallet, -1, 0, More: acts.BirthOf(wallet) == day ? 1 : 0));
        }

        if (day < MarketWorld.HistoryDays)
        {
            return;
        }

        desk.Plan(day);
        dusting.Plan(day, (int)(today.Length * Dusting.Share / ActShare));
        foreach (var (trader, sum, offset) in traders)
        {
            Trade(first, trader, sum, offset);
        }
    }

    // On a beat of its own, give or take a hundredth of it.
    private void Trade(int first, int trader, long sum, int offset)
    {
        var times = (int)(tradesADay + draws.Unit());
        for (var i = 0; i < times; i++)
        {
            var beat = Calendar.Day / times;
            var second = (offset + (i * beat) + draws.Below(1 + (beat / 50))) % Calendar.Day;
            World.Calendar.Put(new Due(first + second, Deed.Trade, trader, -1, sum, More: i));
        }
    }

    private void Do(in Due due)
    {
        var (book, wallets) = (World.Book, World.Wallets);
        switch (due.Deed)
        {
            case Deed.Act:
                households.Act(due.Second, due.From, due.More == 1);
                break;
            case Deed.Trade:
                firms.Trade(due);
                break;
            case Deed.Try:
                book.Pay(due.Second, due.From, due.To, due.Sum, due.Truth);
                break;
            case Deed.Owe:
                if (wallets.KindOf(due.From) is AccountKind.HotWallet or AccountKind.Dex && !wallets.CanSend(due.From, due.Sum))
                {
                    World.Refill(due.Second, due.From, due.Sum);
                }

                Owed(book.Pay(due.Second, due.From, due.To, due.Sum, due.Truth), due);
                break;
            case Deed.PayOut:
                var chain = wallets.ChainOf(due.To);
                Owed(book.Pay(due.Second, World.HotWalletWith(due.Second, chain, due.Sum, SplitMix64.Mix(wallets.KeyOf(due.To) + (ulong)due.Second)), due.To, due.Sum, due.Truth), due);
                break;
            case Deed.Sweep:
                firms.Sweep(due);
                break;
            case Deed.HandIn:
                firms.HandIn(due);
                break;
            case Deed.Wages:
                firms.PayWages(due);
                break;
            case Deed.Dust:
                dusting.Spam(due.Second, households);
                break;
            default:
                DoAsIssuer(due);
                break;
        }
    }

    private void DoAsIssuer(in Due due)
    {
        var book = World.Book;
        switch (due.Deed)
        {
            case Deed.Bridge:
                desk.Bridge(due);
                break;
            case Deed.BridgeBurn:
                desk.BridgeBurn(due);
                break;
            case Deed.BridgeMint:
                desk.BridgeMint(due);
                break;
            case Deed.Mint:
                book.Mint(due.Second, due.To, due.Sum, due.From, due.More == 1 ? World.NextOrder(OrderKind.Mint) : OrderNumber.None, due.Truth);
                break;
            case Deed.Burn:
                desk.Burn(due);
                break;
            case Deed.Order:
                desk.Order(due.Second);
                break;
            case Deed.Freeze:
                book.Freeze(due.Second, due.From, due.Truth);
                break;
            case Deed.Unfreeze:
                book.Unfreeze(due.Second, due.From, due.Truth);
                break;
            case Deed.Seize:
                book.Seize(due.Second, due.From, due.Truth);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{due.Deed}");
        }
    }

    private void Owed(bool paid, in Due due)
    {
        if (!paid)
        {
            throw new InvalidOperationException($"{(due.Truth == 0 ? "everyday life" : $"{World.Truths.InstanceOf(due.Truth).Name}, {World.Truths.RoleOf(due.Truth)}")}: {due.Sum} base units could not be paid by account {due.From} at second {due.Second}.");
        }
    }
}
