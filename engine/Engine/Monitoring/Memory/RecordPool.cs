using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// Records of one size in native memory, outside the garbage collector: by number, from 1; 0 is none. A record never moves. Freed records are given out again,
/// the last first, so that the same steps leave the same bytes.
/// </summary>
internal sealed unsafe class RecordPool : IDisposable
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Ends
    {
        public uint Next;
        public uint Free;
        public uint Freed;
    }

    private const int SegmentBytes = 1 << 23;
    private readonly UndoLog undo;
    private readonly int shift;
    private readonly uint mask;
    private readonly Ends* ends;
    private byte*[] segments = [];

    /// <param name="size">Of a record in bytes, a multiple of 4.</param>
    /// <param name="undo">Told before each change of what is kept.</param>
    public RecordPool(int size, UndoLog undo)
    {
        Size = size;
        this.undo = undo;
        shift = (int)Math.Log2(SegmentBytes / size);
        mask = (1u << shift) - 1;
        ends = (Ends*)NativeMemory.AllocZeroed((nuint)sizeof(Ends));
        ends->Next = 1;
    }

    /// <summary>Bytes of a record.</summary>
    public int Size { get; }

    /// <summary>The greatest number that was ever given out.</summary>
    public uint Highest => ends->Next - 1;

    /// <summary>How many records are in use.</summary>
    public long InUse => ends->Next - 1L - ends->Freed;

    /// <summary>Where a record lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* At(uint number) => segments[number >> shift] + ((long)(number & mask) * Size);

    /// <summary>A record that is about to be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Touch(uint number)
    {
        var record = At(number);
        undo.Touch(record, Size);
        return record;
    }

    /// <summary>A record of zeros.</summary>
    /// <returns>Its number.</returns>
    public uint Rent()
    {
        undo.Touch(ends, sizeof(Ends));
        uint number;
        if (ends->Free != 0)
        {
            number = ends->Free;
            ends->Free = *(uint*)At(number);
            ends->Freed--;
        }
        else
        {
            number = ends->Next++;
            Reach(number);
        }

        var record = At(number);
        undo.Touch(record, Size);
        NativeMemory.Clear(record, (nuint)Size);
        return number;
    }

    /// <summary>Gives a record back.</summary>
    public void Return(uint number)
    {
        var record = Touch(number);
        undo.Touch(ends, sizeof(Ends));
        NativeMemory.Clear(record, (nuint)Size);
        *(uint*)record = ends->Free;
        ends->Free = number;
        ends->Freed++;
    }

    /// <summary>Writes everything, so that <see cref="Read"/> brings it back to the byte.</summary>
    public void Write(Stream to)
    {
        to.Write(new ReadOnlySpan<byte>(ends, sizeof(Ends)));
        ForEachRun((run, length) => to.Write(new ReadOnlySpan<byte>((void*)run, length)));
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in place of what is held.</summary>
    public void Read(Stream from)
    {
        from.ReadExactly(new Span<byte>(ends, sizeof(Ends)));
        TransferMemory.Demand(from, ends->Next == 0 ? Int128.MaxValue : ((Int128)ends->Next - 1) * Size);
        Reach(Math.Max(1, ends->Next - 1));
        ForEachRun((run, length) => from.ReadExactly(new Span<byte>((void*)run, length)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < segments.Length; i++)
        {
            if (i == 0)
            {
                NativeMemory.Free(segments[i]);
            }
            else
            {
                NativePages.Free(segments[i]);
            }
        }

        segments = [];
        NativeMemory.Free(ends);
        GC.SuppressFinalize(this);
    }

    /// <summary>A pool that nobody disposed of gives its memory back all the same.</summary>
    ~RecordPool() => Dispose();

    private void Reach(uint number)
    {
        var needed = (int)(number >> shift) + 1;
        if (segments.Length >= needed)
        {
            return;
        }

        var grown = new byte*[needed];
        segments.CopyTo(grown, 0);
        for (var i = segments.Length; i < needed; i++)
        {
            // The first is not cleared, and so not taken from the system before it is needed: most pools of a small memory need little of it.
            grown[i] = (byte*)(i == 0 ? NativeMemory.AllocZeroed((nuint)Size << shift) : NativePages.Allocate((nuint)Size << shift));
        }

        segments = grown;
    }

    private void ForEachRun(Action<nint, int> run)
    {
        // While none was given out there may be no segment yet.
        for (var number = 0L; number < ends->Next && ends->Next > 1; number += mask + 1)
        {
            run((nint)At((uint)number), (int)Math.Min(mask + 1, ends->Next - number) * Size);
        }
    }
}
