using System.Runtime.CompilerServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// The last transfers of each address, 64 at the most: its windows while they all stand in it, and the graph of who paid whom. A ring grows by a sixth to a half at a
/// time; one of 16 and more that is full makes room by letting go what is older than 60 days, before it grows.
/// </summary>
internal sealed unsafe class EdgeRings : IDisposable
{
    /// <summary>The most transfers that are kept of an address.</summary>
    public const int Most = 64;

    /// <summary>What is older than this in seconds may be let go, and is not looked at: 60 days.</summary>
    public const uint Reach = 60 * 86_400;

    /// <summary>Where in <see cref="EdgeKind"/> the categories of taint begin.</summary>
    public const int TaintShift = 4;

    /// <summary>Where in <see cref="EdgeKind"/> the number of the chain begins.</summary>
    public const int ChainShift = TaintShift + Taint.Categories;

    // Most addresses take part in three transfers or fewer.
    private static readonly int[] capacities = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, Most];
    private static readonly int largest = capacities.Length - 1;

    // A smaller ring grows and keeps what is past: that the ring holds everything saves the records that would have to be kept beside it.
    private static readonly int smallestThatLoses = Array.IndexOf(capacities, 16);
    private readonly RecordPool[] pools = new RecordPool[capacities.Length];

    public EdgeRings(UndoLog undo)
    {
        for (var size = 1; size <= largest; size++)
        {
            pools[size] = new RecordPool(((CapacityOf(size) * sizeof(Edge)) + 3) & ~3, undo);
        }
    }

    /// <summary>Bytes of native memory in use.</summary>
    public long Bytes => pools.Skip(1).Sum(pool => pool.InUse * pool.Size);

    /// <summary>How many places a ring of a size has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CapacityOf(int size) => capacities[size];

    /// <summary>The transfer at a place, 0 the oldest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Edge* At(AddressRecord* address, int place) => (Edge*)pools[address->RingClass].At(address->Ring) + PlaceOf(address, place);

    /// <summary>The transfers of an address, to be looked through; until the next is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RingView View(AddressRecord* address) =>
        address->RingClass == 0 ? default : new((Edge*)pools[address->RingClass].At(address->Ring), address->RingHead, CapacityOf(address->RingClass), address->RingCount);

    /// <summary>Whether the next transfer pushes one out that is not older than <see cref="Reach"/>, or lets go of older ones.</summary>
    public bool WillLose(AddressRecord* address) =>
        address->RingClass >= smallestThatLoses && address->RingCount == CapacityOf(address->RingClass)
        && (address->RingClass == largest || IsPast(address, At(address, 0)));

    /// <summary>Adds a transfer as the newest.</summary>
    /// <param name="address">Touched already.</param>
    /// <param name="edge">What to keep.</param>
    public void Add(AddressRecord* address, in Edge edge)
    {
        if (address->RingCount == CapacityOf(address->RingClass))
        {
            MakeRoom(address);
        }

        pools[address->RingClass].Touch(address->Ring);
        *At(address, address->RingCount) = edge;
        address->RingCount++;
    }

    /// <summary>The transfer at a place, about to be changed.</summary>
    public Edge* Touch(AddressRecord* address, int place)
    {
        pools[address->RingClass].Touch(address->Ring);
        return At(address, place);
    }

    /// <summary>Writes everything.</summary>
    public void Write(Stream to) => Array.ForEach(pools[1..], pool => pool.Write(to));

    /// <summary>Reads what was written.</summary>
    public void Read(Stream from) => Array.ForEach(pools[1..], pool => pool.Read(from));

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(pools[1..], pool => pool.Dispose());

    private static bool IsPast(AddressRecord* address, Edge* edge) => edge->At + Reach <= address->Clock;

    private void MakeRoom(AddressRecord* address)
    {
        var before = address->RingCount;
        while (address->RingClass >= smallestThatLoses && address->RingCount > 0 && IsPast(address, At(address, 0)))
        {
            DropOldest(address);
        }

        if (address->RingCount < before)
        {
            return;
        }

        if (address->RingClass == largest)
        {
            DropOldest(address);
            return;
        }

        var wider = address->RingClass + 1;
        var number = pools[wider].Rent();
        var places = (Edge*)pools[wider].At(number);
        for (var i = 0; i < address->RingCount; i++)
        {
            places[i] = *At(address, i);
        }

        if (address->RingClass != 0)
        {
            pools[address->RingClass].Return(address->Ring);
        }

        (address->RingClass, address->Ring, address->RingHead) = ((byte)wider, number, 0);
    }

    private static int PlaceOf(AddressRecord* address, int place) =>
        address->RingHead + place is var at && at < CapacityOf(address->RingClass) ? at : at - CapacityOf(address->RingClass);

    private static void DropOldest(AddressRecord* address)
    {
        address->RingHead = (byte)PlaceOf(address, 1);
        address->RingCount--;
    }
}

/// <summary>The transfers of one ring, the oldest first.</summary>
internal readonly unsafe struct RingView(Edge* places, int head, int capacity, int count)
{
    /// <summary>How many.</summary>
    public int Count => count;

    /// <summary>The transfer at a place, 0 the oldest.</summary>
    public Edge* this[int place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => places + (head + place is var at && at < capacity ? at : at - capacity);
    }
}
