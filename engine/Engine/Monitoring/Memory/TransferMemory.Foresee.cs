using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>What the next transfers will look at, fetched ahead of them.</content>
public sealed unsafe partial class TransferMemory
{
    // What was found out of the next transfers, by their place: the hashes of both sides, and their numbers as far as they are known.
    private readonly (ulong From, ulong To)[] foreseenHashes = new (ulong, ulong)[Foresight.Window];
    private readonly (uint From, uint To)[] foreseenNumbers = new (uint, uint)[Foresight.Window];

    /// <summary>Has fetched what the transfers behind one will look at: of those nearer more than of those farther. It changes nothing but the time.</summary>
    /// <param name="transfers">In their order.</param>
    /// <param name="place">The one that is taken next; before it, each before it was given, from 0.</param>
    public void Foresee(ReadOnlySpan<StreamedTransfer> transfers, int place)
    {
        if (place + Foresight.Places is var far && far < transfers.Length)
        {
            foreseenHashes[far % Foresight.Window] = (ForeseePlace(transfers[far].From), ForeseePlace(transfers[far].To));
        }

        // The first of them have no place behind them at which they were hashed.
        if (place + Foresight.Records is var nearer && nearer < transfers.Length && nearer >= Foresight.Places)
        {
            var (from, to) = foreseenHashes[nearer % Foresight.Window];
            foreseenNumbers[nearer % Foresight.Window] = (ForeseeRecord(from), ForeseeRecord(to));
        }

        if (place + Foresight.Rings is var near && near < transfers.Length && near >= Foresight.Places)
        {
            var (from, to) = foreseenNumbers[near % Foresight.Window];
            ForeseeRing(from);
            ForeseeRing(to);
        }
    }

    private ulong ForeseePlace(in ChainAddress? address) => address is { } known ? addresses.Foresee(known) : 0;

    private uint ForeseeRecord(ulong hash)
    {
        var number = hash == 0 ? 0 : addresses.FindLikely(hash);
        if (number != 0)
        {
            Foresight.Fetch(addresses.At(number), sizeof(AddressRecord));
        }

        return number;
    }

    private void ForeseeRing(uint number)
    {
        if (number == 0)
        {
            return;
        }

        var record = addresses.At(number);
        if (record->RingClass != 0)
        {
            var ring = rings.View(record);
            Foresight.Fetch(ring[0]);
            Foresight.Fetch(ring[ring.Count == 0 ? 0 : ring.Count - 1]);
            Foresight.Fetch(ring[ring.Count]);
        }

        counterparties.Foresee(record);
        if (record->Block != 0)
        {
            BucketBlock.Foresee((BucketBlock*)blocks.At(record->Block), record->Clock);
        }

        if (record->Habits != 0)
        {
            Foresight.Fetch(habits.At(record->Habits), sizeof(Habits));
        }
    }

    // The newest transfers of somebody who is looked through next.
    private void ForeseeNewest(AddressRecord* record)
    {
        if (record->RingCount != 0)
        {
            var ring = rings.View(record);
            var newest = (byte*)ring[ring.Count - 1];
            Foresight.Fetch(newest);
            Foresight.Fetch(newest - 64);
            Foresight.Fetch(newest - 128);
        }
    }
}
