using System.Globalization;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>
/// Finds where the chain left the branch that the ledger holds: walks back from the checkpoint, header by header, to the highest block whose hash is the
/// same in both. It goes no deeper than what the chain had called final, or, where the node does not tell, than <see cref="EvmSource.TipDepth"/> blocks.
/// </summary>
public sealed class FindFork(EthereumNode node)
{
    // Nearly every reorganisation is a block or two deep.
    private const int firstPiece = 8;
    private const int piece = 100;

    /// <summary>Compares the node's chain with the ledger's.</summary>
    /// <param name="run">Whose checkpoint and headers are held against the node's.</param>
    /// <param name="head">Of the node's chain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The fork; null where the node's chain is the ledger's as far as it has come.</returns>
    /// <exception cref="SourceAnswerException">The node's headers are not one chain, or it is too far behind to tell.</exception>
    /// <exception cref="SourceHaltedException">The chain changed below what was final, or below every header that is known.</exception>
    public async Task<Fork?> FindAsync(SourceRun run, EvmHeader head, CancellationToken cancellationToken)
    {
        var checkpoint = run.Checkpoint;
        var lowest = Math.Max(0, checkpoint.FinalBlock ?? checkpoint.BlockNumber - EvmSource.TipDepth);
        (EvmHeader Theirs, byte[] Ours)? changed = null;
        EvmHeader? above = null;
        for (var last = Math.Min(checkpoint.BlockNumber, head.Number); last >= lowest; last = above.Number - 1)
        {
            var theirs = await Stretch.HeadersAsync(node, Math.Max(lowest, last + 1 - (above is null ? firstPiece : piece)), last, cancellationToken);
            if (above is not null && !above.ParentHash.AsSpan().SequenceEqual(theirs[^1].Hash))
            {
                throw new SourceAnswerException(Text($"The node's block {above.Number} is not the child of its block {theirs[^1].Number}: the chain changed while it was read, or the node lies. It is asked again."));
            }

            above = theirs[0];
            var ours = await run.StandingHeadersAsync(above.Number, last, cancellationToken);
            foreach (var header in theirs.Reverse())
            {
                if (ours.GetValueOrDefault(header.Number) is not { } known)
                {
                    continue;
                }

                if (known.AsSpan().SequenceEqual(header.Hash))
                {
                    return changed is { } first ? new Fork(header.Number, known, first.Theirs.Number, first.Ours, first.Theirs.Hash) : null;
                }

                changed = (header, known);
            }
        }

        throw changed is { } deepest ? TooDeep(checkpoint, deepest.Theirs, deepest.Ours)
            : new SourceAnswerException(Text($"The node's head is block {head.Number}, and block {checkpoint.BlockNumber} is in the ledger: the node is behind, or its chain was rolled back. Nothing is read until it has caught up."));
    }

    private static SourceHaltedException TooDeep(SourceCheckpoint checkpoint, EvmHeader theirs, byte[] ours) => new(Text(
        $"The chain changed under the source, deeper than it can follow: block {theirs.Number} was 0x{Convert.ToHexStringLower(ours)} when it was read and is 0x{Convert.ToHexStringLower(theirs.Hash)} now, and {Bound(checkpoint)}. Nothing further is read and nothing is retracted. Ask another node for that block: if it has the first hash, this node is on a wrong chain, and the source goes on by itself once it is mended; if the chain itself was replaced, disable the source, add a new one, and look at the alerts of this one, which may rest on transfers that no longer stand."));

    private static string Bound(SourceCheckpoint checkpoint) => checkpoint.FinalBlock is { } final
        ? Text($"no block that the ledger knows stands down to block {final}, which the chain had called final")
        : Text($"no block of the last {EvmSource.TipDepth} that the ledger knows stands");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
