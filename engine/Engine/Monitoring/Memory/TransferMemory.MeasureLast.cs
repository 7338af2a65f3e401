using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>Facts of the last 64 transfers, and of whom they were with.</content>
public sealed unsafe partial class TransferMemory
{
    // Different addresses in each window from the buckets of a busy address, and the rest from its ring, which is looked through once a transfer.
    private void MeasurePeers(long[] values, ref AskedSide of, AddressRecord* record, FactGroups groups, bool isHub)
    {
        if (!of.HasPeers && (record->Block == 0 || ((groups & FactGroups.LastPeers) != 0 && !isHub)))
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

    // Where nothing was ever minted to an address, that needs no looking through, and is known of the busiest services too.
    private void MeasureMints(long[] values, in AskedSide of, AddressRecord* record)
    {
        if (record->WasMintedTo != 0 && IsServiceHub(record))
        {
            return;
        }

        long usd15m = 0, usd24h = 0;
        var (times15m, times24h) = (0, 0);
        var ring = rings.View(record);
        for (var i = 0; i < ring.Count && record->WasMintedTo != 0; i++)
        {
            var edge = ring[i];
            var age = record->Clock - edge->At;
            if (!edge->IsOut && (edge->Kind & EdgeKind.Issuer) != 0 && age < DaySeconds)
            {
                var usd = Math.Max(0, edge->Usd);
                (usd24h, times24h) = (usd24h + usd, times24h + 1);
                (usd15m, times15m) = age < 900 ? (usd15m + usd, times15m + 1) : (usd15m, times15m);
            }
        }

        var first = of.First;
        (values[first + FactPlaces.MintCount24h], values[first + FactPlaces.EarlierMints]) = (times24h, MintsOf(of.Side.Number, record) - times15m);
        if (of.KnownReceived || record->WasMintedTo == 0)
        {
            (values[first + FactPlaces.MintedUsd15m], values[first + FactPlaces.MintedUsd24h]) = (usd15m, usd24h);
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
