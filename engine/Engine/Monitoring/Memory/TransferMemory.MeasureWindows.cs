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
                of.Windows.Read(rings, record, withWindows: true, withRest: false, of.IsRecipient);
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

    private void ReadSums(BucketBlock* block, ref RingScan scan)
    {
        fixed (RingScan* into = &scan)
        {
            ReadSums(&block->Sent, block->Clock, into->SentUsd, into->SentTimes, into->Recipients);
            ReadSums(&block->Received, block->Clock, into->ReceivedUsd, into->ReceivedTimes, into->Senders);
        }

        var below = block->Below == 0 ? null : (BelowLimits*)belows.At(block->Below);
        for (var limit = 0; below != null && limit < BelowLimits.Limits; limit++)
        {
            (scan.ReceivedBelowUsd[limit], scan.ReceivedBelowTimes[limit]) = (below->TotalUsd[limit], (int)below->TotalTimes[limit]);
            (scan.SentBelowUsd[limit], scan.SentBelowTimes[limit]) = (below->TotalUsd[BelowLimits.Limits + limit], (int)below->TotalTimes[BelowLimits.Limits + limit]);
        }
    }

    private static void ReadSums(DirectionBuckets* buckets, uint clock, long* usd, int* times, int* peers)
    {
        const int days = BucketBlock.FiveMinutes + BucketBlock.Hours;
        Add((int)(clock / 300 % BucketBlock.FiveMinutes), 0);
        for (var day = 0u; day < 7; day++)
        {
            Add(days + (int)(((clock / 86_400) - day) % BucketBlock.Days), 3);
        }

        (usd[1], times[1], peers[1]) = (buckets->TotalUsd[0], (int)buckets->TotalTimes[0], (int)buckets->TotalMet[0]);
        (usd[2], times[2], peers[2]) = (buckets->TotalUsd[1], (int)buckets->TotalTimes[1], (int)buckets->TotalMet[1]);
        (usd[4], times[4], peers[4]) = (buckets->TotalUsd[2], (int)buckets->TotalTimes[2], (int)buckets->TotalMet[2]);

        void Add(int place, int window)
        {
            usd[window] += buckets->Usd[place];
            times[window] += (int)buckets->Times[place];
            peers[window] += (int)buckets->LastMet[place];
        }
    }

    private static void ReadExtremes(BucketBlock* block, ref RingScan scan)
    {
        scan.Begin();
        fixed (RingScan* into = &scan)
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
    private static void WriteExtremes(long[] values, int first, ref RingScan scan, bool knownSent, bool knownReceived)
    {
        var (sent, received) = (first + FactPlaces.SentWindows, first + FactPlaces.ReceivedWindows);
        const int n = RingScan.Windows;
        for (var window = 0; window < n; window++)
        {
            values[sent + (3 * n) + window] = knownSent && scan.SentLargest[window] >= 0 ? scan.SentSmallest[window] : FactRow.Unknown;
            values[sent + (4 * n) + window] = knownSent && scan.SentLargest[window] >= 0 ? scan.SentLargest[window] : FactRow.Unknown;
            values[received + (3 * n) + window] = knownReceived && scan.ReceivedLargest[window] >= 0 ? scan.ReceivedSmallest[window] : FactRow.Unknown;
            values[received + (4 * n) + window] = knownReceived && scan.ReceivedLargest[window] >= 0 ? scan.ReceivedLargest[window] : FactRow.Unknown;
        }
    }

    private static void WriteSums(long[] values, int first, ref RingScan scan, bool knownSent, bool knownReceived)
    {
        var (sent, received) = (first + FactPlaces.SentWindows, first + FactPlaces.ReceivedWindows);
        const int n = RingScan.Windows;
        for (var window = 0; window < n; window++)
        {
            values[sent + window] = knownSent ? scan.SentUsd[window] : FactRow.Unknown;
            values[sent + n + window] = scan.SentTimes[window];
            values[sent + (2 * n) + window] = scan.Recipients[window];
            values[received + window] = knownReceived ? scan.ReceivedUsd[window] : FactRow.Unknown;
            values[received + n + window] = scan.ReceivedTimes[window];
            values[received + (2 * n) + window] = scan.Senders[window];
        }

        for (var limit = 0; limit < BelowLimits.Limits; limit++)
        {
            values[first + FactPlaces.SentBelow + (2 * limit)] = knownSent ? scan.SentBelowTimes[limit] : FactRow.Unknown;
            values[first + FactPlaces.SentBelow + (2 * limit) + 1] = knownSent ? scan.SentBelowUsd[limit] : FactRow.Unknown;
            values[first + FactPlaces.ReceivedBelow + (2 * limit)] = knownReceived ? scan.ReceivedBelowTimes[limit] : FactRow.Unknown;
            values[first + FactPlaces.ReceivedBelow + (2 * limit) + 1] = knownReceived ? scan.ReceivedBelowUsd[limit] : FactRow.Unknown;
        }
    }

    private void MeasureRing(long[] values, in AskedSide of, AddressRecord* record, ref RingScan scan)
    {
        const long unknown = FactRow.Unknown;
        var first = of.First;
        values[first + FactPlaces.DistinctRecipients6h] = scan.Recipients6h;
        values[first + FactPlaces.OneTimeSenders30d] = scan.OneTimeSenders30d;
        values[first + FactPlaces.ChainCount24h] = System.Numerics.BitOperations.PopCount(scan.Chains24h);
        values[first + FactPlaces.SentToExchangeCount30d] = scan.ToExchange30d;
        values[first + FactPlaces.RedemptionCount24h] = scan.Redeemed24hTimes;
        values[first + FactPlaces.SentIntervalVariation30d] = scan.Intervals >= 29 ? Variation(scan.Intervals, scan.IntervalSum, scan.IntervalSquares) : unknown;
        if (scan.LastReceivedAt != 0)
        {
            values[first + FactPlaces.MinutesSinceReceived] = (asked.At - Math.Min(asked.At, scan.LastReceivedAt)) * Million / 60;
            values[first + FactPlaces.LastReceivedUsd] = ReceivedAround(record, scan.LastReceivedAt, of.IsRecipient);
        }

        if (of.KnownSent)
        {
            values[first + FactPlaces.SentVariation6h] = scan.Sent6hTimes >= 2 ? Variation(scan.Sent6hTimes, scan.Sent6hUsd, scan.Sent6hSquares) : unknown;
            values[first + FactPlaces.RoundShare30d] = scan.SentKnown30d > 0 ? Share(scan.SentRound30d, scan.SentKnown30d) : unknown;
            values[first + FactPlaces.SentToUnhostedOrBridgeUsd15m] = scan.ToUnhosted15mUsd;
            values[first + FactPlaces.RedeemedUsd24h] = scan.Redeemed24hUsd;
            values[first + FactPlaces.RedeemedBelow10000Count48h] = scan.RedeemedBelow48hTimes;
            values[first + FactPlaces.RedeemedBelow10000Usd48h] = scan.RedeemedBelow48hUsd;
            values[first + FactPlaces.OutflowShare10m] = BalanceUsd(of.Side.Number, record) is not { } left ? unknown
                : scan.Sent10mUsd == 0 ? 0 : (long)((Int128)scan.Sent10mUsd * Million / ((Int128)left + scan.Sent10mUsd));
        }

        if (of.KnownSent && of.KnownReceived)
        {
            values[first + FactPlaces.SmallTicketShare30d] = scan.Known30d > 0 ? Share(scan.SmallTickets30d, scan.Known30d) : unknown;
        }
    }

    // Where nothing was ever minted to an address, that needs no looking through.
    private void MeasureMints(long[] values, in AskedSide of, AddressRecord* record)
    {
        if (record->WasMintedTo != 0 && IsServiceHub(record))
        {
            return;
        }

        var scan = default(RingScan);
        if (record->WasMintedTo != 0)
        {
            scan.Read(rings, record, withWindows: false, withRest: true, of.IsRecipient);
        }

        var first = of.First;
        values[first + FactPlaces.MintCount24h] = scan.Minted24hTimes;
        values[first + FactPlaces.EarlierMints] = MintsOf(of.Side.Number, record) - scan.Minted15mTimes;
        if (of.KnownReceived)
        {
            values[first + FactPlaces.MintedUsd15m] = scan.Minted15mUsd;
            values[first + FactPlaces.MintedUsd24h] = scan.Minted24hUsd;
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
