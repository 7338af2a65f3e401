using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>How many frozen addresses one was the first to pay, and how many paid it first.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct FrozenLinks
{
    public uint FirstPaid;
    public uint PaidByFirst;
}

/// <summary>How many single-use wallets of one payer have passed their money on, by the hour of the last 24.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal unsafe struct SingleUse
{
    public uint Hour;
    public fixed ushort Wallets[24];

    /// <summary>Lets the hours leave that are over.</summary>
    public void Advance(uint hour)
    {
        for (var next = Math.Max(Hour + 1, hour >= 24 ? hour - 23 : 0); next <= hour; next++)
        {
            Wallets[next % 24] = 0;
        }

        Hour = Math.Max(Hour, hour);
    }
}

/// <summary>When an address last paid a sanctioned one, and when it last paid one that had done so within a week; 0 for never.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct Reach
{
    public uint PaidAt;
    public uint PaidPayerAt;
}

/// <content>Kinship of addresses: who paid whom first, wallets that are used once, hands in a row, and who pays towards sanctioned addresses.</content>
public sealed unsafe partial class TransferMemory
{
    private const uint Week = 7 * 86_400;
    private readonly NativeMap<SingleUse> singleUse;
    private readonly NativeMap<FrozenLinks> links;
    private readonly NativeMap<Reach> reach;

    // After both have kept the transfer: the first of an address is its first of more than dust.
    private void Acquaint(uint from, uint to, in Counted counted)
    {
        if (to != 0 && addresses.At(to) is var recipient && recipient->ReceivedTimes == 1 && IsNoService(from))
        {
            recipient->FirstPayer = from;
            if ((recipient->Flags & AddressFlags.Frozen) != 0)
            {
                CountLinks(from, 0, 1);
            }
        }

        if (from == 0 || addresses.At(from) is var sender && sender->SentTimes != 1)
        {
            return;
        }

        if (IsNoService(to))
        {
            sender->FirstPayee = to;
            if ((sender->Flags & AddressFlags.Frozen) != 0)
            {
                CountLinks(0, to, 1);
            }
        }

        if (sender->ReceivedTimes == 1 && sender->FirstPayer != 0 && counted.At - sender->First < 86_400)
        {
            var wallets = singleUse.Touch(sender->FirstPayer);
            wallets->Advance(counted.At / 3_600);
            if ((counted.At / 3_600) + 24 > wallets->Hour)
            {
                // More than 65,535 in an hour stay so many: they never begin at nothing again.
                wallets->Wallets[counted.At / 3_600 % 24] += (ushort)(wallets->Wallets[counted.At / 3_600 % 24] == ushort.MaxValue ? 0 : 1);
            }
        }
    }

    private bool IsNoService(uint number) => number != 0 && (addresses.At(number)->Flags & AddressFlags.Service) == 0;

    private void CountLinks(uint firstPayer, uint firstPayee, int change)
    {
        if (firstPayer != 0)
        {
            links.Touch(firstPayer)->FirstPaid += (uint)change;
        }

        if (firstPayee != 0)
        {
            links.Touch(firstPayee)->PaidByFirst += (uint)change;
        }
    }

    /// <summary>How many links to a frozen address another than itself has: 0 to 2.</summary>
    private int FrozenLinksOf(AddressRecord* record)
    {
        var itself = (record->Flags & AddressFlags.Frozen) != 0 ? 1u : 0;
        var payer = record->FirstPayer == 0 ? null : links.Find(record->FirstPayer);
        var payee = record->FirstPayee == 0 ? null : links.Find(record->FirstPayee);
        return (payer != null && payer->FirstPaid > itself ? 1 : 0) + (payee != null && payee->PaidByFirst > itself ? 1 : 0);
    }

    private int SingleUseSiblings(AddressRecord* record, uint at)
    {
        var found = record->FirstPayer == 0 ? null : singleUse.Find(record->FirstPayer);
        if (found == null)
        {
            return 0;
        }

        var wallets = *found;       // a copy: asking changes nothing
        wallets.Advance(at / 3_600);
        var sum = 0;
        for (var hour = 0; hour < 24; hour++)
        {
            sum += wallets.Wallets[hour];
        }

        return sum;
    }

    // Before the transfer is kept. Passing on means 80 % to 99.5 % of what came in the six hours before.
    private void Peel(uint from, uint to, in Counted counted)
    {
        var sender = addresses.At(from);
        var recipient = addresses.At(to);
        if (recipient->ReceivedTimes != 0 || counted.Usd <= 0 || (recipient->First != 0 && counted.At - Math.Min(counted.At, recipient->First) >= 3_600))
        {
            return;
        }

        long came = 0;
        var ring = rings.View(sender);
        for (var i = 0; i < sender->RingCount; i++)
        {
            var edge = ring[i];
            came += !edge->IsOut && edge->At + (6 * 3_600) > counted.At && edge->At <= counted.At ? Math.Max(0, edge->Usd) : 0;
        }

        if ((Int128)counted.Usd * 1_000 >= (Int128)came * 800 && (Int128)counted.Usd * 1_000 <= (Int128)came * 995)
        {
            var depth = sender->PeelDepth != 0 && sender->PeelAt + (6 * 3_600) > counted.At ? sender->PeelDepth : 0;
            recipient->PeelDepth = (byte)Math.Min(255, depth + 1);
            recipient->PeelAt = counted.At;
        }
    }

    private void ReachOut(uint from, uint to, in Counted counted)
    {
        var hops = HopsToSanctions(to, counted.At);
        if (hops is 1 or 2 && counted.Usd > limits.HopAboveUsd)
        {
            var paid = reach.Touch(from);
            if (hops == 1)
            {
                paid->PaidAt = Math.Max(paid->PaidAt, counted.At);
            }
            else
            {
                paid->PaidPayerAt = Math.Max(paid->PaidPayerAt, counted.At);
            }
        }
    }

    private static bool IsWithinWeek(uint paidAt, uint at) => paidAt != 0 && paidAt + Week > at;

    /// <summary>Payments from whoever pays this address to a sanctioned one: 1 where it is one itself; 0 for none, or more than three.</summary>
    private uint HopsToSanctions(uint to, uint at)
    {
        if ((addresses.At(to)->SourceOf & (1 << (int)TaintCategory.Sanctions)) != 0)
        {
            return 1;
        }

        var paid = IsNoService(to) ? reach.Find(to) : null;
        return paid == null ? 0u : IsWithinWeek(paid->PaidAt, at) ? 2 : IsWithinWeek(paid->PaidPayerAt, at) ? 3u : 0;
    }
}
