namespace Usd1Compliance.Monitoring.Memory;

/// <content>Who dealt with both sides of a transfer. Rings forget too soon for this: who brought two addresses together may have paid them months apart.</content>
public sealed unsafe partial class TransferMemory
{
    private readonly CounterpartyLists counterparties;

    // After the transfer was counted. A triangle is closed when the last of its three pairs deals for the first time.
    private void Deal(uint from, uint to)
    {
        if (!IsNoService(from) || !IsNoService(to))
        {
            return;
        }

        // Both are told, also where one of them is busy.
        var (isNew, isNewToo) = (counterparties.Meet(addresses.At(from), to), counterparties.Meet(addresses.At(to), from));
        if (!isNew || !isNewToo)
        {
            return;
        }

        var common = stackalloc uint[CounterpartyLists.Most];
        var count = CommonCounterparties(from, to, common);
        for (var i = 0; i < count; i++)
        {
            Join(from, to);
            Join(from, common[i]);
        }
    }

    // The smaller group goes to the larger, so that the way to a head stays short though nothing is put straight afterwards: asking changes nothing.
    private void Join(uint one, uint other)
    {
        var (head, second) = (HeadOf(one), HeadOf(other));
        if (head == second)
        {
            return;
        }

        var (size, secondSize) = (SizeOf(head), SizeOf(second));
        (head, second) = size >= secondSize ? (head, second) : (second, head);
        addresses.Touch(head)->Group = AddressRecord.GroupHead | (size + secondSize);
        addresses.Touch(second)->Group = head;
    }

    private uint HeadOf(uint number)
    {
        for (var up = addresses.At(number)->Group; up != 0 && (up & AddressRecord.GroupHead) == 0; up = addresses.At(number)->Group)
        {
            number = up;
        }

        return number;
    }

    private uint SizeOf(uint head) => Math.Max(1, addresses.At(head)->Group & ~AddressRecord.GroupHead);

    // Neither services nor who is busy: nearly everybody has dealt with them.
    private int CommonCounterparties(uint from, uint to, uint* common)
    {
        if (from == to || !IsNoService(from) || !IsNoService(to))
        {
            return 0;
        }

        var shorter = counterparties.Of(addresses.At(from));
        var longer = counterparties.Of(addresses.At(to));
        if (shorter.Length > longer.Length)
        {
            var swapped = shorter;
            shorter = longer;
            longer = swapped;
        }

        var count = 0;
        foreach (var number in shorter)
        {
            if (longer.Contains(number) && IsNoService(number) && !CounterpartyLists.IsBusy(addresses.At(number)))
            {
                common[count++] = number;
            }
        }

        return count;
    }

    private void MeasureCommonCounterparties(long[] values, in Counted counted, FactGroups groups)
    {
        if ((groups & FactGroups.CommonCounterparties) != 0)
        {
            var common = stackalloc uint[CounterpartyLists.Most];
            values[FactPlaces.CommonCounterparties] = CommonCounterparties(counted.From.Number, counted.To.Number, common);
        }
    }
}
