namespace Usd1Compliance.Simulation.Market.Lives;

/// <summary>
/// How much people send, by the quantiles that were measured of USDT on Ethereum in October 2025 (detection reference, 6.1): straight lines between
/// them on a logarithmic scale. The points are a little off the published ones, so that with sweeps, takings and wages, which follow from
/// these draws and are not drawn, all transfers together come out on them; a test measures that.
/// </summary>
internal sealed class Sums(Draws draws, double most)
{
    /// <summary>From here on a sum moves between services and fortunes, not between private wallets.</summary>
    public const long Institutional = 30_000 * Money.Dollar;

    // Share of what is not dust, and the natural logarithm of dollars.
    private static readonly (double Share, double LogDollars)[] points =
    [
        (0.000, Log(0.12)), (0.170, Log(26)), (0.458, Log(247)), (0.716, Log(2_059)), (0.862, Log(13_600)), (0.926, Log(50_000)), (0.987, Log(549_000)),
    ];

    /// <summary>One sum that is not dust, in base units.</summary>
    public long Draw() => AsWritten(DollarsAt(draws.Unit()));

    /// <summary>One sum below the institutional ones.</summary>
    public long DrawPrivate()
    {
        while (true)
        {
            var sum = Draw();
            if (sum < Institutional)
            {
                return sum;
            }
        }
    }

    private double DollarsAt(double share)
    {
        var last = points[^1];
        if (share >= last.Share)
        {
            // P(more than x) falls as x to the power of -0.9, which gives the top hundredth nine tenths of the value.
            var left = Math.Max((1 - share) / (1 - last.Share), 1e-9);
            return Math.Min(most, PortableMath.Exp(last.LogDollars - (PortableMath.Log(left) / 0.9)));
        }

        var i = 1;
        while (points[i].Share <= share)
        {
            i++;
        }

        var (low, high) = (points[i - 1], points[i]);
        return PortableMath.Exp(low.LogDollars + ((share - low.Share) / (high.Share - low.Share) * (high.LogDollars - low.LogDollars)));
    }

    // A quarter is a round number as a person types it, half is whole cents, and the rest is what a contract computed.
    private long AsWritten(double dollars)
    {
        var sum = Money.FromDollars(dollars);
        var at = draws.Unit();
        if (at < 0.25 && sum >= 10 * Money.Dollar)
        {
            var unit = Money.Dollar;
            while (sum / unit >= 100)
            {
                unit *= 10;
            }

            return (sum + (unit / 2)).ToMultipleOf(unit);
        }

        return Math.Max(11 * Money.Cent, at < 0.75 ? sum.ToMultipleOf(Money.Cent) : sum);
    }

    private static double Log(double dollars) => PortableMath.Log(dollars);
}
