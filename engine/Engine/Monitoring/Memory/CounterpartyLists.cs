using System.Runtime.CompilerServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// With whom each address ever dealt, four bytes each, for as long as they are few: the first stands in the record itself, more of them in a list that doubles. Who has
/// dealt with more than <see cref="Most"/> is busy from then on: the list is let go, so that nobody makes the memory grow by dealing with many.
/// </summary>
internal sealed unsafe class CounterpartyLists : IDisposable
{
    /// <summary>With more counterparties than this an address is busy.</summary>
    public const int Most = 32;

    private const byte Busy = Most + 1;
    private const int Shortest = 4;
    private readonly RecordPool[] pools;

    public CounterpartyLists(UndoLog undo) => pools = [.. Enumerable.Range(0, 4).Select(size => new RecordPool((Shortest << size) * sizeof(uint), undo))];

    /// <summary>Bytes of native memory in use.</summary>
    public long Bytes => pools.Sum(pool => pool.InUse * pool.Size);

    /// <summary>Whether an address dealt with more than <see cref="Most"/> others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBusy(AddressRecord* record) => record->CounterpartyCount == Busy;

    /// <summary>With whom it dealt, in the order of their first dealing; nobody where it is busy. Valid until the next is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<uint> Of(AddressRecord* record) => record->CounterpartyCount switch
    {
        0 or Busy => [],
        1 => new(&record->Counterparties, 1),
        var count => new(PoolOf(count).At(record->Counterparties), count),
    };

    /// <summary>Has fetched with whom an address dealt.</summary>
    public void Foresee(AddressRecord* record)
    {
        if (record->CounterpartyCount is > 1 and < Busy)
        {
            Foresight.Fetch(PoolOf(record->CounterpartyCount).At(record->Counterparties), record->CounterpartyCount * sizeof(uint));
        }
    }

    /// <summary>Adds somebody whom an address deals with, where it has not dealt with him before.</summary>
    /// <param name="record">Touched already.</param>
    /// <param name="other">The number of the other side.</param>
    /// <returns>Whether he was added and all are still known; no where he was known before, or the address is busy.</returns>
    public bool Meet(AddressRecord* record, uint other)
    {
        if (IsBusy(record) || Of(record).Contains(other))
        {
            return false;
        }

        switch (record->CounterpartyCount)
        {
            case 0:
                record->Counterparties = other;
                break;
            case Most:
                PoolOf(Most).Return(record->Counterparties);
                record->Counterparties = 0;
                break;
            default:
                Append(record, other);
                break;
        }

        return ++record->CounterpartyCount != Busy;
    }

    /// <summary>Writes everything.</summary>
    public void Write(Stream to) => Array.ForEach(pools, pool => pool.Write(to));

    /// <summary>Reads what was written.</summary>
    public void Read(Stream from) => Array.ForEach(pools, pool => pool.Read(from));

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(pools, pool => pool.Dispose());

    private RecordPool PoolOf(int count) => pools[count <= Shortest ? 0 : count <= 8 ? 1 : count <= 16 ? 2 : 3];

    private void Append(AddressRecord* record, uint other)
    {
        int count = record->CounterpartyCount;
        var pool = PoolOf(count + 1);
        if (count == 1 || pool != PoolOf(count))
        {
            var wider = pool.Rent();
            Of(record).CopyTo(new Span<uint>(pool.At(wider), count));
            if (count > 1)
            {
                PoolOf(count).Return(record->Counterparties);
            }

            record->Counterparties = wider;
        }

        ((uint*)pool.Touch(record->Counterparties))[count] = other;
    }
}
