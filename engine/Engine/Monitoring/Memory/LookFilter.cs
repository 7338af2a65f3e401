namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// Tells of most addresses that no other looks like them, without a look at any. Two bits a look, of which several looks may share: whether one was met, and whether it, or one
/// that shares its bits, was met again. What was taken back stays in it: that costs a look in vain and changes no answer. It is no part of a snapshot, and is filled again from the addresses.
/// </summary>
internal sealed class LookFilter
{
    private const int BitsEach = 8;
    private ulong[] met = new ulong[64];
    private ulong[] again = new ulong[64];

    /// <summary>Whether another address may have this look.</summary>
    public bool MayBeTwo(uint look) => (again[PlaceOf(look)] >> (int)(Spread(look) & 63) & 1) != 0;

    /// <summary>An address was met for the first time.</summary>
    /// <param name="look">What it looks like; 0 where nobody compares.</param>
    /// <param name="number">How many addresses there are with it.</param>
    /// <param name="lookOf">The look of each that was met before.</param>
    public void Add(uint look, uint number, Func<uint, uint> lookOf)
    {
        if ((long)number * BitsEach > met.Length * 64L)
        {
            (met, again) = (new ulong[met.Length * 2], new ulong[met.Length * 2]);
            for (var before = 1u; before < number; before++)
            {
                Add(lookOf(before));
            }
        }

        Add(look);
    }

    private void Add(uint look)
    {
        if (look != 0)
        {
            var (place, bit) = (PlaceOf(look), 1UL << (int)(Spread(look) & 63));
            again[place] |= met[place] & bit;
            met[place] |= bit;
        }
    }

    private int PlaceOf(uint look) => (int)(Spread(look) >> 6) & (met.Length - 1);

    private static uint Spread(uint look) => (look * 0x9E3779B1) ^ (look * 0x85EBCA77 >> 15);
}
