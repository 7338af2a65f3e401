using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>A stretch of blocks that was read and is about to enter the ledger.</summary>
/// <param name="last">Its last block.</param>
/// <param name="lastHash">The hash of that.</param>
/// <param name="headers">That were fetched, in order; the last one is of the last block.</param>
public sealed class Stretch(long last, byte[] lastHash, IReadOnlyList<EvmHeader> headers)
{
    private readonly Dictionary<long, EvmHeader> byNumber = headers.ToDictionary(header => header.Number);
    private readonly List<NewTransfer> transfers = [];
    private readonly List<NewRefusedRow> refused = [];

    /// <summary>The last block.</summary>
    public long Last => last;

    /// <summary>Its hash.</summary>
    public byte[] LastHash => lastHash;

    /// <summary>That were fetched, in order.</summary>
    public IReadOnlyList<EvmHeader> Headers => headers;

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
    }

    private static int Compare(ChainLog left, ChainLog right) =>
        left.BlockNumber != right.BlockNumber ? left.BlockNumber.CompareTo(right.BlockNumber) : left.Index.CompareTo(right.Index);
}
