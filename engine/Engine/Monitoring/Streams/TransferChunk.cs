using System.Text;
using Usd1Compliance.Monitoring.Memory;

namespace Usd1Compliance.Monitoring.Streams;

/// <summary>Some transfers of a file, in its order, with their ids as the file has them.</summary>
public sealed class TransferChunk
{
    /// <summary>How many at the most.</summary>
    public const int Size = 8_192;

    private readonly byte[] ids = new byte[Size * 24];
    private readonly int[] ends = new int[Size];
    private byte[]? longer;
    private (string From, string To)[] spelled = [];

    /// <summary>The transfers; only the first <see cref="Count"/> count.</summary>
    internal StreamedTransfer[] Transfers { get; } = new StreamedTransfer[Size];

    /// <summary>What a file says beside: who asked for it, and under which order of the issuer.</summary>
    internal (bool? MinterIsKnown, bool? IsOrdered)[] Desk { get; } = new (bool?, bool?)[Size];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The id of a transfer.</summary>
    public string IdOf(int place) => Encoding.UTF8.GetString((longer ?? ids).AsSpan(place == 0 ? 0 : ends[place - 1], ends[place] - (place == 0 ? 0 : ends[place - 1])));

    /// <summary>Where a transfer happened, when (UTC), and between whom, as the file writes its addresses; null for a side that there is not.</summary>
    /// <exception cref="InvalidOperationException">The file was not read with <see cref="TransferFileReader.KeepsSpelling"/>.</exception>
    public (string Chain, DateTime OccurredAt, string? From, string? To) Told(int place)
    {
        ref readonly var transfer = ref Transfers[place];
        var (from, to) = spelled.Length > 0 ? spelled[place] : throw new InvalidOperationException("How the file writes its addresses was not kept.");
        return (transfer.Chain, DateTimeOffset.FromUnixTimeSeconds(transfer.At).UtcDateTime, transfer.From is null ? null : from, transfer.To is null ? null : to);
    }

    /// <summary>Makes room for others.</summary>
    public void Clear() => (Count, longer) = (0, null);

    /// <summary>Keeps how the file writes the addresses of the last transfer.</summary>
    internal void Spell(string from, string to)
    {
        spelled = spelled.Length > 0 ? spelled : new (string, string)[Size];
        spelled[Count - 1] = (from, to);
    }

    internal void Add(in StreamedTransfer transfer, ReadOnlySpan<byte> id, bool? minterIsKnown, bool? isOrdered)
    {
        var start = Count == 0 ? 0 : ends[Count - 1];
        var into = longer ?? ids;
        if (start + id.Length > into.Length)
        {
            longer = new byte[Math.Max(into.Length * 2, start + id.Length)];
            into.AsSpan(0, start).CopyTo(longer);
            into = longer;
        }

        id.CopyTo(into.AsSpan(start));
        ends[Count] = start + id.Length;
        (Transfers[Count], Desk[Count]) = (transfer, (minterIsKnown, isOrdered));
        Count++;
    }
}
