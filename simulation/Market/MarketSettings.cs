namespace Usd1Compliance.Simulation.Market;

/// <summary>How what is planted behaves.</summary>
public enum MarketSet
{
    /// <summary>As the catalogue describes it: a rule with the catalogue's thresholds is met.</summary>
    Standard,

    /// <summary>Evasive: sums off the thresholds, layering over 10 to 30 days, over several chains and through services, dust in between.</summary>
    Adversarial,

    /// <summary>As standard up to two thirds of the days; then the mix of typologies changes and nine tenths of the illicit transfers stay away.</summary>
    Drift,
}

/// <summary>What a market economy is made from. The same settings give the same economy, to the byte.</summary>
public sealed record MarketSettings
{
    /// <summary>The seed of every draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>When it ends, UTC, at midnight.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Days of everyday life. 210 days of thin history come before them, so that an address can have been asleep for half a year.</summary>
    public int Days { get; init; } = 90;

    /// <summary>How many addresses take part, about.</summary>
    public int Addresses { get; init; } = 1_000_000;

    /// <summary>How many transfers there are in all, about.</summary>
    public int Transfers { get; init; } = 10_000_000;

    /// <summary>Which share of the transfers is illicit, apart from poisoning's dust. Every typology is planted once at least, so small economies hold more.</summary>
    public decimal Illicit { get; init; } = 0.0010m;

    /// <summary>How many lawful look-alikes stand beside each planted instance.</summary>
    public int HardNegativesPerInstance { get; init; } = 5;

    /// <summary>How what is planted behaves.</summary>
    public MarketSet Set { get; init; } = MarketSet.Standard;

    /// <summary>More instances of a typology than its share gives, by its number.</summary>
    public IReadOnlyDictionary<int, int> MoreInstances { get; init; } = new Dictionary<int, int>();

    /// <summary>What is wrong with the settings, one sentence each with the mend; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        void Expect(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        Expect(Days is >= 30 and <= 366, $"days is {Days}; a market economy has 30 to 366, because some typologies take a month.");
        Expect(Addresses is >= 2_000 and <= 10_000_000, $"addresses is {Addresses}; a market economy has 2,000 to 10,000,000.");
        Expect(Transfers is >= 20_000 and <= 200_000_000, $"transfers is {Transfers}; a market economy has 20,000 to 200,000,000.");
        Expect(Transfers >= 4L * Addresses && Transfers <= 100L * Addresses, $"transfers is {Transfers} for {Addresses} addresses; give 4 to 100 for each address, 10 is usual.");
        Expect(Illicit is >= 0 and <= 0.05m, $"illicit is {Illicit}; give a share of the transfers, 0 to 0.05, such as 0.0010 or, to make it hard, 0.0002.");
        Expect(HardNegativesPerInstance is >= 0 and <= 10, $"hardNegativesPerInstance is {HardNegativesPerInstance}; give 0 to 10.");
        Expect(Until == Until.UtcDateTime.Date && Until > DateTimeOffset.UnixEpoch.AddDays(600), $"until is {Until:u}; a market economy ends at midnight UTC after 1972, such as 2026-06-30T00:00:00Z.");
        return problems;
    }
}
