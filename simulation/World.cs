using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation;

/// <summary>Everything that the lives in an economy share.</summary>
internal sealed class World
{
    private const int ThinHistoryDays = 210;
    private int orders;

    public World(SimulationSettings settings)
    {
        Settings = settings;
        End = settings.Until.ToUnixTimeSeconds();
        Begin = End - (settings.Days * 86_400L);
        Genesis = Begin - (ThinHistoryDays * 86_400L);
        Accounts = new Accounts(settings.Seed);
        Book = new Book(Accounts, Agenda);
        People = new Population(settings, Accounts);
    }

    public SimulationSettings Settings { get; }

    /// <summary>When the token was first minted; long enough before <see cref="Begin"/> that an address can sleep for half a year.</summary>
    public long Genesis { get; }

    /// <summary>When everyday life begins.</summary>
    public long Begin { get; }

    /// <summary>When the history ends, and live begins where it is asked for.</summary>
    public long End { get; }

    public Agenda Agenda { get; } = new();

    public Accounts Accounts { get; }

    public Book Book { get; }

    public Population People { get; }

    /// <summary>Addresses that the issuer has reason to freeze, and since when.</summary>
    public List<(long Since, int Account)> Suspects { get; } = [];

    /// <summary>A stream of draws of its own for a part of the economy.</summary>
    public Draws DrawsFor(string part) => new(Settings.Seed, part);

    /// <summary>The next order number of the issuer's desk.</summary>
    public string NextOrder(string kind) => $"{kind}-{++orders:D6}";

    /// <summary>Whether a minter is one of the issuer's.</summary>
    public ChainAddress AMinter(Draws draws) => draws.OneOf(People.Minters);

    /// <summary>A hot wallet that can pay a sum now.</summary>
    /// <exception cref="InvalidOperationException">None can: the economy was furnished with too little.</exception>
    public int HotWalletWith(long sum, Draws draws)
    {
        var first = draws.Below(People.HotWallets.Count);
        for (var i = 0; i < People.HotWallets.Count; i++)
        {
            var wallet = People.HotWallets[(first + i) % People.HotWallets.Count];
            if (Accounts.CanSend(wallet, sum))
            {
                return wallet;
            }
        }

        throw new InvalidOperationException($"No hot wallet holds {sum / Money.Dollar} dollars.");
    }
}
