using System.Numerics;

namespace Usd1Compliance.Monitoring.Windows;

/// <summary>What an address sent: windows of 15 minutes, 6 hours, 24 hours and 30 days.</summary>
/// <param name="counterparties">Of the address, in 30 days.</param>
internal sealed class SentMoves(Counterparties counterparties)
    : Timeline<Move>(15 * TimeSpan.TicksPerMinute, 6 * TimeSpan.TicksPerHour, 24 * TimeSpan.TicksPerHour, 30 * TimeSpan.TicksPerDay)
{
    private const decimal RoundUsd = 1_000m;
    private readonly Dictionary<AddressActivity, Sum> to15m = [];
    private readonly Tally<AddressActivity> recipients6h = new();
    private readonly Variation variation6h = new();
    private readonly BelowLimits below24h = new();
    private Sum in24h;
    private int in30d;
    private int known30d;
    private int round30d;
    private decimal unhostedOrBridgeUsd;
    private AddressLabels? labels;

    /// <summary>Count and sum in 24 hours.</summary>
    public Sum In24h => in24h;

    /// <summary>Just below the limits in 24 hours.</summary>
    public BelowLimits Below24h => below24h;

    /// <summary>Different recipients in 6 hours.</summary>
    public int Recipients6h => recipients6h.Different;

    /// <summary>Standard deviation by mean of the amounts of 6 hours; null for fewer than two.</summary>
    public decimal? Variation6h => variation6h.Coefficient;

    /// <summary>Count in 30 days.</summary>
    public int In30d => in30d;

    /// <summary>Share of whole thousands in 30 days, of those whose worth is known; null for none.</summary>
    public decimal? RoundShare30d => known30d == 0 ? null : (decimal)round30d / known30d;

    /// <summary>Sum in 15 minutes to addresses without a label or to bridges, by the labels as they are now: were it kept by those of the time, a replay could differ.</summary>
    public decimal UnhostedOrBridgeUsd15m(AddressLabels labelsNow)
    {
        if (labels != labelsNow)
        {
            labels = labelsNow;
            unhostedOrBridgeUsd = to15m.Where(pair => labels.IsUnhostedOrBridge(pair.Key.Address)).Sum(pair => pair.Value.Usd);
        }

        return unhostedOrBridgeUsd;
    }

    /// <inheritdoc/>
    protected override void Enter(int window, in Move sent)
    {
        switch (window)
        {
            case 0:
                Change15m(sent, +1);
                break;
            case 1:
                variation6h.Add(sent.Usd);
                _ = sent.Other is { } recipient && recipients6h.Add(recipient);
                break;
            case 2:
                in24h.Add(sent.Usd);
                below24h.Add(sent.Usd);
                break;
            default:
                in30d++;
                known30d += sent.Usd is null ? 0 : 1;
                round30d += IsRound(sent.Usd) ? 1 : 0;
                counterparties.Add(sent);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Leave(int window, in Move sent)
    {
        switch (window)
        {
            case 0:
                Change15m(sent, -1);
                break;
            case 1:
                variation6h.Remove(sent.Usd);
                _ = sent.Other is { } recipient && recipients6h.Remove(recipient);
                break;
            case 2:
                in24h.Remove(sent.Usd);
                below24h.Remove(sent.Usd);
                break;
            default:
                in30d--;
                known30d -= sent.Usd is null ? 0 : 1;
                round30d -= IsRound(sent.Usd) ? 1 : 0;
                counterparties.Remove(sent);
                break;
        }
    }

    private static bool IsRound(decimal? usd) => usd is { } known && known > 0 && known % RoundUsd == 0;

    private void Change15m(in Move sent, int sign)
    {
        if (sent is not { Other: { } recipient, Usd: { } usd })
        {
            return;
        }

        var sum = to15m.GetValueOrDefault(recipient);
        if (sign > 0)
        {
            sum.Add(usd);
        }
        else
        {
            sum.Remove(usd);
        }

        if (sum.Count == 0)
        {
            to15m.Remove(recipient);
        }
        else
        {
            to15m[recipient] = sum;
        }

        if (labels?.IsUnhostedOrBridge(recipient.Address) == true)
        {
            unhostedOrBridgeUsd += sign * usd;
        }
    }
}

/// <summary>The coefficient of variation of amounts, from whole millionths of a dollar, so that nothing is rounded before the last step.</summary>
internal sealed class Variation
{
    private int count;
    private BigInteger sum;
    private BigInteger squares;

    /// <summary>Standard deviation (of the whole, divisor n) by mean, cut at nine decimals; null for fewer than two amounts.</summary>
    public decimal? Coefficient
    {
        get
        {
            if (count < 2 || sum.IsZero)
            {
                return null;
            }

            // sd / mean = sqrt(n * squares - sum^2) / sum; the root is taken of a whole number 10^18 times as large.
            var spread = ((count * squares) - (sum * sum)) * BigInteger.Pow(10, 18) / (sum * sum);
            return (decimal)Root(spread) / 1_000_000_000m;
        }
    }

    /// <summary>One more amount; one of unknown worth is passed over.</summary>
    public void Add(decimal? usd) => Change(usd, +1);

    /// <summary>One less.</summary>
    public void Remove(decimal? usd) => Change(usd, -1);

    private void Change(decimal? usd, int sign)
    {
        if (usd is { } known)
        {
            var millionths = new BigInteger(known * 1_000_000m);
            count += sign;
            sum += sign * millionths;
            squares += sign * millionths * millionths;
        }
    }

    // Newton's method from above ends at the greatest whole number whose square is not greater.
    private static BigInteger Root(BigInteger square)
    {
        if (square.IsZero)
        {
            return square;
        }

        var root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}
