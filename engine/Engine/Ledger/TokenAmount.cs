using System.Globalization;
using System.Numerics;

namespace Usd1Compliance.Ledger;

/// <summary>
/// An exact amount of a token: a count of its smallest unit and how many of its decimals that unit is. Up to 78 digits, which is what
/// 256 bits hold; never a floating-point number.
/// </summary>
/// <param name="BaseUnits">Not negative, below 2^256.</param>
/// <param name="Decimals">0 to 77. USDC and USDT on Ethereum have 6, DAI has 18.</param>
public readonly record struct TokenAmount(BigInteger BaseUnits, byte Decimals)
{
    /// <summary>The first amount that a token cannot hold.</summary>
    public static readonly BigInteger Limit = BigInteger.One << 256;

    /// <summary>Reads a plain decimal number, such as <c>311.70</c>. No sign, no exponent, no thousands mark.</summary>
    /// <param name="text">The number.</param>
    /// <param name="decimals">Of the token. Further digits are allowed only when they are zero: nothing is rounded.</param>
    /// <param name="amount">What was read.</param>
    /// <param name="reason">Why it was refused, in words; null when it was read.</param>
    public static bool TryRead(ReadOnlySpan<char> text, byte decimals, out TokenAmount amount, out string? reason)
    {
        amount = default;
        reason = null;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..].TrimEnd('0');
        if (whole.IsEmpty || whole.IndexOfAnyExceptInRange('0', '9') >= 0 || fraction.IndexOfAnyExceptInRange('0', '9') >= 0 || (point >= 0 && point == text.Length - 1))
        {
            reason = "it is not a plain decimal number such as 311.70";
        }
        else if (fraction.Length > decimals)
        {
            reason = $"it has more than the {decimals} decimals of the token, and nothing is rounded";
        }
        else
        {
            var digits = string.Concat(whole, fraction, new string('0', decimals - fraction.Length));
            amount = new TokenAmount(digits.Length > 200 ? Limit : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture), decimals);
            reason = amount.BaseUnits >= Limit ? "it does not fit into 256 bits" : null;
        }

        return reason is null;
    }

    /// <summary>
    /// The amount in whole tokens, for sums and thresholds, or null where a <see cref="decimal"/> cannot hold it (7.9e28 tokens and
    /// more): such an amount is kept and shown exactly, but its worth is a fact that is not known.
    /// </summary>
    /// <remarks>A decimal holds 28 digits. Where whole tokens and fraction need more, the last digits of the fraction are rounded: below a billionth of a dollar for every amount under 10^18 dollars.</remarks>
    public decimal? ToDecimal()
    {
        var (whole, rest) = BigInteger.DivRem(BaseUnits, BigInteger.Pow(10, Decimals));
        if (whole > (BigInteger)decimal.MaxValue)
        {
            return null;
        }

        // 10^28 is the largest power of ten that a decimal holds; digits of a fraction beyond it are less than any decimal can say.
        var kept = Math.Min(Decimals, (byte)28);
        return (decimal)whole + ((decimal)BigInteger.Divide(rest, BigInteger.Pow(10, Decimals - kept)) / (decimal)BigInteger.Pow(10, kept));
    }

    /// <summary>The exact number, without trailing zeros.</summary>
    public override string ToString()
    {
        var digits = BaseUnits.ToString(CultureInfo.InvariantCulture).PadLeft(Decimals + 1, '0');
        var fraction = digits[^Decimals..].TrimEnd('0');
        var whole = digits[..^Decimals];
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }
}
