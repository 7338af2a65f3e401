namespace Usd1Compliance.Monitoring.Memory;

/// <summary>The source that paid the most of those who pay one address, and what became of it.</summary>
/// <param name="Middles">How many of them it paid; 0 where no source paid who pays now.</param>
/// <param name="PaidOn">What they paid on.</param>
/// <param name="Received">What it paid them.</param>
/// <param name="Largest">Their largest single payment.</param>
/// <param name="FirstAt">Its first payment to them.</param>
/// <param name="StackSources">How many sources paid at least half of all who pay the address.</param>
/// <param name="StackMiddles">How many those are.</param>
internal readonly record struct CommonSource(int Middles, long PaidOn, long Received, long Largest, uint FirstAt, int StackSources, int StackMiddles);

/// <content>Scatter-gather and stacks: who pays one address, and who paid those.</content>
public sealed unsafe partial class TransferMemory
{
    private const int MostSources = 8;

    private struct Middle
    {
        public uint Number;
        public uint NewestAt;
        public long Paid;
        public long Largest;
    }

    private struct Source
    {
        public uint Number;
        public uint FirstAt;
        public int Middles;
        public long PaidOn;
        public long Received;
        public long Largest;
    }

    /// <summary>Of the sources that paid who pays now: the one that paid the most of all who paid the same address; of several the one that paid last.</summary>
    private CommonSource FindCommonSource(uint middle, uint to, uint at, ref int steps)
    {
        if (addresses.At(middle)->ReceivedTimes == 0 || !IsWalked(middle) || !IsWalked(to))
        {
            return default;
        }

        var sources = stackalloc Source[MostSources];
        var sourceCount = SourcesOf(middle, to, at, sources, ref steps);
        if (sourceCount == 0)
        {
            return default;
        }

        var middles = stackalloc Middle[EdgeRings.Most];
        var middleCount = MiddlesOf(to, at, middles, ref steps);
        for (var i = 0; i < middleCount; i++)
        {
            if (!Credit(middles[i], at, sources, sourceCount, ref steps))
            {
                return default;
            }
        }

        var best = 0;
        var stack = 0;
        for (var i = 0; i < sourceCount; i++)
        {
            best = sources[i].Middles > sources[best].Middles ? i : best;
            stack += sources[i].Middles * 2 >= middleCount ? 1 : 0;
        }

        var found = sources[best];
        return new CommonSource(found.Middles, found.PaidOn, found.Received, found.Largest, found.FirstAt, middleCount >= 3 ? stack : 0, middleCount);
    }

    // The different addresses that paid who pays now, the newest first.
    private int SourcesOf(uint middle, uint to, uint at, Source* sources, ref int steps)
    {
        var record = addresses.At(middle);
        var count = 0;
        var ring = rings.View(record);
        for (var i = record->RingCount - 1; i >= 0 && count < MostSources; i--)
        {
            steps++;
            var edge = ring[i];
            if (edge->IsOut || edge->Peer == 0 || edge->Peer == to || edge->At > at || edge->At + GraphReach <= at || IsAmong(edge->Peer, sources, count) || !IsWalked(edge->Peer))
            {
                continue;
            }

            sources[count++] = new Source { Number = edge->Peer, FirstAt = uint.MaxValue };
        }

        return count;
    }

    // The different addresses that paid one, who pays now among them.
    private int MiddlesOf(uint to, uint at, Middle* middles, ref int steps)
    {
        var record = addresses.At(to);
        var count = 0;
        var ring = rings.View(record);
        for (var i = record->RingCount - 1; i >= 0; i--)
        {
            steps++;
            var edge = ring[i];
            if (edge->IsOut || edge->Peer == 0 || edge->At > at || edge->At + GraphReach <= at)
            {
                continue;
            }

            var place = 0;
            while (place < count && middles[place].Number != edge->Peer)
            {
                place++;
            }

            if (place == count)
            {
                if (!IsWalked(edge->Peer))
                {
                    continue;
                }

                ForeseeNewest(addresses.At(edge->Peer));
                middles[count++] = new Middle { Number = edge->Peer };
            }

            middles[place].NewestAt = Math.Max(middles[place].NewestAt, edge->At);
            middles[place].Paid += Math.Max(0, edge->Usd);
            middles[place].Largest = Math.Max(middles[place].Largest, edge->Usd);
        }

        return count;
    }

    // Which sources paid one of them before it paid on. False when the budget is used up.
    private bool Credit(in Middle middle, uint at, Source* sources, int sourceCount, ref int steps)
    {
        var record = addresses.At(middle.Number);
        var credited = 0u;
        var ring = rings.View(record);
        for (var i = 0; i < record->RingCount; i++)
        {
            if (++steps > StepBudget)
            {
                return false;
            }

            var edge = ring[i];
            if (edge->IsOut || edge->At > middle.NewestAt || edge->At + GraphReach <= at)
            {
                continue;
            }

            for (var j = 0; j < sourceCount; j++)
            {
                if (sources[j].Number == edge->Peer)
                {
                    sources[j].Received += Math.Max(0, edge->Usd);
                    sources[j].FirstAt = Math.Min(sources[j].FirstAt, edge->At);
                    credited |= 1u << j;
                }
            }
        }

        for (var j = 0; j < sourceCount; j++)
        {
            if ((credited & (1u << j)) != 0)
            {
                sources[j].Middles++;
                sources[j].PaidOn += middle.Paid;
                sources[j].Largest = Math.Max(sources[j].Largest, middle.Largest);
            }
        }

        return true;
    }

    private static bool IsAmong(uint number, Source* sources, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (sources[i].Number == number)
            {
                return true;
            }
        }

        return false;
    }
}
