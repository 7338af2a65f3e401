using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// What the memory held before the last blocks, record by record, so that a reorganisation takes back exactly what it added: the old bytes are put back
/// and nothing is computed backwards. A record is kept once a mark, the first time that it is touched.
/// </summary>
internal sealed unsafe class UndoLog
{
    // What was touched since one mark. Each has bytes of its own, so that the oldest is forgotten without moving those behind it.
    private readonly List<Layer> layers = [];
    private readonly HashSet<nint> touched = [];
    private Layer? spare;

    /// <summary>Whether anything is kept: off while final history is taken, which nobody takes back.</summary>
    public bool IsOn => layers.Count > 0;

    /// <summary>How many marks can be gone back to.</summary>
    public int Marks => layers.Count;

    /// <summary>How many bytes are kept.</summary>
    public long Bytes => layers.Sum(layer => (long)layer.Used);

    /// <summary>Sets a mark to go back to.</summary>
    public void Mark()
    {
        layers.Add(spare ?? new Layer());
        spare = null;
        touched.Clear();
    }

    /// <summary>A record is about to be changed.</summary>
    /// <param name="record">Where it lies. It must stay there for as long as the log holds it.</param>
    /// <param name="length">Its length in bytes; the same each time.</param>
    public void Touch(void* record, int length)
    {
        if (IsOn && touched.Add((nint)record))
        {
            layers[^1].Keep((nint)record, length);
        }
    }

    /// <summary>Puts back what stood at the last mark, and takes the mark away.</summary>
    /// <exception cref="InvalidOperationException">There is no mark.</exception>
    public void Undo()
    {
        if (layers.Count == 0)
        {
            throw new InvalidOperationException("Nothing is kept that could be taken back: rebuild from the ledger.");
        }

        layers[^1].PutBack();
        Forget(layers.Count - 1, 1);
        touched.Clear();
    }

    /// <summary>Forgets all but the newest marks: what lies before them is final.</summary>
    /// <param name="newest">How many marks stay.</param>
    public void KeepOnly(int newest)
    {
        Forget(0, Math.Max(0, layers.Count - newest));
        if (newest == 0)
        {
            touched.Clear();
        }
    }

    /// <summary>While something is done the memory stands as it did at the oldest mark; then as it does now again, to the byte.</summary>
    /// <param name="meanwhile">Changes nothing of the memory.</param>
    public void AtOldest(Action meanwhile)
    {
        // Swapped and not copied: each layer holds meanwhile what is to come back, and the same in the other order brings it back.
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            layers[i].Swap(isForwards: false);
        }

        try
        {
            meanwhile();
        }
        finally
        {
            layers.ForEach(layer => layer.Swap(isForwards: true));
        }
    }

    private void Forget(int first, int count)
    {
        if (count > 0)
        {
            spare = layers[first];
            spare.Clear();
            layers.RemoveRange(first, count);
        }
    }

    /// <summary>The records that were touched since a mark, with the bytes that they had at it.</summary>
    private sealed class Layer
    {
        private readonly record struct Kept(nint Address, int Length, int At);

        private readonly List<Kept> kept = [];
        private byte[] bytes = new byte[1 << 12];

        public int Used { get; private set; }

        public void Keep(nint address, int length)
        {
            if (Used + length > bytes.Length)
            {
                Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Used + length));
            }

            Marshal.Copy(address, bytes, Used, length);
            kept.Add(new Kept(address, length, Used));
            Used += length;
        }

        // The newest first: what was touched again after a later mark was gone back to stands twice, and the older bytes are those of the mark.
        public void PutBack()
        {
            for (var i = kept.Count - 1; i >= 0; i--)
            {
                Marshal.Copy(bytes, kept[i].At, kept[i].Address, kept[i].Length);
            }
        }

        public void Clear()
        {
            kept.Clear();
            Used = 0;
        }

        public void Swap(bool isForwards)
        {
            var held = new byte[1 << 12];
            for (var i = 0; i < kept.Count; i++)
            {
                var (address, length, at) = kept[isForwards ? i : kept.Count - 1 - i];
                for (var done = 0; done < length; done += held.Length)
                {
                    var piece = Math.Min(held.Length, length - done);
                    var record = new Span<byte>((void*)(address + done), piece);
                    var old = bytes.AsSpan(at + done, piece);
                    record.CopyTo(held);
                    old.CopyTo(record);
                    held.AsSpan(0, piece).CopyTo(old);
                }
            }
        }
    }
}
