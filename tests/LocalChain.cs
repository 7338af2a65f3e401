using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Usd1Compliance.Ingest.Chains;

namespace Usd1Compliance.Tests;

/// <summary>
/// A real Ethereum node of one's own (anvil) on a free port, with its native binary and the contracts that tests/chain/prepare made.
/// Each transaction is a block of its own unless automine is turned off. Chain id 31337.
/// </summary>
public sealed class LocalChain : IAsyncDisposable
{
    private static readonly BigInteger word = BigInteger.One << 256;
    private readonly Process anvil;
    private readonly HttpClient node;
    private int calls;

    private LocalChain(Process anvil, HttpClient node, string url)
    {
        this.anvil = anvil;
        this.node = node;
        Url = url;
    }

    /// <summary>Where it answers JSON-RPC.</summary>
    public string Url { get; }

    /// <summary>Ten addresses that it signs for; the first deploys.</summary>
    public IReadOnlyList<string> Accounts { get; private set; } = [];

    /// <summary>Starts a node and waits until it answers.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="more">Further arguments of anvil.</param>
    public static async Task<LocalChain> StartAsync(CancellationToken cancellationToken, params IEnumerable<string> more)
    {
        var port = FreePort();
        var url = $"http://127.0.0.1:{port}/";
        // Deep history must stay readable after a reorg, and gas must cost nothing and never run out: see the flags.
        var start = new ProcessStartInfo(Binary(), ["--host", "127.0.0.1", "--port", $"{port}", "--gas-limit", "3000000000", "--base-fee", "0", "--gas-price", "0",
            "--prune-history", "10000", "--no-request-size-limit", "-q", .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var chain = new LocalChain(Process.Start(start)!, new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(2) }, url);
        chain.anvil.BeginOutputReadLine();
        chain.anvil.BeginErrorReadLine();
        try
        {
            await chain.AwaitAnswerAsync(cancellationToken);
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }

        return chain;
    }

    /// <summary>Calls a JSON-RPC method.</summary>
    /// <exception cref="InvalidOperationException">The node answers an error.</exception>
    public async Task<JsonElement> CallAsync(string method, CancellationToken cancellationToken, params object?[] parameters)
    {
        using var response = await node.PostAsJsonAsync("", new { jsonrpc = "2.0", id = Interlocked.Increment(ref calls), method, @params = parameters }, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {answer}");
    }

    /// <summary>Puts a contract of tests/chain/contracts on the chain.</summary>
    /// <param name="contract">Its name.</param>
    /// <param name="arguments">Of its constructor: addresses as 0x text, numbers as BigInteger.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its address.</returns>
    public async Task<string> DeployAsync(string contract, IEnumerable<object> arguments, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder(), "build", $"{contract}.json");
        using var built = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken));
        var receipt = await SendAsync(Accounts[0], null, built.RootElement.GetProperty("bytecode").GetString() + Encode(arguments), cancellationToken);
        return receipt.GetProperty("contractAddress").GetString()!;
    }

    /// <summary>The freezable dollar token, deployed by the first account, which is its issuer.</summary>
    public async Task<LocalToken> DeployTokenAsync(CancellationToken cancellationToken, int decimals = 6) =>
        new(this, await DeployAsync("FreezableToken", [new BigInteger(decimals)], cancellationToken));

    /// <summary>Sends to a contract and waits until it is in a block.</summary>
    /// <param name="from">One of <see cref="Accounts"/>.</param>
    /// <param name="contract">Address.</param>
    /// <param name="function">Canonical signature, such as <c>mint(address,uint256)</c>.</param>
    /// <param name="arguments">Addresses as 0x text, numbers as BigInteger.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The receipt.</returns>
    public Task<JsonElement> SendAsync(string from, string contract, string function, IEnumerable<object> arguments, CancellationToken cancellationToken) =>
        SendAsync(from, contract, Keccak.Selector(function) + Encode(arguments), cancellationToken);

    /// <summary>Lets the EventPlayer at this address emit one log.</summary>
    /// <param name="player">Address of an EventPlayer.</param>
    /// <param name="signature">Canonical signature of the event.</param>
    /// <param name="indexed">The topics behind topic 0: addresses as 0x text.</param>
    /// <param name="data">The words of the data: addresses as 0x text, numbers as BigInteger.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<JsonElement> PlayAsync(string player, string signature, IReadOnlyList<object> indexed, IReadOnlyList<object> data, CancellationToken cancellationToken)
    {
        var topics = Convert.ToHexStringLower(Keccak.Topic(signature)) + Encode(indexed);
        var words = Encode(data);
        // play(bytes32[],bytes): two offsets, then count and topics, then length and bytes.
        var call = Keccak.Selector("play(bytes32[],bytes)") + Encode([new BigInteger(64), new BigInteger(96 + 32 * (1 + indexed.Count)), new BigInteger(1 + indexed.Count)]) + topics
            + Encode([new BigInteger(32 * data.Count)]) + words;
        return SendAsync(Accounts[0], player, call, cancellationToken);
    }

    /// <summary>Mines empty blocks.</summary>
    public Task MineAsync(int blocks, CancellationToken cancellationToken) => CallAsync("anvil_mine", cancellationToken, $"0x{blocks:x}");

    /// <summary>Replaces the last blocks by others without their transactions, at the same height.</summary>
    public Task ReorgAsync(int depth, CancellationToken cancellationToken) => CallAsync("anvil_reorg", cancellationToken, depth, Array.Empty<object>());

    /// <summary>Replaces the last blocks by as many others, in the first of which one call is made again.</summary>
    /// <param name="depth">How many blocks.</param>
    /// <param name="from">One of <see cref="Accounts"/>.</param>
    /// <param name="contract">Address.</param>
    /// <param name="function">Canonical signature.</param>
    /// <param name="arguments">Addresses as 0x text, numbers as BigInteger.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task ReorgWithAsync(int depth, string from, string contract, string function, IEnumerable<object> arguments, CancellationToken cancellationToken) =>
        CallAsync("anvil_reorg", cancellationToken, depth, new object[] { new object[] { new { from, to = contract, data = Keccak.Selector(function) + Encode(arguments), gas = "0x1000000" }, 0 } });

    /// <summary>Remembers the chain as it is.</summary>
    /// <returns>What <see cref="RevertAsync"/> goes back to, once.</returns>
    public async Task<string> SnapshotAsync(CancellationToken cancellationToken) => (await CallAsync("evm_snapshot", cancellationToken)).GetString()!;

    /// <summary>Takes away every block since a snapshot.</summary>
    public Task RevertAsync(string snapshot, CancellationToken cancellationToken) => CallAsync("evm_revert", cancellationToken, snapshot);

    /// <summary>Another node with the same blocks up to the head of this one; what is mined on it from then on is another branch.</summary>
    public async Task<LocalChain> BranchAsync(CancellationToken cancellationToken) =>
        await StartAsync(cancellationToken, "--fork-url", Url, "--fork-block-number", (await HeightAsync(cancellationToken)).ToString(System.Globalization.CultureInfo.InvariantCulture), "--chain-id", "31337");

    /// <summary>Whether each transaction makes a block at once.</summary>
    public Task SetAutomineAsync(bool on, CancellationToken cancellationToken) => CallAsync("evm_setAutomine", cancellationToken, on);

    /// <summary>The height of the chain.</summary>
    public async Task<long> HeightAsync(CancellationToken cancellationToken) =>
        Convert.ToInt64((await CallAsync("eth_blockNumber", cancellationToken)).GetString(), 16);

    /// <summary>Ends the node.</summary>
    public async ValueTask DisposeAsync()
    {
        node.Dispose();
        if (!anvil.HasExited)
        {
            anvil.Kill(entireProcessTree: true);
            await anvil.WaitForExitAsync();
        }

        anvil.Dispose();
    }

    /// <summary>ABI words: an address or number is 32 bytes, left-padded.</summary>
    internal static string Encode(IEnumerable<object> arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments)
        {
            text.Append(argument switch
            {
                string address => address[2..].ToLowerInvariant().PadLeft(64, '0'),
                BigInteger number when number >= 0 && number < word => number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture)[^64..],
                _ => throw new ArgumentException($"{argument} is neither an address nor a number of 256 bits."),
            });
        }

        return text.ToString();
    }

    private async Task<JsonElement> SendAsync(string from, string? to, string data, CancellationToken cancellationToken)
    {
        var hash = (await CallAsync("eth_sendTransaction", cancellationToken, new { from, to, data, gas = "0xb2d05e00" })).GetString();
        while (true)
        {
            var receipt = await CallAsync("eth_getTransactionReceipt", cancellationToken, hash);
            if (receipt.ValueKind == JsonValueKind.Object)
            {
                return receipt.GetProperty("status").GetString() == "0x1" ? receipt : throw new InvalidOperationException($"The chain reverted {hash}.");
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    private async Task AwaitAnswerAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                Accounts = [.. (await CallAsync("eth_accounts", cancellationToken)).EnumerateArray().Select(account => account.GetString()!)];
                return;
            }
            catch (HttpRequestException) when (tries < 200 && !anvil.HasExited)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static string Binary()
    {
        if (Environment.GetEnvironmentVariable("USD1_ANVIL") is { Length: > 0 } own)
        {
            return own;
        }

        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var binary = Path.Combine(Folder(), "node_modules", "@foundry-rs", $"anvil-{system}-{machine}", "bin", "anvil");
        return File.Exists(binary) ? binary : throw new InvalidOperationException($"There is no anvil at {binary}. Run tests/chain/prepare, or ./test, which does.");
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Usd1Compliance.sln")))
            {
                return Path.Combine(folder.FullName, "tests", "chain");
            }
        }

        throw new InvalidOperationException("The tests run from within a checkout: Usd1Compliance.sln was not found above them.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A FreezableToken on a local chain, worked by its issuer. Amounts are counts of the smallest unit.</summary>
public sealed class LocalToken(LocalChain chain, string contract)
{
    /// <summary>Its address.</summary>
    public string Contract => contract;

    /// <summary>The account that mints, burns and freezes.</summary>
    public string Issuer => chain.Accounts[0];

    public Task<JsonElement> MintAsync(string to, BigInteger amount, CancellationToken cancellationToken) => chain.SendAsync(Issuer, contract, "mint(address,uint256)", [to, amount], cancellationToken);

    public Task<JsonElement> BurnAsync(BigInteger amount, CancellationToken cancellationToken) => chain.SendAsync(Issuer, contract, "burn(uint256)", [amount], cancellationToken);

    public Task<JsonElement> TransferAsync(string from, string to, BigInteger amount, CancellationToken cancellationToken) => chain.SendAsync(from, contract, "transfer(address,uint256)", [to, amount], cancellationToken);

    public Task<JsonElement> FreezeAsync(string account, CancellationToken cancellationToken) => chain.SendAsync(Issuer, contract, "freeze(address)", [account], cancellationToken);

    public Task<JsonElement> UnfreezeAsync(string account, CancellationToken cancellationToken) => chain.SendAsync(Issuer, contract, "unfreeze(address)", [account], cancellationToken);

    public Task<JsonElement> WipeAsync(string account, CancellationToken cancellationToken) => chain.SendAsync(Issuer, contract, "wipe(address)", [account], cancellationToken);
}
