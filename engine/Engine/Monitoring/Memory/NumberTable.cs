using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// A hash table in native memory that holds numbers of records only: eight bytes a place, half of the hash and the number. Whoever asks says whether a record is the one
/// that he means. Open addressing with linear probing; grown by a quarter when it is four fifths full, by the hashes that the owner tells again.
/// </summary>
internal sealed unsafe class NumberTable : IDisposable
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Table
    {
        public ulong* Places;
        public ulong Count;
    }

    private readonly UndoLog undo;
    private readonly Table* table;

    // Tables that were outgrown stay while the log could still go back to them.
    private readonly HashSet<nint> allocated = [];

    public NumberTable(UndoLog undo, int capacity)
    {
        this.undo = undo;
        table = (Table*)NativeMemory.AllocZeroed((nuint)sizeof(Table));
        table->Places = Allocate((ulong)capacity);
        table->Count = (ulong)capacity;
    }

    /// <summary>Bytes of native memory.</summary>
    public long Bytes => (long)table->Count * sizeof(ulong);

    /// <summary>Where the search for a hash begins, so that it can be fetched before it is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void* PlaceOf(ulong hash) => table->Places + HomeOf(hash, table->Count);

    /// <summary>The next number that stands under a hash, or 0 where there is none.</summary>
    /// <param name="hash">Of what is looked for.</param>
    /// <param name="probe">0 at first; moved on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Next(ulong hash, ref ulong probe)
    {
        var places = table->Places;
        for (var at = Around(HomeOf(hash, table->Count) + probe, table->Count); ; at = Around(at + 1, table->Count))
        {
            probe++;
            var place = places[at];
            if (place == 0 || (uint)(place >> 32) == (uint)hash)
            {
                return (uint)place;
            }
        }
    }

    /// <summary>Adds a number that is not there yet.</summary>
    /// <param name="hash">Of what it stands for.</param>
    /// <param name="number">1 or more; the numbers before it are in use.</param>
    /// <param name="hashOf">The hash of each number that was added before.</param>
    public void Add(ulong hash, uint number, Func<uint, ulong> hashOf)
    {
        if (number * 5UL > table->Count * 4)
        {
            Grow(number, hashOf);
        }

        Put(table->Places, table->Count, hash, number, undo);
    }

    /// <summary>Writes everything, so that <see cref="Read"/> brings it back to the byte.</summary>
    public void Write(Stream to)
    {
        to.Write(new ReadOnlySpan<byte>(&table->Count, sizeof(ulong)));
        InPieces((piece, length) => to.Write(new ReadOnlySpan<byte>((void*)piece, length)));
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in place of what is held.</summary>
    public void Read(Stream from)
    {
        FreeAllBut(null);
        from.ReadExactly(new Span<byte>(&table->Count, sizeof(ulong)));
        TransferMemory.Demand(from, (Int128)table->Count * sizeof(ulong));
        table->Places = Allocate(table->Count);
        InPieces((piece, length) => from.ReadExactly(new Span<byte>((void*)piece, length)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FreeAllBut(null);
        NativeMemory.Free(table);
        GC.SuppressFinalize(this);
    }

    /// <summary>A table that nobody disposed of gives its memory back all the same.</summary>
    ~NumberTable() => Dispose();

    // The upper bits of a hash, as a part of the whole, are where the search for it begins; the lower ones stand in the place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HomeOf(ulong hash, ulong count) => Math.BigMul(hash, count, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Around(ulong at, ulong count) => at < count ? at : at - count;

    private static void Put(ulong* places, ulong count, ulong hash, uint number, UndoLog? undo)
    {
        var at = HomeOf(hash, count);
        while (places[at] != 0)
        {
            at = Around(at + 1, count);
        }

        undo?.Touch(&places[at], sizeof(ulong));
        places[at] = (hash << 32) | number;
    }

    private void Grow(uint next, Func<uint, ulong> hashOf)
    {
        undo.Touch(table, sizeof(Table));
        var count = table->Count + (table->Count / 4);
        var grown = Allocate(count);
        for (var number = 1u; number < next; number++)
        {
            Put(grown, count, hashOf(number), number, null);
        }

        table->Places = grown;
        table->Count = count;
        if (!undo.IsOn)
        {
            FreeAllBut(grown);
        }
    }

    private ulong* Allocate(ulong places)
    {
        var taken = (ulong*)NativePages.Allocate((nuint)places * sizeof(ulong));
        allocated.Add((nint)taken);
        return taken;
    }

    private void FreeAllBut(ulong* kept)
    {
        foreach (var places in allocated.Where(places => places != (nint)kept).ToList())
        {
            NativePages.Free((void*)places);
            allocated.Remove(places);
        }
    }

    private void InPieces(Action<nint, int> piece)
    {
        var start = (byte*)table->Places;
        for (var at = 0L; at < Bytes; at += 1 << 26)
        {
            piece((nint)(start + at), (int)Math.Min(1 << 26, Bytes - at));
        }
    }
}
