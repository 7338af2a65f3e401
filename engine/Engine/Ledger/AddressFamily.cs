namespace Usd1Compliance.Ledger;

/// <summary>
/// A family of chains on which the same bytes are the same address. An EVM address is one key on every EVM chain; Tron's hex and
/// base58 forms are one. The numbers are kept in the database and never change.
/// </summary>
public enum AddressFamily : short
{
    /// <summary>20 bytes: the last of the Keccak-256 of the public key. Ethereum, Arbitrum, BNB Chain, Base, …</summary>
    Evm = 1,

    /// <summary>20 bytes: as EVM, written in base58check behind 0x41, or in hex behind 41. A family of its own: the chains do not share keys by custom.</summary>
    Tron = 2,

    /// <summary>
    /// 21 bytes: version (0x00 pay to public key hash, 0x05 to script hash) and the 20-byte hash. Or 3 to 33 bytes: 0x80 plus the witness
    /// version, and the witness program (BIP 173, BIP 350). Bitcoin, and the forks that kept its forms: Bitcoin SV, Omni tokens, the legacy
    /// form of Bitcoin Cash, and Litecoin's old 3… form, which nothing tells from Bitcoin's: <see cref="AddressForms"/> has the other keys.
    /// </summary>
    Bitcoin = 3,

    /// <summary>32 bytes: an Ed25519 public key or a derived address.</summary>
    Solana = 4,

    /// <summary>20 bytes: an account id, written in the XRP alphabet's base58check. The tag of an X-address is no part of it.</summary>
    Xrp = 5,

    /// <summary>As Bitcoin, with the versions 0x30 and 0x32 and the witness prefix ltc.</summary>
    Litecoin = 6,

    /// <summary>21 or 33 bytes: 0x00 public key hash or 0x05 script hash, and the hash; written as cashaddr. Whether it takes tokens is no part of it.</summary>
    BitcoinCash = 7,

    /// <summary>21 bytes: version (0x4c or 0x10) and hash.</summary>
    Dash = 8,

    /// <summary>22 bytes: version (0x1cb8 or 0x1cbd) and hash. Transparent addresses alone.</summary>
    Zcash = 9,

    /// <summary>32 bytes: SHA-256 of the public spend key and view key. The payment id of an integrated address is no part of it.</summary>
    Monero = 10,

    /// <summary>21 bytes: version (0x1e or 0x16) and hash. Dogecoin, and Verge, which writes the same form.</summary>
    Dogecoin = 11,

    /// <summary>21 bytes: version (0x26 or 0x17) and hash.</summary>
    BitcoinGold = 12,

    /// <summary>20 bytes: an account of BNB Beacon Chain, written in bech32 behind bnb. BNB Smart Chain is EVM.</summary>
    BnbBeacon = 13,

    /// <summary>A form that none of the above explains: the SHA-256 of its text. Matched to the letter and by nothing else.</summary>
    Other = 99,
}
