using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// A hash table in native memory from a whole number to a small record: open addressing with linear probing, grown by a quarter when it is four fifths
/// full: most of what is kept stands in such tables, and doubling would leave half of them empty. The key 0 means an empty place and is never used.
/// </summary>
internal sealed unsafe class NativeMap<TValue> : IDisposable where TValue : unmanaged
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public ulong Key;
        public TValue Value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Table
    {
        public Slot* Slots;
        public ulong Places;
        public ulong Count;
    }

    // Where in a slot its value begins: the slot may be longer than both together.
    private static readonly int valueAt = OffsetOfValue();

    private readonly UndoLog undo;
    private readonly Table* table;

    // Tables that were outgrown stay while the log could still go back to them; those that it went back from, until the next that is outgrown.
    private readonly HashSet<nint> allocated = [];

    public NativeMap(UndoLog undo, int capacity = 256)
    {
        this.undo = undo;
        table = (Table*)NativeMemory.AllocZeroed((nuint)sizeof(Table));
        table->Slots = Allocate((ulong)capacity);
        table->Places = (ulong)capacity;
    }

    /// <summary>How many keys.</summary>
    public long Count => (long)table->Count;

    /// <summary>Bytes of native memory.</summary>
    public long Bytes => (long)table->Places * sizeof(Slot);

    /// <summary>The value of a key, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue* Find(ulong key)
    {
        var slots = table->Slots;
        var places = table->Places;
        for (var at = HomeOf(key, places); ; at = Next(at, places))
        {
            if (slots[at].Key == key)
            {
                return &slots[at].Value;
            }

            if (slots[at].Key == 0)
            {
                return null;
            }
        }
    }

    /// <summary>The value of a key, about to be changed; made of zeros where it was not there.</summary>
    public TValue* Touch(ulong key)
    {
        if (Find(key) is var found && found != null)
        {
            undo.Touch((byte*)found - valueAt, sizeof(Slot));
            return found;
        }

        if ((table->Count + 1) * 5 > table->Places * 4)
        {
            Grow();
        }

        var slots = table->Slots;
        var places = table->Places;
        var at = HomeOf(key, places);
        while (slots[at].Key != 0)
        {
            at = Next(at, places);
        }

        undo.Touch(&slots[at], sizeof(Slot));
        undo.Touch(table, sizeof(Table));
        slots[at].Key = key;
        slots[at].Value = default;
        table->Count++;
        return &slots[at].Value;
    }

    /// <summary>Takes a key away, where it is there.</summary>
    public void Remove(ulong key)
    {
        var slots = table->Slots;
        var places = table->Places;
        var at = HomeOf(key, places);
        while (slots[at].Key != key)
        {
            if (slots[at].Key == 0)
            {
                return;
            }

            at = Next(at, places);
        }

        undo.Touch(table, sizeof(Table));
        table->Count--;

        // Those behind move up, so that no search ends too early.
        var hole = at;
        for (at = Next(at, places); slots[at].Key != 0; at = Next(at, places))
        {
            if (Behind(HomeOf(slots[at].Key, places), at, places) >= Behind(hole, at, places))
            {
                undo.Touch(&slots[hole], sizeof(Slot));
                slots[hole] = slots[at];
                hole = at;
            }
        }

        undo.Touch(&slots[hole], sizeof(Slot));
        slots[hole] = default;
    }

    /// <summary>Writes everything, so that <see cref="Read"/> brings it back to the byte.</summary>
    public void Write(Stream to)
    {
        to.Write(new ReadOnlySpan<byte>(&table->Places, 2 * sizeof(ulong)));
        InPieces((piece, length) => to.Write(new ReadOnlySpan<byte>((void*)piece, length)));
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in place of what is held.</summary>
    public void Read(Stream from)
    {
        FreeAllBut(null);
        from.ReadExactly(new Span<byte>(&table->Places, 2 * sizeof(ulong)));
        TransferMemory.Demand(from, (Int128)table->Places * sizeof(Slot));
        table->Slots = Allocate(table->Places);
        InPieces((piece, length) => from.ReadExactly(new Span<byte>((void*)piece, length)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FreeAllBut(null);
        GC.SuppressFinalize(this);
    }

    /// <summary>A table that nobody disposed of gives its memory back all the same.</summary>
    ~NativeMap() => Dispose();

    private static int OffsetOfValue()
    {
        Slot slot = default;
        return (int)((byte*)&slot.Value - (byte*)&slot);
    }

    private Slot* Allocate(ulong places)
    {
        var slots = (Slot*)NativePages.Allocate((nuint)places * (nuint)sizeof(Slot));
        allocated.Add((nint)slots);
        return slots;
    }

    private void FreeAllBut(Slot* kept)
    {
        foreach (var slots in allocated.Where(slots => slots != (nint)kept).ToList())
        {
            NativePages.Free((void*)slots);
            allocated.Remove(slots);
        }
    }

    // Where the search for a key begins. Numbers of addresses lie close together: multiplied by the golden ratio they do not, and the upper bits of that, as a part of the whole, are the place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HomeOf(ulong key, ulong places)
    {
        key *= 0x9E3779B97F4A7C15;
        key ^= key >> 32;
        return Math.BigMul(key * 0x9E3779B97F4A7C15, places, out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Next(ulong at, ulong places) => at + 1 == places ? 0 : at + 1;

    // How far a place lies behind another, going round.
    private static ulong Behind(ulong first, ulong at, ulong places) => at >= first ? at - first : at + places - first;

    private void Grow()
    {
        undo.Touch(table, sizeof(Table));
        var (old, places) = ((nint)table->Slots, table->Places);
        var wider = places + Math.Max(places / 4, 64);
        var grown = Allocate(wider);
        for (var slot = (Slot*)old; slot < (Slot*)old + places; slot++)
        {
            if (slot->Key != 0)
            {
                var at = HomeOf(slot->Key, wider);
                while (grown[at].Key != 0)
                {
                    at = Next(at, wider);
                }

                grown[at] = *slot;
            }
        }

        table->Slots = grown;
        table->Places = wider;
        if (!undo.IsOn)
        {
            FreeAllBut(grown);
        }
    }

    private void InPieces(Action<nint, int> piece)
    {
        var start = (byte*)table->Slots;
        var bytes = Bytes;
        for (var at = 0L; at < bytes; at += 1 << 26)
        {
            piece((nint)(start + at), (int)Math.Min(1 << 26, bytes - at));
        }
    }
}
