using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Tests.Engine.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening;

/// <summary>Screening as the service composes it, on a database of its own, with one client's key and no worker: a test says when lists and labels are taken up.</summary>
internal sealed class RunningScreening : IAsyncDisposable
{
    private RunningScreening(TestDatabase database, TimeProvider clock, Actor client)
    {
        (Database, Clock, Client) = (database, clock, client);
        Audit = new AuditTrail(database.Postgres, clock);
        Lists = new ListStore(database.Postgres, Audit, clock);
        Labels = new AddressLabelStore(database.Postgres, Audit, clock);
        Addresses = new CurrentAddressIndex(Lists, clock);
        Names = new CurrentNameIndex(Lists, ShippedPolicy.Policy, clock);
        AddressLabels = new CurrentAddressLabels(Labels, clock);
        Writer = NewWriter();
        Screen = NewScreen(Writer);
    }

    public TestDatabase Database { get; }

    public TimeProvider Clock { get; }

    public Actor Client { get; }

    public AuditTrail Audit { get; }

    public ListStore Lists { get; }

    public AddressLabelStore Labels { get; }

    public CurrentAddressIndex Addresses { get; }

    public CurrentNameIndex Names { get; }

    public CurrentAddressLabels AddressLabels { get; }

    public ScreeningWriter Writer { get; }

    public AnswerScreening Screen { get; }

    public static async Task<RunningScreening> StartAsync(TestCluster cluster, TimeProvider clock, CancellationToken stop)
    {
        var database = await cluster.CreateAsync(stop);
        var issued = await new ApiKeys(database.Postgres, new ApiKeyStore(database.Postgres), new AuditTrail(database.Postgres, clock), clock).IssueAsync(Actor.Operator("test"), "desk", [Right.Screen], 90, stop);
        var key = Assert.IsType<Outcome<IssuedApiKey>.Done>(issued).Value.Key;
        var running = new RunningScreening(database, clock, Actor.ApiClient(key.KeyId, key.Name, key.Scopes));
        await running.RefreshAsync(stop);
        return running;
    }

    /// <summary>What a second process of the service would write with.</summary>
    public ScreeningWriter NewWriter() => new(Database.Postgres, Audit, new RaiseHits(Audit, Clock, AdjudicationPolicy.Read(ShippedPolicy.Folder)));

    /// <summary>What a second process of the service would answer with.</summary>
    public AnswerScreening NewScreen(ScreeningWriter writer) =>
        new(Addresses, Names, AddressLabels, new PartyStore(Database.Postgres), new RecallHits(Database.Postgres, Clock), new ScreeningStore(Database.Postgres), writer, Clock);

    /// <summary>Takes up what was put in force.</summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        await Addresses.RefreshAsync(stop);
        await Names.RefreshAsync(stop);
        await AddressLabels.RefreshAsync(stop);
    }

    public async Task<KeptScreening> KeepAsync(string key, ScreeningRequest request, CancellationToken stop) =>
        Assert.IsType<Outcome<KeptScreening>.Done>(await Screen.ScreenAsync(Client, key, request, stop)).Value;

    public async Task<ScreeningAnswer> AnswerAsync(ScreeningRequest request, CancellationToken stop) =>
        JsonSerializer.Deserialize<ScreeningAnswer>((await KeepAsync(Guid.NewGuid().ToString(), request, stop)).Response, JsonSerializerOptions.Web)!;

    public async Task<string> RefusalAsync(ScreeningRequest request, CancellationToken stop) =>
        Assert.IsType<Outcome<KeptScreening>.Refused>(await Screen.ScreenAsync(Client, "key-1", request, stop)).Refusal.Code;

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        (Addresses as IDisposable).Dispose();
        Names.Dispose();
        AddressLabels.Dispose();
        await Database.DisposeAsync();
    }
}
