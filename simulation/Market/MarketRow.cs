using System.Globalization;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation.Market;

/// <summary>What an order number is of.</summary>
internal enum OrderKind : byte
{
    None,
    Mint,
    Redeem,
    Bridge,
}

/// <summary>The number behind a mint or burn: an order of the issuer's desk, or the nonce by which a bridge's burn and mint belong together.</summary>
internal readonly record struct OrderNumber(OrderKind Kind, byte Bridge, int Number)
{
    public static readonly OrderNumber None;

    public override string ToString() => Kind switch
    {
        OrderKind.Mint => string.Create(CultureInfo.InvariantCulture, $"MINT-{Number:D6}"),
        OrderKind.Redeem => string.Create(CultureInfo.InvariantCulture, $"REDEEM-{Number:D6}"),
        OrderKind.Bridge => string.Create(CultureInfo.InvariantCulture, $"BRIDGE-{Bridge + 1:D2}-{Number:D7}"),
        _ => "",
    };
}

/// <summary>One event of the token on one of its chains, as the generator knows it: accounts are numbers.</summary>
/// <param name="Id">1, 2, 3, … without a gap.</param>
/// <param name="Second">Since the token's genesis.</param>
/// <param name="Kind">What kind of event.</param>
/// <param name="Chain">Where.</param>
/// <param name="From">Account, or -1.</param>
/// <param name="To">Account, or -1.</param>
/// <param name="Sum">Base units.</param>
/// <param name="InitiatedBy">The account that minted, or -1.</param>
/// <param name="Order">The number behind a mint or burn.</param>
/// <param name="Truth">0 for everyday life; otherwise what <see cref="Truths"/> reads.</param>
internal readonly record struct MarketRow(long Id, int Second, TransferKind Kind, byte Chain, int From, int To, long Sum, int InitiatedBy, OrderNumber Order, int Truth);
