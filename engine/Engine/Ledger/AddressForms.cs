namespace Usd1Compliance.Ledger;

/// <summary>
/// The other keys under which one and the same hash is an address. Chains that came out of Bitcoin write one hash in several forms, and
/// nothing in a form tells which chain is meant: Bitcoin Cash's cashaddr was 1… or 3… before, and Litecoin's M… was 3….
/// </summary>
public static class AddressForms
{
    private const byte keyHash = 0x00;
    private const byte scriptHash = 0x05;
    private const byte litecoinScriptHash = 0x32;

    /// <summary>The keys, other than the address itself, that whoever holds it has too; empty for most families.</summary>
    /// <remarks>A key hash has two (Bitcoin and its legacy kin, Bitcoin Cash), a script hash three (and Litecoin). Witness programs have none.</remarks>
    public static IReadOnlyList<ChainAddress> OthersOf(ChainAddress address)
    {
        if (address.Bytes.Length != 21)
        {
            return [];
        }

        var hash = address.Bytes[1..];
        return (address.Family, address.Bytes[0]) switch
        {
            (AddressFamily.Bitcoin, keyHash) => [Key(AddressFamily.BitcoinCash, keyHash, hash)],
            (AddressFamily.BitcoinCash, keyHash) => [Key(AddressFamily.Bitcoin, keyHash, hash)],
            (AddressFamily.Bitcoin, scriptHash) => [Key(AddressFamily.BitcoinCash, scriptHash, hash), Key(AddressFamily.Litecoin, litecoinScriptHash, hash)],
            (AddressFamily.BitcoinCash, scriptHash) => [Key(AddressFamily.Bitcoin, scriptHash, hash), Key(AddressFamily.Litecoin, litecoinScriptHash, hash)],
            (AddressFamily.Litecoin, litecoinScriptHash) => [Key(AddressFamily.Bitcoin, scriptHash, hash), Key(AddressFamily.BitcoinCash, scriptHash, hash)],
            _ => [],
        };
    }

    private static ChainAddress Key(AddressFamily family, byte version, ReadOnlySpan<byte> hash) => new(family, [version, .. hash]);
}
