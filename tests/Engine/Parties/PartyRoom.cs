using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;

namespace Usd1Compliance.Tests.Engine.Parties;

/// <summary>The room of parties on a database of its own, as the service's restricted login has it.</summary>
internal sealed class PartyRoom : IAsyncDisposable
{
    private PartyRoom(TestDatabase database, NpgsqlDataSource asService)
    {
        (Database, Postgres) = (database, asService);
        Trail = new AuditTrail(asService, Clock);
        Store = new PartyStore(asService);
        Manage = new ManageParties(asService, Trail, Clock);
    }

    public static readonly Actor Officer = Actor.Person(Guid.Parse("0192f0a0-0000-7000-8000-00000000000a"), "Olga", [Role.ComplianceOfficer]);

    public TestDatabase Database { get; }

    public NpgsqlDataSource Postgres { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero));

    public AuditTrail Trail { get; }

    public PartyStore Store { get; }

    public ManageParties Manage { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<PartyRoom> OpenAsync(TestCluster cluster)
    {
        var database = await cluster.CreateAsync(Stop);
        return new PartyRoom(database, await database.AsProcessAsync("service", Stop));
    }

    /// <summary>A customer with a name and nothing else.</summary>
    public static PartyDraft Person(string id, params string[] names) => new(id, PartyRole.Customer, PartyKind.Person, names.Length > 0 ? names : [$"Person {id}"]);

    public async Task<PartyPut> PutAsync(PartyDraft draft, long? expected = null) => Assert.IsType<Outcome<PartyPut>.Done>(await Manage.PutAsync(Officer, draft, expected, Stop)).Value;

    public async Task<Refusal> RefusedAsync(PartyDraft draft, long? expected = null) => Assert.IsType<Outcome<PartyPut>.Refused>(await Manage.PutAsync(Officer, draft, expected, Stop)).Refusal;

    public Task<PartyImport> ImportAsync(params IEnumerable<PartyDraft> drafts) =>
        Manage.ImportAsync(Officer, drafts.Select((draft, at) => new PartyFileRow(at + 1, draft.Id, draft)), null, Stop);

    public Task<IReadOnlyList<AuditEntry>> TrailAsync() => Trail.ReadAsync(Actor.Job("tests", Right.ReadAudit), new AuditFilter(), null, 1000, Stop);

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Database.DisposeAsync();
    }
}
