using System.Numerics;
using CsCheck;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Ledger;

[Suite(Suite.Unit)]
public sealed class TokenAmountTests
{
    private static readonly Gen<TokenAmount> anyAmount =
        Gen.Select(Gen.Byte.Array[32], Gen.Byte[0, 77], (bytes, decimals) => new TokenAmount(new BigInteger(bytes, isUnsigned: true), decimals));

    [Theory]
    [InlineData("311.700000", 6, "311700000")]
    [InlineData("0", 6, "0")]
    [InlineData("0.000001", 6, "1")]                 // the smallest unit
    [InlineData("1.10000000", 6, "1100000")]         // digits past the token's decimals, but zero
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935", 0, "115792089237316195423570985008687907853269984665640564039457584007913129639935")]   // 2^256 - 1: 78 digits
    [InlineData("115792089237316195423570985008687907853269984665640564039457.584007913129639935", 18, "115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public void An_amount_is_read_to_the_last_digit(string text, byte decimals, string baseUnits)
    {
        Assert.True(TokenAmount.TryRead(text, decimals, out var amount, out var reason), reason);
        Assert.Equal(BigInteger.Parse(baseUnits, null), amount.BaseUnits);
    }

    [Theory]
    [InlineData("", "plain decimal number")]
    [InlineData(".5", "plain decimal number")]
    [InlineData("5.", "plain decimal number")]
    [InlineData("-5", "plain decimal number")]
    [InlineData("+5", "plain decimal number")]
    [InlineData("1e6", "plain decimal number")]
    [InlineData("1,000.00", "plain decimal number")]
    [InlineData(" 5", "plain decimal number")]
    [InlineData("5 ", "plain decimal number")]
    [InlineData("0x10", "plain decimal number")]
    [InlineData("١٢", "plain decimal number")]         // digits of another script
    [InlineData("NaN", "plain decimal number")]
    [InlineData("1.0000001", "more than the 6 decimals")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936", "256 bits")]     // 2^256, with no decimals left
    [InlineData("9999999999999999999999999999999999999999999999999999999999999999999999999999999", "256 bits")]    // 79 digits
    public void What_is_not_a_plain_exact_number_is_refused_with_the_reason(string text, string because)
    {
        Assert.False(TokenAmount.TryRead(text, 6, out _, out var reason));
        Assert.Contains(because, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back_as_the_same_amount() =>
        anyAmount.Sample(amount => TokenAmount.TryRead(amount.ToString(), amount.Decimals, out var again, out _) && again == amount);

    [Theory]
    [InlineData("999999999999.999999", 6, "999999999999.999999")]
    [InlineData("0.000000000000000001", 18, "0.000000000000000001")]
    [InlineData("9999999999.999999999999999999", 18, "9999999999.999999999999999999")]     // 28 digits: exact
    public void Dollars_are_exact_as_far_as_28_digits(string text, byte decimals, string dollars)
    {
        Assert.True(TokenAmount.TryRead(text, decimals, out var amount, out _));
        Assert.Equal(decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture), amount.ToDecimal());
    }

    [Fact]
    public void An_amount_past_what_a_decimal_holds_has_no_known_worth_and_is_still_shown_exactly()
    {
        var amount = new TokenAmount(TokenAmount.Limit - 1, 6);
        Assert.Null(amount.ToDecimal());
        Assert.Equal("115792089237316195423570985008687907853269984665640564039457584007913129.639935", amount.ToString());
    }

    [Fact]
    public void Dollars_never_differ_from_the_exact_amount_by_more_than_their_last_digit() =>
        anyAmount.Sample(amount =>
        {
            var dollars = amount.ToDecimal();
            var whole = BigInteger.Divide(amount.BaseUnits, BigInteger.Pow(10, amount.Decimals));
            return dollars is null ? whole > (BigInteger)decimal.MaxValue : BigInteger.Abs((BigInteger)decimal.Floor(dollars.Value) - whole) <= 1;
        });
}
