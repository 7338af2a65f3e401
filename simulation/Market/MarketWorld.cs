namespace Usd1Compliance.Simulation.Market;

/// <summary>Everything that the lives in a market economy share. Time is counted in seconds since its genesis.</summary>
internal sealed class MarketWorld
{
    /// <summary>Days of thin history before everyday life.</summary>
    public const int HistoryDays = 210;

    private readonly int[] orders = new int[3];

    public MarketWorld(MarketSettings settings)
    {
        Settings = settings;
        Days = HistoryDays + settings.Days;
        Genesis = settings.Until.AddDays(-Days);
        Calendar = new Calendar(Days);
        Book = new MarketBook(Wallets, Truths);
        People = new MarketPeople(settings, Wallets);
        Richness = Math.Clamp(settings.Transfers / 10_000_000.0, 0.02, 1.0);
    }

    public MarketSettings Settings { get; }

    /// <summary>The time of second 0: the first mint.</summary>
    public DateTimeOffset Genesis { get; }

    /// <summary>With those of history.</summary>
    public int Days { get; }

    /// <summary>When everyday life begins.</summary>
    public static int Begin => HistoryDays * Calendar.Day;

    /// <summary>When it ends.</summary>
    public int End => Days * Calendar.Day;

    public Wallets Wallets { get; } = new();

    public Truths Truths { get; } = new();

    public Calendar Calendar { get; }

    public MarketBook Book { get; }

    public MarketPeople People { get; }

    /// <summary>What people come to know of addresses.</summary>
    public Known Known { get; } = new();

    /// <summary>How much money there is, against ten million transfers: 0.02 to 1.</summary>
    public double Richness { get; }

    /// <summary>A stream of draws of its own for a part of the economy.</summary>
    public Draws DrawsFor(string part) => new(Settings.Seed, part);

    /// <summary>Whether a day of the economy is a Saturday or Sunday.</summary>
    public bool IsWeekend(int day) => Genesis.AddDays(day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public long Unix(int second) => Genesis.ToUnixTimeSeconds() + second;

    /// <summary>The next number of a kind, and of a bridge's nonces.</summary>
    public OrderNumber NextOrder(OrderKind kind, int bridge = 0) => new(kind, (byte)bridge, ++orders[(int)kind - 1]);

    /// <summary>A hot wallet of a chain that can pay a sum now. Where none can, a customer of the issuer mints for one first.</summary>
    public int HotWalletWith(int second, byte chain, long sum, ulong pick)
    {
        var wallets = People.HotWallets[chain];
        var first = (int)(pick % (ulong)wallets.Length);
        for (var i = 0; i < wallets.Length; i++)
        {
            var wallet = wallets[(first + i) % wallets.Length];
            if (Wallets.CanSend(wallet, sum))
            {
                return wallet;
            }
        }

        Refill(second, wallets[first], sum);
        return wallets[first];
    }

    /// <summary>A customer of the issuer mints for a service that has run short, and hands it on at once.</summary>
    public void Refill(int second, int service, long sum)
    {
        var chain = Wallets.ChainOf(service);
        var customers = People.Customers[chain];
        var customer = customers[(int)(Wallets.KeyOf(service) % (ulong)customers.Length)];
        var more = Math.Max(2 * sum, 5_000_000 * Money.Dollar);
        Book.Mint(second, customer, more, People.Minters[0][chain][0], NextOrder(OrderKind.Mint));
        Book.Pay(second, customer, service, more);
    }
}
