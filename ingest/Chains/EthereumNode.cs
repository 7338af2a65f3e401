using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>
/// A node behind Ethereum JSON-RPC. It is a stranger: whatever it answers is checked, and what cannot be true is a <see cref="SourceAnswerException"/>.
/// One request at a time. Its address may hold a key, so messages name it as the settings do (<c>env:VARIABLE</c>).
/// </summary>
public sealed class EthereumNode : IDisposable
{
    /// <summary>The longest answer that is read, in bytes.</summary>
    public const int LongestAnswer = 256 << 20;

    private readonly HttpClient http;
    private readonly string name;
    private readonly string[] secrets;
    private byte[] buffer = new byte[1 << 16];
    private int filled;
    private long calls;

    /// <summary>A node.</summary>
    /// <param name="rpc">Its address, or <c>env:VARIABLE</c>.</param>
    /// <exception cref="SourceHaltedException">There is no such variable, or it is no address.</exception>
    public EthereumNode(string rpc)
    {
        name = rpc;
        var text = rpc;
        if (rpc.StartsWith("env:", StringComparison.Ordinal))
        {
            text = Environment.GetEnvironmentVariable(rpc[4..]) is { Length: > 0 } value ? value
                : throw new SourceHaltedException($"The environment of ingest has no variable {rpc[4..]}, which should hold the node's address. Set it and start ingest again.");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new SourceHaltedException($"{rpc} is not the http or https address of a node. Correct it.");
        }

        // Whatever in the address could be a key is struck out of the node's own words too.
        secrets = text == rpc ? [] : [.. $"{address.Host.Split('.')[0]}/{address.PathAndQuery}/{address.UserInfo}".Split(['/', '?', '&', '=', ':'], StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length >= 8)];
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>The number of the chain.</summary>
    public async Task<long> ChainIdAsync(CancellationToken cancellationToken) =>
        Quantity("eth_chainId", Result("eth_chainId", await CallAsync("eth_chainId", "[]", cancellationToken)));

    /// <summary>What a function of a contract without arguments answers, as the bytes of its words.</summary>
    /// <param name="contract">0x and 40 digits.</param>
    /// <param name="function">Such as <c>totalSupply()</c>.</param>
    /// <param name="block">A height, or null for the head.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<byte[]> AskContractAsync(string contract, string function, long? block, CancellationToken cancellationToken)
    {
        var result = Result("eth_call", await CallAsync("eth_call", $$"""[{"to":"{{contract}}","data":"{{Keccak.Selector(function)}}"},"{{(block is { } at ? Hex(at) : "latest")}}"]""", cancellationToken));
        try
        {
            return result.ValueKind == JsonValueKind.String && result.GetString() is { } text && text.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(text.AsSpan(2))
                : throw new FormatException("it is not hexadecimal behind 0x");
        }
        catch (FormatException wrong)
        {
            throw new SourceAnswerException($"The node {name} answers {function} with what cannot be read: {wrong.Message}.", wrong);
        }
    }

    /// <summary>The header at the head of the chain.</summary>
    public async Task<EvmHeader> HeadAsync(CancellationToken cancellationToken) =>
        Header(Result("eth_getBlockByNumber", await CallAsync("eth_getBlockByNumber", """["latest",false]""", cancellationToken)), null);

    /// <summary>The height up to which the chain calls its blocks final; null where the node does not know the word, or there is none yet.</summary>
    public async Task<long?> FinalBlockAsync(CancellationToken cancellationToken) =>
        (await CallAsync("eth_getBlockByNumber", """["finalized",false]""", cancellationToken)).TryGetProperty("result", out var block) && block.ValueKind == JsonValueKind.Object ? EvmHeader.Read(block).Number : null;

    /// <summary>The headers at these heights, in their order.</summary>
    public Task<IReadOnlyList<EvmHeader>> HeadersAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken) =>
        BatchAsync("eth_getBlockByNumber", [.. numbers.Select(number => $"[\"{Hex(number)}\",false]")], (at, answer) => Header(Result("eth_getBlockByNumber", answer), numbers[at]), cancellationToken);

    /// <summary>The logs of a contract in a range of blocks, and how far the node itself has come: both in one batch, so that the same node answers.</summary>
    /// <param name="filter">Its address and topics, as JSON properties.</param>
    /// <param name="first">Height.</param>
    /// <param name="last">Height, included.</param>
    /// <param name="sheet">Filled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The node's error, or null.</returns>
    /// <exception cref="SourceAnswerException">The node's head is below the range, so that it cannot know what is in it.</exception>
    public async Task<NodeError?> LogsAsync(string filter, long first, long last, LogSheet sheet, CancellationToken cancellationToken)
    {
        var id = ++calls;
        calls++;
        await PostAsync($$"""[{{Request(id, "eth_getLogs", $$"""[{{{filter}},"fromBlock":"{{Hex(first)}}","toBlock":"{{Hex(last)}}"}]""")}},{{Request(id + 1, "eth_blockNumber", "[]")}}]""", cancellationToken);
        var error = LogReader.ReadWithHead(buffer.AsSpan(0, filled), id, sheet, out var head);
        return error is not null || head >= last ? error
            : throw new SourceAnswerException($"The node {name} is at block {head} and was asked for the logs of blocks {first} to {last}: it is behind and cannot know them. They are asked for again.");
    }

    /// <summary>The logs of a contract in one block, by its hash: the answer cannot be of another fork (EIP-234).</summary>
    /// <param name="filter">Its address and topics, as JSON properties.</param>
    /// <param name="blockHash">32 bytes.</param>
    /// <param name="sheet">Filled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The node's error, or null.</returns>
    public async Task<NodeError?> LogsAsync(string filter, byte[] blockHash, LogSheet sheet, CancellationToken cancellationToken)
    {
        var id = ++calls;
        await PostAsync(Request(id, "eth_getLogs", $"[{FilterOf(filter, blockHash)}]"), cancellationToken);
        return LogReader.Read(buffer.AsSpan(0, filled), id, sheet);
    }

    /// <summary>How many logs of a contract each of these blocks has, by the blocks' hashes.</summary>
    /// <exception cref="SourceAnswerException">The node does not answer for one of them.</exception>
    public Task<IReadOnlyList<int>> LogCountsAsync(string filter, IReadOnlyList<EvmHeader> headers, CancellationToken cancellationToken) =>
        BatchAsync("eth_getLogs", [.. headers.Select(header => $"[{FilterOf(filter, header.Hash)}]")], (at, answer) => Result("eth_getLogs", answer) is { ValueKind: JsonValueKind.Array } logs ? logs.GetArrayLength()
            : throw new SourceAnswerException($"The node {name} answers the logs of block {headers[at].Number} with what is not an array."), cancellationToken);

    /// <summary>The receipts of a block as the node answers them, by its hash; null where the node does not have that method.</summary>
    public async Task<JsonElement?> ReceiptsAsync(byte[] blockHash, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("eth_getBlockReceipts", $"[\"{Hex(blockHash)}\"]", cancellationToken);
        return answer.TryGetProperty("error", out var error) && NodeError.Read(error).SaysNoSuchMethod ? null : Result("eth_getBlockReceipts", answer);
    }

    /// <summary>The node's words in a message for people.</summary>
    public string Describe(NodeError error) =>
        $"The node {name} answers error {error.Code}: {secrets.Aggregate(error.Message.Length > 200 ? error.Message[..200] : error.Message, (text, secret) => text.Replace(secret, "…", StringComparison.OrdinalIgnoreCase))}";

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Asks one method many times over, a hundred at once: providers count a batch as so many requests, and some refuse more.</summary>
    private async Task<IReadOnlyList<T>> BatchAsync<T>(string method, IReadOnlyList<string> parameters, Func<int, JsonElement, T> read, CancellationToken cancellationToken)
    {
        const int most = 100;
        List<T> results = new(parameters.Count);
        foreach (var chunk in parameters.Chunk(most))
        {
            var first = calls + 1;
            calls += chunk.Length;
            await PostAsync($"[{string.Join(',', chunk.Select((each, at) => Request(first + at, method, each)))}]", cancellationToken);
            using var answer = Parse(method);
            if (answer.RootElement.ValueKind != JsonValueKind.Array || answer.RootElement.GetArrayLength() != chunk.Length)
            {
                throw new SourceAnswerException($"The node {name} does not answer a batch of {chunk.Length} requests by as many answers{ErrorIn(answer.RootElement)}.");
            }

            var byId = answer.RootElement.EnumerateArray().ToLookup(each => each.ValueKind == JsonValueKind.Object && each.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : -1);
            for (var at = 0; at < chunk.Length; at++)
            {
                var own = byId[first + at].ToList();
                results.Add(own.Count == 1 ? read(results.Count, own[0]) : throw new SourceAnswerException($"The node {name} answers {method} {chunk[at]} {own.Count} times in one batch."));
            }
        }

        return results;
    }

    private async Task<JsonElement> CallAsync(string method, string parameters, CancellationToken cancellationToken)
    {
        var id = ++calls;
        await PostAsync(Request(id, method, parameters), cancellationToken);
        using var answer = Parse(method);
        return answer.RootElement.ValueKind == JsonValueKind.Object ? answer.RootElement.Clone() : throw new SourceAnswerException($"The node {name} answers {method} with what is not a JSON object.");
    }

    private JsonElement Result(string method, JsonElement answer) =>
        answer.TryGetProperty("error", out var error) ? throw new SourceAnswerException($"{Describe(NodeError.Read(error))} ({method}).")
        : answer.TryGetProperty("result", out var result) ? result
        : throw new SourceAnswerException($"The node {name} answers {method} without a result.");

    private EvmHeader Header(JsonElement block, long? number)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            throw new SourceAnswerException($"The node {name} does not have block {number?.ToString(CultureInfo.InvariantCulture) ?? "latest"}. It may be behind.");
        }

        var header = EvmHeader.Read(block);
        return number is null || header.Number == number ? header : throw new SourceAnswerException($"The node {name} answers block {header.Number} for block {number}.");
    }

    private long Quantity(string method, JsonElement result) =>
        result.ValueKind == JsonValueKind.String && LogReader.TryReadQuantity(Encoding.UTF8.GetBytes(result.GetString()!), out var number) ? number
        : throw new SourceAnswerException($"The node {name} answers {method} with what is not a quantity.");

    private JsonDocument Parse(string method)
    {
        try
        {
            return JsonDocument.Parse(buffer.AsMemory(0, filled));
        }
        catch (JsonException cut)
        {
            throw new SourceAnswerException($"The node {name} answers {method} with what is not whole JSON: {cut.Message}", cut);
        }
    }

    private string ErrorIn(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out var error) ? $": {Describe(NodeError.Read(error))}" : "";

    private async Task PostAsync(string request, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new StringContent(request, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var message = new HttpRequestMessage(HttpMethod.Post, "") { Content = content };
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await FillAsync(body, cancellationToken);
            // Some nodes send a JSON-RPC error with a status of 4xx: the error says more than the status.
            if (!response.IsSuccessStatusCode && (filled == 0 || buffer[0] != (byte)'{'))
            {
                throw new SourceAnswerException($"The node {name} answers HTTP status {(int)response.StatusCode}.");
            }
        }
        catch (HttpRequestException down)
        {
            throw new SourceAnswerException($"The node {name} cannot be reached: {down.HttpRequestError}. Check its address and that it runs.", down);
        }
        catch (IOException cut)
        {
            throw new SourceAnswerException($"The node {name} broke off in the middle of its answer.", cut);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NodeTooSlowException($"The node {name} did not answer within {http.Timeout.TotalSeconds:F0} s.", late);
        }
    }

    private async Task FillAsync(Stream body, CancellationToken cancellationToken)
    {
        filled = 0;
        int read;
        // The time limit of the client ends with the headers; the body has its own, so that a node that trickles cannot hold the source for ever.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(http.Timeout);
        while ((read = await body.ReadAsync(buffer.AsMemory(filled), limit.Token)) > 0)
        {
            filled += read;
            if (filled > LongestAnswer)
            {
                throw new NodeTooSlowException($"The node {name} answers more than {LongestAnswer >> 20} MB at once.");
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, filled * 2);
            }
        }
    }

    private static string Request(long id, string method, string parameters) =>
        $$"""{"jsonrpc":"2.0","id":{{id.ToString(CultureInfo.InvariantCulture)}},"method":"{{method}}","params":{{parameters}}}""";

    private static string FilterOf(string filter, byte[] blockHash) => $$"""{{{filter}},"blockHash":"{{Hex(blockHash)}}"}""";

    private static string Hex(long number) => string.Create(CultureInfo.InvariantCulture, $"0x{number:x}");

    private static string Hex(byte[] hash) => $"0x{Convert.ToHexStringLower(hash)}";
}

/// <summary>The answer takes too long or is too large: fewer blocks at once may help.</summary>
public sealed class NodeTooSlowException : Exception
{
    /// <summary>With the message for people.</summary>
    public NodeTooSlowException(string message) : base(message)
    {
    }

    /// <summary>With the message for people and what led to it.</summary>
    public NodeTooSlowException(string message, Exception inner) : base(message, inner)
    {
    }
}
