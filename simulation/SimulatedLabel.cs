using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation;

/// <summary>What people know an address as.</summary>
/// <param name="Address">The address.</param>
/// <param name="Category">exchange, merchant, payroll, treasury, market_maker, defi, bridge, payment or mixer.</param>
/// <param name="Name">Made up.</param>
public sealed record SimulatedLabel(ChainAddress Address, string Category, string Name);

/// <summary>Writes the labels of an economy. As in life some go without: every fifth deposit address, every tenth merchant, one employer, every fifth customer of the issuer.</summary>
internal static class LabelsOf
{
    private static readonly string[] exchangeNames = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood", "Juniper", "Katsura", "Larch"];
    private static readonly string[] bridgeNames = ["Narrows", "Causeway", "Viaduct", "Footbridge", "Drawbridge", "Trestle", "Span", "Arch", "Ferry", "Ford", "Pontoon", "Tunnel"];

    public static IReadOnlyList<SimulatedLabel> Write(Population people, Accounts accounts)
    {
        List<SimulatedLabel> labels = [];
        void Add(List<int> group, string category, Func<int, string> name, int everyNthWithout = 0)
        {
            for (var i = 0; i < group.Count; i++)
            {
                if (everyNthWithout == 0 || i % everyNthWithout != everyNthWithout - 1)
                {
                    labels.Add(new SimulatedLabel(accounts.AddressOf(group[i]), category, name(i)));
                }
            }
        }

        string Exchange(int i) => $"{exchangeNames[i % people.Exchanges]} Exchange";
        Add(people.HotWallets, "exchange", i => $"{Exchange(i)}, hot wallet {(i / people.Exchanges) + 1}");
        Add(people.Deposits, "exchange", i => $"{Exchange(i)}, deposit address {(i / people.Exchanges) + 1}", everyNthWithout: 5);
        Add(people.Merchants, "merchant", i => $"Shop {i + 1}", everyNthWithout: 10);
        Add(people.Payrolls, "payroll", i => $"Wages of employer {i + 1}", everyNthWithout: 5);
        Add(people.Treasuries, "treasury", i => $"Reserve of company {i + 1}");
        Add(people.MarketMakers, "market_maker", i => $"Trading firm {i + 1}");
        Add(people.Dexes, "defi", i => $"Pool {i + 1}");
        Add(people.Bridges, "bridge", i => $"{bridgeNames[i % bridgeNames.Length]} bridge");
        Add(people.Customers, "payment", i => $"Customer {i + 1} of the issuer", everyNthWithout: 5);
        Add(people.Mixers, "mixer", i => $"Mixer {i + 1}");
        return labels;
    }
}
