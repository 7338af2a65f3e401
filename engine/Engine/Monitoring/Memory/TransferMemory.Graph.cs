namespace Usd1Compliance.Monitoring.Memory;

/// <summary>A cycle in time that a transfer closes.</summary>
/// <param name="Length">How many transfers it has, this one included; 0 for none.</param>
/// <param name="Usd">The smallest of them.</param>
internal readonly record struct Cycle(int Length, long Usd);

/// <content>
/// Searches among the last 64 transfers of each address, within the hours of the layer (72 as it is shipped). Each step is one of those transfers looked at; a search that used up its
/// budget is given up and counted. Services and hubs are not walked through.
/// </content>
public sealed unsafe partial class TransferMemory
{
    private const long LeastInCycle = 100_000_000;
    private const int MostReached = 512;

    private int StepBudget => limits.StepBudget;

    private uint HubCounterparties => limits.HubCounterparties;

    private uint GraphReach => limits.GraphReach;

    private int LongestCycle => limits.LongestCycle;

    /// <summary>How many searches were given up because their budget was used up.</summary>
    public long BudgetCuts { get; private set; }

    private struct Reached
    {
        public uint Number;
        public uint At;
        public long Smallest;
        public long Largest;
        public short Before;
        public byte Length;
    }

    private bool IsWalked(uint number)
    {
        if (number == 0)
        {
            return false;
        }

        var record = addresses.At(number);
        return (record->Flags & AddressFlags.Service) == 0 && record->IsHub == 0;
    }

    // After its buckets changed.
    private void NoteHub(AddressRecord* record, BucketBlock* block) =>
        record->IsHub = (byte)(block->Received.TotalMet[2] + block->Sent.TotalMet[2] > HubCounterparties ? 1 : 0);

    /// <summary>The shortest cycle of 3 to 6 transfers that one closes: back in time from who pays now to who is paid now.</summary>
    private Cycle FindCycle(uint from, uint to, uint at, long usd, ref int steps)
    {
        if (usd < LeastInCycle || addresses.At(to)->SentTimes == 0 || addresses.At(from)->ReceivedTimes == 0 || !IsWalked(from) || !IsWalked(to))
        {
            return default;
        }

        var earliest = EarliestOfCycle(to, at, usd, ref steps);
        if (earliest == 0)
        {
            return default;
        }

        var reached = stackalloc Reached[MostReached];
        reached[0] = new Reached { Number = from, At = at, Smallest = usd, Largest = usd, Before = -1, Length = 1 };
        var (next, count) = (0, 1);
        for (; next < count; next++)
        {
            var place = reached[next];
            var record = addresses.At(place.Number);
            var ring = rings.View(record);
            for (var i = record->RingCount - 1; i >= 0; i--)
            {
                if (++steps > StepBudget)
                {
                    return default;
                }

                var edge = ring[i];
                if (edge->IsOut || edge->Peer == 0 || edge->At > place.At || edge->At < earliest || edge->Usd < LeastInCycle)
                {
                    continue;
                }

                var (smallest, largest) = (Math.Min(place.Smallest, edge->Usd), Math.Max(place.Largest, edge->Usd));
                if (smallest * 2 < largest)
                {
                    continue;
                }

                if (edge->Peer == to)
                {
                    if (place.Length >= 2)
                    {
                        return new Cycle(place.Length + 1, smallest);
                    }

                    continue;
                }

                if (place.Length + 1 < LongestCycle && !IsOnWay(reached, next, edge->Peer) && IsWalked(edge->Peer))
                {
                    if (count == MostReached)
                    {
                        // As much a search that was given up as one that ran out of steps.
                        steps = StepBudget + 1;
                        return default;
                    }

                    ForeseeNewest(addresses.At(edge->Peer));
                    reached[count++] = new Reached { Number = edge->Peer, At = edge->At, Smallest = smallest, Largest = largest, Before = (short)next, Length = (byte)(place.Length + 1) };
                }
            }
        }

        return default;
    }

    // When who is paid now first paid what may be the first payment of a cycle; 0 where it paid no such: then there is none.
    private uint EarliestOfCycle(uint to, uint at, long usd, ref int steps)
    {
        var earliest = 0u;
        var ring = rings.View(addresses.At(to));
        for (var i = 0; i < ring.Count; i++)
        {
            steps++;
            var edge = ring[i];
            if (edge->IsOut && edge->Peer != 0 && edge->At <= at && edge->At + GraphReach > at && edge->Usd >= LeastInCycle && Math.Min(edge->Usd, usd) * 2 >= Math.Max(edge->Usd, usd))
            {
                earliest = earliest == 0 ? edge->At : Math.Min(earliest, edge->At);
            }
        }

        return earliest;
    }

    private static bool IsOnWay(Reached* reached, int place, uint number)
    {
        for (; place >= 0; place = reached[place].Before)
        {
            if (reached[place].Number == number)
            {
                return true;
            }
        }

        return false;
    }
}
