using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>A source written down by hand: transfers with running numbers, as the ledger would hold them.</summary>
internal sealed class Ledgers
{
    public static readonly Asset Usdx = new(1, "ethereum", "USDX", null, 6, RedeemableAtPar: true);
    public static readonly Asset Eighteen = new(2, "ethereum", "USDY", null, 18, RedeemableAtPar: true);
    public static readonly Asset Ether = new(3, "ethereum", "ETH", null, 18, RedeemableAtPar: false);
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private long sequence;

    /// <summary>An EVM address that differs from others in its middle and its end.</summary>
    public static ChainAddress Address(int number)
    {
        var bytes = new byte[20];
        bytes[0] = (byte)(0x10 + number);
        bytes[10] = (byte)number;
        bytes[19] = (byte)number;
        return new ChainAddress(AddressFamily.Evm, bytes);
    }

    /// <summary>The address of <see cref="Address"/> that somebody ground to look like it: first 3 and last 4 digits alike.</summary>
    public static ChainAddress LookAlike(int number)
    {
        var bytes = Address(number).ToArray();
        bytes[1] = 0x0f;
        bytes[10] = 0xee;
        return new ChainAddress(AddressFamily.Evm, bytes);
    }

    public Transfer Next(TransferKind kind, DateTimeOffset at, ChainAddress? from, ChainAddress? to, BigInteger units, Asset asset) =>
        new(new TransferId(1, ++sequence), kind, at, from, to, new TokenAmount(units, asset.Decimals), asset, new ChainPosition(0, [], (int)sequence, []));

    public Transfer Transfer(DateTimeOffset at, int from, int to, decimal usd) => Next(TransferKind.Transfer, at, Address(from), Address(to), Units(usd), Usdx);

    public Transfer Mint(DateTimeOffset at, int to, decimal usd) => Next(TransferKind.Mint, at, null, Address(to), Units(usd), Usdx);

    public Transfer Burn(DateTimeOffset at, int from, decimal usd) => Next(TransferKind.Burn, at, Address(from), null, Units(usd), Usdx);

    public static BigInteger Units(decimal usd) => new(usd * 1_000_000m);
}
