using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>What money can be tainted by. The numbers are bits and places in the memory, and never change.</summary>
public enum TaintCategory
{
    /// <summary>Addresses on a blocking list in force.</summary>
    Sanctions = 0,

    /// <summary>Addresses labelled theft.</summary>
    Theft = 1,

    /// <summary>Addresses labelled scam.</summary>
    Scam = 2,

    /// <summary>Addresses labelled mixer.</summary>
    Mixer = 3,

    /// <summary>Addresses that the issuer froze.</summary>
    Frozen = 4,

    /// <summary>Addresses labelled ransomware.</summary>
    Ransomware = 5,
}

/// <summary>The tainted part of an address's balance, by category, in millionths of a dollar.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal unsafe struct Taint
{
    /// <summary>How many categories there are.</summary>
    public const int Categories = 6;

    public fixed long Usd[Categories];

    /// <summary>When money that came from a mixer last reached it; 0 for never.</summary>
    public uint MixerAt;
}

/// <summary>Where the taint of a category went: what was made is what is held, absorbed by services, dropped as dust and destroyed, to the millionth.</summary>
/// <param name="Made">By payments of addresses that are a source.</param>
/// <param name="Held">By addresses, now.</param>
/// <param name="Absorbed">By services, which do not pass it on, and by sources of the same category.</param>
/// <param name="Dropped">Because it was less than $1, or less than a thousandth of the balance.</param>
/// <param name="Destroyed">With tokens that were redeemed or seized.</param>
public readonly record struct TaintAccount(Int128 Made, Int128 Held, Int128 Absorbed, Int128 Dropped, Int128 Destroyed);

/// <summary>The accounts of all categories, in one record of native memory.</summary>
internal sealed unsafe class TaintTotals : IDisposable
{
    private const int Columns = 4;
    private readonly UndoLog undo;
    private readonly Int128* sums = (Int128*)NativeMemory.AllocZeroed(Taint.Categories * Columns, (nuint)sizeof(Int128));

    public TaintTotals(UndoLog undo) => this.undo = undo;

    private static int Length => Taint.Categories * Columns * sizeof(Int128);

    public void AddMade(int category, long usd) => Add(category, 0, usd);

    public void AddAbsorbed(int category, long usd) => Add(category, 1, usd);

    public void AddDropped(int category, long usd) => Add(category, 2, usd);

    public void AddDestroyed(int category, long usd) => Add(category, 3, usd);

    public TaintAccount Of(int category, Int128 held) => new(sums[category * Columns], held, sums[(category * Columns) + 1], sums[(category * Columns) + 2], sums[(category * Columns) + 3]);

    public void Write(Stream to) => to.Write(new ReadOnlySpan<byte>(sums, Length));

    public void Read(Stream from) => from.ReadExactly(new Span<byte>(sums, Length));

    public void Dispose()
    {
        NativeMemory.Free(sums);
        GC.SuppressFinalize(this);
    }

    ~TaintTotals() => Dispose();

    private void Add(int category, int column, long usd)
    {
        if (usd != 0)
        {
            undo.Touch(sums, Length);
            sums[(category * Columns) + column] += usd;
        }
    }
}
