using System.Numerics;
using System.Text;
using Npgsql;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>What comes in by file: everything that can be read, and for the rest a row in the quarantine that says why not.</summary>
[Suite(Suite.Database)]
public sealed class FileSourceTests(TestCluster cluster) : IDisposable
{
    private const string header = "timestamp_utc,block,tx_hash,log_index,event,address,amount_usd,tx_sender";
    private const string hash = "0xfbc52f6787d74511624fce3bf691e43390cee9ce41c1862919722c0179b6ab86";
    private const string who = "0x5195427ca88df768c298721da791b93ad11eca65";
    private const string good = $"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},311.700000,{who}";
    private static readonly Encoding latin = Encoding.Latin1;      // each character one byte, so that a test can write any byte

    private readonly string folder = Directory.CreateTempSubdirectory("usd1-files-").FullName;

    [Theory]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},311.7x,{who}", "amount_usd", "not a plain decimal number")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},-5,{who}", "amount_usd", "not a plain decimal number")]              // negative
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},1e6,{who}", "amount_usd", "not a plain decimal number")]             // an exponent
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},0.1234567890123456789,{who}", "amount_usd", "more than the 18 decimals")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},1000000000000000000000000000000000000000000000000000000000000,{who}", "amount_usd", "does not fit into 256 bits")]      // 79 digits with its 18 decimals
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},,{who}", "amount_usd", "is empty")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,0x5195,311.7,{who}", "address", "not an address")]                         // cut short
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,,311.7,{who}", "address", "is empty")]
    [InlineData($"2018-09-31T13:03:56,6306166,{hash},119,SupplyIncreased,{who},311.7,{who}", "timestamp_utc", "not a time")]                        // a day that is not
    [InlineData($"10/09/2018 13:03,6306166,{hash},119,SupplyIncreased,{who},311.7,{who}", "timestamp_utc", "not a time")]                           // which is the month?
    [InlineData($"1999-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},311.7,{who}", "timestamp_utc", "from 2009 to now")]
    [InlineData($"2918-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},311.7,{who}", "timestamp_utc", "from 2009 to now")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyInvented,{who},311.7,{who}", "event", "does not know")]
    [InlineData($"2018-09-10T13:03:56,latest,{hash},119,SupplyIncreased,{who},311.7,{who}", "block", "not a whole number")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},4294967296,SupplyIncreased,{who},311.7,{who}", "log_index", "not a whole number")]             // past 31 bits
    [InlineData($"2018-09-10T13:03:56,6306166,0xfbc5,119,SupplyIncreased,{who},311.7,{who}", "tx_hash", "not a hash")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},311.7,nobody", "tx_sender", "not an address")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,\"{who},311.7,{who}", "", "that is not closed")]                          // a quote opens and never closes
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},311.7,{who},more", "", "has 9 cells")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who}", "amount_usd", "has 6 cells")]                                      // the line was cut off
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,Supply\0Increased,{who},311.7,{who}", "", "NUL")]
    [InlineData($"2018-09-10T13:03:56,6306166,{hash},119,Supply\u00ffIncreased,{who},311.7,{who}", "", "not UTF-8")]
    [InlineData("", "block", "has 1 cells")]                                                                                                       // an empty line
    public async Task A_row_that_cannot_be_read_is_refused_with_line_column_and_reason_and_the_rest_goes_in(string bad, string column, string reason)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, $"{header}\n{bad}\n{good}\n", "usdp-events", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        var status = await ingest.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken);

        Assert.Equal((1, 1), (status.Ingested, status.Checkpoint.Refused));
        var refused = Assert.Single(await ingest.RefusedAsync(source, cancellationToken));
        Assert.Equal((2, column), (refused.Line, refused.Column));
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', refused.Content);
        var transfer = Assert.Single(await ingest.TransfersAsync(source, cancellationToken));
        Assert.Equal(("311.7", TransferKind.Mint, 6306166), (transfer.Amount.ToString(), transfer.Kind, transfer.Position.BlockNumber));
        Assert.Equal(who, transfer.To.ToString()!.ToLowerInvariant());
    }

    [Fact]
    public async Task A_line_of_three_megabytes_is_refused_in_bounded_memory_and_kept_by_its_first_4000_characters()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, $"{header}\n{new string('x', 3 << 20)}\n{good}\n", "usdp-events", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        Assert.Equal(1, (await ingest.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken)).Ingested);
        var refused = Assert.Single(await ingest.RefusedAsync(source, cancellationToken));
        Assert.Contains("longer than 1,048,576 bytes", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(4000, refused.Content.Length);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("block,tx_hash\n1,2\n", "has no column timestamp_utc")]
    [InlineData("timestamp_utc,block,tx_hash,log_index,event,address,amount_usd\n", "has no column tx_sender")]
    [InlineData($"{header},block\n", "has the column block twice")]
    [InlineData("\u00ff\u00fet\0i\0m\0e\0", "NUL")]                      // UTF-16, as some spreadsheets save it
    [InlineData("\"timestamp_utc,block\n", "not closed")]
    public async Task A_file_whose_header_cannot_be_read_halts_its_source_and_nothing_is_taken(string content, string says)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, content, "usdp-events", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        var status = await ingest.AwaitStateAsync(source.Name, SourceState.Halted, cancellationToken);

        Assert.Contains(says, status.Report!.Message, StringComparison.Ordinal);
        Assert.Equal(0, status.Ingested);
    }

    [Fact]
    public async Task The_same_event_twice_enters_the_ledger_once_even_when_batches_lie_between()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var others = Enumerable.Range(0, 6000).Select(place => $"2018-09-10T13:03:57,6306167,{hash},{place},SupplyIncreased,{who},1.5,{who}");
        var source = await AddAsync(database, $"{header}\n{good}\n{good}\n{string.Join('\n', others)}\n{good}\n", "usdp-events", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        var status = await ingest.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken);

        Assert.Equal((6001, 2), (status.Ingested, status.Checkpoint.Refused));
        Assert.All(await ingest.RefusedAsync(source, cancellationToken), row => Assert.Contains("repeats block 6306166, log 119", row.Reason, StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, 6001).Select(number => (long)number), (await ingest.TransfersAsync(source, cancellationToken)).Select(transfer => transfer.Id.Sequence));
    }

    [Theory]
    [InlineData("{\"time\":\"2024-01-01T00:00:00Z\",\"kind\":\"transfer\"", "", "is not JSON")]                        // cut off
    [InlineData("[1,2]", "", "is not a JSON object")]
    [InlineData("{\"time\":\"2024-01-01T00:00:00Z\",\"kind\":\"transfer\",\"kind\":\"mint\"}", "kind", "stands twice")]
    [InlineData("{\"time\":\"2024-01-01T00:00:00Z\",\"kind\":{}}", "kind", "neither text nor a number")]
    [InlineData("{\"time\":\"2024-01-01T00:00:00Z\"}", "kind", "is missing")]
    [InlineData("{\"time\":\"2024-01-01T00:00:00Z\",\"kind\":\"transfer\",\"asset\":\"USDX\"}", "asset", "does not know")]
    public async Task A_bad_JSON_line_is_refused_and_the_next_goes_in(string bad, string column, string reason)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var fine = $$"""{"time":"2024-02-29T23:59:59.123456Z","kind":"transfer","from":"{{who}}","to":"{{who}}","amount":12.000001,"asset":"USDC","initiated_by":null,"order_id":"ord-7"}""";
        var source = await AddAsync(database, $"{bad}\n{fine}\n", "transfers", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        await ingest.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken);

        var refused = Assert.Single(await ingest.RefusedAsync(source, cancellationToken));
        Assert.Equal((1, column), (refused.Line, refused.Column));
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        var transfer = Assert.Single(await ingest.TransfersAsync(source, cancellationToken));
        Assert.Equal(("12.000001", "ord-7", new DateTimeOffset(2024, 2, 29, 23, 59, 59, 123, 456, TimeSpan.Zero)), (transfer.Amount.ToString(), transfer.OrderId, transfer.OccurredAt));
        Assert.Null(transfer.InitiatedBy);
    }

    [Fact]
    public async Task The_largest_amount_that_256_bits_hold_is_kept_to_the_last_digit()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var most = (BigInteger.One << 256) - 1;
        var text = most.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var source = await AddAsync(database, $"{header}\n2018-09-10T13:03:56,6306166,{hash},119,SupplyIncreased,{who},{text[..^18]}.{text[^18..]},{who}", "usdp-events", cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);

        await ingest.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken);

        Assert.Equal(most, Assert.Single(await ingest.TransfersAsync(source, cancellationToken)).Amount.BaseUnits);
    }

    [Fact]
    public async Task A_restart_goes_on_at_the_next_line_and_a_file_that_changed_meanwhile_halts()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, $"{header}\n{good}\n", "usdp-events", cancellationToken);
        await using (var first = await RunningIngest.StartAsync(database, cancellationToken))
        {
            await first.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken);
        }

        var reports = await CountReportsAsync(database, cancellationToken);
        await using (var second = await RunningIngest.StartAsync(database, cancellationToken))
        {
            await WaitForReportAsync(database, reports, cancellationToken);
            Assert.Equal(1, (await second.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken)).Ingested);
        }

        await File.AppendAllTextAsync(Path.Combine(folder, "rows"), $"2018-09-11T13:03:56,6306167,{hash},1,SupplyIncreased,{who},1,{who}\n", cancellationToken);
        await using var third = await RunningIngest.StartAsync(database, cancellationToken);
        var status = await third.AwaitStateAsync(source.Name, SourceState.Halted, cancellationToken);

        Assert.Contains("changed under its source", status.Report!.Message, StringComparison.Ordinal);
        Assert.Equal(1, status.Ingested);
    }

    [Fact]
    public async Task The_login_of_ingest_can_add_facts_and_neither_change_nor_remove_any()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await cluster.CreateAsync(cancellationToken);
        var source = await AddAsync(database, $"{header}\n{good}\n", "usdp-events", cancellationToken);
        await using (var ingest = await RunningIngest.StartAsync(database, cancellationToken))
        {
            await ingest.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken);
        }

        await using var login = await database.AsProcessAsync("ingest", cancellationToken);
        await RefusesAsync(login.Command("UPDATE transfer SET amount = 0"));
        await RefusesAsync(login.Command("DELETE FROM transfer"));
        await RefusesAsync(login.Command("TRUNCATE transfer"));
        await RefusesAsync(login.Command("DELETE FROM transfer_201809"));
        await RefusesAsync(login.Command("DROP TABLE transfer_201809"));
        await RefusesAsync(login.Command("UPDATE ingest_checkpoint SET sequence = 0"));
        await RefusesAsync(login.Command("DELETE FROM refused_row"));
        await RefusesAsync(login.Command("UPDATE asset SET decimals = 0"));
        await RefusesAsync(login.Command("INSERT INTO source (name, kind, chain, settings, registered_at) VALUES ('x', 'file', 'x', '{}', now())"));
        await RefusesAsync(login.Command("UPDATE source SET enabled = false"));
        await RefusesAsync(login.Command("SELECT count(*) FROM person"));
        await RefusesAsync(login.Command("SELECT count(*) FROM audit_entry"));

        async Task RefusesAsync(NpgsqlCommand command) =>
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.RunAsync(cancellationToken))).SqlState);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<Source> AddAsync(TestDatabase database, string content, string mapping, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "rows");
        await File.WriteAllBytesAsync(path, latin.GetBytes(content), cancellationToken);
        var settings = SourceSettings.Write(new FileSourceSettings(path, Checkout.PathOf($"rules/mappings/{mapping}.json")));
        return await RunningIngest.AddAsync(database, new NewSource("rows", SourceKind.File, "ethereum", settings), cancellationToken);
    }

    private static Task<long> CountReportsAsync(TestDatabase database, CancellationToken cancellationToken) =>
        database.Postgres.Command("SELECT count(*) FROM source_report").ScalarAsync<long>(cancellationToken);

    private static async Task WaitForReportAsync(TestDatabase database, long before, CancellationToken cancellationToken)
    {
        while (await CountReportsAsync(database, cancellationToken) <= before + 1)
        {
            await Task.Delay(20, cancellationToken);
        }
    }
}
