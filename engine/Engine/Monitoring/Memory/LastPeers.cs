using System.Runtime.CompilerServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>How many different addresses one paid, and was paid by, as far as its ring tells.</summary>
[SkipLocalsInit]
internal unsafe struct LastPeers
{
    /// <summary>Paid in each window; right while the ring holds all that there was in 30 days.</summary>
    public fixed int Recipients[WindowSums.Windows];

    /// <summary>Paid by in each window; right while the ring holds all that there was in 30 days.</summary>
    public fixed int Senders[WindowSums.Windows];

    /// <summary>Paid within six hours.</summary>
    public int Recipients6h;

    /// <summary>Who paid it once in 30 days, and not more.</summary>
    public int OneTimeSenders30d;

    private const uint Month = 30 * 86_400;

    /// <summary>Looks through a ring.</summary>
    /// <param name="ring">The transfers.</param>
    /// <param name="clock">Where the windows end.</param>
    public void Read(in RingView ring, uint clock)
    {
        var peers = stackalloc uint[2 * EdgeRings.Most];
        var ages = stackalloc uint[2 * EdgeRings.Most];
        var times = stackalloc byte[2 * EdgeRings.Most];
        var met = stackalloc byte[EdgeRings.Most];
        var metCount = 0;
        var mask = ring.Count <= 8 ? 15u : ring.Count <= 32 ? 63u : (2 * EdgeRings.Most) - 1u;
        new Span<uint>(peers, (int)mask + 1).Clear();
        for (var i = 0; i < ring.Count; i++)
        {
            var edge = ring[i];
            if (edge->Peer == 0)
            {
                continue;
            }

            var age = clock - edge->At;
            var place = Meet(peers, (edge->Peer << 1) | (edge->IsOut ? 1u : 0), mask, out var isNew);
            if (isNew)
            {
                (met[metCount++], ages[place], times[place]) = ((byte)place, age, 0);
            }

            ages[place] = Math.Min(ages[place], age);
            times[place] += (byte)(age < Month ? 1 : 0);
        }

        CountPeers(peers, ages, times, new ReadOnlySpan<byte>(met, metCount), clock);
    }

    /// <summary>The place of a key other than 0 in a table of zeros, which has one place more than the mask says and is never full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Meet(uint* table, uint key, uint mask, out bool isNew)
    {
        var place = (key * 0x9E3779B9) >> 16 & mask;
        while (table[place] != 0 && table[place] != key)
        {
            place = (place + 1) & mask;
        }

        isNew = table[place] == 0;
        table[place] = key;
        return place;
    }

    // Of the other sides by direction: how old the newest transfer with each is, and how many within 30 days.
    private void CountPeers(uint* peers, uint* ages, byte* times, ReadOnlySpan<byte> met, uint clock)
    {
        var windows = new WindowStarts(clock);
        foreach (var place in met)
        {
            var isOut = (peers[place] & 1) != 0;
            Recipients6h += isOut && ages[place] < 6 * 3_600 ? 1 : 0;
            OneTimeSenders30d += !isOut && times[place] == 1 ? 1 : 0;
            if (windows.NarrowestOf(clock - ages[place]) is var window and < WindowSums.Windows)
            {
                if (isOut)
                {
                    Recipients[window]++;
                }
                else
                {
                    Senders[window]++;
                }
            }
        }

        // Each window holds the narrower ones.
        for (var window = 1; window < WindowSums.Windows; window++)
        {
            Recipients[window] += Recipients[window - 1];
            Senders[window] += Senders[window - 1];
        }
    }
}
