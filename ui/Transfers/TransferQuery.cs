using System.Globalization;
using Usd1Compliance.Ledger;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Transfers;

/// <summary>Which transfers are asked for, as it stands in the address of the page and of its export.</summary>
/// <param name="Source">A source's number.</param>
/// <param name="Kind">transfer, mint, burn, freeze, unfreeze, seize.</param>
/// <param name="Address">Either side, in any spelling.</param>
/// <param name="AtLeast">Whole tokens, a plain decimal number.</param>
/// <param name="From">First day or moment, UTC.</param>
/// <param name="To">Last day, or the moment before which.</param>
/// <param name="Retracted"><c>yes</c> for those that a reorganisation took back; null for those that stand.</param>
public sealed record TransferQuery(int? Source, string? Kind, string? Address, string? AtLeast, string? From, string? To, string? Retracted = null)
{
    /// <summary>Whether the address cannot be read.</summary>
    public bool AddressIsUnreadable => Address is not null && !AddressText.TryRead(Address.Trim(), out _);

    /// <summary>Whether the amount cannot be read.</summary>
    public bool AmountIsUnreadable => AtLeast is not null && Amount is null;

    private decimal? Amount => decimal.TryParse(AtLeast, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    /// <summary>The filter, or null where a part of it cannot be read: then nothing is shown, rather than more than was asked for.</summary>
    public TransferFilter? Read()
    {
        TransferKind? kind = null;
        if (Kind is not null)
        {
            if (!Enum.TryParse<TransferKind>(Kind, ignoreCase: true, out var read) || int.TryParse(Kind, out _))
            {
                return null;
            }

            kind = read;
        }

        return Retracted is null or "yes" && !AddressIsUnreadable && !AmountIsUnreadable && Moments.TryRead(From, endOfDay: false, out var from) && Moments.TryRead(To, endOfDay: true, out var to)
            ? new TransferFilter
            {
                SourceId = Source, Kind = kind, AtLeast = Amount, Since = from, Before = to, Retracted = Retracted is not null,
                Address = Address is not null && AddressText.TryRead(Address.Trim(), out var address) ? address : null,
            }
            : null;
    }
}
