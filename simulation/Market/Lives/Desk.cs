namespace Usd1Compliance.Simulation.Market.Lives;

/// <summary>
/// The issuer's desk and the bridges. Customers mint and redeem large sums in office hours (lognormal, median $1.3m, as the mints of USDP were). A bridge
/// takes tokens in on one chain, burns them, and mints as many on another under the same nonce.
/// </summary>
internal sealed class Desk(MarketWorld world)
{
    private readonly Draws draws = world.DrawsFor("desk");
    private readonly Hours hours = new(hour => Simulation.Lives.Rhythm.OfDesks(hour * 3_600L));

    /// <summary>Puts down a day's orders.</summary>
    public void Plan(int day)
    {
        var customers = world.People.Customers.Sum(group => group.Length);
        var mean = customers * (world.IsWeekend(day) ? 0.6 : 1);
        var orders = (int)(mean * (0.6 + (0.8 * draws.Unit())));
        for (var i = 0; i < orders; i++)
        {
            world.Calendar.Put(new Due((day * Calendar.Day) + hours.Draw(draws), Deed.Order, -1, -1, 0));
        }
    }

    /// <summary>An order: a mint that is handed on within hours, or a redemption of what an exchange pays.</summary>
    public void Order(int second)
    {
        var chain = MarketChain.Draw(draws);
        var customer = draws.OneOf(world.People.Customers[chain]);
        var most = (long)(60_000_000 * Math.Max(0.1, world.Richness)) * Money.Dollar;
        var sum = Math.Clamp(draws.LogNormal(1_300_000, 1.9), 10_000 * Money.Dollar, most).ToMultipleOf(Money.Cent);
        if (draws.Chance(0.58))
        {
            Mint(second, chain, customer, sum);
            return;
        }

        if (world.Book.Pay(second, world.HotWalletWith(second, chain, sum, draws.Bits()), customer, sum))
        {
            world.Calendar.Put(new Due(second + (int)draws.Between(3_600, 28_800), Deed.Burn, customer, -1, sum));
        }
    }

    /// <summary>Somebody redeems; of everyday life, where he can.</summary>
    public void Burn(in Due due)
    {
        if (world.Wallets.CanSend(due.From, due.Sum))
        {
            world.Book.Burn(due.Second, due.From, due.Sum, world.NextOrder(OrderKind.Redeem), due.Truth);
        }
        else if (due.Truth != 0)
        {
            throw new InvalidOperationException($"{world.Truths.InstanceOf(due.Truth).Name}: the redemption of {due.Sum / Money.Dollar} dollars could not be made.");
        }
    }

    /// <summary>Tokens go into a bridge; the burn follows within minutes, the mint on the other chain within a quarter of an hour.</summary>
    public void Bridge(in Due due)
    {
        var (from, to) = (world.Wallets.ChainOf(due.From), world.Wallets.ChainOf(due.To));
        var (here, there) = (world.People.Bridges[due.More][from], world.People.Bridges[due.More][to]);
        if (!world.Book.Pay(due.Second, due.From, here, due.Sum, due.Truth))
        {
            if (due.Truth != 0)
            {
                throw new InvalidOperationException($"{world.Truths.InstanceOf(due.Truth).Name}: the bridge could not be paid {due.Sum / Money.Dollar} dollars.");
            }

            return;
        }

        // From who and when, and not from a stream: a planted bridging delays nobody else's.
        var wait = SplitMix64.Mix(world.Wallets.KeyOf(due.From) ^ (ulong)due.Second);
        var nonce = world.NextOrder(OrderKind.Bridge, due.More).Number;
        var burnt = due.Second + 40 + (int)(wait % 120);
        world.Calendar.Put(new Due(burnt, Deed.BridgeBurn, here, due.More, due.Sum, due.Truth, nonce));
        world.Calendar.Put(new Due(burnt + 60 + (int)(wait / 120 % 600), Deed.BridgeMint, there, due.To, due.Sum, due.Truth, nonce));
    }

    public void BridgeBurn(in Due due) => world.Book.Burn(due.Second, due.From, due.Sum, new OrderNumber(OrderKind.Bridge, (byte)due.To, due.More), due.Truth);

    public void BridgeMint(in Due due) =>
        world.Book.Mint(due.Second, due.To, due.Sum, due.From, new OrderNumber(OrderKind.Bridge, BridgeOf(due.From), due.More), due.Truth);

    private void Mint(int second, byte chain, int customer, long sum)
    {
        world.Book.Mint(second, customer, sum, draws.OneOf(world.People.Minters[draws.Below(2)][chain]), world.NextOrder(OrderKind.Mint));
        var parts = draws.Between(1, 3);
        for (var i = 0; i < parts; i++)
        {
            var to = draws.OneOf(draws.Chance(0.8) ? world.People.HotWallets[chain] : world.People.Traders[chain]);
            world.Calendar.Put(new Due(second + (int)draws.Between(2_700, 21_600), Deed.Try, customer, to, sum / parts));
        }
    }

    private byte BridgeOf(int account) => (byte)Array.FindIndex(world.People.Bridges, bridge => Array.IndexOf(bridge, account) >= 0);
}
