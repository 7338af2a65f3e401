namespace Usd1Compliance.Ingest.Chains;

/// <summary>A log as a node tells it, in a struct: a response of many thousand is read without an allocation for each.</summary>
#pragma warning disable CA1051 // Fields, so that the reader fills a log where it lies.
public struct ChainLog
{
    /// <summary>The contract, in the last 20 bytes.</summary>
    public Word Contract;

    /// <summary>Which kind of event.</summary>
    public Word Topic0;

    /// <summary>The first indexed parameter.</summary>
    public Word Topic1;

    /// <summary>The second indexed parameter.</summary>
    public Word Topic2;

    /// <summary>The third indexed parameter.</summary>
    public Word Topic3;

    /// <summary>The first word of data.</summary>
    public Word Data0;

    /// <summary>The second word of data.</summary>
    public Word Data1;

    /// <summary>The block.</summary>
    public Word BlockHash;

    /// <summary>The chain's transaction.</summary>
    public Word TransactionHash;

    /// <summary>Height of the block.</summary>
    public long BlockNumber;

    /// <summary>Place in the block.</summary>
    public int Index;

    /// <summary>0 to 4.</summary>
    public int Topics;

    /// <summary>Bytes of data in all; the first 64 are kept.</summary>
    public int DataLength;
}

/// <summary>A sheet of logs that is filled, read and filled again: it grows to the largest response and stays.</summary>
public sealed class LogSheet
{
    private ChainLog[] logs = new ChainLog[1024];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The logs in the order of the response.</summary>
    public Span<ChainLog> Logs => logs.AsSpan(0, Count);

    /// <summary>Begins anew.</summary>
    public void Clear() => Count = 0;

    /// <summary>The next place, emptied.</summary>
    public ref ChainLog Add()
    {
        if (Count == logs.Length)
        {
            Array.Resize(ref logs, Count * 2);
        }

        ref var log = ref logs[Count++];
        log = default;
        return ref log;
    }
}
