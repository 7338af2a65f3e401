using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation.Market;

/// <summary>The five chains on which the token of the market economy lives, by number.</summary>
internal static class MarketChain
{
    /// <summary>As the ledger names them.</summary>
    public static readonly string[] Names = ["ethereum", "base", "arbitrum", "polygon", "tron"];

    /// <summary>How many.</summary>
    public const int Count = 5;

    /// <summary>The one whose addresses are not EVM's.</summary>
    public const byte Tron = 4;

    // A fifth on Ethereum, three tenths each on Base and Tron, a tenth each on the others; the first five places are one of each.
    private static readonly byte[] shares = [0, 1, 4, 2, 3, 1, 4, 0, 1, 4, 1, 4, 0, 1, 4, 2, 0, 3, 1, 4];

    /// <summary>The chain of the n-th of a group.</summary>
    public static byte OfPlace(int place) => shares[place % shares.Length];

    /// <summary>A chain by chance, as people are spread over them.</summary>
    public static byte Draw(Draws draws) => shares[draws.Below(shares.Length)];

    /// <summary>Which family its addresses are of.</summary>
    public static AddressFamily FamilyOf(byte chain) => chain == Tron ? AddressFamily.Tron : AddressFamily.Evm;
}
