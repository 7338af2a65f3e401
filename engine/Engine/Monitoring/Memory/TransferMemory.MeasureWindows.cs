using System.Numerics;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>Facts of windows.</content>
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
}
