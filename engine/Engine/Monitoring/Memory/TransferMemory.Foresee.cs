using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>What the next transfers will look at, fetched ahead of them.</content>
public sealed unsafe partial class TransferMemory
{
    /// <summary>Has fetched what the transfers behind one will look at: of those nearer more than of those farther. It changes nothing but the time.</summary>
    /// <param name="transfers">In their order.</param>
    /// <param name="place">The one that is taken next.</param>
    public void Foresee(ReadOnlySpan<StreamedTransfer> transfers, int place)
    {
        if (place + Foresight.Places < transfers.Length)
        {
            ref readonly var far = ref transfers[place + Foresight.Places];
            ForeseePlace(far.From);
            ForeseePlace(far.To);
        }

        if (place + Foresight.Records < transfers.Length)
        {
            ref readonly var nearer = ref transfers[place + Foresight.Records];
            ForeseeRecord(nearer.From);
            ForeseeRecord(nearer.To);
        }

        if (place + Foresight.Rings < transfers.Length)
        {
            ref readonly var near = ref transfers[place + Foresight.Rings];
            ForeseeRing(near.From);
            ForeseeRing(near.To);
        }
    }

    private void ForeseePlace(in ChainAddress? address)
    {
        if (address is { } known)
        {
            addresses.Foresee(known);
        }
    }

    private void ForeseeRecord(in ChainAddress? address)
    {
        if (address is { } known && addresses.FindLikely(known) is var number and not 0)
        {
            Foresight.Fetch(addresses.At(number), sizeof(AddressRecord));
        }
    }

    private void ForeseeRing(in ChainAddress? address)
    {
        if (address is not { } known || addresses.FindLikely(known) is not (var number and not 0))
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

        if (record->Block != 0)
        {
            BucketBlock.Foresee((BucketBlock*)blocks.At(record->Block), record->Clock);
        }

        if (record->Habits != 0)
        {
            Foresight.Fetch(habits.At(record->Habits), sizeof(Habits));
        }

        if (record->Taint != 0)
        {
            Foresight.Fetch(taints.At(record->Taint), sizeof(Taint));
        }
    }
}
