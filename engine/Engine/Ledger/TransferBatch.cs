using System.Numerics;

namespace Usd1Compliance.Ledger;

/// <summary>A transfer that is about to enter the ledger; the writer gives it its sequence. The fields are those of <see cref="Transfer"/>.</summary>
/// <param name="Kind">What kind of event.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="From">The address that tokens leave, or that is frozen, released or emptied.</param>
/// <param name="To">The address that tokens reach.</param>
/// <param name="Amount">In the asset's smallest unit: not negative, below 2^256.</param>
/// <param name="AssetId">Which token, from <see cref="AssetStore"/>.</param>
/// <param name="BlockNumber">Height of the block, 0 where a file knows none.</param>
/// <param name="BlockHash">32 bytes, or empty.</param>
/// <param name="LogIndex">Place of the log in the block, or the line of a file.</param>
/// <param name="TransactionHash">32 bytes, or empty.</param>
/// <param name="InitiatedBy">The address that asked for it, of the chain's family; null where the source does not tell.</param>
/// <param name="OrderId">The issuer's own order; null where the source does not tell.</param>
public readonly record struct NewTransfer(TransferKind Kind, DateTimeOffset OccurredAt, ChainAddress? From, ChainAddress? To, BigInteger Amount, int AssetId,
    long BlockNumber, byte[] BlockHash, int LogIndex, byte[] TransactionHash, ChainAddress? InitiatedBy = null, string? OrderId = null);

/// <summary>The header of a block that a source followed.</summary>
/// <param name="Number">Height.</param>
/// <param name="Hash">32 bytes.</param>
/// <param name="ParentHash">32 bytes: the hash of the block at the height before.</param>
/// <param name="OccurredAt">UTC.</param>
public sealed record BlockHeader(long Number, byte[] Hash, byte[] ParentHash, DateTimeOffset OccurredAt);

/// <summary>totalSupply() of a token at the block that a batch ends with.</summary>
/// <param name="AssetId">Which token.</param>
/// <param name="BlockNumber">At the end of which block.</param>
/// <param name="TotalSupply">In the smallest unit.</param>
public sealed record SupplyObservation(int AssetId, long BlockNumber, BigInteger TotalSupply);

/// <summary>A row that could not be read, on its way to the quarantine. The fields are those of <see cref="RefusedRow"/>.</summary>
/// <param name="Place">The file's name and the first digits of its SHA-256, or the block.</param>
/// <param name="Line">Line in the file, or log index; a place and line is refused once.</param>
/// <param name="Column">The column that cannot be read; empty where it is the whole row.</param>
/// <param name="Reason">What is wrong, in words.</param>
/// <param name="Content">The row as it came; the writer cuts it at 4,000 characters and replaces NUL, which PostgreSQL cannot hold.</param>
public sealed record NewRefusedRow(string Place, long Line, string Column, string Reason, string Content);

/// <summary>A stretch of a source that enters the ledger whole or not at all, with the checkpoint behind it.</summary>
/// <param name="After">The checkpoint that the stretch continues; another one in the ledger refuses the batch.</param>
/// <param name="Transfers">In the order of the source.</param>
/// <param name="BlockNumber">The last block of the stretch, for the checkpoint.</param>
/// <param name="BlockHash">Its hash, or empty.</param>
/// <param name="Position">By kind of source.</param>
public sealed record TransferBatch(SourceCheckpoint After, IReadOnlyList<NewTransfer> Transfers, long BlockNumber, byte[] BlockHash, string Position = "")
{
    /// <summary>Headers of the blocks of the stretch.</summary>
    public IReadOnlyList<BlockHeader> Headers { get; init; } = [];

    /// <summary>Rows that could not be read.</summary>
    public IReadOnlyList<NewRefusedRow> Refused { get; init; } = [];

    /// <summary>How many rows of the stretch the mapping declares to be of no concern.</summary>
    public long Skipped { get; init; }

    /// <summary>Supplies observed at the end of the stretch.</summary>
    public IReadOnlyList<SupplyObservation> Supplies { get; init; } = [];

    /// <summary>The highest block up to <see cref="BlockNumber"/> that the chain calls final; null where it does not tell: then what was final before stays so.</summary>
    public long? FinalBlock { get; init; }
}
