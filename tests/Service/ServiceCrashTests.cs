using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Tests.Engine.Screening;

namespace Usd1Compliance.Tests.Service;

/// <summary>The real process, started as an operator starts it and ended without a word.</summary>
[Suite(Suite.Api)]
public sealed class ServiceCrashTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_was_received_is_in_the_database_whenever_the_process_is_killed()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, TimeProvider.System.GetUtcNow(), [SeededList.Lazarus], Stop);
        var secret = (await RunningService.IssueKeyAsync(database, Stop)).Secret;
        var connectionString = await database.ConnectionStringOfAsync("service", Stop);
        var answered = new ConcurrentDictionary<string, string>();
        for (var life = 0; life < 3; life++)
        {
            var before = answered.Count;
            using var service = await StartAsync(connectionString);
            var callers = Enumerable.Range(0, 8).Select(caller => CallUntilItDiesAsync(service.Http, secret, $"{life}-{caller}", answered)).ToList();
            while (answered.Count < before + 40 + life * 17)
            {
                Assert.False(service.Process.HasExited, "The service ended by itself.");
                await Task.Delay(10, Stop);
            }

            service.Process.Kill();                  // SIGKILL: nothing of it runs any more
            await service.Process.WaitForExitAsync(Stop);
            await Task.WhenAll(callers);
        }

        var kept = (await database.Postgres.Command("SELECT idempotency_key, response::text FROM screening").RowsAsync(row => (Key: row.GetString(0), Response: row.GetString(1)), Stop))
            .ToDictionary(row => row.Key, row => row.Response);
        Assert.All(answered, one => Assert.Equal(one.Value, kept[one.Key]));
        Assert.True((await new VerifyAudit(database.Postgres).CheckAsync(null, null, Stop)).Holds);

        // What was durable and not heard is heard when it is asked for again.
        using var next = await StartAsync(connectionString);
        foreach (var (key, response) in kept)
        {
            using var again = await next.Http.SendAsync(RunningService.Screening(secret, key, Body), Stop);
            Assert.Equal(response, await again.Content.ReadAsStringAsync(Stop));
            Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        }

        next.Process.Kill();
        await next.Process.WaitForExitAsync(Stop);
    }

    [Fact]
    public async Task No_address_and_no_secret_stands_in_the_log()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, TimeProvider.System.GetUtcNow(), [SeededList.Lazarus], Stop);
        var secret = (await RunningService.IssueKeyAsync(database, Stop)).Secret;
        await using var wire = new CuttableWire(await database.ConnectionStringOfAsync("service", Stop));
        using var service = await StartAsync(wire.ConnectionString);
        foreach (var address in (string[])[SeededList.Sanctioned, SeededList.Clean, "0x52908400098527886E0F"])
        {
            using var response = await service.Http.SendAsync(RunningService.Screening(secret, address, JsonSerializer.Serialize(new { purpose = "mint", addresses = new[] { address } })), Stop);
        }

        wire.Cut();
        using var refused = await service.Http.SendAsync(RunningService.Screening(secret, "order-1", Body), Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        // A process that is killed says nothing more: first what it has to say is waited for.
        await service.SaysAsync("was not answered", Stop);
        service.Process.Kill();
        await service.Process.WaitForExitAsync(Stop);
        var log = await service.LogAsync();
        foreach (var kept in (string[])[SeededList.Sanctioned[2..], SeededList.Clean[2..], "52908400098527886E0F", secret[38..], "for tests only"])
        {
            Assert.DoesNotContain(kept, log, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string Body => JsonSerializer.Serialize(new { purpose = "redeem", addresses = new[] { SeededList.Clean } });

    private static async Task CallUntilItDiesAsync(HttpClient http, string secret, string caller, ConcurrentDictionary<string, string> answered)
    {
        try
        {
            for (var order = 0; ; order++)
            {
                using var response = await http.SendAsync(RunningService.Screening(secret, $"{caller}-{order}", Body), Stop);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                answered[$"{caller}-{order}"] = await response.Content.ReadAsStringAsync(Stop);
            }
        }
        catch (HttpRequestException)
        {
            // The process is gone: this caller never heard the answer to its last order.
        }
    }

    private static async Task<Started> StartAsync(string connectionString)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Usd1Compliance.Service.ServiceHost).Assembly.Location, "serve", "--urls", url])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [PostgresConnection.Variable] = connectionString, ["Logging__LogLevel__Default"] = "Information" },
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        var said = new ConcurrentQueue<string>();
        var heard = Task.WhenAll(HearAsync(process.StandardOutput, said), HearAsync(process.StandardError, said));
        var http = new HttpClient { BaseAddress = new Uri(url) };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var health = await http.GetAsync("/health", Stop);
                health.EnsureSuccessStatusCode();
                return new Started(process, http, said, heard);
            }
            catch (HttpRequestException) when (attempt < 600 && !process.HasExited)
            {
                await Task.Delay(100, Stop);
            }
        }
    }

    private static async Task HearAsync(StreamReader from, ConcurrentQueue<string> said)
    {
        while (await from.ReadLineAsync(Stop) is { } line)
        {
            said.Enqueue(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Started(Process Process, HttpClient Http, ConcurrentQueue<string> Said, Task Heard) : IDisposable
    {
        /// <summary>Waits until a line holds some words.</summary>
        public async Task SaysAsync(string words, CancellationToken cancellationToken)
        {
            for (var patience = Stopwatch.StartNew(); !Said.Any(line => line.Contains(words, StringComparison.Ordinal)); await Task.Delay(20, cancellationToken))
            {
                Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), $"The service did not say '{words}' in a minute. It said:\n{string.Join('\n', Said)}");
            }
        }

        /// <summary>All that it said, once it has ended.</summary>
        public async Task<string> LogAsync()
        {
            await Heard;
            return string.Join('\n', Said);
        }

        public void Dispose()
        {
            Http.Dispose();
            if (!Process.HasExited)
            {
                Process.Kill();
            }

            Process.Dispose();
        }
    }
}
