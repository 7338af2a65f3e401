using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Tests.Engine.Lists;
using Usd1Compliance.Tests.Engine.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Rescreening;

/// <summary>Lists, parties and a ledger, re-screened by the service's login and read by the UI's, as in production. Lists come as files of one's own list.</summary>
internal sealed class RescreeningDesk : IAsyncDisposable
{
    public const string Header = "key,name,kind,measure,aliases,birth_dates,addresses,owners,same_as,listed_on\n";

    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    public static readonly Actor Reader = Actor.Person(Guid.Parse("22222222-2222-2222-2222-222222222222"), "Ana", [Role.Analyst]);

    private static readonly Actor manager = Actor.Job("test", Right.ManageParties, Right.ManageLists);
    private readonly ListFiles files = new();
    private readonly List<ServiceProvider> engines = [];
    private readonly NpgsqlDataSource ingest, service;
    private SourceCheckpoint checkpoint = SourceCheckpoint.None;
    private int? source;
    private int log;

    private RescreeningDesk(TestDatabase database, NpgsqlDataSource ingest, NpgsqlDataSource service, NpgsqlDataSource ui)
    {
        (Database, this.ingest, this.service, AsUi) = (database, ingest, service, ui);
        Engine = NewEngine();
    }

    public TestDatabase Database { get; }

    public NpgsqlDataSource AsUi { get; }

    public FakeTimeProvider Clock { get; } = new(Monday);

    public ServiceProvider Engine { get; private set; }

    public HitStore Hits => new(AsUi, Clock);

    public RescreeningStore Rescreenings => new(AsUi);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RescreeningDesk> OpenAsync(TestCluster cluster)
    {
        var database = await cluster.CreateAsync(Stop);
        return new RescreeningDesk(database, await database.AsProcessAsync("ingest", Stop), await database.AsProcessAsync("service", Stop), await database.AsProcessAsync("ui", Stop));
    }

    public T Of<T>() where T : notnull => Engine.GetRequiredService<T>();

    /// <summary>Another process with the same engine, which remembers nothing.</summary>
    public ServiceProvider NewEngine()
    {
        var services = new ServiceCollection().AddEngine(service);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(ShippedPolicy.Policy);
        services.AddSingleton(_ => AdjudicationPolicy.Read(ShippedPolicy.Folder));
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        var engine = services.BuildServiceProvider();
        engines.Add(engine);
        return engine;
    }

    /// <summary>Puts a version of a list in force that holds these rows of <see cref="Header"/>; where it takes an address away, a second person approves it.</summary>
    public async Task<long> ListAsync(string listId, bool blocking, params string[] rows)
    {
        var definition = new ListDefinition(listId, "Ourselves", "Own list", ListFormats.OwnList, blocking, MaxAgeHours: 24);
        var (store, room) = (Of<ListStore>(), new ListRoom(Database));
        await store.DescribeAsync(ListRoom.Officer, definition, Stop);
        var path = files.Write(Header + string.Join('\n', rows) + "\n", $"{listId}.csv");
        var load = Assert.IsType<Outcome<ListLoad>.Done>(await Of<LoadList>().LoadAsync(ListRoom.Officer, listId, path, null, Stop)).Value;
        if (load.Version.Status == ListVersionStatus.Quarantined)
        {
            load = Assert.IsType<Outcome<ListLoad>.Done>(await Of<ApproveListVersion>().ApproveAsync(ListRoom.SecondOfficer, load.Version.VersionId, Stop)).Value;
        }

        return load.Version.VersionId;
    }

    /// <summary>Makes a party known, or changes it.</summary>
    public async Task PartyAsync(string id, string name, PartyKind kind = PartyKind.Person, string? born = null, params string[] wallets) =>
        Assert.IsType<Outcome<PartyPut>.Done>(await Of<ManageParties>().PutAsync(manager, new PartyDraft(id, PartyRole.Customer, kind, [name]) { BirthDates = born is null ? [] : [born], Wallets = wallets }, null, Stop));

    public async Task CloseAsync(string id) => Assert.IsType<Outcome<PartyPut>.Done>(await Of<ManageParties>().CloseAsync(manager, id, null, Stop));

    /// <summary>Puts transfers into the ledger, as ingest does. Null is nobody: a mint, or a burn.</summary>
    public async Task TransfersAsync(params (ChainAddress? From, ChainAddress? To, decimal Amount)[] transfers)
    {
        source ??= (await new SourceStore(Database.Postgres, new AuditTrail(Database.Postgres, Clock), Clock).AddAsync(Actor.Operator("ops"), new NewSource("chain", SourceKind.File, "ethereum", """{"path":"/by-hand","mapping":"/by-hand"}"""), Stop))
            .Match(added => added.SourceId, refusal => throw new InvalidOperationException(refusal.Message));
        var asset = await new AssetStore(ingest).FindOrAddAsync("ethereum", "USD1", null, 6, redeemableAtPar: true, Stop);
        List<NewTransfer> rows = [.. transfers.Select(one => new NewTransfer(one.From is null ? TransferKind.Mint : one.To is null ? TransferKind.Burn : TransferKind.Transfer,
            Monday.AddDays(-30).AddMinutes(++log), one.From, one.To, new BigInteger(one.Amount * 1_000_000m), asset.AssetId, 0, [], log, []))];
        checkpoint = await new LedgerWriter(ingest, TimeProvider.System).WriteAsync(source.Value, new TransferBatch(checkpoint, rows, 0, []), Stop);
    }

    /// <summary>Answers all that waits.</summary>
    public Task<RescreeningRun> RunAsync() => Of<RescreenLists>().RunOnceAsync(Stop);

    /// <summary>Every hit, oldest first.</summary>
    public async Task<IReadOnlyList<Hit>> AllAsync() => [.. (await Hits.QueueAsync(Reader, new HitFilter(Decided: true), 0, 500, Stop)).Rows.OrderBy(hit => hit.Id)];

    /// <summary>The last re-screening of a list.</summary>
    public async Task<ListRescreening> LastAsync(string listId) => (await Rescreenings.LatestAsync(Reader, listId, 1, Stop))[0];

    /// <summary>The explanation of a hit on an address.</summary>
    public async Task<AddressExplanation> ExplainedAsync(Hit hit) => AddressExplanation.Read((await Hits.EntriesAsync(Reader, hit.Id, Stop))[0].Explanation);

    /// <summary>Somebody who may decide.</summary>
    public async Task<Actor> PersonAsync(string name, params Role[] roles)
    {
        var userId = Guid.NewGuid();
        await Database.Postgres.Command("INSERT INTO person (user_id, user_name, display_name, roles, security_stamp, created_at) VALUES ($1, $2, $2, $3, $4, $5)",
            userId, name, roles.Select(role => role.ToString()).ToArray(), Guid.NewGuid(), Monday).RunAsync(Stop);
        return Actor.Person(userId, name, roles);
    }

    /// <summary>Decides a hit, by two where it takes two.</summary>
    public async Task DecideAsync(Hit hit, HitState state)
    {
        var (one, other) = (await PersonAsync($"one-{Guid.NewGuid():N}", Role.Analyst), await PersonAsync($"two-{Guid.NewGuid():N}", Role.Supervisor));
        var work = new WorkHits(AsUi, new AuditTrail(AsUi, Clock), Clock, AdjudicationPolicy.Read(ShippedPolicy.Folder));
        var decided = (await work.DecideAsync(one, hit.Id, hit.Revision, state, "Looked at passport and register.", Stop)).Done();
        if (decided.Pending is not null)
        {
            (await work.ApproveAsync(other, hit.Id, decided.Revision, Stop)).Done();
        }
    }

    /// <summary>An address with its text.</summary>
    public static ChainAddress Evm(int number) => new(AddressFamily.Evm, [0xba, 0xdb, 0xad, .. new byte[15], (byte)(number >> 8), (byte)number]);

    public static string Text(int number) => AddressText.Write(Evm(number));

    /// <summary>A row of a list.</summary>
    public static string Row(string key, string name, string kind = "individual", string measure = "block", string aliases = "", string born = "", string addresses = "", string owners = "", string sameAs = "") =>
        $"{key},{name},{kind},{measure},{aliases},{born},{addresses},{owners},{sameAs},";

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }

        files.Dispose();
        await ingest.DisposeAsync();
        await service.DisposeAsync();
        await AsUi.DisposeAsync();
        await Database.DisposeAsync();
    }
}
