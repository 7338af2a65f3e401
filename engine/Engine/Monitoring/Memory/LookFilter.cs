namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// Tells of most addresses that no other looks like them, without a look at any: two Bloom filters whose bits of one look stand in one word, of the looks that were met and of those
/// that were met again. Looks may share their bits: of a hundred that nobody else has, some two are taken for met again. What was taken back stays in it: that costs a look in vain and changes no answer. It is no part of a snapshot, and is filled again from the addresses.
/// </summary>
internal sealed class LookFilter
{
    private const int BitsEach = 8;

    // Few are met again: their filter is small, and stays in the processor's cache.
    private const int OfWhichAgain = 8;
    private ulong[] met = new ulong[64];
    private ulong[] again = new ulong[64 / OfWhichAgain];

    /// <summary>Whether another address may have this look.</summary>
    public bool MayBeTwo(ulong look)
    {
        var spread = Spread(look);
        return (again[PlaceOf(spread, again)] & BitsOf(spread)) == BitsOf(spread);
    }

    /// <summary>An address was met for the first time.</summary>
    /// <param name="look">What it looks like; <see cref="AddressLook.None"/> where nobody compares.</param>
    /// <param name="number">How many addresses there are with it.</param>
    /// <param name="lookOf">The look of each that was met before.</param>
    public void Add(ulong look, uint number, Func<uint, ulong> lookOf)
    {
        if ((long)number * BitsEach > met.Length * 64L)
        {
            (met, again) = (new ulong[met.Length * 2], new ulong[again.Length * 2]);
            for (var before = 1u; before < number; before++)
            {
                Add(lookOf(before));
            }
        }

        Add(look);
    }

    private void Add(ulong look)
    {
        if (look != AddressLook.None)
        {
            var spread = Spread(look);
            var (place, bits) = (PlaceOf(spread, met), BitsOf(spread));
            if ((met[place] & bits) == bits)
            {
                again[PlaceOf(spread, again)] |= bits;
            }

            met[place] |= bits;
        }
    }

    private static int PlaceOf(ulong spread, ulong[] among) => (int)(spread >> 32) & (among.Length - 1);

    // Three of the 64.
    private static ulong BitsOf(ulong spread) => (1UL << (int)(spread & 63)) | (1UL << (int)(spread >> 6 & 63)) | (1UL << (int)(spread >> 12 & 63));

    private static ulong Spread(ulong look)
    {
        var spread = (look ^ (look >> 32)) * 0x9E3779B97F4A7C15;
        return spread ^ (spread >> 29);
    }
}
