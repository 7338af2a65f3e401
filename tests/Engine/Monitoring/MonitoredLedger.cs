using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Tests.Engine.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>A ledger and whoever monitors it, each on the database login that its process has in production.</summary>
internal sealed class MonitoredLedger : IAsyncDisposable
{
    private static readonly ChainAddress stranger = new(AddressFamily.Evm, Enumerable.Repeat((byte)0xee, 20).ToArray());

    private readonly List<ServiceProvider> engines = [];
    private readonly Dictionary<int, SourceCheckpoint> checkpoints = [];
    private readonly NpgsqlDataSource ingest;
    private readonly NpgsqlDataSource service;
    private ServiceProvider current;
    private bool ownsDatabase = true;

    private MonitoredLedger(TestDatabase database, NpgsqlDataSource ingest, NpgsqlDataSource service, SnapshotSettings? snapshots)
    {
        Snapshots = snapshots ?? new SnapshotSettings(null, SnapshotSettings.DefaultEvery);
        Database = database;
        this.ingest = ingest;
        this.service = service;
        current = NewEngine();
    }

    public TestDatabase Database { get; }

    /// <summary>Where engines that start from now on keep snapshots; nowhere unless a test says so.</summary>
    public SnapshotSettings Snapshots { get; set; }

    /// <summary>What every engine said.</summary>
    public TestLog Log { get; } = new();

    /// <summary>The clock of monitoring; event times are those of the transfers.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));

    /// <summary>A class of the engine.</summary>
    public T Of<T>() where T : notnull => current.GetRequiredService<T>();

    public AlertStore Alerts => current.GetRequiredService<AlertStore>();

    public static Actor Analyst { get; } = Actor.Person(Guid.Parse("11111111-1111-1111-1111-111111111111"), "Ana", [Role.Analyst]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An empty ledger that the shipped rules judge, under a fresh blocking list that holds nobody of the test.</summary>
    /// <param name="cluster">Where its database is made.</param>
    /// <param name="listed">Without it no list is in force, and nothing is judged until the test brings one.</param>
    /// <param name="snapshots">Where snapshots are kept; null for nowhere.</param>
    public static async Task<MonitoredLedger> OpenAsync(TestCluster cluster, bool listed = true, SnapshotSettings? snapshots = null)
    {
        var database = await cluster.CreateAsync(Stop);
        var ledger = new MonitoredLedger(database, await database.AsProcessAsync("ingest", Stop), await database.AsProcessAsync("service", Stop), snapshots);
        await ledger.current.GetRequiredService<LoadShippedPacks>().RunAsync(Checkout.PathOf("rules/packs"), Stop);
        if (listed)
        {
            await ledger.ListAsync((stranger, new DateOnly(2020, 1, 1)));
        }

        return ledger;
    }

    /// <summary>Over a database that others fill and judge; it stays when this is disposed.</summary>
    public static async Task<MonitoredLedger> OfAsync(TestDatabase database) => new(database, await database.AsProcessAsync("ingest", Stop), await database.AsProcessAsync("service", Stop), null) { ownsDatabase = false };

    /// <summary>A source to write into by hand.</summary>
    public async Task<Source> AddSourceAsync(string name, SourceKind kind = SourceKind.File, string settings = """{"path":"/by-hand","mapping":"/by-hand"}""")
    {
        var sources = new SourceStore(Database.Postgres, new AuditTrail(Database.Postgres, Clock), Clock);
        var added = await sources.AddAsync(Actor.Operator("ops"), new NewSource(name, kind, "ethereum", settings), Stop);
        return Assert.IsType<Outcome<Source>.Done>(added).Value;
    }

    /// <summary>Writes transfers as ingest would, in this order.</summary>
    public async Task WriteAsync(Source source, IEnumerable<Transfer> transfers, decimal? observedSupply = null)
    {
        var assets = new AssetStore(ingest);
        List<NewTransfer> rows = [];
        foreach (var transfer in transfers)
        {
            var asset = await assets.FindOrAddAsync(transfer.Asset.Chain, transfer.Asset.Symbol, null, transfer.Asset.Decimals, transfer.Asset.RedeemableAtPar, Stop);
            rows.Add(new NewTransfer(transfer.Kind, transfer.OccurredAt, transfer.From, transfer.To, transfer.Amount.BaseUnits, asset.AssetId, 0, [], transfer.Position.LogIndex, [], transfer.InitiatedBy));
        }

        var after = checkpoints.GetValueOrDefault(source.SourceId, SourceCheckpoint.None);
        IReadOnlyList<SupplyObservation> supplies = observedSupply is { } supply ? [new SupplyObservation(rows[0].AssetId, after.Sequence + rows.Count, Ledgers.Units(supply))] : [];
        checkpoints[source.SourceId] = await new LedgerWriter(ingest, TimeProvider.System).WriteAsync(source.SourceId, new TransferBatch(after, rows, 0, []) { Supplies = supplies }, Stop);
    }

    /// <summary>Judges all that waits.</summary>
    public async Task<int> MonitorAsync()
    {
        var judged = 0;
        while (await current.GetRequiredService<MonitorTransfers>().RunOnceAsync(Stop) is > 0 and var more)
        {
            judged += more;
        }

        return judged;
    }

    /// <summary>Forgets all that was kept in memory, as a restart does.</summary>
    public void Restart() => current = NewEngine();

    /// <summary>Another process with the same engine.</summary>
    public MonitorTransfers AnotherMonitor() => AnotherEngine().GetRequiredService<MonitorTransfers>();

    /// <summary>The engine of another process, from which a test takes classes.</summary>
    public ServiceProvider AnotherEngine() => NewEngine();

    /// <summary>A rule pack of these rules alone, in force.</summary>
    public Task JudgeByAsync(params (string Name, string Severity, string Expression)[] rules) => JudgeByAsync(null, rules);

    /// <summary>As above, under a layer of its own.</summary>
    public async Task JudgeByAsync(RulePackFile? layer, params (string Name, string Severity, string Expression)[] rules)
    {
        var text = string.Join(",\n", rules.Select(rule => $$"""
            { "RuleName": "{{rule.Name}}",
              "Properties": { "version": 1, "typology": "{{rule.Name}}", "number": 8, "market": "secondary", "severity": "{{rule.Severity}}", "score": 10,
                              "says": "A rule of a test was met.", "source": "none", "subject": "originator", "falsePositives": "There are none." },
              "Expression": "{{System.Text.Json.JsonEncodedText.Encode(rule.Expression)}}" }
            """));
        var reader = current.GetRequiredService<RulePackReader>();
        var pack = reader.Read([new RulePackFile("test.json", $$"""{ "WorkflowName": "test", "Rules": [ {{text}} ] }"""), layer ?? Packs.Layer()]).Demand();
        await new PackDesk(Database.Postgres, Clock).PutAsync(pack);
    }

    /// <summary>Puts a version of a blocking list in force that holds these addresses, one party each.</summary>
    public Task ListAsync(params (ChainAddress Address, DateOnly? ListedOn)[] listed) => ListAsync("test-list", blocking: true, listed);

    /// <summary>As above, of another list, which may be one that does not block property. It may be a day old.</summary>
    public async Task ListAsync(string listId, bool blocking, params (ChainAddress Address, DateOnly? ListedOn)[] listed)
    {
        await DescribeAsync(listId, blocking);
        var version = await Database.Postgres.Command("""
            INSERT INTO list_version (list_id, sha256, file_name, size_bytes, loaded_at, loaded_by_kind, loaded_by_id, loaded_by_name, status, counts)
            VALUES ($1, sha256(gen_random_uuid()::text::bytea), 'test', 1, now(), 'Job', 'test', 'test', 'accepted', '{}') RETURNING version_id
            """, listId).ScalarAsync<long>(Stop);
        for (var n = 0; n < listed.Length; n++)
        {
            await Database.Postgres.Command("""
                WITH entry AS (
                    INSERT INTO list_entry (list_id, entry_key, content_hash, kind, primary_name, listed_on, programmes, blocks, content)
                    VALUES ($7, $1, sha256(gen_random_uuid()::text::bytea), 'entity', 'PARTY ' || $1, $2::date, '{TEST}', true, '{}') RETURNING entry_id),
                held AS (INSERT INTO list_version_entry (version_id, entry_id) SELECT $3, entry_id FROM entry)
                INSERT INTO list_address (entry_id, family, address, tag, text) SELECT entry_id, $4, $5, 'ETH', $6 FROM entry
                """, (n + 1).ToString(CultureInfo.InvariantCulture), listed[n].ListedOn, version, (short)listed[n].Address.Family, listed[n].Address.ToArray(), AddressText.Write(listed[n].Address), listId).RunAsync(Stop);
        }

        await Database.Postgres.Command("UPDATE list SET version_in_force = $2, checked_at = $3 WHERE list_id = $1", listId, version, Clock.GetUtcNow()).RunAsync(Stop);
    }

    /// <summary>Makes a list known of which nothing was loaded.</summary>
    public Task DescribeAsync(string listId, bool blocking) => Database.Postgres.Command("""
        INSERT INTO list (list_id, publisher, title, format, blocking, max_age_hours) VALUES ($1, 'Test', 'Test list', 'test', $2, 24) ON CONFLICT DO NOTHING
        """, listId, blocking).RunAsync(Stop);

    public Task LabelAsync(ChainAddress address, string category) => Database.Postgres.Command("""
        INSERT INTO address_label (family, address, category, name, origin, labelled_at) VALUES ($1, $2, $3, '', 'test', now())
        """, (short)address.Family, address.ToArray(), category).RunAsync(Stop);

    /// <summary>Every alert, in the order in which they were raised.</summary>
    public Task<IReadOnlyList<Alert>> AllAsync() => Alerts.NextAsync(0, 100_000, Stop);

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }

        await ingest.DisposeAsync();
        await service.DisposeAsync();
        if (ownsDatabase)
        {
            await Database.DisposeAsync();
        }
    }

    private ServiceProvider NewEngine()
    {
        var services = new ServiceCollection().AddEngine(service);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Snapshots);
        services.AddSingleton(Log);
        services.AddSingleton(typeof(ILogger<>), typeof(TestLogger<>));
        var engine = services.BuildServiceProvider();
        engines.Add(engine);
        return engine;
    }
}
