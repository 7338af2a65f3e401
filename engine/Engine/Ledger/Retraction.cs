namespace Usd1Compliance.Ledger;

/// <summary>
/// A reorganisation as the ledger keeps it: the rows of a source from <paramref name="FromSequence"/> to <paramref name="ToSequence"/> no longer
/// stand on the chain. They are never changed or removed; what the new branch brings has the numbers behind them.
/// </summary>
/// <remarks>
/// In the order of the source it stands right behind row <paramref name="ToSequence"/>, the last one that there was, and before the next: whoever takes
/// the rows in order and each retraction in its place comes to the same at every time. A later and deeper retraction may span rows that one before it
/// has taken already; it does not take them again (<see cref="RetractionStore.TakenAsync"/>).
/// </remarks>
/// <param name="RetractionId">Grows in the order in which retractions were committed, over all sources.</param>
/// <param name="SourceId">Which source.</param>
/// <param name="FromSequence">The first row that it took.</param>
/// <param name="ToSequence">The last row; one less than the first where the blocks held no row that stood.</param>
/// <param name="FromBlock">The lowest block that is known to be another now.</param>
/// <param name="ToBlock">The last block that had been read.</param>
/// <param name="OldHash">Of <paramref name="FromBlock"/> as it was read, 32 bytes.</param>
/// <param name="NewHash">Of <paramref name="FromBlock"/> as the chain has it now, 32 bytes.</param>
/// <param name="RecordedAt">UTC.</param>
public sealed record Retraction(long RetractionId, int SourceId, long FromSequence, long ToSequence, long FromBlock, long ToBlock, byte[] OldHash, byte[] NewHash, DateTimeOffset RecordedAt)
{
    /// <summary>How many rows it spans; 0 where it took none.</summary>
    public long Spans => ToSequence - FromSequence + 1;
}

/// <summary>Where the chain left the branch that the ledger holds.</summary>
/// <param name="Number">The last block that both share, as far as the ledger knows; the source goes on behind it.</param>
/// <param name="Hash">Its hash, 32 bytes.</param>
/// <param name="FromBlock">The lowest block that is known to be another: the next one wherever all headers are kept.</param>
/// <param name="OldHash">Of <paramref name="FromBlock"/> in the ledger, 32 bytes.</param>
/// <param name="NewHash">Of <paramref name="FromBlock"/> on the chain, 32 bytes.</param>
public sealed record Fork(long Number, byte[] Hash, long FromBlock, byte[] OldHash, byte[] NewHash);
