namespace Usd1Compliance.Ingest.Chains;

/// <summary>Reads deep history by ranges of blocks, as many at once as the node gives.</summary>
public sealed class HistoryReader(EthereumNode node, TransferDecoder decoder, LogSheet sheet, EmptyBlocks empty)
{
    // Every header is read: more blocks at once would save little, and lose more when the node breaks off.
    private const int mostBlocks = 2_000;
    private const int receiptsOfStretch = 16;
    private const int fewLogs = 2_000;
    private const int manyLogs = 10_000;

    // Where providers are known to cut an answer off. A result of exactly so many may be the front of a longer one.
    private static readonly HashSet<int> caps = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 150_000, 200_000];

    private long step = 100;

    /// <summary>The next stretch, which begins at <paramref name="first"/> and ends at <paramref name="most"/> or before.</summary>
    /// <exception cref="SourceAnswerException">The node refuses even one block, or lies.</exception>
    public async Task<Stretch> ReadAsync(long first, long most, CancellationToken cancellationToken)
    {
        while (true)
        {
            var last = Math.Min(most, first + step - 1);
            var refusal = await TryReadLogsAsync(first, last, cancellationToken);
            if (refusal is not null && last == first)
            {
                throw refusal;
            }

            if (refusal is not null)
            {
                step = Math.Max(1, (last - first + 1) / 2);
                continue;
            }

            var stretch = await WithHeadersAsync(first, last, cancellationToken);
            step = sheet.Count < fewLogs ? Math.Min(step * 2, mostBlocks) : sheet.Count > manyLogs ? Math.Max(1, step / 2) : step;
            return stretch;
        }
    }

    /// <summary>Fills the sheet.</summary>
    /// <returns>Why fewer blocks should be asked for; null when the sheet holds all.</returns>
    private async Task<Exception?> TryReadLogsAsync(long first, long last, CancellationToken cancellationToken)
    {
        try
        {
            if (await node.LogsAsync(decoder.Filter, first, last, sheet, cancellationToken) is { } error)
            {
                var refusal = new SourceAnswerException($"{node.Describe(error)} (the logs of blocks {first} to {last}).");
                return error.AsksForLess ? refusal : throw refusal;
            }
        }
        catch (NodeTooSlowException tooMuch)
        {
            return tooMuch;
        }

        foreach (ref readonly var log in sheet.Logs)
        {
            if (log.BlockNumber < first || log.BlockNumber > last)
            {
                throw new SourceAnswerException($"The node answers a log of block {log.BlockNumber} when it is asked for blocks {first} to {last}. The stretch was refused and is asked for again.");
            }
        }

        return first < last && caps.Contains(sheet.Count) ? new SourceAnswerException($"The node answers exactly {sheet.Count} logs for blocks {first} to {last}: it may have cut them off.") : null;
    }

    private async Task<Stretch> WithHeadersAsync(long first, long last, CancellationToken cancellationToken)
    {
        var stretch = new Stretch(await Stretch.HeadersAsync(node, first, last, cancellationToken), atTip: false);
        stretch.Take(decoder, sheet);
        await empty.DemandEmptyAsync(stretch.WithoutLogs, receiptsOfStretch, cancellationToken);
        return stretch;
    }
}
