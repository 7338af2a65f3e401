using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation;

/// <summary>
/// Who lives in the economy. Everybody who can carry a label is opened first and in a fixed order, so that labels depend on the seed and
/// the number of addresses alone and never on the day on which the economy ends. Private wallets come later, as they first appear.
/// </summary>
internal sealed class Population
{
    /// <summary>The issuer's two minters. Whoever else mints is a rogue.</summary>
    public readonly ChainAddress[] Minters;

    public Population(SimulationSettings settings, Accounts accounts)
    {
        var addresses = settings.Addresses;
        Minters = [MinterAddress(settings.Seed, 1), MinterAddress(settings.Seed, 2)];
        List<int> Open(AccountKind kind, int count) => [.. Enumerable.Range(0, count).Select(_ => accounts.Open(kind))];
        Exchanges = Math.Clamp(addresses / 500, 4, 12);
        HotWallets = Open(AccountKind.HotWallet, Exchanges * 5 / 2);
        Deposits = Open(AccountKind.Deposit, addresses * 4 / 100);
        Merchants = Open(AccountKind.Merchant, addresses * 15 / 1_000);
        Payrolls = Open(AccountKind.Payroll, Math.Max(3, addresses * 3 / 1_000));
        Treasuries = Open(AccountKind.Treasury, Math.Max(3, addresses * 2 / 1_000));
        MarketMakers = Open(AccountKind.MarketMaker, Math.Max(4, addresses * 3 / 1_000));
        Dexes = Open(AccountKind.Dex, Math.Clamp(addresses / 400, 6, 150));
        Bridges = Open(AccountKind.Bridge, Math.Clamp(addresses / 750, 3, 12));
        Customers = Open(AccountKind.Customer, Math.Clamp(addresses / 150, 10, 40));
        Nested = Open(AccountKind.Nested, Math.Clamp(addresses / 600, 2, 20));
        Mixers = Open(AccountKind.Mixer, 2);
        Spammers = Open(AccountKind.Spammer, Math.Clamp(addresses / 200, 6, 200));
        Listed = [.. settings.ListedAddresses.Select(text => AddressText.TryReadEvm(text, out var address)
            ? accounts.Open(AccountKind.Listed, address)
            : throw new ArgumentException($"'{text}' is no EVM address.", nameof(settings)))];
        Whales = Open(AccountKind.Whale, Math.Max(10, addresses * 12 / 1_000));
    }

    /// <summary>How many exchanges there are; hot wallet and deposit address number n belong to exchange n modulo this.</summary>
    public int Exchanges { get; }

    public List<int> HotWallets { get; }

    public List<int> Deposits { get; }

    public List<int> Merchants { get; }

    public List<int> Payrolls { get; }

    public List<int> Treasuries { get; }

    public List<int> MarketMakers { get; }

    public List<int> Dexes { get; }

    public List<int> Bridges { get; }

    public List<int> Customers { get; }

    public List<int> Nested { get; }

    public List<int> Mixers { get; }

    public List<int> Spammers { get; }

    public List<int> Listed { get; }

    public List<int> Whales { get; }

    /// <summary>Private wallets in the order of their first appearance; the earlier, the livelier.</summary>
    public List<int> Retail { get; } = [];

    /// <summary>The hot wallets of an exchange's.</summary>
    public int HotWalletOf(int exchange, Draws draws) => HotWallets[(exchange % Exchanges) + (Exchanges * draws.Below((HotWallets.Count - (exchange % Exchanges) + Exchanges - 1) / Exchanges))];

    private static ChainAddress MinterAddress(ulong seed, int number)
    {
        var own = new Accounts(seed ^ 0x4D494E54);
        for (var i = 0; i < number; i++)
        {
            own.Open(AccountKind.Planted);
        }

        return own.AddressOf(number - 1);
    }
}
