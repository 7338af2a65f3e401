using System.Buffers.Binary;
using System.Text;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation.Market;

/// <summary>
/// Every account of the market economy: an address on one chain, with its balance. An account is a number here, and lies in arrays, because
/// there are a million; its bytes follow from its key when somebody asks. Two accounts of one key on two EVM chains are one address.
/// </summary>
internal sealed class Wallets
{
    private const int TronTextLength = 34;

    private ulong[] keys = new ulong[1 << 12];
    private long[] balances = new long[1 << 12];
    private AccountKind[] kinds = new AccountKind[1 << 12];
    private byte[] chains = new byte[1 << 12];
    private bool[] frozen = new bool[1 << 12];

    // Base58 costs two hashes and a long division, so each Tron address is written once.
    private byte[]?[] tronTexts = [];
    private readonly Dictionary<int, int> imitated = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Opens an account whose address follows from a key.</summary>
    public int Open(AccountKind kind, byte chain, ulong key)
    {
        if (Count == keys.Length)
        {
            var size = 2 * Count;
            Array.Resize(ref keys, size);
            Array.Resize(ref balances, size);
            Array.Resize(ref kinds, size);
            Array.Resize(ref chains, size);
            Array.Resize(ref frozen, size);
        }

        (keys[Count], kinds[Count], chains[Count]) = (key, kind, chain);
        return Count++;
    }

    /// <summary>Opens an account whose address begins with the first three hexadecimal digits of another one's and ends with its last four.</summary>
    public int OpenLookAlike(AccountKind kind, int of, ulong key)
    {
        var account = Open(kind, chains[of], key);
        imitated[account] = of;
        return account;
    }

    /// <summary>The same owner's account on another chain: the same address where both are EVM's.</summary>
    public int OpenTwin(int of, byte chain) => Open(kinds[of], chain, keys[of]);

    /// <summary>What it is.</summary>
    public AccountKind KindOf(int account) => kinds[account];

    /// <summary>Its chain.</summary>
    public byte ChainOf(int account) => chains[account];

    /// <summary>What its address follows from.</summary>
    public ulong KeyOf(int account) => keys[account];

    /// <summary>What it holds, in base units.</summary>
    public long BalanceOf(int account) => balances[account];

    /// <summary>Whether the issuer froze it.</summary>
    public bool IsFrozen(int account) => frozen[account];

    /// <summary>Freezes or releases.</summary>
    public void SetFrozen(int account, bool now) => frozen[account] = now;

    /// <summary>Whether it can send a sum now.</summary>
    public bool CanSend(int account, long sum) => balances[account] >= sum && !frozen[account];

    /// <summary>Adds to a balance, or takes from it.</summary>
    /// <exception cref="InvalidOperationException">It would fall below zero: an error of the generator.</exception>
    public void Add(int account, long sum)
    {
        if ((balances[account] += sum) < 0)
        {
            throw new InvalidOperationException($"Account {account} would hold {balances[account]} base units; the economy creates no money.");
        }
    }

    /// <summary>Its address.</summary>
    public ChainAddress AddressOf(int account)
    {
        Span<byte> bytes = stackalloc byte[24];
        CopyBytes(account, bytes);
        return new ChainAddress(MarketChain.FamilyOf(chains[account]), bytes[..20]);
    }

    /// <summary>Writes its address as text, in UTF-8: <c>0x</c> and lower-case digits, or Tron's base58.</summary>
    /// <returns>How many bytes.</returns>
    public int WriteText(int account, Span<byte> into)
    {
        if (chains[account] == MarketChain.Tron)
        {
            var text = TronText(account);
            text.CopyTo(into);
            return text.Length;
        }

        Span<byte> bytes = stackalloc byte[24];
        CopyBytes(account, bytes);
        into[0] = (byte)'0';
        into[1] = (byte)'x';
        Convert.TryToHexStringLower(bytes[..20], into[2..], out var digits);
        return digits + 2;
    }

    /// <summary>Its address as text.</summary>
    public string TextOf(int account)
    {
        Span<byte> text = stackalloc byte[64];
        return Encoding.ASCII.GetString(text[..WriteText(account, text)]);
    }

    private byte[] TronText(int account)
    {
        if (account >= tronTexts.Length)
        {
            Array.Resize(ref tronTexts, keys.Length);
        }

        return tronTexts[account] ??= Encoding.ASCII.GetBytes(AddressText.Write(AddressOf(account))) is { Length: TronTextLength } text ? text
            : throw new InvalidOperationException($"The Tron address of account {account} is not {TronTextLength} letters long.");
    }

    // 20 bytes that count, and four more that make whole words.
    private void CopyBytes(int account, Span<byte> bytes)
    {
        // Keys are not shared between the families, so the bytes are not either.
        var key = keys[account] ^ (chains[account] == MarketChain.Tron ? 0x54524F4EUL : 0);
        for (var word = 0; word < 3; word++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes[(8 * word)..], SplitMix64.Mix(key += 0x9E3779B97F4A7C15UL));
        }

        if (imitated.Count > 0 && imitated.TryGetValue(account, out var model))
        {
            Span<byte> shape = stackalloc byte[24];
            CopyBytes(model, shape);
            bytes[0] = shape[0];
            bytes[1] = (byte)((shape[1] & 0xF0) | (bytes[1] & 0x0F));
            bytes[18] = shape[18];
            bytes[19] = shape[19];
        }
    }
}
