using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>Every address that took part in something, by a number of its own: 1, 2, 3, … in the order in which they came.</summary>
internal sealed unsafe class AddressTable : IDisposable
{
    private const int LongKeyBytes = 36;
    private readonly NumberTable numbers;
    private readonly RecordPool records;
    private readonly RecordPool longKeys;
    private readonly Func<uint, ulong> hashOf;
    private readonly Func<uint, ulong> lookOf;
    private LookFilter looks = new();
    private readonly uint noHops;

    /// <param name="undo">Of the memory.</param>
    /// <param name="noHops">The hops of a new address: near no source of any category.</param>
    public AddressTable(UndoLog undo, uint noHops)
    {
        this.noHops = noHops;
        numbers = new NumberTable(undo, 1 << 12);
        (hashOf, lookOf) = (HashOf, LookOf);
        records = new RecordPool(sizeof(AddressRecord), undo);
        longKeys = new RecordPool(LongKeyBytes, undo);
    }

    /// <summary>How many addresses.</summary>
    public uint Count => records.Highest;

    /// <summary>Bytes of native memory in use.</summary>
    public long Bytes => (records.InUse * records.Size) + (longKeys.InUse * longKeys.Size) + numbers.Bytes;

    /// <summary>The record of an address, to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AddressRecord* At(uint number) => (AddressRecord*)records.At(number);

    /// <summary>The record of an address that is about to be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AddressRecord* Touch(uint number) => (AddressRecord*)records.Touch(number);

    /// <summary>The number of an address, or 0.</summary>
    public uint Find(in ChainAddress address) => Find(address, HashOf(address.Family, address.Bytes));

    /// <summary>The number of an address, or 0.</summary>
    /// <param name="address">Which.</param>
    /// <param name="hash">Its hash.</param>
    public uint Find(in ChainAddress address, ulong hash)
    {
        var probe = 0UL;
        while (true)
        {
            var number = numbers.Next(hash, ref probe);
            if (number == 0 || IsOf(number, address.Family, address.Bytes))
            {
                return number;
            }
        }
    }

    /// <summary>The number of the first address with a hash, or 0: nearly always the one that is meant, without a look at its record.</summary>
    public uint FindLikely(ulong hash)
    {
        var probe = 0UL;
        return numbers.Next(hash, ref probe);
    }

    /// <summary>Has the place fetched at which the search for an address begins.</summary>
    /// <returns>Its hash.</returns>
    public ulong Foresee(in ChainAddress address)
    {
        var hash = HashOf(address.Family, address.Bytes);
        Foresight.Fetch(numbers.PlaceOf(hash));
        return hash;
    }

    /// <summary>Gives an address a number.</summary>
    public uint Add(in ChainAddress address)
    {
        var bytes = address.Bytes;
        var number = records.Rent();
        numbers.Add(HashOf(address.Family, bytes), number, hashOf);
        var record = At(number);
        record->Family = (byte)address.Family;
        record->KeyLength = (byte)bytes.Length;
        record->Hops = noHops;
        if (bytes.Length <= AddressRecord.ShortKey)
        {
            bytes.CopyTo(new Span<byte>(record->Key, AddressRecord.ShortKey));
        }
        else
        {
            var longKey = longKeys.Rent();
            bytes.CopyTo(new Span<byte>(longKeys.At(longKey), LongKeyBytes));
            *(uint*)record->Key = longKey;
        }

        looks.Add(LookOf(number), number, lookOf);
        return number;
    }

    /// <summary>The address of a number.</summary>
    public ChainAddress AddressOf(uint number) => new((AddressFamily)At(number)->Family, KeyOf(number));

    /// <summary>What an address looks like to somebody who compares its ends.</summary>
    public ulong LookOf(uint number) => AddressLook.Of((AddressFamily)At(number)->Family, KeyOf(number));

    /// <summary>Whether an address has a look.</summary>
    public bool HasLook(uint number, ulong look) => AddressLook.Is((AddressFamily)At(number)->Family, KeyOf(number), look);

    /// <summary>Whether another address than one of this look may look the same.</summary>
    public bool MayBeTwo(ulong look) => looks.MayBeTwo(look);

    /// <summary>Writes everything.</summary>
    public void Write(Stream to)
    {
        numbers.Write(to);
        records.Write(to);
        longKeys.Write(to);
    }

    /// <summary>Reads what was written.</summary>
    public void Read(Stream from)
    {
        numbers.Read(from);
        records.Read(from);
        longKeys.Read(from);
        looks = new LookFilter();
        for (var number = 1u; number <= Count; number++)
        {
            looks.Add(LookOf(number), number, lookOf);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        numbers.Dispose();
        records.Dispose();
        longKeys.Dispose();
    }

    private ReadOnlySpan<byte> KeyOf(uint number)
    {
        var record = At(number);
        return record->KeyLength <= AddressRecord.ShortKey ? new ReadOnlySpan<byte>(record->Key, record->KeyLength) : new ReadOnlySpan<byte>(longKeys.At(*(uint*)record->Key), record->KeyLength);
    }

    private bool IsOf(uint number, AddressFamily family, ReadOnlySpan<byte> bytes) => At(number)->Family == (byte)family && KeyOf(number).SequenceEqual(bytes);

    private ulong HashOf(uint number) => HashOf((AddressFamily)At(number)->Family, KeyOf(number));

    // Addresses are hashes, but anybody can grind a few of their bytes: all of them count.
    private static ulong HashOf(AddressFamily family, ReadOnlySpan<byte> bytes)
    {
        var hash = ((ulong)family * 0x9E3779B97F4A7C15) + (ulong)bytes.Length;
        if (bytes.Length < 8)
        {
            foreach (var each in bytes)
            {
                hash = Mix(hash ^ each);
            }

            return hash;
        }

        for (var at = 0; at < bytes.Length - 8; at += 8)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes[at..]));
        }

        return Mix(hash ^ MemoryMarshal.Read<ulong>(bytes[^8..]));
    }

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
