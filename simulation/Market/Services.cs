namespace Usd1Compliance.Simulation.Market;

/// <summary>
/// What everybody knows of services from the start. As in life some go without a label: every fifth deposit address, every tenth shop, every
/// fifth employer, the smaller half of the trading firms, every fifth customer of the issuer.
/// </summary>
internal sealed class Services(MarketWorld world)
{
    private static readonly string[] exchangeNames = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood", "Juniper", "Katsura", "Larch"];
    private static readonly string[] bridgeNames = ["Narrows", "Causeway", "Viaduct", "Footbridge", "Drawbridge", "Trestle", "Span", "Arch", "Ferry", "Ford", "Pontoon", "Tunnel"];

    public void Label()
    {
        var people = world.People;
        for (byte chain = 0; chain < MarketChain.Count; chain++)
        {
            var on = chain;
            Add(people.HotWallets[chain], "exchange", i => $"{Exchange(on, i)}, hot wallet on {MarketChain.Names[on]}");
            Add(people.Deposits[chain], "exchange", i => $"{Exchange(on, i)}, deposit address {i + 1}", everyNthWithout: 5);
            Add(people.Merchants[chain], "merchant", i => $"Shop {i + 1} on {MarketChain.Names[on]}", everyNthWithout: 10);
            Add(people.Payrolls[chain], "payroll", i => $"Wages of employer {i + 1} on {MarketChain.Names[on]}", everyNthWithout: 5);
            Add(people.Treasuries[chain], "treasury", i => $"Reserve of company {i + 1} on {MarketChain.Names[on]}");
            Add(people.Traders[chain], "market_maker", i => $"Trading firm {i + 1} on {MarketChain.Names[on]}", everyNthWithout: 2);
            Add(people.Dexes[chain], "defi", i => $"Pool {i + 1} on {MarketChain.Names[on]}");
            Add(people.Customers[chain], "payment", i => $"Customer {i + 1} of the issuer on {MarketChain.Names[on]}", everyNthWithout: 5);
            Add(people.Nested[chain], "payment", i => $"Payment desk {i + 1} on {MarketChain.Names[on]}");
            Add(people.Mixers[chain], "mixer", i => $"Mixer {i + 1} on {MarketChain.Names[on]}");
        }

        for (var bridge = 0; bridge < people.Bridges.Length; bridge++)
        {
            var name = bridgeNames[bridge % bridgeNames.Length];
            Add(people.Bridges[bridge], "bridge", chain => $"{name} bridge on {MarketChain.Names[chain]}");
        }
    }

    /// <summary>The exchange whose hot wallet is the n-th on a chain: the even ones of the twelve are on the first, third and fifth chain, the odd ones on the others.</summary>
    public static string Exchange(byte chain, int place) => $"{exchangeNames[(2 * (place % 6)) + (chain % 2)]} Exchange";

    private void Add(int[] group, string category, Func<int, string> name, int everyNthWithout = 0)
    {
        for (var i = 0; i < group.Length; i++)
        {
            if (everyNthWithout == 0 || i % everyNthWithout != everyNthWithout - 1)
            {
                world.Known.Add(group[i], category, name(i));
            }
        }
    }
}
