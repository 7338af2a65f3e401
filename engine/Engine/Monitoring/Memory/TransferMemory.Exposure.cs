using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>
/// Exposure: the tainted part of every balance, moved pro rata with what is paid (haircut). Amounts are conserved to the millionth. Beside it, how many hands away
/// the nearest source is: for breadth, whatever the amounts.
/// </content>
public sealed unsafe partial class TransferMemory
{
    // Hops are counted up to here, which says none near.
    private uint FarHops => limits.FarHops;

    private readonly NativeMap<Taint> taints;
    private readonly TaintTotals totals;

    /// <summary>Where the taint of a category went.</summary>
    public TaintAccount AccountOf(TaintCategory category)
    {
        Int128 held = 0;
        for (var number = 1u; number <= addresses.Count; number++)
        {
            held += addresses.At(number)->HasTaint != 0 ? taints.Find(number)->Usd[(int)category] : 0;
        }

        return totals.Of((int)category, held);
    }

    // Before it enters rings and after it entered balances; what the sender held before stands in the side.
    private void MoveTaint(in Counted counted, TransferKind kind)
    {
        if (counted.Usd <= 0 || !(counted.IsCounted || kind == TransferKind.Seize))
        {
            return;
        }

        if (counted.From.Number != 0 && addresses.At(counted.From.Number) is var sender && (sender->HasTaint != 0 || sender->SourceOf != 0))
        {
            PassTaintOn(counted.From.Number, sender, counted);
        }

        Tidy(counted.From.Number);
        Tidy(counted.To.Number);
    }

    private void PassTaintOn(uint number, AddressRecord* sender, in Counted counted)
    {
        var isService = (sender->Flags & AddressFlags.Service) != 0;
        var held = Math.Max(counted.Usd, InMillionths(counted.From.Balance) ?? 0);
        for (var category = 0; category < Taint.Categories; category++)
        {
            var moved = Leaves(number, sender, category, counted.Usd, held, isService);
            if (moved > 0)
            {
                Arrives(counted.To.Number, category, moved, counted.At);
            }
        }
    }

    // A source taints all that it pays; anybody else the same part of it as of what he holds. A service passes nothing on.
    private long Leaves(uint number, AddressRecord* sender, int category, long usd, long held, bool isService)
    {
        if ((sender->SourceOf & (1 << category)) != 0)
        {
            totals.AddMade(category, usd);
            return usd;
        }

        if (sender->HasTaint == 0 || isService)
        {
            return 0;
        }

        var taint = taints.Touch(number);
        var moved = PartOf(taint->Usd[category], usd, held);
        taint->Usd[category] -= moved;
        return moved;
    }

    // Never more than is paid: where it is not known what the payer holds, what is tainted goes first.
    private static long PartOf(long taint, long usd, long held) => (long)Int128.Min(usd, (Int128)taint * usd / held);

    private void Arrives(uint number, int category, long usd, uint at)
    {
        if (number == 0)
        {
            totals.AddDestroyed(category, usd);
            return;
        }

        var recipient = addresses.Touch(number);
        if ((recipient->Flags & AddressFlags.Service) != 0 || (recipient->SourceOf & (1 << category)) != 0)
        {
            totals.AddAbsorbed(category, usd);
            return;
        }

        recipient->HasTaint = 1;
        var taint = taints.Touch(number);
        taint->Usd[category] += usd;
        if (category == (int)TaintCategory.Mixer)
        {
            taint->MixerAt = Math.Max(taint->MixerAt, at);
        }
    }

    // With each payment what is less than a dollar, or than a thousandth of what the address holds (as the layer is shipped), is dropped: else every address would be tainted a little in the end.
    private void Tidy(uint number)
    {
        if (number == 0 || addresses.At(number) is var record && record->HasTaint == 0)
        {
            return;
        }

        var taint = taints.Touch(number);
        var least = limits.LeastTaint(BalanceUsd(number, record) ?? 0);
        var rest = false;
        for (var category = 0; category < Taint.Categories; category++)
        {
            if (taint->Usd[category] < least)
            {
                totals.AddDropped(category, taint->Usd[category]);
                taint->Usd[category] = 0;
            }

            rest |= taint->Usd[category] != 0;
        }

        if (!rest && taint->MixerAt == 0)
        {
            taints.Remove(number);
            record->HasTaint = 0;
        }
    }

    // One hand further from each source; a service ends the way.
    private void Spread(uint from, uint to, in Counted counted)
    {
        var sender = addresses.At(from);
        var recipient = addresses.At(to);
        if (counted.Usd > limits.HopAboveUsd)
        {
            var isService = (sender->Flags & AddressFlags.Service) != 0;
            for (var category = 0; category < Taint.Categories && (sender->Hops != limits.NoHops || sender->SourceOf != 0); category++)
            {
                var hops = HopsOf(sender, category);
                if (hops + 1 < StoredHops(recipient, category) && (!isService || hops == 0))
                {
                    SetHops(recipient, category, hops + 1);
                }
            }
        }

        ReachOut(from, to, counted);
    }

    private static uint HopsOf(AddressRecord* record, int category) =>
        (record->SourceOf & (1 << category)) != 0 ? 0 : StoredHops(record, category);

    // Also of a source: it may stop being one.
    private static uint StoredHops(AddressRecord* record, int category) => (record->Hops >> (4 * category)) & 15;

    private void SetHops(AddressRecord* record, int category, uint hops) =>
        record->Hops = (record->Hops & ~(15u << (4 * category))) | (Math.Min(hops, FarHops) << (4 * category));
}
