using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening;
using Usd1Compliance.Service;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Benchmarks;

/// <summary>How long it takes to look an address up, how well and how fast names are told from others, and how many screenings an hour's rush of minting gets through HTTP, each durable before its answer.</summary>
public static class ScreeningBenchmarks
{
    private const string command = "./bench screening";
    private const int misses = 1_000_000;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var random = new SplitMix64(20251120);
        var listed = Enumerable.Range(0, 1_000).Select(n => Listed(n, Random(random))).ToArray();
        LookUp(listed, random);
        Read(listed);
        AddressVariantBenchmarks.Run(cancellationToken);
        NamePairBenchmarks.Run();
        NameSearchBenchmarks.Run();
        await PartyScreeningBenchmarks.RunAsync(cancellationToken);
        if (Environment.GetEnvironmentVariable("USD1_TEST_POSTGRES") is not { Length: > 0 } owner)
        {
            Console.Error.WriteLine("screening: USD1_TEST_POSTGRES is not set, so nothing was measured over HTTP.");
            return;
        }

        await OverHttpAsync(owner, listed, cancellationToken);
    }

    private static void LookUp(ListedAddress[] listed, SplitMix64 random)
    {
        var index = AddressIndex.Build(listed, []);
        var asked = new ChainAddress[misses];
        for (var n = 0; n < asked.Length; n++)
        {
            asked[n] = Random(random);
        }

        var hits = listed.Select(one => one.Address).ToArray();
        for (var warm = 0; warm < 3; warm++)
        {
            Find(index, hits);
            Find(index, asked);
        }

        Figure.Print("screening.lookup.hit", Find(index, hits, times: 1_000), "ns", "every one of 1,000 listed EVM addresses, by key", command);
        Figure.Print("screening.lookup.miss", Find(index, asked), "ns", "1,000,000 random EVM addresses against an index of 1,000, by key", command);
    }

    private static double Find(AddressIndex index, ChainAddress[] asked, int times = 1)
    {
        var found = 0;
        var watch = Stopwatch.StartNew();
        for (var time = 0; time < times; time++)
        {
            foreach (var address in asked)
            {
                found += index.Find(address).Length;
            }
        }

        var elapsed = watch.Elapsed;
        GC.KeepAlive(found);
        return elapsed.TotalNanoseconds / ((double)asked.Length * times);
    }

    private static void Read(ListedAddress[] listed)
    {
        foreach (var (name, texts) in new (string, string[])[]
            {
                ("evm", [.. listed.Select(one => one.Text)]),
                ("tron", [.. listed.Select(one => AddressText.Write(new ChainAddress(AddressFamily.Tron, one.Address.Bytes)))]),
                ("bitcoin_segwit", [.. listed.Select(one => AddressText.Write(new ChainAddress(AddressFamily.Bitcoin, [0x80, .. one.Address.Bytes])))]),
            })
        {
            var read = 0;
            var watch = new Stopwatch();
            for (var time = 0; time < 60; time++)
            {
                if (time == 10)
                {
                    watch.Start();
                }

                foreach (var text in texts)
                {
                    read += AddressText.TryRead(text, out _) ? 1 : 0;
                }
            }

            Figure.Print($"screening.read.{name}", watch.Elapsed.TotalNanoseconds / (50.0 * texts.Length), "ns", $"{read / 60} texts with their checksums", command);
        }
    }

    private static async Task OverHttpAsync(string owner, ListedAddress[] listed, CancellationToken cancellationToken)
    {
        var database = $"usd1_bench_{Environment.ProcessId}";
        await ExecuteAsync(owner, $"CREATE DATABASE {database}", cancellationToken);
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(owner) { Database = database }.ConnectionString;
            Migrations.Run(connectionString, _ => { });
            await using var postgres = PostgresConnection.Open(connectionString, "bench");
            var keys = new ApiKeys(postgres, new ApiKeyStore(postgres), new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);
            var issued = (await keys.IssueAsync(Actor.Operator("bench"), "bench", [Right.Screen], 1, cancellationToken))
                .Match(key => key.Secret, refusal => throw new InvalidOperationException(refusal.Message));
            // Standard output is for the figures alone.
            Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "Warning");
            var fsync = await postgres.Command("SHOW fsync").ScalarAsync<string>(cancellationToken);
            await using var service = ServiceHost.Create(postgres, "http://127.0.0.1:0");
            await service.StartAsync(cancellationToken);
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(service.Urls.Single()) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issued);
            foreach (var callers in (int[])[1, 16, 64])
            {
                await CallAsync(http, listed, callers, TimeSpan.FromSeconds(1), fsync: null, cancellationToken);
                await CallAsync(http, listed, callers, TimeSpan.FromSeconds(5), fsync, cancellationToken);
            }

            await service.StopAsync(cancellationToken);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(owner, $"DROP DATABASE {database} WITH (FORCE)", CancellationToken.None);
        }
    }

    private static async Task CallAsync(HttpClient http, ListedAddress[] listed, int callers, TimeSpan span, string? fsync, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            List<double> milliseconds = [];
            for (var order = 0; watch.Elapsed < span; order++)
            {
                var from = watch.Elapsed;
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/screenings")
                {
                    Content = new StringContent($$"""{"purpose":"mint","addresses":["{{listed[order % listed.Length].Text}}"]}""", Encoding.UTF8, "application/json"),
                };
                request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                using var response = await http.SendAsync(request, cancellationToken);
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException($"A screening was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
                }

                milliseconds.Add((watch.Elapsed - from).TotalMilliseconds);
            }

            return milliseconds;
        }, cancellationToken)));
        if (fsync is null)
        {
            return;             // only to warm up
        }

        var sorted = times.SelectMany(time => time).Order().ToArray();
        var reach = string.Create(CultureInfo.InvariantCulture, $"{callers} callers on one machine with the service and PostgreSQL (fsync {fsync}), {sorted.Length} calls of one address in {span.TotalSeconds:0} s, each committed before its answer");
        Figure.Print($"screening.http.{callers}.calls", sorted.Length / watch.Elapsed.TotalSeconds, "calls/s", reach, command);
        Figure.Print($"screening.http.{callers}.p99", sorted[(int)(sorted.Length * 0.99)], "ms", reach, command);
    }

    private static ListedAddress Listed(int entry, ChainAddress address) =>
        new("bench", 1, entry, entry.ToString(CultureInfo.InvariantCulture), "SOMEBODY", true, [], address, "ETH", address.ToString(), null);

    private static ChainAddress Random(SplitMix64 random)
    {
        Span<byte> bytes = stackalloc byte[32];
        for (var at = 0; at < 32; at += 8)
        {
            BitConverter.TryWriteBytes(bytes[at..], random.Next());
        }

        return new ChainAddress(AddressFamily.Evm, bytes[..20]);
    }

    // CREATE DATABASE takes no parameters; the name is made above from a number.
    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
