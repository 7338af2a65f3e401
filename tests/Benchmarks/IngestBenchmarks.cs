using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ingest;
using Usd1Compliance.Ingest.Chains;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Tests;

namespace Usd1Compliance.Benchmarks;

/// <summary>How fast a dense chain comes into the ledger, and how fast its logs are decoded alone.</summary>
public static class IngestBenchmarks
{
    private const string command = "./bench ingest";
    private const int blocks = 1000;
    private const int logsOfBlock = 200;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Decode();
        await FollowAsync(cancellationToken);
    }

    private static void Decode()
    {
        const int count = 10_000;
        const int rounds = 40;
        var answer = Answer(count);
        var sheet = new LogSheet();
        for (var warm = 0; warm < 20; warm++)
        {
            _ = LogReader.Read(answer, 1, sheet);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < rounds; round++)
        {
            _ = LogReader.Read(answer, 1, sheet);
        }

        watch.Stop();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var reach = $"{rounds} answers to eth_getLogs of {count} Transfer logs ({answer.Length / count} bytes a log), one thread, bytes to structs";
        Figure.Print("ingest.decode.logs", (double)count * rounds / watch.Elapsed.TotalSeconds, "logs/s", reach, command);
        Figure.Print("ingest.decode.allocated", (double)allocated / count / rounds, "bytes/log", reach, command);
    }

    private static async Task FollowAsync(CancellationToken cancellationToken)
    {
        var owner = Environment.GetEnvironmentVariable("USD1_TEST_POSTGRES") ?? throw new InvalidOperationException("USD1_TEST_POSTGRES is not set. Run ./bench, which starts PostgreSQL.");
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var player = await chain.DeployAsync("EventPlayer", [], cancellationToken);
        for (var block = 0; block < blocks; block++)
        {
            await chain.SendAsync(chain.Accounts[0], player, "spray(uint256,uint256)", [new BigInteger(logsOfBlock), new BigInteger(block)], cancellationToken);
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"usd1_bench_{Environment.ProcessId}");
        await RunAsync(owner, $"CREATE DATABASE {name}", cancellationToken);
        try
        {
            await MeasureAsync(chain, player, new NpgsqlConnectionStringBuilder(owner) { Database = name }.ConnectionString, cancellationToken);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync(owner, $"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);
        }
    }

    private static async Task MeasureAsync(LocalChain chain, string player, string connectionString, CancellationToken cancellationToken)
    {
        Migrations.Run(connectionString, _ => { });
        await using var postgres = PostgresConnection.Open(connectionString, "bench");
        var fsync = await postgres.Command("SELECT current_setting('fsync')").ScalarAsync<string>(cancellationToken);
        var sources = new SourceStore(postgres, new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);
        await sources.AddAsync(Actor.Operator("bench"), new NewSource("dense", SourceKind.Evm, "ethereum", SourceSettings.Write(new EvmSourceSettings(chain.Url, 31337, player, "TUSD", 6, "plain", 0))), cancellationToken);
        await using var host = IngestHost.Create(postgres, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Error"]);
        var watch = Stopwatch.StartNew();
        await host.StartAsync(cancellationToken);
        while (await postgres.Command("SELECT COALESCE(max(sequence), 0) FROM ingest_checkpoint").ScalarAsync<long>(cancellationToken) < blocks * logsOfBlock)
        {
            await Task.Delay(20, cancellationToken);
        }

        watch.Stop();
        await host.StopAsync(cancellationToken);
        Figure.Print("ingest.chain.logs", blocks * logsOfBlock / watch.Elapsed.TotalSeconds, "logs/s",
            $"{blocks} blocks of {logsOfBlock} Transfer logs on anvil, by JSON-RPC into PostgreSQL (fsync {fsync}) with headers and checkpoints, all three on this machine", command);
    }

    private static byte[] Answer(int count)
    {
        var text = new StringBuilder("""{"jsonrpc":"2.0","id":1,"result":[""");
        for (var at = 0; at < count; at++)
        {
            text.Append(at == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""
                {"address":"0xdac17f958d2ee523a2206206994597c13d831ec7","topics":["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","0x000000000000000000000000{{at:x40}}","0x000000000000000000000000{{at * 7:x40}}"],"data":"0x{{at * 1_000_003L:x64}}","blockHash":"0x{{at / 200:x64}}","blockNumber":"0x{{16_000_000 + at / 200:x}}","blockTimestamp":"0x6553f100","transactionHash":"0x{{at:x64}}","transactionIndex":"0x{{at % 200:x}}","logIndex":"0x{{at % 200:x}}","removed":false}
                """);
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    // CREATE DATABASE takes no parameters; the name is made above from a number.
    private static async Task RunAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100
        await using var statement = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await statement.ExecuteNonQueryAsync(cancellationToken);
    }
}
