namespace Usd1Compliance.Ledger;

/// <summary>What kind of thing a source is; kept in the database in lower case.</summary>
public enum SourceKind
{
    /// <summary>One token contract on an EVM chain, over Ethereum JSON-RPC. Settings: <see cref="EvmSourceSettings"/>.</summary>
    Evm,

    /// <summary>One CSV or JSONL file. Settings: <see cref="FileSourceSettings"/>.</summary>
    File,

    /// <summary>The simulated economy. Settings: <see cref="SimulatedSourceSettings"/>.</summary>
    Simulated,
}

/// <summary>Where transfers come from.</summary>
/// <param name="SourceId">Number in our ledger.</param>
/// <param name="Name">What people call it; unique.</param>
/// <param name="Kind">Which settings it has.</param>
/// <param name="Chain">The chain's name: ethereum, …</param>
/// <param name="Settings">A JSON object by kind, without secrets.</param>
/// <param name="Enabled">Whether ingest follows it.</param>
/// <param name="RegisteredAt">UTC.</param>
public sealed record Source(int SourceId, string Name, SourceKind Kind, string Chain, string Settings, bool Enabled, DateTimeOffset RegisteredAt);

/// <summary>How a source fares.</summary>
public enum SourceState
{
    /// <summary>It was taken up and has not brought anything yet.</summary>
    Starting,

    /// <summary>It reads history.</summary>
    CatchingUp,

    /// <summary>It is at the tip of the chain and waits for the next block.</summary>
    Following,

    /// <summary>Something outside is wrong, or answers what cannot be true. It tries again; nothing is skipped.</summary>
    Retrying,

    /// <summary>It stopped and needs a person.</summary>
    Halted,

    /// <summary>It brought everything that it has.</summary>
    Finished,
}

/// <summary>What a source says of itself.</summary>
/// <param name="State">How it fares.</param>
/// <param name="Head">The last block of the chain, the size of the file in bytes, or the simulated economy's present in Unix seconds.</param>
/// <param name="Reached">The block, byte or second up to which everything is in the ledger.</param>
/// <param name="HeadTime">UTC time of the head block; null where the source knows none.</param>
/// <param name="ReachedTime">UTC time of the last row's event; null where there is none.</param>
/// <param name="Message">What is wrong and the mend; empty when all is well.</param>
/// <param name="ReportedAt">UTC.</param>
public sealed record SourceReport(SourceState State, long Head, long Reached, DateTimeOffset? HeadTime, DateTimeOffset? ReachedTime, string Message, DateTimeOffset ReportedAt);

/// <summary>How far a source has come, written in one with the rows themselves.</summary>
/// <param name="CheckpointId">Grows; 0 stands for a source that has none.</param>
/// <param name="Sequence">The last sequence that was given: how many rows are in the ledger, retracted ones too. 0 before the first.</param>
/// <param name="BlockNumber">The last block whose rows are all in; -1 before the first.</param>
/// <param name="BlockHash">Its hash; empty where the source has no blocks.</param>
/// <param name="Position">By kind: for a file its SHA-256 and the next line.</param>
/// <param name="Skipped">Rows so far that the mapping declares to be of no concern.</param>
/// <param name="Refused">Rows so far that stand in the quarantine.</param>
/// <param name="RecordedAt">UTC.</param>
public sealed record SourceCheckpoint(long CheckpointId, long Sequence, long BlockNumber, byte[] BlockHash, string Position, long Skipped, long Refused, DateTimeOffset RecordedAt)
{
    /// <summary>Of a source that has brought nothing yet.</summary>
    public static readonly SourceCheckpoint None = new(0, 0, -1, [], "", 0, 0, DateTimeOffset.UnixEpoch);

    /// <summary>The newest retraction of the source, by its number; 0 before the first. It names the branch of the chain that is being read.</summary>
    public long Branch { get; init; }

    /// <summary>The highest block read so far that the chain called final; it is never retracted. Null where the node does not tell.</summary>
    public long? FinalBlock { get; init; }
}

/// <summary>A source with its newest report and checkpoint.</summary>
/// <param name="Source">Which one.</param>
/// <param name="Report">What it last said; null when ingest never took it up.</param>
/// <param name="Checkpoint">How far it has come; <see cref="SourceCheckpoint.None"/> before the first row.</param>
public sealed record SourceStatus(Source Source, SourceReport? Report, SourceCheckpoint Checkpoint)
{
    /// <summary>Rows in the ledger, retracted ones too.</summary>
    public long Ingested => Checkpoint.Sequence;

    /// <summary>How much is not in the ledger yet, in <see cref="BehindUnit"/>; null when ingest never took it up.</summary>
    public long? Behind => Report is null ? null : Math.Max(0, Report.Head - Report.Reached);

    /// <summary>What <see cref="Behind"/> counts: blocks of a chain, bytes of a file, seconds of a simulated economy.</summary>
    public string BehindUnit => Source.Kind switch
    {
        SourceKind.Evm => "blocks",
        SourceKind.File => "bytes",
        SourceKind.Simulated => "seconds",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A row of the quarantine: what came in and could not be read.</summary>
/// <param name="Place">The file's name and the first digits of its SHA-256, or the block.</param>
/// <param name="Line">Line in the file, 1 is the first; or the log's index in the block.</param>
/// <param name="Column">The column that cannot be read; empty where it is the whole row.</param>
/// <param name="Reason">What is wrong, in words.</param>
/// <param name="Content">The row as it came, cut at 4,000 characters.</param>
/// <param name="RefusedAt">UTC.</param>
public sealed record RefusedRow(string Place, long Line, string Column, string Reason, string Content, DateTimeOffset RefusedAt);
