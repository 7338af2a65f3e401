using System.Globalization;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>
/// Follows the chain when it leaves the branch that the ledger holds: finds the fork, waits until the new branch has stood for a while, and retracts what
/// stood above the fork. The source then goes on from there by itself.
/// </summary>
/// <remarks>
/// A node, or several behind one address, may answer two branches in turns, and the ledger must not go back and forth with it. So a branch must be
/// answered without a break for <see cref="Wait"/>, which grows fourfold with each earlier retraction at the same height; after
/// <see cref="MostAtOneHeight"/> of them only a branch that the chain calls final is followed, which makes at least one more block final for good. So a
/// height is not retracted without end, whatever a node answers.
/// </remarks>
public sealed class FollowReorganisation(EthereumNode node)
{
    /// <summary>After how many retractions at one height the source waits for what is final.</summary>
    public const int MostAtOneHeight = 5;

    private readonly FindFork forks = new(node);
    private (Fork Fork, DateTimeOffset Since)? seen;

    /// <summary>How long a branch must have stood that would retract blocks which were retracted so many times before: 0.5 s, 2 s, 8 s, 32 s, 128 s.</summary>
    public static TimeSpan Wait(long earlier) => EvmSource.PollEvery * Math.Pow(4, earlier);

    /// <summary>The node's chain continues the ledger's: a branch that was seen in between has not stood.</summary>
    public void Forget() => seen = null;

    /// <summary>Looks at a chain that seems to have left the ledger's branch.</summary>
    /// <param name="run">Whose rows are retracted.</param>
    /// <param name="head">Of the node's chain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether rows were retracted and the checkpoint stands at the fork; otherwise the branch has not stood long enough, and is to be looked at again.</returns>
    /// <exception cref="SourceAnswerException">The node is behind, or has the ledger's branch again.</exception>
    /// <exception cref="SourceHaltedException">The chain changed deeper than can be followed.</exception>
    public async Task<bool> FollowAsync(SourceRun run, EvmHeader head, CancellationToken cancellationToken)
    {
        if (await forks.FindAsync(run, head, cancellationToken) is not { } fork)
        {
            seen = null;
            throw new SourceAnswerException(head.Number < run.Checkpoint.BlockNumber
                ? Text($"The node's head is block {head.Number}, and block {run.Checkpoint.BlockNumber} is in the ledger: the node is behind, or its chain was rolled back. Nothing is read until it has caught up.")
                : Text($"The node answered a block that does not follow block {run.Checkpoint.BlockNumber} of the ledger, and answers that block itself as it was: it has two branches, or lies. It is asked again."));
        }

        var earlier = await run.RetractionsAboveAsync(fork.Number, cancellationToken);
        if (!await HasStoodAsync(run, fork, earlier, head, cancellationToken))
        {
            return false;
        }

        var before = run.Checkpoint;
        await run.RetractAsync(fork, cancellationToken);
        seen = null;
        await run.ReportAsync(SourceState.CatchingUp, head.Number, fork.Number, head.OccurredAt,
            message: Text($"The chain left the ledger's branch at block {fork.FromBlock} (a reorganisation). What stood in blocks {fork.FromBlock} to {before.BlockNumber} is retracted; the source reads on from block {fork.Number}."), cancellationToken: cancellationToken);
        return true;
    }

    private async Task<bool> HasStoodAsync(SourceRun run, Fork fork, long earlier, EvmHeader head, CancellationToken cancellationToken)
    {
        if (earlier >= MostAtOneHeight)
        {
            // Where the node does not tell what is final, the depth stands for it at which reorganisations of Ethereum end.
            var final = await node.FinalBlockAsync(cancellationToken) ?? head.Number - EvmSource.TipDepth;
            return final >= fork.FromBlock || await NotYetAsync(run, head, Text($"The chain has left the ledger's branch above block {fork.Number} {earlier} times already, and does again: the node answers several branches in turns. Nothing further is read until the chain calls block {fork.FromBlock} final. Look at the node; of several behind one address, not all are on the same chain."), cancellationToken);
        }

        var now = run.Clock.GetUtcNow();
        if (seen is not { } first || first.Fork.Number != fork.Number || !first.Fork.NewHash.AsSpan().SequenceEqual(fork.NewHash))
        {
            seen = first = (fork, now);
        }

        return now - first.Since >= Wait(earlier) || await NotYetAsync(run, head, earlier == 0 ? ""
            : Text($"The chain has left the ledger's branch above block {fork.Number} again, for the {earlier + 1}. time: it is followed when it has stood for {Wait(earlier).TotalSeconds} s."), cancellationToken);
    }

    // A first reorganisation is over in two looks, and not worth a word.
    private static async Task<bool> NotYetAsync(SourceRun run, EvmHeader head, string message, CancellationToken cancellationToken)
    {
        if (message.Length > 0)
        {
            await run.ReportAsync(SourceState.Retrying, head.Number, run.Checkpoint.BlockNumber, head.OccurredAt, message: message, cancellationToken: cancellationToken);
        }

        await Task.Delay(EvmSource.PollEvery, run.Clock, cancellationToken);
        return false;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
