using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Usd1Compliance.Monitoring.Streams;

/// <summary>Which ids a file has had. Running numbers cost a bit each; other ids are kept by the first 128 bits of their SHA-256, so that no two are taken for one.</summary>
internal sealed class SeenIds
{
    private const int Page = 1 << 16;
    private readonly Dictionary<long, ulong[]> numbers = [];
    private readonly HashSet<UInt128> others = [];
    private (long Page, ulong[] Bits) last = (-1, []);

    /// <summary>Notes an id.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(ReadOnlySpan<byte> id)
    {
        // 07 is another id than 7.
        if (id.Length is > 0 and < 18 && (id[0] != '0' || id.Length == 1) && Utf8Parser.TryParse(id, out long number, out var read) && read == id.Length && number >= 0)
        {
            var bits = PageOf(number / Page);
            var (word, bit) = (number % Page / 64, 1UL << (int)(number % 64));
            var isNew = (bits[word] & bit) == 0;
            bits[word] |= bit;
            return isNew;
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(id, hash);
        return others.Add(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }

    private ulong[] PageOf(long page)
    {
        if (last.Page != page)
        {
            if (!numbers.TryGetValue(page, out var bits))
            {
                numbers[page] = bits = new ulong[Page / 64];
            }

            last = (page, bits);
        }

        return last.Bits;
    }
}
