using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>
/// Reads the answer to eth_getLogs from its bytes into a <see cref="LogSheet"/>, without an allocation for a log. A field that is missing,
/// stands twice or has another form makes the whole answer unbelievable.
/// </summary>
public static class LogReader
{
    [Flags]
    private enum Fields
    {
        None = 0,
        Address = 1,
        Topics = 2,
        Data = 4,
        BlockNumber = 8,
        BlockHash = 16,
        TransactionHash = 32,
        LogIndex = 64,
        All = 127,
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The bytes of the response.</param>
    /// <param name="id">The id of the request, which the answer must carry.</param>
    /// <param name="sheet">Emptied and filled.</param>
    /// <returns>The node's error, or null when the sheet holds the logs.</returns>
    /// <exception cref="SourceAnswerException">It is not what was asked for.</exception>
    public static NodeError? Read(ReadOnlySpan<byte> answer, long id, LogSheet sheet)
    {
        sheet.Clear();
        var reader = new Utf8JsonReader(answer);
        try
        {
            Demand(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "is not a JSON object");
            var part = ReadEnvelope(ref reader, sheet);
            Demand(!reader.Read(), "goes on after its end");
            Demand(part.Error is not null || part.Id == id, "answers another request");
            Demand(part.Error is not null || part.Head is null, "has a result that is not an array");
            return part.Error;
        }
        catch (JsonException cut)
        {
            throw new SourceAnswerException($"The node's answer to eth_getLogs is not whole JSON: {cut.Message}", cut);
        }
    }

    /// <summary>Reads the answer to a batch of eth_getLogs and eth_blockNumber, in whatever order its two parts come.</summary>
    /// <param name="answer">The bytes of the response.</param>
    /// <param name="id">The id of eth_getLogs; that of eth_blockNumber is the next.</param>
    /// <param name="sheet">Emptied and filled.</param>
    /// <param name="head">The height that the node has come to; 0 beside an error.</param>
    /// <returns>The node's error, or null when the sheet holds the logs.</returns>
    /// <exception cref="SourceAnswerException">It is not what was asked for.</exception>
    public static NodeError? ReadWithHead(ReadOnlySpan<byte> answer, long id, LogSheet sheet, out long head)
    {
        sheet.Clear();
        head = 0;
        var reader = new Utf8JsonReader(answer);
        try
        {
            Demand(reader.Read() && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject, "is neither a JSON array nor an object");
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                return ReadEnvelope(ref reader, sheet).Error ?? throw new SourceAnswerException("The node does not answer a batch of 2 requests by as many answers.");
            }

            var (hasLogs, hasHead, error) = (false, false, (NodeError?)null);
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var part = ReadEnvelope(ref reader, sheet);
                error ??= part.Error;
                Demand(part.Error is not null || (part.Head is null ? part.Id == id && !hasLogs : part.Id == id + 1 && !hasHead), "answers another request");
                hasLogs |= part.Head is null;
                hasHead |= part.Head is not null;
                head = part.Head ?? head;
            }

            Demand(reader.TokenType == JsonTokenType.EndArray && !reader.Read(), "goes on after its end");
            Demand(error is not null || (hasLogs && hasHead), "leaves out a part of the batch");
            return error;
        }
        catch (JsonException cut)
        {
            throw new SourceAnswerException($"The node's answer to eth_getLogs is not whole JSON: {cut.Message}", cut);
        }
    }

    /// <summary>Reads the object that the reader stands on, to its end: logs into the sheet, or a head.</summary>
    private static (long? Id, NodeError? Error, long? Head) ReadEnvelope(ref Utf8JsonReader reader, LogSheet sheet)
    {
        NodeError? error = null;
        (long? answered, long? head, var hasResult) = (null, null, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("result"u8))
            {
                reader.Read();
                Demand(!hasResult, "has two results");
                hasResult = true;
                head = ReadResult(ref reader, sheet);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                error = NodeError.Read(ref reader);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                answered = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
            }
            else
            {
                reader.Skip();
            }
        }

        Demand(reader.TokenType == JsonTokenType.EndObject, "goes on after its end");
        Demand(error is not null || answered is not null, "answers another request");
        Demand(error is not null || hasResult, "has no result");
        return (answered, error, head);
    }

    /// <summary>Logs, which go into the sheet; or a height, which is returned.</summary>
    private static long? ReadResult(ref Utf8JsonReader reader, LogSheet sheet)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadLogs(ref reader, sheet);
            return null;
        }

        return reader.TokenType == JsonTokenType.String && TryReadQuantity(reader.ValueSpan, out var head) ? head
            : throw new SourceAnswerException("The node's answer to eth_getLogs has a result that is not an array.");
    }

    private static void ReadLogs(ref Utf8JsonReader reader, LogSheet sheet)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            ReadLog(ref reader, ref sheet.Add());
        }

        Demand(reader.TokenType == JsonTokenType.EndArray, "holds something that is not a log");
    }

    private static void ReadLog(ref Utf8JsonReader reader, ref ChainLog log)
    {
        var seen = Fields.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            if (field == Fields.None)
            {
                var removed = reader.ValueTextEquals("removed"u8);
                reader.Skip();
                Demand(!removed || reader.TokenType != JsonTokenType.True, "holds a log of a block that was removed from the chain (removed: true)");
                continue;
            }

            Demand((seen & field) == 0, "holds a log with a field twice");
            seen |= field;
            reader.Read();
            if (field == Fields.Topics)
            {
                ReadTopics(ref reader, ref log);
                continue;
            }

            Demand(reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped, "holds a log with a field that is not plain text");
            ReadField(field, reader.ValueSpan, ref log);
        }

        if (seen != Fields.All)
        {
            throw new SourceAnswerException($"The node's answer to eth_getLogs holds a log without {Fields.All & ~seen}.");
        }
    }

    private static Fields FieldOf(ref Utf8JsonReader reader) => reader.ValueSpan.Length switch
    {
        4 when reader.ValueTextEquals("data"u8) => Fields.Data,
        6 when reader.ValueTextEquals("topics"u8) => Fields.Topics,
        7 when reader.ValueTextEquals("address"u8) => Fields.Address,
        8 when reader.ValueTextEquals("logIndex"u8) => Fields.LogIndex,
        9 when reader.ValueTextEquals("blockHash"u8) => Fields.BlockHash,
        11 when reader.ValueTextEquals("blockNumber"u8) => Fields.BlockNumber,
        15 when reader.ValueTextEquals("transactionHash"u8) => Fields.TransactionHash,
        _ => Fields.None,
    };

    private static void ReadField(Fields field, ReadOnlySpan<byte> text, ref ChainLog log)
    {
        var read = field switch
        {
            Fields.Address => TryReadContract(text, ref log.Contract),
            Fields.Data => TryReadData(text, ref log),
            Fields.BlockHash => Word.TryRead(text, out log.BlockHash),
            Fields.TransactionHash => Word.TryRead(text, out log.TransactionHash),
            Fields.BlockNumber => TryReadQuantity(text, out log.BlockNumber),
            _ => TryReadQuantity(text, out var index) && (log.Index = (int)index) == index,
        };
        if (!read)
        {
            throw new SourceAnswerException($"The node's answer to eth_getLogs holds a log whose {field} cannot be read.");
        }
    }

    private static void ReadTopics(ref Utf8JsonReader reader, ref ChainLog log)
    {
        Demand(reader.TokenType == JsonTokenType.StartArray, "holds a log whose topics are not an array");
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            Demand(Word.TryRead(reader.ValueSpan, out var topic) && log.Topics < 4, "holds a log with topics that cannot be read");
            switch (log.Topics++)
            {
                case 0: log.Topic0 = topic; break;
                case 1: log.Topic1 = topic; break;
                case 2: log.Topic2 = topic; break;
                default: log.Topic3 = topic; break;
            }
        }

        Demand(reader.TokenType == JsonTokenType.EndArray, "holds a log with topics that cannot be read");
    }

    private static bool TryReadContract(ReadOnlySpan<byte> text, ref Word contract) =>
        text.Length == 42 && text[0] == '0' && text[1] == 'x' && Convert.FromHexString(text[2..], ((Span<byte>)contract)[12..], out _, out _) == OperationStatus.Done;

    private static bool TryReadData(ReadOnlySpan<byte> text, ref ChainLog log)
    {
        if (text.Length < 2 || text.Length % 2 != 0 || text[0] != '0' || text[1] != 'x')
        {
            return false;
        }

        var hex = text[2..];
        log.DataLength = hex.Length / 2;
        var first = Math.Min(hex.Length, 64);
        var second = Math.Min(hex.Length - first, 64);
        return Convert.FromHexString(hex[..first], log.Data0, out _, out _) == OperationStatus.Done
            && Convert.FromHexString(hex.Slice(first, second), log.Data1, out _, out _) == OperationStatus.Done;
    }

    /// <summary>Reads a quantity of JSON-RPC: 0x and up to 16 hexadecimal digits.</summary>
    internal static bool TryReadQuantity(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return text.Length is > 2 and <= 17 && text[0] == '0' && text[1] == 'x' && Utf8Parser.TryParse(text[2..], out number, out var read, 'x') && read == text.Length - 2;
    }

    private static void Demand(bool holds, string wrong)
    {
        if (!holds)
        {
            throw new SourceAnswerException($"The node's answer to eth_getLogs {wrong}.");
        }
    }
}
