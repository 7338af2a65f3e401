using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Windows;

/// <summary>
/// What an address holds of each token that is redeemable at par, exact, dust included. A balance below zero shows that the ledger
/// lacks history: from then on the address's balance is not known.
/// </summary>
internal sealed class Holdings
{
    private readonly List<(int AssetId, byte Decimals, BigInteger Units)> holdings = [];
    private bool lost;

    /// <summary>US dollars over all of those tokens; null where not known.</summary>
    public decimal? Usd
    {
        get
        {
            decimal sum = 0;
            foreach (var (_, decimals, units) in holdings)
            {
                if (lost || new TokenAmount(units, decimals).ToDecimal() is not { } usd || usd > AddressWindows.GreatestUsd)
                {
                    return null;
                }

                sum += usd;
            }

            return lost ? null : sum;
        }
    }

    /// <summary>Adds an amount, or takes it away.</summary>
    public void Change(Transfer transfer, int sign)
    {
        if (!transfer.Asset.RedeemableAtPar)
        {
            return;
        }

        var index = holdings.FindIndex(holding => holding.AssetId == transfer.Asset.AssetId);
        var units = (index < 0 ? BigInteger.Zero : holdings[index].Units) + (sign * transfer.Amount.BaseUnits);
        lost |= units.Sign < 0;
        if (index < 0)
        {
            holdings.Add((transfer.Asset.AssetId, transfer.Asset.Decimals, units));
        }
        else
        {
            holdings[index] = (transfer.Asset.AssetId, transfer.Asset.Decimals, units);
        }
    }
}
