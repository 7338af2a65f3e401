namespace Usd1Compliance.Monitoring.Memory;

/// <content>What each address holds, token by token, to 10^-18.</content>
public sealed unsafe partial class TransferMemory
{
    // A quadrillion of a token: no money. So much of every token together still can be summed.
    private static readonly Int128 greatestBalance = (Int128)1_000_000_000_000_000 * 1_000_000_000_000_000_000;

    private void Hold(uint number, in StreamedTransfer transfer, int sign)
    {
        if (number == 0 || !transfer.AtPar || transfer.Units == 0)
        {
            return;
        }

        var record = addresses.At(number);
        var asset = assets.NumberOf(transfer.AssetId, transfer.Chain);
        if (record->Asset == 0)
        {
            record->Asset = asset;
        }

        Int128 after;
        if (record->Asset == asset)
        {
            after = record->Balance += sign * transfer.Units;
        }
        else
        {
            record->Flags |= AddressFlags.SeveralAssets;
            after = *otherBalances.Touch(((ulong)number << 16) | asset) += sign * transfer.Units;
        }

        // A negative balance shows that the ledger does not hold the whole history; one past what is money leaves none known.
        if (after < 0 || transfer.Units < 0 || after > greatestBalance)
        {
            record->Flags |= AddressFlags.BalanceLost;
        }
    }

    /// <summary>The balance over all tokens at par, in 10^-18 dollars; null where the ledger does not hold the whole history.</summary>
    private Int128? BalanceOf(uint number, AddressRecord* record)
    {
        if ((record->Flags & AddressFlags.BalanceLost) != 0)
        {
            return null;
        }

        if ((record->Flags & AddressFlags.SeveralAssets) == 0)
        {
            return record->Balance;
        }

        var balance = record->Balance;
        for (ushort asset = 1; asset <= assets.Count; asset++)
        {
            if (asset != record->Asset && otherBalances.Find(((ulong)number << 16) | asset) is var other && other != null)
            {
                balance += *other;
            }
        }

        return balance;
    }

    /// <summary>The balance in millionths of a dollar; null where it is not known or past what is money.</summary>
    private long? BalanceUsd(uint number, AddressRecord* record) => InMillionths(BalanceOf(number, record));

    private static readonly UInt128 unitsOfWord = UInt128.One << 76;

    private static long? InMillionths(Int128? units) =>
        units is { } small && (UInt128)small < unitsOfWord ? (long)((ulong)((UInt128)small >> 12) / 244_140_625)     // 10^12 is 2^12 times 5^12: a word divided by a word
        : units is { } known && known / 1_000_000_000_000 is var millionths && millionths < 9_000_000_000_000_000_000 ? (long)millionths : null;
}
