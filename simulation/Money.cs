namespace Usd1Compliance.Simulation;

/// <summary>Sums inside the economy: whole base units of a token with six decimals, in 64 bits. That holds nine trillion dollars, more than there are stablecoins.</summary>
internal static class Money
{
    /// <summary>Of the simulated token.</summary>
    public const byte Decimals = 6;

    /// <summary>Base units to the dollar.</summary>
    public const long Dollar = 1_000_000;

    /// <summary>Base units to the cent.</summary>
    public const long Cent = Dollar / 100;

    /// <summary>A sum that was drawn; cut to what the economy can move at once.</summary>
    public static long FromDollars(double drawn) => (long)(Math.Min(drawn, 1e9) * Dollar);

    /// <summary>Cut down to a whole multiple.</summary>
    public static long ToMultipleOf(this long sum, long unit) => sum - (sum % unit);
}
