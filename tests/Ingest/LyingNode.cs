using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>Stands before an honest node and falsifies its answers in one way at a time.</summary>
internal sealed class LyingNode : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient honest;

    private LyingNode(WebApplication app, HttpClient honest, string lie)
    {
        this.app = app;
        this.honest = honest;
        Lie = lie;
    }

    public volatile string Lie;

    /// <summary>A second honest node, of another branch: "another branch" answers by it, "flips" by both in turns, "flips at each look" whenever it is asked for its head.</summary>
    public string? Other
    {
        set => other = new HttpClient { BaseAddress = new Uri(value!) };
    }

    private HttpClient? other;

    private int asked;

    private volatile int askedReceipts;

    public int AskedReceipts => askedReceipts;

    public string Url => app.Urls.Single();

    public static async Task<LyingNode> StartAsync(string honestUrl, string lie, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var node = new LyingNode(builder.Build(), new HttpClient { BaseAddress = new Uri(honestUrl) }, lie);
        node.app.MapPost("/", node.AnswerAsync);
        await node.app.StartAsync(cancellationToken);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        honest.Dispose();
        other?.Dispose();
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var asked = (await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken))!;
        using var content = new StringContent(asked.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        var looks = asked is JsonObject && (string)asked["method"]! == "eth_getBlockByNumber" && (string)asked["params"]![0]! == "latest";
        var turn = Lie == "flips" || looks ? Interlocked.Increment(ref this.asked) : this.asked;
        var node = Lie == "another branch" || (Lie is "flips" or "flips at each look" && turn % 2 == 0) ? other! : honest;
        using var response = await node.PostAsync("", content, cancellationToken);
        var answer = (await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken))!;
        var method = asked is JsonArray batch ? (string)batch[0]!["method"]! : (string)asked["method"]!;
        askedReceipts += method == "eth_getBlockReceipts" ? 1 : 0;
        return (Lie, method) switch
        {
            ("html", _) => Results.Text("<html><body>Just a moment…</body></html>", "text/html"),
            ("status 503", _) => Results.StatusCode(503),
            ("rate limit", _) => Results.Text("""{"jsonrpc":"2.0","id":1,"error":{"code":429,"message":"slow down"}}""", "application/json", statusCode: 429),
            ("cut off", "eth_getLogs") => Results.Text(answer.ToJsonString()[..(answer.ToJsonString().Length / 2)]),
            ("batch of one", _) when asked is JsonArray => Results.Text("""{"jsonrpc":"2.0","error":{"code":-32600,"message":"no batches"}}"""),
            ("half a batch", "eth_getLogs") when answer is JsonArray parts => Results.Text($"[{parts[0]!.ToJsonString()}]"),
            (_, "eth_getLogs") when answer is JsonArray parts => Results.Text(new JsonArray([.. parts.Reverse().Select(part => Falsified((string)AskedBy(asked, part!)["method"]!, AskedBy(asked, part!), part!).DeepClone())]).ToJsonString(), "application/json"),
            _ => Results.Text(Falsified(method, asked, answer).ToJsonString(), "application/json"),
        };
    }

    private static JsonNode AskedBy(JsonNode batch, JsonNode answer) => batch.AsArray().Single(each => (long)each!["id"]! == (long)answer["id"]!)!;

    private JsonNode Falsified(string method, JsonNode asked, JsonNode answer)
    {
        switch (Lie, method)
        {
            case ("wrong chain", "eth_chainId"): answer["result"] = "0x1"; break;
            case ("no code", "eth_call"): answer["result"] = "0x"; break;
            case ("another id", "eth_getLogs"): answer["id"] = 999_999; break;
            case ("no result", "eth_getLogs"): answer.AsObject().Remove("result"); break;
            case ("result of another kind", "eth_getLogs"): answer["result"] = "0x"; break;
            case ("at most 3 blocks", "eth_getLogs") when Blocks(asked) > 3:
                answer.AsObject().Remove("result");
                answer["error"] = new JsonObject { ["code"] = -32005, ["message"] = "query exceeds max block range 3" };
                break;
            case ("cut at 1000", "eth_getLogs"):
                while (answer["result"]!.AsArray().Count > 1000)
                {
                    answer["result"]!.AsArray().RemoveAt(1000);
                }

                break;
            case ("range is empty" or "no receipts" or "receipts are empty" or "receipts are null" or "receipts unreadable", "eth_getLogs") when Blocks(asked) > 1: answer["result"] = new JsonArray(); break;
            case ("hash is empty" or "hash and receipts are empty", "eth_getLogs"): answer["result"] = new JsonArray(); break;
            case ("head is behind", "eth_getLogs"): answer["result"] = new JsonArray(); break;
            case ("head is behind", "eth_blockNumber"): answer["result"] = "0x2"; break;
            case ("no finality", "eth_getBlockByNumber") when asked is JsonObject && (string)asked["params"]![0]! == "finalized":
                answer.AsObject().Remove("result");
                answer["error"] = new JsonObject { ["code"] = -32602, ["message"] = "invalid argument 0: unknown block tag" };
                break;
            case ("no receipts", "eth_getBlockReceipts"):
                answer.AsObject().Remove("result");
                answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = "the method eth_getBlockReceipts does not exist/is not available" };
                break;
            case ("receipts are empty" or "hash and receipts are empty", "eth_getBlockReceipts"): answer["result"] = new JsonArray(); break;
            case ("receipts are null", "eth_getBlockReceipts"): answer["result"] = null; break;
            case ("receipts unreadable", "eth_getBlockReceipts"): answer["result"]![0]!.AsObject().Remove("logs"); break;
            case (_, "eth_getLogs") when answer["result"] is JsonArray { Count: > 0 } logs: FalsifyLogs(logs); break;
            case (_, "eth_getBlockByNumber") when answer is JsonArray headers: FalsifyHeaders(headers); break;
            default: break;
        }

        return answer;
    }

    private void FalsifyLogs(JsonArray logs)
    {
        var log = logs[0]!;
        switch (Lie)
        {
            case "another block hash": log["blockHash"] = "0x" + new string('1', 64); break;
            case "another contract": log["address"] = "0x" + new string('1', 40); break;
            case "another event": log["topics"]![0] = "0x" + new string('1', 64); break;
            case "removed": log["removed"] = true; break;
            case "field missing": log.AsObject().Remove("transactionHash"); break;
            case "field unreadable": log["blockNumber"] = "latest"; break;
            case "log twice": logs.Add(log.DeepClone()); break;
            case "another height": log["blockNumber"] = "0x7fffff"; break;
            default: break;
        }
    }

    private void FalsifyHeaders(JsonArray headers)
    {
        var last = headers[^1]!;
        switch (Lie)
        {
            case "empty bloom": last["result"]!["logsBloom"] = "0x" + new string('0', 512); break;
            case "broken link": last["result"]!["parentHash"] = "0x" + new string('1', 64); break;
            case "header without hash": last["result"]!.AsObject().Remove("hash"); break;
            case "no block": last["result"] = null; break;
            case "time of 2099": last["result"]!["timestamp"] = "0xf2a52380"; break;
            default: break;
        }
    }

    private static long Blocks(JsonNode asked)
    {
        var filter = asked["params"]![0]!;
        return filter["fromBlock"] is { } from ? Convert.ToInt64((string)filter["toBlock"]!, 16) - Convert.ToInt64((string)from!, 16) + 1 : 1;
    }
}
