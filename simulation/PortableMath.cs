using System.Diagnostics;

namespace Usd1Compliance.Simulation;

/// <summary>
/// Logarithm, exponential and the quantile of the normal distribution from addition, multiplication and division alone. IEEE 754 fixes those to
/// the last bit, while <see cref="Math.Log(double)"/> and its kin ask the C library of the machine: the simulated economy must come out
/// equal on every one. They are right to about 1e-15 (the quantile to 1e-9), which is plenty for drawing.
/// </summary>
public static class PortableMath
{
    private const double Ln2 = 0.6931471805599453;
    private const double Ln2High = 0.693147180369123816490;      // its first 32 bits: k * Ln2High is exact for every k that occurs
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>The natural logarithm.</summary>
    /// <param name="x">Above zero and a normal number.</param>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, subnormal or not a number.</exception>
    public static double Log(double x)
    {
        if (!(x >= 2.2250738585072014e-308) || double.IsPositiveInfinity(x))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "The logarithm is drawn of normal numbers above zero only.");
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)); the argument is below 0.172, so the series ends at the 21st power.
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var sum = 0.0;
        for (var power = 21; power >= 1; power -= 2)
        {
            sum = (sum * square) + (1.0 / power);
        }

        return (exponent * Ln2High) + ((2 * s * sum) + (exponent * Ln2Low));
    }

    /// <summary>e to the power of x.</summary>
    /// <param name="x">-700 to 700.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside of that.</exception>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) <= 700))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "The exponential is drawn of -700 to 700 only.");
        }

        var k = Math.Floor((x / Ln2) + 0.5);
        var rest = (x - (k * Ln2High)) - (k * Ln2Low);
        var sum = 1.0;
        for (var n = 14; n >= 1; n--)
        {
            sum = 1 + (rest * sum / n);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>The value below which a standard normal number falls with a probability: P. J. Acklam's rational approximation.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    public static double NormalQuantile(double probability)
    {
        Debug.Assert(probability is > 0 and < 1);
        if (probability < 0.02425)
        {
            return Tail(Math.Sqrt(-2 * Log(probability)));
        }

        if (probability > 1 - 0.02425)
        {
            return -Tail(Math.Sqrt(-2 * Log(1 - probability)));
        }

        var q = probability - 0.5;
        var r = q * q;
        return (((((((((((-3.969683028665376e+01 * r) + 2.209460984245205e+02) * r) - 2.759285104469687e+02) * r) + 1.383577518672690e+02) * r) - 3.066479806614716e+01) * r) + 2.506628277459239e+00) * q)
            / (((((((((((-5.447609879822406e+01 * r) + 1.615858368580409e+02) * r) - 1.556989798598866e+02) * r) + 6.680131188771972e+01) * r) - 1.328068155288572e+01) * r) + 1));
    }

    private static double Tail(double q) =>
        (((((((((((-7.784894002430293e-03 * q) - 3.223964580411365e-01) * q) - 2.400758277161838e+00) * q) - 2.549732539343734e+00) * q) + 4.374664141464968e+00) * q) + 2.938163982698783e+00))
            / ((((((((7.784695709041462e-03 * q) + 3.224671290700398e-01) * q) + 2.445134137142996e+00) * q) + 3.754408661907416e+00) * q) + 1);
}
