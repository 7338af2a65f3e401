namespace Usd1Compliance.Simulation.Lives;

/// <summary>
/// How much people send. A mixture whose quantiles come out near those of USDT on Ethereum in October 2025: median $247, three quarters
/// below $2,059, nine tenths below $13.6k, one in a hundred above $549k, one in sixteen of zero.
/// </summary>
internal static class AmountMixture
{
    /// <summary>From here on a sum is institutional: it moves between services and fortunes, not between private wallets.</summary>
    public const long Institutional = 20_000 * Money.Dollar;

    private const long Most = 50_000_000 * Money.Dollar;

    /// <summary>One sum, in base units. A tenth is dust of ten cents or less, half of that zero.</summary>
    public static long Draw(Draws draws) => draws.Unit() switch
    {
        < 0.10 => draws.Chance(0.5) ? 0 : (long)(100 * PortableMath.Exp(draws.Unit() * PortableMath.Log(1_000))),
        < 0.55 => AsWritten(draws.LogNormal(100, 1.4), draws),
        < 0.90 => AsWritten(draws.LogNormal(1_500, 1.5), draws),
        < 0.99 => AsWritten(draws.LogNormal(30_000, 1.6), draws),
        _ => AsWritten(Math.Min(Most, draws.Pareto(500_000, 0.9)), draws),
    };

    /// <summary>Whether a sum is dust.</summary>
    public static bool IsDust(long sum) => sum <= 10 * Money.Cent;

    /// <summary>A quarter is a round number as a person types it, half is whole cents, and the rest is what a contract computed.</summary>
    private static long AsWritten(long sum, Draws draws)
    {
        var at = draws.Unit();
        if (at < 0.25 && sum >= 10 * Money.Dollar)
        {
            var unit = Money.Dollar;
            while (sum / unit >= 100)
            {
                unit *= 10;
            }

            return sum.ToMultipleOf(unit);
        }

        return Math.Max(11 * Money.Cent, at < 0.75 ? sum.ToMultipleOf(Money.Cent) : sum);
    }
}
