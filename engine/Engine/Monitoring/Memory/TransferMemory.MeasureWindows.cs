using System.Numerics;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>Facts of windows and of the last 64 transfers.</content>
public sealed unsafe partial class TransferMemory
{
    // From the buckets of a busy address; else from its ring, which is looked through once a transfer.
    private void MeasureWindows(long[] values, ref AskedSide of, AddressRecord* record, FactGroups groups)
    {
        var isVast = (record->Flags & AddressFlags.Vast) != 0;
        var (knownSent, knownReceived) = (of.KnownSent && !isVast, of.KnownReceived && !isVast);
        if (!of.HasWindows)
        {
            of.HasWindows = true;
            of.Windows = default;
            if (record->Block == 0)
            {
                of.Windows.Read(rings.View(record), record->Clock);
            }
            else
            {
                ReadSums((BucketBlock*)blocks.At(record->Block), ref of.Windows);
            }
        }

        if ((groups & FactGroups.Windows) != 0)
        {
            WriteSums(values, of.First, ref of.Windows, knownSent, knownReceived);
        }

        if ((groups & FactGroups.Extremes) != 0)
        {
            if (record->Block != 0)
            {
                ReadExtremes((BucketBlock*)blocks.At(record->Block), ref of.Windows);
            }

            WriteExtremes(values, of.First, ref of.Windows, knownSent, knownReceived);
        }
    }

    private void ReadSums(BucketBlock* block, ref WindowSums sums)
    {
        fixed (WindowSums* into = &sums)
        {
            ReadSums(&block->Sent, block->Clock, into->SentUsd, into->SentTimes);
            ReadSums(&block->Received, block->Clock, into->ReceivedUsd, into->ReceivedTimes);
        }

        var below = block->Below == 0 ? null : (BelowLimits*)belows.At(block->Below);
        for (var limit = 0; below != null && limit < BelowLimits.Limits; limit++)
        {
            (sums.ReceivedBelowUsd[limit], sums.ReceivedBelowTimes[limit]) = (below->TotalUsd[limit], (int)below->TotalTimes[limit]);
            (sums.SentBelowUsd[limit], sums.SentBelowTimes[limit]) = (below->TotalUsd[BelowLimits.Limits + limit], (int)below->TotalTimes[BelowLimits.Limits + limit]);
        }
    }

    private static void ReadSums(DirectionBuckets* buckets, uint clock, long* usd, int* times)
    {
        const int days = BucketBlock.FiveMinutes + BucketBlock.Hours;
        Add((int)(clock / 300 % BucketBlock.FiveMinutes), 0);
        for (var day = 0u; day < 7; day++)
        {
            Add(days + (int)(((clock / 86_400) - day) % BucketBlock.Days), 3);
        }

        (usd[1], times[1]) = (buckets->TotalUsd[0], (int)buckets->TotalTimes[0]);
        (usd[2], times[2]) = (buckets->TotalUsd[1], (int)buckets->TotalTimes[1]);
        (usd[4], times[4]) = (buckets->TotalUsd[2], (int)buckets->TotalTimes[2]);

        void Add(int place, int window)
        {
            usd[window] += buckets->Usd[place];
            times[window] += (int)buckets->Times[place];
        }
    }

    private static void ReadExtremes(BucketBlock* block, ref WindowSums sums)
    {
        sums.Begin();
        fixed (WindowSums* into = &sums)
        {
            ReadExtremes(&block->Sent, block->Clock, into->SentSmallest, into->SentLargest);
            ReadExtremes(&block->Received, block->Clock, into->ReceivedSmallest, into->ReceivedLargest);
        }
    }

    private static void ReadExtremes(DirectionBuckets* buckets, uint clock, long* smallest, long* largest)
    {
        const int days = BucketBlock.FiveMinutes + BucketBlock.Hours;
        Add((int)(clock / 300 % BucketBlock.FiveMinutes), 0);
        for (var day = 0u; day < 7; day++)
        {
            Add(days + (int)(((clock / 86_400) - day) % BucketBlock.Days), 3);
        }

        All(0, BucketBlock.FiveMinutes, 1);
        All(BucketBlock.FiveMinutes, BucketBlock.Hours, 2);
        All(days, BucketBlock.Days, 4);

        void Add(int place, int window)
        {
            smallest[window] = Math.Min(smallest[window], buckets->Smallest[place]);
            largest[window] = Math.Max(largest[window], buckets->Largest[place]);
        }

        void All(int first, int count, int window)
        {
            smallest[window] = Smallest(new ReadOnlySpan<long>(&buckets->Smallest[first], count));
            largest[window] = -Smallest(new ReadOnlySpan<long>(&buckets->Largest[first], count), -1);
        }
    }

    // The smallest of some numbers, or of their negatives; eight at a time where the processor can.
    private static long Smallest(ReadOnlySpan<long> numbers, long sign = 1)
    {
        var least = new Vector<long>(long.MaxValue);
        var i = 0;
        for (; i <= numbers.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            var some = new Vector<long>(numbers[i..]);
            least = Vector.Min(least, sign < 0 ? -some : some);
        }

        var smallest = long.MaxValue;
        for (var lane = 0; lane < Vector<long>.Count; lane++)
        {
            smallest = Math.Min(smallest, least[lane]);
        }

        for (; i < numbers.Length; i++)
        {
            smallest = Math.Min(smallest, sign * numbers[i]);
        }

        return smallest;
    }

    // In the catalogue's order: by measure, then by length.
    private static void WriteExtremes(long[] values, int first, ref WindowSums sums, bool knownSent, bool knownReceived)
    {
        var (sent, received) = (first + FactPlaces.SentWindows, first + FactPlaces.ReceivedWindows);
        const int n = WindowSums.Windows;
        for (var window = 0; window < n; window++)
        {
            values[sent + (3 * n) + window] = knownSent && sums.SentLargest[window] >= 0 ? sums.SentSmallest[window] : FactRow.Unknown;
            values[sent + (4 * n) + window] = knownSent && sums.SentLargest[window] >= 0 ? sums.SentLargest[window] : FactRow.Unknown;
            values[received + (3 * n) + window] = knownReceived && sums.ReceivedLargest[window] >= 0 ? sums.ReceivedSmallest[window] : FactRow.Unknown;
            values[received + (4 * n) + window] = knownReceived && sums.ReceivedLargest[window] >= 0 ? sums.ReceivedLargest[window] : FactRow.Unknown;
        }
    }

    private static void WriteSums(long[] values, int first, ref WindowSums sums, bool knownSent, bool knownReceived)
    {
        var (sent, received) = (first + FactPlaces.SentWindows, first + FactPlaces.ReceivedWindows);
        const int n = WindowSums.Windows;
        for (var window = 0; window < n; window++)
        {
            values[sent + window] = knownSent ? sums.SentUsd[window] : FactRow.Unknown;
            values[sent + n + window] = sums.SentTimes[window];
            values[received + window] = knownReceived ? sums.ReceivedUsd[window] : FactRow.Unknown;
            values[received + n + window] = sums.ReceivedTimes[window];
        }

        for (var limit = 0; limit < BelowLimits.Limits; limit++)
        {
            values[first + FactPlaces.SentBelow + (2 * limit)] = knownSent ? sums.SentBelowTimes[limit] : FactRow.Unknown;
            values[first + FactPlaces.SentBelow + (2 * limit) + 1] = knownSent ? sums.SentBelowUsd[limit] : FactRow.Unknown;
            values[first + FactPlaces.ReceivedBelow + (2 * limit)] = knownReceived ? sums.ReceivedBelowTimes[limit] : FactRow.Unknown;
            values[first + FactPlaces.ReceivedBelow + (2 * limit) + 1] = knownReceived ? sums.ReceivedBelowUsd[limit] : FactRow.Unknown;
        }
    }

    // Different addresses in each window from the buckets of a busy address, and the rest from its ring, which is looked through once a transfer.
    private void MeasurePeers(long[] values, ref AskedSide of, AddressRecord* record, FactGroups groups, bool isHub)
    {
        if (!of.HasPeers && (record->Block == 0 || (groups & FactGroups.LastPeers) != 0))
        {
            (of.HasPeers, of.Peers) = (true, default);
            of.Peers.Read(rings.View(record), record->Clock);
        }

        if ((groups & FactGroups.Distinct) != 0)
        {
            var peers = of.Peers;
            if (record->Block != 0)
            {
                var block = (BucketBlock*)blocks.At(record->Block);
                ReadPeers(&block->Sent, block->Clock, peers.Recipients);
                ReadPeers(&block->Received, block->Clock, peers.Senders);
            }

            var third = 2 * WindowSums.Windows;
            for (var window = 0; window < WindowSums.Windows; window++)
            {
                values[of.First + FactPlaces.SentWindows + third + window] = peers.Recipients[window];
                values[of.First + FactPlaces.ReceivedWindows + third + window] = peers.Senders[window];
            }
        }

        if ((groups & FactGroups.LastPeers) != 0 && !isHub)
        {
            values[of.First + FactPlaces.DistinctRecipients6h] = of.Peers.Recipients6h;
            values[of.First + FactPlaces.OneTimeSenders30d] = of.Peers.OneTimeSenders30d;
        }
    }

    private static void ReadPeers(DirectionBuckets* buckets, uint clock, int* peers)
    {
        const int days = BucketBlock.FiveMinutes + BucketBlock.Hours;
        peers[0] = (int)buckets->LastMet[clock / 300 % BucketBlock.FiveMinutes];
        peers[3] = 0;
        for (var day = 0u; day < 7; day++)
        {
            peers[3] += (int)buckets->LastMet[days + (int)(((clock / 86_400) - day) % BucketBlock.Days)];
        }

        (peers[1], peers[2], peers[4]) = ((int)buckets->TotalMet[0], (int)buckets->TotalMet[1], (int)buckets->TotalMet[2]);
    }

    private void MeasureRing(long[] values, in AskedSide of, AddressRecord* record, in LastTransfers last)
    {
        const long unknown = FactRow.Unknown;
        var first = of.First;
        values[first + FactPlaces.ChainCount24h] = System.Numerics.BitOperations.PopCount(last.Chains24h);
        values[first + FactPlaces.SentToExchangeCount30d] = last.ToExchange30d;
        values[first + FactPlaces.RedemptionCount24h] = last.Redeemed24hTimes;
        values[first + FactPlaces.SentIntervalVariation30d] = last.Intervals >= 29 ? Variation(last.Intervals, last.IntervalSum, last.IntervalSquares) : unknown;
        if (last.LastReceivedAt != 0)
        {
            values[first + FactPlaces.MinutesSinceReceived] = (asked.At - Math.Min(asked.At, last.LastReceivedAt)) * Million / 60;
            values[first + FactPlaces.LastReceivedUsd] = ReceivedAround(record, last.LastReceivedAt, of.IsRecipient);
        }

        if (of.KnownSent)
        {
            values[first + FactPlaces.SentVariation6h] = last.Sent6hTimes >= 2 ? Variation(last.Sent6hTimes, last.Sent6hUsd, last.Sent6hSquares) : unknown;
            values[first + FactPlaces.RoundShare30d] = last.SentKnown30d > 0 ? Share(last.SentRound30d, last.SentKnown30d) : unknown;
            values[first + FactPlaces.SentToUnhostedOrBridgeUsd15m] = last.ToUnhosted15mUsd;
            values[first + FactPlaces.RedeemedUsd24h] = last.Redeemed24hUsd;
            values[first + FactPlaces.RedeemedBelow10000Count48h] = last.RedeemedBelow48hTimes;
            values[first + FactPlaces.RedeemedBelow10000Usd48h] = last.RedeemedBelow48hUsd;
            values[first + FactPlaces.OutflowShare10m] = BalanceUsd(of.Side.Number, record) is not { } left ? unknown
                : last.Sent10mUsd == 0 ? 0 : (long)((Int128)last.Sent10mUsd * Million / ((Int128)left + last.Sent10mUsd));
        }

        if (of.KnownSent && of.KnownReceived)
        {
            values[first + FactPlaces.SmallTicketShare30d] = last.Known30d > 0 ? Share(last.SmallTickets30d, last.Known30d) : unknown;
        }
    }

    // Where nothing was ever minted to an address, that needs no looking through.
    private void MeasureMints(long[] values, in AskedSide of, AddressRecord* record)
    {
        if (record->WasMintedTo != 0 && IsServiceHub(record))
        {
            return;
        }

        var last = default(LastTransfers);
        if (record->WasMintedTo != 0)
        {
            last.Read(rings.View(record), record->Clock, of.IsRecipient);
        }

        var first = of.First;
        values[first + FactPlaces.MintCount24h] = last.Minted24hTimes;
        values[first + FactPlaces.EarlierMints] = MintsOf(of.Side.Number, record) - last.Minted15mTimes;
        if (of.KnownReceived)
        {
            values[first + FactPlaces.MintedUsd15m] = last.Minted15mUsd;
            values[first + FactPlaces.MintedUsd24h] = last.Minted24hUsd;
        }
    }

    // Standard deviation by mean, from whole numbers: the root of n times the squares less the square of the sum, by the sum. Both are widened before the root is
    // taken, so that what it cuts off never shows in the millionths.
    private static long Variation(int count, Int128 sum, Int128 squares)
    {
        var spread = (count * squares) - (sum * sum);
        if (spread <= 0)
        {
            return 0;
        }

        var widened = ((int)Int128.LeadingZeroCount(spread) - 1) / 2;
        return (long)(Root(spread << (2 * widened)) * Million / (sum << widened));
    }

    // The greatest whole number whose square is not greater; Newton's method from above.
    private static Int128 Root(Int128 square)
    {
        if (square <= 1)
        {
            return square < 0 ? 0 : square;
        }

        var root = Int128.One << (int)((129 - Int128.LeadingZeroCount(square)) / 2);
        while (true)
        {
            var next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    // All that came in the hour up to a moment; this transfer itself left out.
    private long ReceivedAround(AddressRecord* record, uint at, bool withoutNewest)
    {
        long usd = 0;
        var ring = rings.View(record);
        for (var i = 0; i < record->RingCount - (withoutNewest ? 1 : 0); i++)
        {
            var edge = ring[i];
            usd += !edge->IsOut && edge->At <= at && edge->At + 3_600 > at ? Math.Max(0, edge->Usd) : 0;
        }

        return usd;
    }
}
