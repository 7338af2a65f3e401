namespace Usd1Compliance.Simulation.Market;

/// <summary>
/// Who lives in the market economy. All are opened at the start in a fixed order, and their addresses follow from their place in their group, so
/// that nothing that is planted moves them.
/// </summary>
internal sealed class MarketPeople
{
    private readonly Wallets wallets;
    private readonly ulong seed;

    public MarketPeople(MarketSettings settings, Wallets wallets)
    {
        (this.wallets, seed) = (wallets, settings.Seed);
        var addresses = settings.Addresses;
        Minters = [Open(AccountKind.Customer, "minters", 10, everywhere: true), Open(AccountKind.Customer, "second minters", 10, everywhere: true)];
        HotWallets = Open(AccountKind.HotWallet, "hot wallets", 30, everywhere: true);
        Bridges = [.. Enumerable.Range(0, Math.Clamp(addresses / 3_000, 3, 12)).Select(bridge => Open(AccountKind.Bridge, $"bridge {bridge}", MarketChain.Count, everywhere: true).Select(one => one[0]).ToArray())];
        Deposits = Open(AccountKind.Deposit, "deposits", addresses * 4L / 100);
        Merchants = Open(AccountKind.Merchant, "merchants", addresses * 15L / 1_000);
        Payrolls = Open(AccountKind.Payroll, "payrolls", addresses * 3L / 1_000);
        Treasuries = Open(AccountKind.Treasury, "treasuries", addresses * 2L / 1_000);
        Traders = Open(AccountKind.MarketMaker, "traders", addresses * 3L / 1_000);
        Dexes = Open(AccountKind.Dex, "dexes", Math.Clamp(addresses / 6_000, 20, 150));
        Customers = Open(AccountKind.Customer, "customers", Math.Clamp(addresses / 2_500, 15, 40));
        Nested = Open(AccountKind.Nested, "nested", Math.Clamp(addresses / 50_000, 5, 20));
        Mixers = Open(AccountKind.Mixer, "mixers", 10, everywhere: true);
        Spammers = Open(AccountKind.Spammer, "spammers", Math.Clamp(addresses / 1_000, 10, 500));
        Whales = Open(AccountKind.Whale, "whales", addresses / 100);
        RetailCount = (int)(addresses * 80L / 100);
        RetailFirst = wallets.Count;
        for (var i = 0; i < RetailCount; i++)
        {
            wallets.Open(AccountKind.Retail, MarketChain.OfPlace(i), KeyOf("retail", i));
        }
    }

    // By chain, then by place.
    public int[][][] Minters { get; }

    public int[][] HotWallets { get; }

    public int[][] Deposits { get; }

    public int[][] Merchants { get; }

    public int[][] Payrolls { get; }

    public int[][] Treasuries { get; }

    public int[][] Traders { get; }

    public int[][] Dexes { get; }

    public int[][] Customers { get; }

    public int[][] Nested { get; }

    public int[][] Mixers { get; }

    public int[][] Spammers { get; }

    public int[][] Whales { get; }

    /// <summary>By bridge, then by chain.</summary>
    public int[][] Bridges { get; }

    public int RetailFirst { get; }

    public int RetailCount { get; }

    /// <summary>The key of the n-th of a group.</summary>
    public ulong KeyOf(string group, int place) => SplitMix64.Mix(Draws.SeedOf(seed, group) + ((ulong)place * 0xD1342543DE82EF95));

    /// <summary>The hot wallet of the exchange that gave out a deposit address.</summary>
    public int HotWalletOf(byte chain, int place) => HotWallets[chain][place % HotWallets[chain].Length];

    private int[][] Open(AccountKind kind, string group, long count, bool everywhere = false)
    {
        var keys = Draws.SeedOf(seed, group);
        var byChain = Enumerable.Range(0, MarketChain.Count).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < Math.Max(count, MarketChain.Count); i++)
        {
            var chain = everywhere ? (byte)(i % MarketChain.Count) : MarketChain.OfPlace(i);
            byChain[chain].Add(wallets.Open(kind, chain, SplitMix64.Mix(keys + ((ulong)i * 0xD1342543DE82EF95))));
        }

        return [.. byChain.Select(group => group.ToArray())];
    }
}
