using System.Buffers.Binary;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation;

/// <summary>What an address is in the economy.</summary>
internal enum AccountKind : byte
{
    /// <summary>A private person's own wallet.</summary>
    Retail,

    /// <summary>A private wallet with a fortune.</summary>
    Whale,

    /// <summary>An address that an exchange gave to a customer; it is swept into a hot wallet.</summary>
    Deposit,

    /// <summary>The wallet that an exchange pays out from.</summary>
    HotWallet,

    /// <summary>A shop or payment service.</summary>
    Merchant,

    /// <summary>An employer's wallet for wages.</summary>
    Payroll,

    /// <summary>A company's reserve, which rests for months.</summary>
    Treasury,

    /// <summary>A trading firm that quotes on both sides.</summary>
    MarketMaker,

    /// <summary>A decentralised exchange or lending pool.</summary>
    Dex,

    /// <summary>A bridge to another chain.</summary>
    Bridge,

    /// <summary>A customer of the issuer, who mints and redeems.</summary>
    Customer,

    /// <summary>A service that works through another one's account: a nested exchange, an OTC desk.</summary>
    Nested,

    /// <summary>Sends dust to strangers.</summary>
    Spammer,

    /// <summary>A labelled mixer.</summary>
    Mixer,

    /// <summary>An address of a sanctioned party.</summary>
    Listed,

    /// <summary>Made for a planted instance or its look-alike.</summary>
    Planted,
}

/// <summary>Every address with its balance. An address is a number here; its bytes are drawn from the seed when somebody asks.</summary>
internal sealed class Accounts(ulong seed)
{
    private struct State
    {
        public long Balance;
        public AccountKind Kind;
        public bool Frozen;
    }

    private readonly List<State> states = [];
    private readonly Dictionary<int, ChainAddress> given = [];
    private readonly ulong addressSeed = new SplitMix64(seed ^ 0xADD2E55).Next();

    /// <summary>How many there are.</summary>
    public int Count => states.Count;

    /// <summary>Opens an account, whose address follows from the seed and its number.</summary>
    public int Open(AccountKind kind)
    {
        states.Add(new State { Kind = kind });
        return states.Count - 1;
    }

    /// <summary>Opens an account at a given address.</summary>
    public int Open(AccountKind kind, ChainAddress address)
    {
        var account = Open(kind);
        given[account] = address;
        return account;
    }

    /// <summary>What it is.</summary>
    public AccountKind KindOf(int account) => states[account].Kind;

    /// <summary>What it holds, in base units.</summary>
    public long BalanceOf(int account) => states[account].Balance;

    /// <summary>Whether the issuer froze it.</summary>
    public bool IsFrozen(int account) => states[account].Frozen;

    /// <summary>Whether it can send a sum now.</summary>
    public bool CanSend(int account, long sum) => !states[account].Frozen && states[account].Balance >= sum;

    /// <summary>Freezes or releases.</summary>
    public void SetFrozen(int account, bool frozen)
    {
        var state = states[account];
        state.Frozen = frozen;
        states[account] = state;
    }

    /// <summary>Adds to a balance, or takes from it.</summary>
    /// <exception cref="InvalidOperationException">It would fall below zero: an error of the generator.</exception>
    public void Add(int account, long sum)
    {
        var state = states[account];
        state.Balance += sum;
        if (state.Balance < 0)
        {
            throw new InvalidOperationException($"Account {account} would hold {state.Balance} base units; the economy creates no money.");
        }

        states[account] = state;
    }

    /// <summary>Its bytes.</summary>
    public ChainAddress AddressOf(int account)
    {
        if (given.TryGetValue(account, out var address))
        {
            return address;
        }

        var bits = new SplitMix64(addressSeed + ((ulong)account * 0xD1342543DE82EF95));
        Span<byte> bytes = stackalloc byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, bits.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], bits.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], bits.Next());
        return new ChainAddress(AddressFamily.Evm, bytes[..20]);
    }
}
