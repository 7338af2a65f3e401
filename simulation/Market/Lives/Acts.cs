namespace Usd1Compliance.Simulation.Market.Lives;

/// <summary>
/// Which private wallet acts on which day: laid out once for the whole economy, four bytes an act. How often a wallet acts falls by a power
/// (density exponent 1.9, by Zipf), so six in ten act three times or less; the population grows by 1 % a day.
/// </summary>
internal sealed class Acts
{
    /// <summary>Wallets that stand when everyday life begins appeared within so many days before it.</summary>
    public const int StandingDays = 60;

    private const double Fall = 0.9;
    private const double MostTimes = 4_000;

    private readonly MarketWorld world;
    private readonly int[] births;        // by wallet: day of the whole economy
    private readonly int[] starts;        // by day: where its acts begin
    private readonly int[] wallets;       // of the acts, by day
    private readonly ulong seed;

    public Acts(MarketWorld world, long acts)
    {
        this.world = world;
        seed = Draws.SeedOf(world.Settings.Seed, "acts");
        births = Births();
        var scale = ScaleFor(acts);
        starts = new int[world.Days + 1];
        Visit(scale, (_, day) => starts[day + 1]++);
        for (var day = 0; day < world.Days; day++)
        {
            starts[day + 1] += starts[day];
        }

        wallets = new int[starts[^1]];
        var places = starts.AsSpan(0, world.Days).ToArray();
        Visit(scale, (wallet, day) => wallets[places[day]++] = wallet);
    }

    /// <summary>The places of the wallets that act on a day, first acts first.</summary>
    public ReadOnlySpan<int> Of(int day) => wallets.AsSpan(starts[day], starts[day + 1] - starts[day]);

    /// <summary>The day on which a wallet appears.</summary>
    public int BirthOf(int wallet) => births[wallet];

    private int[] Births()
    {
        var people = world.People;
        var days = world.Settings.Days;
        var growth = PortableMath.Log(1.01);
        var standing = (int)(people.RetailCount * PortableMath.Exp(-growth * days));
        var draws = new Draws(seed + 1);
        var born = new int[people.RetailCount];
        for (var i = 0; i < born.Length; i++)
        {
            // Those who stand came in their order too, so that a place says who is older.
            born[i] = i < standing
                ? MarketWorld.HistoryDays - StandingDays + (int)((long)i * StandingDays / standing)
                : MarketWorld.HistoryDays + Math.Min(days - 1, (int)(PortableMath.Log(1 + ((i - standing + draws.Unit()) / (born.Length - standing) * (PortableMath.Exp(growth * days) - 1))) / growth));
        }

        return born;
    }

    // Each wallet's stream begins at its own place, so the same walk can be taken three times and needs no memory.
    private double ScaleFor(long acts)
    {
        double weight = 0;
        for (var wallet = 0; wallet < births.Length; wallet++)
        {
            weight += WeightOf(wallet, new Draws(seed + 2 + (ulong)wallet));
        }

        var scale = acts / weight;
        for (var round = 0; round < 3; round++)
        {
            double sum = 0;
            for (var wallet = 0; wallet < births.Length; wallet++)
            {
                sum += Math.Max(1, scale * WeightOf(wallet, new Draws(seed + 2 + (ulong)wallet)));
            }

            scale *= acts / sum;
        }

        return scale;
    }

    private double WeightOf(int wallet, Draws draws)
    {
        var times = PortableMath.Exp(-PortableMath.Log(1 - (draws.Unit() * (1 - PortableMath.Exp(-Fall * PortableMath.Log(MostTimes))))) / Fall);
        // Who comes late has less time, and crowds what he does into it a little.
        return times * Math.Sqrt(Math.Min(1.0, (world.Days - births[wallet]) / (double)world.Settings.Days));
    }

    private void Visit(double scale, Action<int, int> act)
    {
        for (var wallet = 0; wallet < births.Length; wallet++)
        {
            var draws = new Draws(seed + 2 + (ulong)wallet);
            var times = scale * WeightOf(wallet, draws);
            var count = Math.Max(1, (int)(times + draws.Unit()));
            act(wallet, births[wallet]);
            var first = Math.Max(MarketWorld.HistoryDays, births[wallet]);
            for (var i = 1; i < count; i++)
            {
                var day = first + draws.Below(world.Days - first);
                act(wallet, !world.IsWeekend(day) || draws.Chance(0.85) ? day : first + draws.Below(world.Days - first));
            }
        }
    }
}
