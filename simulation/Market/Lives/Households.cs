namespace Usd1Compliance.Simulation.Market.Lives;

/// <summary>
/// Private people: they draw from exchanges, pay each other and shops, deposit, swap and bridge. Whom they pay is whom they paid last (35 %), or
/// somebody by preferential attachment: one end of an earlier payment, so that who is paid much is paid more.
/// </summary>
internal sealed class Households
{
    private const int Remembered = 1 << 16;

    private readonly MarketWorld world;
    private readonly Firms firms;
    private readonly Dusting dusting;
    private readonly Draws draws;
    private readonly Sums sums;
    private readonly int[] lastPeer;
    private readonly int[][] recent = [.. Enumerable.Range(0, MarketChain.Count).Select(_ => new int[Remembered])];
    private readonly long[] met = new long[MarketChain.Count];
    private readonly Dictionary<int, int> twins = [];

    public Households(MarketWorld world, Firms firms, Dusting dusting)
    {
        (this.world, this.firms, this.dusting) = (world, firms, dusting);
        draws = world.DrawsFor("households");
        sums = new Sums(draws, 250e6 * world.Richness);
        lastPeer = new int[world.People.RetailCount];
        Array.Fill(lastPeer, -1);
    }

    /// <summary>A private wallet does something.</summary>
    public void Act(int second, int wallet, bool first)
    {
        var chain = world.Wallets.ChainOf(wallet);
        var sum = first ? sums.DrawPrivate() : sums.Draw();
        if (sum >= Sums.Institutional)
        {
            firms.MoveMuch(second, chain, sum);
            return;
        }

        recent[chain][met[chain]++ % Remembered] = wallet;
        if (first || !world.Wallets.CanSend(wallet, sum))
        {
            Receive(second, chain, wallet, sum, first);
        }
        else
        {
            Spend(second, chain, wallet, sum);
        }
    }

    /// <summary>A private wallet of a chain that was busy lately; -1 before there is one.</summary>
    public int SomebodyOf(byte chain, Draws by) => met[chain] == 0 ? -1 : recent[chain][by.Below((int)Math.Min(met[chain], Remembered))];

    private void Receive(int second, byte chain, int wallet, long sum, bool first)
    {
        var people = world.People;
        var (at, pick) = (first ? 0 : draws.Unit(), draws.Bits());
        if (at >= 0.88 && SomebodyOf(chain, draws) is var friend and >= 0 && world.Wallets.CanSend(friend, sum) && world.Book.Pay(second, friend, wallet, sum))
        {
            return;
        }

        var from = at is >= 0.62 and < 0.88 ? draws.OneOf(people.Dexes[chain]) : -1;
        if (from < 0 || !world.Wallets.CanSend(from, sum))
        {
            from = world.HotWalletWith(second, chain, sum, pick);
        }

        world.Book.Pay(second, from, wallet, sum);
    }

    private void Spend(int second, byte chain, int wallet, long sum)
    {
        var people = world.People;
        var place = wallet - people.RetailFirst;
        switch (draws.Unit())
        {
            case < 0.38:
                PayPeer(second, chain, wallet, place, sum);
                break;
            case < 0.58:
                // A person keeps to the deposit address that the exchange gave.
                var deposit = people.Deposits[chain][place % people.Deposits[chain].Length];
                firms.Deposit(second, wallet, deposit, sum);
                dusting.MayAttack(second, wallet, deposit, sum);
                break;
            case < 0.76:
                firms.Purchase(second, wallet, people.Merchants[chain][(place + draws.Below(5)) % people.Merchants[chain].Length], sum);
                break;
            case < 0.93:
                world.Book.Pay(second, wallet, draws.OneOf(people.Dexes[chain]), sum);
                break;
            case < 0.96:
                Bridge(second, chain, wallet, sum);
                break;
            default:
                world.Book.Pay(second, wallet, people.Nested[chain][place % people.Nested[chain].Length], sum);
                break;
        }
    }

    private void PayPeer(int second, byte chain, int wallet, int place, long sum)
    {
        if (lastPeer[place] < 0 || !draws.Chance(0.35))
        {
            lastPeer[place] = SomebodyOf(chain, draws);
        }

        var peer = lastPeer[place];
        if (world.Book.Pay(second, wallet, peer, sum))
        {
            recent[chain][met[chain]++ % Remembered] = peer;
            dusting.MayAttack(second, wallet, peer, sum);
        }
    }

    /// <summary>To one's own address on another chain. Whoever has money there takes it back first.</summary>
    private void Bridge(int second, byte chain, int wallet, long sum)
    {
        var bridge = draws.Below(world.People.Bridges.Length);
        if (!twins.TryGetValue(wallet, out var twin))
        {
            var to = (byte)((chain + 1 + draws.Below(MarketChain.Count - 1)) % MarketChain.Count);
            twins[wallet] = twin = world.Wallets.OpenTwin(wallet, to);
        }
        else if (world.Wallets.BalanceOf(twin) > Money.Dollar)
        {
            world.Calendar.Put(new Due(second, Deed.Bridge, twin, wallet, world.Wallets.BalanceOf(twin), More: bridge));
            return;
        }

        world.Calendar.Put(new Due(second, Deed.Bridge, wallet, twin, sum, More: bridge));
    }
}
