namespace Usd1Compliance.Ledger;

/// <summary>What kind of event a row of the ledger is. The numbers are kept in the database and never change.</summary>
public enum TransferKind : short
{
    /// <summary>Tokens move from one address to another.</summary>
    Transfer = 1,

    /// <summary>New tokens: to an address, or to the issuer's own where the event names none (USDT's Issue).</summary>
    Mint = 2,

    /// <summary>Tokens are destroyed on redemption: from an address, or the issuer's own where the event names none.</summary>
    Burn = 3,

    /// <summary>The issuer freezes an address. The address is <see cref="Transfer.From"/>; the amount is zero.</summary>
    Freeze = 4,

    /// <summary>The issuer releases an address. The address is <see cref="Transfer.From"/>; the amount is zero.</summary>
    Unfreeze = 5,

    /// <summary>The issuer destroys or takes the tokens of a frozen address, which is <see cref="Transfer.From"/>.</summary>
    Seize = 6,
}

/// <summary>Which row of the ledger: the source and its running number there, 1, 2, 3, … without a gap.</summary>
/// <param name="SourceId">The source.</param>
/// <param name="Sequence">The place in the order in which the source brought it.</param>
public readonly record struct TransferId(int SourceId, long Sequence)
{
    /// <summary>The form for addresses of pages and for exports: <c>3-1042</c>.</summary>
    public override string ToString() => $"{SourceId}-{Sequence}";

    /// <summary>Reads <c>3-1042</c>.</summary>
    public static bool TryParse(string? text, out TransferId id)
    {
        id = default;
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 1 || !int.TryParse(text.AsSpan(0, dash), out var source) || !long.TryParse(text.AsSpan(dash + 1), out var sequence) || source < 1 || sequence < 1)
        {
            return false;
        }

        id = new TransferId(source, sequence);
        return true;
    }
}

/// <summary>Where on its chain an event stands. A file that knows no block gives its line as the log index of block 0.</summary>
/// <param name="BlockNumber">Height of the block.</param>
/// <param name="BlockHash">32 bytes, or empty where a file does not give it.</param>
/// <param name="LogIndex">Place of the log in the block, or the line in a file.</param>
/// <param name="TransactionHash">32 bytes, or empty where a file does not give it. (The chain's word; ours for what moved is transfer.)</param>
public sealed record ChainPosition(long BlockNumber, byte[] BlockHash, int LogIndex, byte[] TransactionHash);

/// <summary>One event of a token, as it was brought in. Facts only: what it means is judged above.</summary>
/// <param name="Id">Which row.</param>
/// <param name="Kind">What kind of event.</param>
/// <param name="OccurredAt">UTC: the block's time, or the file's.</param>
/// <param name="From">The address that tokens leave, or that is frozen, released or emptied; null on a mint, and where the event names none.</param>
/// <param name="To">The address that tokens reach; null on a burn, freeze, unfreeze and seizure, and where the event names none.</param>
/// <param name="Amount">Exact; zero on a freeze and an unfreeze.</param>
/// <param name="Asset">Which token.</param>
/// <param name="Position">Where on the chain.</param>
/// <param name="InitiatedBy">The address that asked for it (a minter, the sender of the chain's transaction); null where the source does not tell.</param>
/// <param name="OrderId">The issuer's own order that a mint or burn belongs to; null where the source does not tell.</param>
public sealed record Transfer(TransferId Id, TransferKind Kind, DateTimeOffset OccurredAt, ChainAddress? From, ChainAddress? To, TokenAmount Amount, Asset Asset, ChainPosition Position, ChainAddress? InitiatedBy = null, string? OrderId = null)
{
    /// <summary>Its worth in US dollars, or null where the asset is not redeemable one to one or the amount is past what a decimal holds: a fact that is not known.</summary>
    public decimal? AmountUsd => Asset.RedeemableAtPar ? Amount.ToDecimal() : null;

    /// <summary>
    /// When a reorganisation of the chain took it back, UTC; null while it stands. It is what the ledger knew when it was asked: whoever must come to the
    /// same at every time takes <see cref="Retraction"/>s in their place in the order of the source instead.
    /// </summary>
    public DateTimeOffset? RetractedAt { get; init; }

    /// <summary>The retraction that took it; null for one that stands, and where nobody asked.</summary>
    public long? RetractionId { get; init; }
}

/// <summary>A token on a chain.</summary>
/// <param name="AssetId">Number in our ledger.</param>
/// <param name="Chain">The chain's name as in docs/vocabulary.md: ethereum, tron, …</param>
/// <param name="Symbol">What people call it.</param>
/// <param name="Contract">The contract, or null where the source names the token by its symbol alone.</param>
/// <param name="Decimals">Of its smallest unit.</param>
/// <param name="RedeemableAtPar">Whether one token is redeemed for one US dollar. Otherwise its worth is not known here.</param>
public sealed record Asset(int AssetId, string Chain, string Symbol, ChainAddress? Contract, byte Decimals, bool RedeemableAtPar);
