using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>Yes-or-no things that are kept of an address.</summary>
[Flags]
internal enum AddressFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The issuer froze it.</summary>
    Frozen = 1,

    /// <summary>A balance fell below nothing: the ledger does not hold its whole history.</summary>
    BalanceLost = 2,

    /// <summary>Sums grew past what is money: they are unknown.</summary>
    Vast = 4,

    /// <summary>Its ring no longer holds every transfer that it took part in.</summary>
    RingLostOne = 8,

    /// <summary>Its label is that of a service.</summary>
    Service = 16,

    /// <summary>A list in force may hold it: the index has to be asked.</summary>
    MayBeListed = 32,

    /// <summary>A freeze of it was proposed: whether that is open has to be asked.</summary>
    FreezeProposed = 64,

    /// <summary>It took part in more than dust with several tokens: the others' balances stand in a table.</summary>
    SeveralAssets = 128,
}

/// <summary>
/// Everything that is kept of every address: 108 bytes. What only some have stands elsewhere, by number: the last transfers (<see cref="EdgeRings"/>),
/// buckets where those are too many (<see cref="BucketBlock"/>), habits, taint. Times are seconds since 1970.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal unsafe struct AddressRecord
{
    /// <summary>The longest key that stands in the record itself; of a longer one, its number among the long keys.</summary>
    public const int ShortKey = 20;

    /// <summary>Marks the head of a group in <see cref="Group"/>; the rest of it is its size.</summary>
    public const uint GroupHead = 1u << 31;

    public byte Family;
    public byte KeyLength;
    public AddressFlags Flags;

    /// <summary>Which categories of taint it is a source of, a bit each (<see cref="TaintCategory"/>).</summary>
    public byte SourceOf;

    public fixed byte Key[ShortKey];

    /// <summary>Its label, by the number of the category in the memory; 0 for none.</summary>
    public ushort Category;

    /// <summary>Whether it holds taint, 1 or 0: how much stands in a table.</summary>
    public byte HasTaint;

    /// <summary>With how many it dealt, one more than are listed where it is busy.</summary>
    public byte CounterpartyCount;

    /// <summary>The first transfer that it took part in, dust included; 0 before it.</summary>
    public uint First;

    /// <summary>The last.</summary>
    public uint Last;

    /// <summary>The newest event time that it was met with: where its windows end.</summary>
    public uint Clock;

    /// <summary>Transfers of more than dust that it sent, ever.</summary>
    public uint SentTimes;

    /// <summary>Transfers of more than dust that it received, ever.</summary>
    public uint ReceivedTimes;

    /// <summary>What it holds of <see cref="Asset"/>, in 10^-18 tokens.</summary>
    public Int128 Balance;

    /// <summary>The token that it first moved, by its number in the memory; 0 before it.</summary>
    public ushort Asset;

    /// <summary>Its last transfers: which size of ring (<see cref="EdgeRings.CapacityOf"/>); 0 for none.</summary>
    public byte RingClass;

    /// <summary>Where in the ring the oldest stands.</summary>
    public byte RingHead;

    /// <summary>The ring, by its number among those of its size.</summary>
    public uint Ring;

    /// <summary>How many transfers the ring holds.</summary>
    public byte RingCount;

    /// <summary>How many hands in a row passed money on to a fresh address and kept a little.</summary>
    public byte PeelDepth;

    /// <summary>Whether it has so many counterparties that no search walks through it, 1 or 0: as of when it last took part, as its buckets are.</summary>
    public byte IsHub;

    /// <summary>Whether it was ever minted to, 1 or 0: how often stands in a table.</summary>
    public byte WasMintedTo;

    /// <summary>Fewest transfers from a source of each category: four bits each, 5 for none near.</summary>
    public uint Hops;

    /// <summary>When <see cref="PeelDepth"/> was measured.</summary>
    public uint PeelAt;

    /// <summary>Buckets, where the ring lost one of the last 30 days; 0 otherwise.</summary>
    public uint Block;

    /// <summary>Habits by day and hour, from its second active hour on; 0 before.</summary>
    public uint Habits;

    /// <summary>Who first paid it, apart from services; 0 where nobody did.</summary>
    public uint FirstPayer;

    /// <summary>Whom it first paid, apart from services; 0 before.</summary>
    public uint FirstPayee;

    /// <summary>With whom it dealt: the one itself, or the list of several (<see cref="CounterpartyLists"/>); 0 for nobody, and where it is busy.</summary>
    public uint Counterparties;

    /// <summary>Its group: 0 for itself alone; the number of another address of the group, on the way to its head; or, of the head, <see cref="GroupHead"/> and how many there are.</summary>
    public uint Group;
}

/// <summary>One transfer of more than dust, as one of its two sides keeps it: 18 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Edge
{
    /// <summary>The worth of an amount that is not known.</summary>
    public const long UnknownUsd = -1;

    /// <summary>The other side; 0 on a mint or burn.</summary>
    public uint Peer;

    /// <summary>Event time, seconds since 1970.</summary>
    public uint At;

    /// <summary>Millionths of a dollar; <see cref="UnknownUsd"/> where not known.</summary>
    public long Usd;

    /// <summary>Which way, and what kind.</summary>
    public EdgeKind Kind;

    /// <summary>Whether tokens left the address that keeps it.</summary>
    public readonly bool IsOut => (Kind & EdgeKind.Out) != 0;

    /// <summary>The chain, by its number in the memory as far as 64 are told apart.</summary>
    public readonly int Chain => (int)Kind >> EdgeRings.ChainShift;
}

/// <summary>Which way tokens went, seen from the address that keeps the edge.</summary>
[Flags]
internal enum EdgeKind : ushort
{
    /// <summary>Tokens came.</summary>
    In = 0,

    /// <summary>Tokens left.</summary>
    Out = 1,

    /// <summary>They were minted, or burned.</summary>
    Issuer = 2,

    /// <summary>The other side was labelled as an exchange then.</summary>
    Exchange = 4,

    /// <summary>The other side had no label then, or that of a bridge.</summary>
    UnhostedOrBridge = 8,

    /// <summary>The first of six bits, one for each category of taint that its payer was a source of when it paid, or that was followed from it since.</summary>
    Taints = 1 << EdgeRings.TaintShift,

    /// <summary>The first of six bits of the chain's number.</summary>
    Chains = 1 << EdgeRings.ChainShift,
}
