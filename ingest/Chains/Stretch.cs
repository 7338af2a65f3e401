using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>A stretch of blocks that was read and is about to enter the ledger.</summary>
/// <param name="headers">Of all its blocks, in order, each the child of the one before.</param>
/// <param name="atTip">Whether every header is kept; else those with a log and the last one.</param>
public sealed class Stretch(IReadOnlyList<EvmHeader> headers, bool atTip)
{
    private readonly Dictionary<long, EvmHeader> byNumber = headers.ToDictionary(header => header.Number);
    private readonly HashSet<long> withLogs = [];
    private readonly List<NewTransfer> transfers = [];
    private readonly List<NewRefusedRow> refused = [];

    /// <summary>The first block.</summary>
    public EvmHeader First => headers[0];

    /// <summary>The last block.</summary>
    public EvmHeader Last => headers[^1];

    /// <summary>The blocks for which the node gave no log, in order.</summary>
    public IEnumerable<EvmHeader> WithoutLogs => headers.Where(header => !withLogs.Contains(header.Number));

    /// <summary>The headers that enter the ledger, in order.</summary>
    public IReadOnlyList<EvmHeader> Kept => atTip ? headers : [.. headers.Where(header => header == Last || withLogs.Contains(header.Number))];

    /// <summary>In the order of the chain.</summary>
    public IReadOnlyList<NewTransfer> Transfers => transfers;

    /// <summary>Logs that could not be read.</summary>
    public IReadOnlyList<NewRefusedRow> Refused => refused;

    /// <summary>Takes the logs of one answer, after asking whether they can be believed.</summary>
    /// <exception cref="SourceAnswerException">They cannot.</exception>
    public void Take(TransferDecoder decoder, LogSheet sheet)
    {
        var logs = sheet.Logs;
        for (var at = 1; at < logs.Length; at++)
        {
            if (Compare(logs[at - 1], logs[at]) > 0)
            {
                logs.Sort(Compare);
                break;
            }
        }

        decoder.DemandBelievable(logs, byNumber);
        decoder.Decode(logs, byNumber, transfers, refused);
        foreach (ref readonly var log in logs)
        {
            withLogs.Add(log.BlockNumber);
        }
    }

    /// <summary>Reads the headers of a stretch of blocks and sees that each is the child of the one before.</summary>
    /// <exception cref="SourceAnswerException">One is not, or the node does not have it.</exception>
    public static async Task<IReadOnlyList<EvmHeader>> HeadersAsync(EthereumNode node, long first, long last, CancellationToken cancellationToken)
    {
        var headers = await node.HeadersAsync([.. Enumerable.Range(0, (int)(last - first + 1)).Select(at => first + at)], cancellationToken);
        for (var at = 1; at < headers.Count; at++)
        {
            if (!headers[at].ParentHash.AsSpan().SequenceEqual(headers[at - 1].Hash))
            {
                throw new SourceAnswerException($"Block {headers[at].Number} is not the child of block {headers[at - 1].Number}: the chain changed while it was read, or the node lies. The stretch was refused and is asked for again.");
            }
        }

        return headers;
    }

    private static int Compare(ChainLog left, ChainLog right) =>
        left.BlockNumber != right.BlockNumber ? left.BlockNumber.CompareTo(right.BlockNumber) : left.Index.CompareTo(right.Index);
}
