using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening;
using Usd1Compliance.Service;
using Usd1Compliance.Service.Cli;
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
            await LoadListsAsync(postgres, cancellationToken);

            // Standard output is for the figures alone.
            Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "Warning");
            var fsync = await postgres.Command("SHOW fsync").ScalarAsync<string>(cancellationToken);
            await using var service = ServiceHost.Create(postgres, "http://127.0.0.1:0");
            await service.StartAsync(cancellationToken);
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(service.Urls.Single()) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issued);
            string[] ofAddresses = [.. listed.Select(one => $$"""{"purpose":"mint","addresses":["{{one.Text}}"]}""")];
            foreach (var callers in (int[])[1, 16, 64])
            {
                await CallAsync(http, ofAddresses, callers, TimeSpan.FromSeconds(1), ("", "", null), cancellationToken);
                await CallAsync(http, ofAddresses, callers, TimeSpan.FromSeconds(5), ("screening.http", "one address", fsync), cancellationToken);
            }

            var names = (await service.Services.GetRequiredService<CurrentNameIndex>().RefreshAsync(cancellationToken)).Index;
            string[] ofParties = PartyRequests();
            if (ofParties.Length > 0)
            {
                await CallAsync(http, ofParties, 64, TimeSpan.FromSeconds(3), ("", "", null), cancellationToken);
                await CallAsync(http, ofParties, 64, TimeSpan.FromSeconds(5), ("screening.http.party", $"one person, by name and birth, against {names.NameCount:N0} names of OFAC's list", fsync), cancellationToken);
            }

            await service.StopAsync(cancellationToken);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(owner, $"DROP DATABASE {database} WITH (FORCE)", CancellationToken.None);
        }
    }

    private static async Task LoadListsAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        if (SharedData.Find("sanctions/lists/ofac-sdn-advanced/sdn_advanced.2025-11-19.xml.bz2") is not { } file)
        {
            return;
        }

        var (trail, clock) = (new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);
        var lists = new ListStore(postgres, trail, clock);
        await lists.DescribeAsync(Actor.Operator("bench"), new ListDefinition("ofac-sdn", "OFAC", "SDN", ListDefinition.SdnAdvancedXml, true, 100_000), cancellationToken);
        (await new LoadList(postgres, lists, trail, clock).LoadAsync(Actor.Operator("bench"), "ofac-sdn", file, null, cancellationToken)).Match(_ => true, refusal => throw new InvalidOperationException(refusal.Message));
    }

    // People on the UN's list and innocent ones, as they are asked about.
    private static string[] PartyRequests() => SharedData.Find("sanctions/screen_dev.jsonl.gz") is not { } queries ? []
        : [.. PartyLines.Documents(new FileInfo(queries)).Select(document => document.Value.GetProperty("query")).Where(query => PartyLines.Text(query, "name") is not null).Take(2_000)
            .Select(query => JsonSerializer.Serialize(new { purpose = "mint", parties = new[] { new { name = PartyLines.Text(query, "name"), kind = "person", birthDate = PartyLines.Texts(query, "dob").FirstOrDefault(date => PartyDates.Read(date) is not null) } } }))];

    private static async Task CallAsync(HttpClient http, string[] bodies, int callers, TimeSpan span, (string Name, string What, string? Fsync) figure, CancellationToken cancellationToken)
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
                    Content = new StringContent(bodies[(order + (caller * 31)) % bodies.Length], Encoding.UTF8, "application/json"),
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
        if (figure.Fsync is null)
        {
            return;             // only to warm up
        }

        var sorted = times.SelectMany(time => time).Order().ToArray();
        var reach = string.Create(CultureInfo.InvariantCulture, $"{callers} callers on one machine with the service and PostgreSQL (fsync {figure.Fsync}), {sorted.Length} calls of {figure.What} in {span.TotalSeconds:0} s, each committed before its answer");
        Figure.Print($"{figure.Name}.{callers}.p50", sorted[sorted.Length / 2], "ms", reach, command);
        Figure.Print($"{figure.Name}.{callers}.calls", sorted.Length / watch.Elapsed.TotalSeconds, "calls/s", reach, command);
        Figure.Print($"{figure.Name}.{callers}.p99", sorted[(int)(sorted.Length * 0.99)], "ms", reach, command);
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
