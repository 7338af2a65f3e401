using System.Globalization;
using System.Text.Json;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>
/// Asks again about blocks for which the node gave no log although their logsBloom says that there may be one. A node that has not indexed a stretch
/// yet, or no longer, answers it by an empty array, which looks like a stretch in which nothing happened.
/// </summary>
/// <remarks>
/// Receipts prove it: their logs must set every bit of the block's logsBloom, so that none was left out, and none may be the contract's. They are
/// large, and the blooms of busy chains are nearly full, so that most of their blocks are in doubt: of many doubtful blocks, some spread evenly are
/// asked by receipts and all others for their logs by block hash, which nodes answer from the block and not from their index.
/// </remarks>
public sealed class EmptyBlocks(EthereumNode node, TransferDecoder decoder)
{
    private bool receiptsKnown = true;

    /// <summary>Refuses the stretch unless the blocks without a log are empty indeed.</summary>
    /// <param name="headers">Of blocks for which the node gave no log.</param>
    /// <param name="byReceipts">How many of those in doubt are asked by receipts at the least, if there are so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SourceAnswerException">A block has logs, or the node does not answer for it.</exception>
    public async Task DemandEmptyAsync(IEnumerable<EvmHeader> headers, int byReceipts, CancellationToken cancellationToken)
    {
        var doubtful = headers.Where(decoder.MayHaveLogsIn).ToList();
        var stride = Math.Max(1, doubtful.Count / byReceipts);
        List<EvmHeader> byHash = [];
        for (var at = 0; at < doubtful.Count; at++)
        {
            if (at % stride != 0 || !await ReceiptsAreEmptyAsync(doubtful[at], cancellationToken))
            {
                byHash.Add(doubtful[at]);
            }
        }

        var counts = await node.LogCountsAsync(decoder.Filter, byHash, cancellationToken);
        for (var at = 0; at < counts.Count; at++)
        {
            Demand(counts[at] == 0, byHash[at], $"{counts[at]} by its hash");
        }
    }

    /// <returns>Whether the receipts prove it; no where the node cannot be asked for receipts.</returns>
    private async Task<bool> ReceiptsAreEmptyAsync(EvmHeader header, CancellationToken cancellationToken)
    {
        if (!receiptsKnown || await node.ReceiptsAsync(header.Hash, cancellationToken) is not { } receipts)
        {
            receiptsKnown = false;
            return false;
        }

        try
        {
            var bloom = new byte[256];
            var ours = 0;
            foreach (var log in receipts.EnumerateArray().SelectMany(receipt => receipt.GetProperty("logs").EnumerateArray()))
            {
                ours += AddTo(bloom, log) ? 1 : 0;
            }

            Demand(ours == 0, header, $"{ours} in its receipts");
            if (header.LogsBloom.Zip(bloom).Any(pair => (pair.First & ~pair.Second) != 0))
            {
                throw new SourceAnswerException(string.Create(CultureInfo.InvariantCulture,
                    $"The node's receipts of block {header.Number} do not hold all the logs that the block's logsBloom tells of. The stretch was refused and is asked for again."));
            }

            return true;
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new SourceAnswerException($"The node's receipts of block {header.Number} cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>Adds what a log sets to a bloom.</summary>
    /// <returns>Whether the log is one that the node should have given.</returns>
    private bool AddTo(byte[] bloom, JsonElement log)
    {
        var address = Bytes(log.GetProperty("address"), 20);
        new BloomBits(address).AddTo(bloom);
        byte[]? first = null;
        foreach (var element in log.GetProperty("topics").EnumerateArray())
        {
            var topic = Bytes(element, 32);
            new BloomBits(topic).AddTo(bloom);
            first ??= topic;
        }

        return first is not null && decoder.IsOurs(address, first);
    }

    private static byte[] Bytes(JsonElement element, int length) =>
        element.GetString() is { } text && text.Length == 2 + 2 * length && text.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(text.AsSpan(2))
        : throw new FormatException($"an address or topic has not {length} bytes behind 0x");

    private static void Demand(bool empty, EvmHeader header, string found)
    {
        if (!empty)
        {
            throw new SourceAnswerException(string.Create(CultureInfo.InvariantCulture,
                $"The node gives no log for block {header.Number}, which has {found}: its index of logs is not complete, or it lies. The stretch was refused and is asked for again."));
        }
    }
}
