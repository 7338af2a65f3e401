using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// What the memory held before the last blocks, record by record, so that a reorganisation takes back exactly what it added: the old bytes are put back
/// and nothing is computed backwards. A record is kept once a mark, the first time that it is touched.
/// </summary>
internal sealed unsafe class UndoLog
{
    private readonly record struct Kept(nint Address, int Length, int At);

    private readonly List<Kept> kept = [];
    private readonly List<int> marks = [];
    private readonly HashSet<nint> touched = [];
    private byte[] bytes = new byte[1 << 16];
    private int used;

    /// <summary>Whether anything is kept: off while final history is taken, which nobody takes back.</summary>
    public bool IsOn => marks.Count > 0;

    /// <summary>How many marks can be gone back to.</summary>
    public int Marks => marks.Count;

    /// <summary>How many bytes are kept.</summary>
    public long Bytes => used;

    /// <summary>Sets a mark to go back to.</summary>
    public void Mark()
    {
        marks.Add(kept.Count);
        touched.Clear();
    }

    /// <summary>A record is about to be changed.</summary>
    /// <param name="record">Where it lies. It must stay there for as long as the log holds it.</param>
    /// <param name="length">Its length in bytes; the same each time.</param>
    public void Touch(void* record, int length)
    {
        if (IsOn && touched.Add((nint)record))
        {
            if (used + length > bytes.Length)
            {
                Array.Resize(ref bytes, Math.Max(bytes.Length * 2, used + length));
            }

            Marshal.Copy((nint)record, bytes, used, length);
            kept.Add(new Kept((nint)record, length, used));
            used += length;
        }
    }

    /// <summary>Puts back what stood at the last mark, and takes the mark away.</summary>
    /// <exception cref="InvalidOperationException">There is no mark.</exception>
    public void Undo()
    {
        if (marks.Count == 0)
        {
            throw new InvalidOperationException("Nothing is kept that could be taken back: rebuild from the ledger.");
        }

        var first = marks[^1];
        for (var i = kept.Count - 1; i >= first; i--)
        {
            Marshal.Copy(bytes, kept[i].At, kept[i].Address, kept[i].Length);
            used = kept[i].At;
        }

        kept.RemoveRange(first, kept.Count - first);
        marks.RemoveAt(marks.Count - 1);
        touched.Clear();
    }

    /// <summary>Forgets all but the newest marks: what lies before them is final.</summary>
    /// <param name="newest">How many marks stay.</param>
    public void KeepOnly(int newest)
    {
        var forgotten = marks.Count - newest;
        if (forgotten <= 0)
        {
            return;
        }

        var first = newest == 0 ? kept.Count : marks[forgotten];
        var shift = first < kept.Count ? kept[first].At : used;
        Buffer.BlockCopy(bytes, shift, bytes, 0, used - shift);
        used -= shift;
        kept.RemoveRange(0, first);
        for (var i = 0; i < kept.Count; i++)
        {
            kept[i] = kept[i] with { At = kept[i].At - shift };
        }

        marks.RemoveRange(0, forgotten);
        for (var i = 0; i < marks.Count; i++)
        {
            marks[i] -= first;
        }

        if (newest == 0)
        {
            touched.Clear();
        }
    }
}
