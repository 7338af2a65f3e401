namespace Usd1Compliance.Ledger;

/// <summary>
/// A family of chains on which the same bytes are the same address. An EVM address is one key on every EVM chain; Tron's hex and
/// base58 forms are one. The numbers are kept in the database and never change.
/// </summary>
public enum AddressFamily : short
{
    /// <summary>20 bytes: the last of the Keccak-256 of the public key. Ethereum, Arbitrum, BNB Chain, Base, …</summary>
    Evm = 1,

    /// <summary>20 bytes: as EVM, written in base58check behind 0x41. A family of its own: the chains do not share keys by custom.</summary>
    Tron = 2,

    /// <summary>Version byte and 20-byte hash, or witness version and program. Bitcoin, and the forks that kept its forms.</summary>
    Bitcoin = 3,

    /// <summary>32 bytes: an Ed25519 public key or a derived address.</summary>
    Solana = 4,

    /// <summary>20 bytes: an account id, written in the XRP alphabet's base58check.</summary>
    Xrp = 5,

    /// <summary>Version byte and hash, or witness program with the hrp ltc.</summary>
    Litecoin = 6,

    /// <summary>Version byte and hash, written as cashaddr.</summary>
    BitcoinCash = 7,

    /// <summary>Version byte and hash.</summary>
    Dash = 8,

    /// <summary>Two version bytes and hash.</summary>
    Zcash = 9,

    /// <summary>Spend and view keys: longer than a key may be, so kept by its SHA-256.</summary>
    Monero = 10,

    /// <summary>A form that none of the above explains: the SHA-256 of its text. Matched to the letter and by nothing else.</summary>
    Other = 99,
}
