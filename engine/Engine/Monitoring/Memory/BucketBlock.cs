using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// The windows of one direction of a busy address: 12 buckets of five minutes, 24 of an hour, 30 of a UTC day, one behind the other. In each, what moved in it, and how many
/// of the other sides were last met in it: those of the buckets of a window together are its different addresses, whatever their number.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal unsafe struct DirectionBuckets
{
    public fixed long Usd[BucketBlock.Buckets];
    public fixed long Smallest[BucketBlock.Buckets];
    public fixed long Largest[BucketBlock.Buckets];
    public fixed uint Times[BucketBlock.Buckets];
    public fixed uint LastMet[BucketBlock.Buckets];

    // What the buckets of an hour, a day and 30 days come to: kept, so that nobody sums them up for each transfer.
    public fixed long TotalUsd[3];
    public fixed uint TotalTimes[3];
    public fixed uint TotalMet[3];
}

/// <summary>The windows of an address that took part in more than 64 transfers in 30 days: the same cost for each transfer, however many there are.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal unsafe struct BucketBlock
{
    /// <summary>Buckets of five minutes.</summary>
    public const int FiveMinutes = 12;

    /// <summary>Buckets of an hour.</summary>
    public const int Hours = 24;

    /// <summary>Buckets of a day.</summary>
    public const int Days = 30;

    /// <summary>All of them.</summary>
    public const int Buckets = FiveMinutes + Hours + Days;

    /// <summary>Up to when buckets were emptied: the clock of the address then.</summary>
    public uint Clock;

    /// <summary>What moved just below the limits (<see cref="BelowLimits"/>), by its number; 0 while nothing did in 24 hours.</summary>
    public uint Below;

    public DirectionBuckets Received;
    public DirectionBuckets Sent;

    /// <summary>Makes an empty block of one of zeros.</summary>
    public static void Begin(BucketBlock* block, uint clock)
    {
        block->Clock = clock;
        Empty(&block->Received, 0, Buckets);
        Empty(&block->Sent, 0, Buckets);
    }

    /// <summary>Has fetched what a transfer at about its clock changes.</summary>
    public static void Foresee(BucketBlock* block, uint clock)
    {
        Foresight.Fetch(block);
        Foresee(&block->Received, clock);
        Foresee(&block->Sent, clock);
    }

    /// <summary>Lets everything leave that the windows no longer reach.</summary>
    public static void Advance(BucketBlock* block, uint clock)
    {
        if (clock > block->Clock)
        {
            Advance(block, 300, 0, FiveMinutes, clock);
            Advance(block, 3_600, FiveMinutes, Hours, clock);
            Advance(block, 86_400, FiveMinutes + Hours, Days, clock);
            block->Clock = clock;
        }
    }

    /// <summary>Counts a transfer into the buckets that still reach it.</summary>
    /// <param name="block">Advanced to the clock of the address.</param>
    /// <param name="isOut">Which direction.</param>
    /// <param name="at">Event time.</param>
    /// <param name="usd">Its worth, or <see cref="Edge.UnknownUsd"/>.</param>
    /// <param name="hasPeer">Whether there is another side.</param>
    /// <param name="lastMet">When the two last met in this direction before; 0 for never.</param>
    public static void Add(BucketBlock* block, bool isOut, uint at, long usd, bool hasPeer, uint lastMet)
    {
        var buckets = isOut ? &block->Sent : &block->Received;
        Add(buckets, block->Clock, 300, 0, FiveMinutes, at, usd, hasPeer, lastMet);
        Add(buckets, block->Clock, 3_600, FiveMinutes, Hours, at, usd, hasPeer, lastMet);
        Add(buckets, block->Clock, 86_400, FiveMinutes + Hours, Days, at, usd, hasPeer, lastMet);
    }

    private static void Add(DirectionBuckets* buckets, uint clock, uint length, int first, int count, uint at, long usd, bool hasPeer, uint lastMet)
    {
        var (now, bucket, total) = (clock / length, at / length, TotalOf(first));
        var place = first + (int)(bucket % (uint)count);
        if (bucket + count > now)
        {
            buckets->Times[place]++;
            buckets->TotalTimes[total]++;
            if (usd >= 0)
            {
                buckets->Usd[place] += usd;
                buckets->TotalUsd[total] += usd;
                buckets->Smallest[place] = Math.Min(buckets->Smallest[place], usd);
                buckets->Largest[place] = Math.Max(buckets->Largest[place], usd);
            }
        }

        var before = lastMet / length;
        if (!hasPeer || (lastMet != 0 && before >= bucket))
        {
            return;
        }

        if (lastMet != 0 && before + count > now)
        {
            buckets->LastMet[first + (int)(before % (uint)count)]--;
            buckets->TotalMet[total]--;
        }

        if (bucket + count > now)
        {
            buckets->LastMet[place]++;
            buckets->TotalMet[total]++;
        }
    }

    private static void Advance(BucketBlock* block, uint length, int first, int count, uint clock)
    {
        var (from, to) = (block->Clock / length, clock / length);
        for (var bucket = Math.Max(from + 1, to >= (uint)count ? to - (uint)count + 1 : 0); bucket <= to; bucket++)
        {
            var place = first + (int)(bucket % (uint)count);
            Empty(&block->Received, place, 1);
            Empty(&block->Sent, place, 1);
        }
    }

    private static void Foresee(DirectionBuckets* buckets, uint clock)
    {
        var (hour, day) = (FiveMinutes + (clock / 3_600 % Hours), FiveMinutes + Hours + (clock / 86_400 % Days));
        Foresight.Fetch(&buckets->Usd[hour]);
        Foresight.Fetch(&buckets->Usd[day]);
        Foresight.Fetch(&buckets->Times[hour]);
        Foresight.Fetch(&buckets->LastMet[hour]);
        Foresight.Fetch(buckets->TotalUsd, 64);
    }

    // Which total a bucket belongs to.
    private static int TotalOf(int place) => place < FiveMinutes ? 0 : place < FiveMinutes + Hours ? 1 : 2;

    private static void Empty(DirectionBuckets* buckets, int first, int count)
    {
        for (var place = first; place < first + count; place++)
        {
            var total = TotalOf(place);
            buckets->TotalUsd[total] -= buckets->Usd[place];
            buckets->TotalTimes[total] -= buckets->Times[place];
            buckets->TotalMet[total] -= buckets->LastMet[place];
            (buckets->Usd[place], buckets->Smallest[place], buckets->Largest[place]) = (0, long.MaxValue, -1);
            (buckets->Times[place], buckets->LastMet[place]) = (0, 0);
        }
    }
}
