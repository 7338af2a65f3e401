using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Tests.Engine.Screening.Hits;

/// <summary>A database with lists and people, where hits are raised by the service's login and decided by the UI's, as in production.</summary>
public sealed class HitDesk : IAsyncDisposable
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    public static readonly AdjudicationPolicy Policy = new(0.9f, 365, 4, 24);

    private static readonly Actor job = Actor.Job("list-rescreening");
    private readonly TestDatabase database;

    private HitDesk(TestDatabase database, NpgsqlDataSource asService, NpgsqlDataSource asUi)
    {
        (this.database, AsService, AsUi) = (database, asService, asUi);
        Raise = new RaiseHits(new AuditTrail(asService, Clock), Clock, Policy);
        Gone = new NoteGoneEntries(new AuditTrail(asService, Clock), Clock);
        Recall = new RecallHits(asService, Clock);
        Work = new WorkHits(asUi, new AuditTrail(asUi, Clock), Clock, Policy);
        Hits = new HitStore(asUi, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(Monday);

    public NpgsqlDataSource AsOwner => database.Postgres;

    public NpgsqlDataSource AsService { get; }

    public NpgsqlDataSource AsUi { get; }

    public RaiseHits Raise { get; }

    public NoteGoneEntries Gone { get; }

    public RecallHits Recall { get; }

    public WorkHits Work { get; }

    public HitStore Hits { get; }

    public Actor Analyst { get; private set; } = null!;

    public Actor Supervisor { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<HitDesk> OpenAsync(TestCluster cluster)
    {
        var database = await cluster.CreateAsync(Stop);
        var desk = new HitDesk(database, await database.AsProcessAsync("service", Stop), await database.AsProcessAsync("ui", Stop));
        desk.Analyst = await desk.PersonAsync("Ana", Role.Analyst);
        desk.Supervisor = await desk.PersonAsync("Sam", Role.Supervisor);
        foreach (var list in (string[])["ofac-sdn", "un", "eu", "uk"])
        {
            await desk.AsOwner.Command("INSERT INTO list (list_id, publisher, title, format, blocking, max_age_hours) VALUES ($1, 'test', 'Test list', 'own-csv', true, 36)", list).RunAsync(Stop);
            await desk.PublishAsync(list);
        }

        return desk;
    }

    /// <summary>Somebody with these roles, signed in.</summary>
    public async Task<Actor> PersonAsync(string name, params Role[] roles)
    {
        var userId = Guid.NewGuid();
        await AsOwner.Command("INSERT INTO person (user_id, user_name, display_name, roles, security_stamp, created_at) VALUES ($1, $2, $2, $3, $4, $5)",
            userId, name, roles.Select(role => role.ToString()).ToArray(), Guid.NewGuid(), Monday).RunAsync(Stop);
        return Actor.Person(userId, name, roles);
    }

    /// <summary>Puts a version of a list in force that holds these entries: key and what stands of it, which is its content.</summary>
    public async Task<long> PublishAsync(string list, params (string Key, string Content)[] entries)
    {
        var version = await AsOwner.Command("""
            INSERT INTO list_version (list_id, sha256, file_name, size_bytes, published_on, loaded_at, loaded_by_kind, loaded_by_id, loaded_by_name, status, counts)
            VALUES ($1, $2, 'test.csv', 1, '2026-11-20', $3, 'Operator', 'test', 'test', 'accepted', '{}') RETURNING version_id
            """, list, RandomNumberGenerator.GetBytes(32), Clock.GetUtcNow()).ScalarAsync<long>(Stop);
        foreach (var (key, content) in entries)
        {
            await AsOwner.Command("INSERT INTO list_version_entry (version_id, entry_id) VALUES ($1, $2)", version, await EntryIdAsync(list, key, content)).RunAsync(Stop);
        }

        await AsOwner.Command("UPDATE list SET version_in_force = $2, checked_at = $3 WHERE list_id = $1", list, version, Clock.GetUtcNow()).RunAsync(Stop);
        return version;
    }

    /// <summary>An entry of the version in force, as screening finds it.</summary>
    public async Task<FoundEntry> FoundAsync(string list, string key, string content, float score = 0.8f, HitKind kind = HitKind.Name, params string[] sameAs)
    {
        var version = await AsOwner.Command("SELECT version_in_force FROM list WHERE list_id = $1", list).ScalarAsync<long>(Stop);
        return new FoundEntry(list, key, await EntryIdAsync(list, key, content), version, kind, content, score, 0.7f, "Jon Smith", content, """{"pairs":[]}""")
        {
            Blocking = true, SameAs = sameAs, PolicySha256 = kind == HitKind.Address ? null : new string('a', 64),
        };
    }

    /// <summary>Raises what was found of a party whose content is this, and commits.</summary>
    public async Task<IReadOnlyList<RaisedHit>> RaiseAsync(string party, string content, params FoundEntry[] entries)
    {
        await using var write = await AtomicWrite.BeginAsync(AsService, Stop);
        var raised = await Raise.RaiseAsync(write, job, Found(party, content, entries), "rescreening:1", Stop);
        await Raise.RecordAsync(write, job, "rescreening:1", raised, Stop);
        await write.CommitAsync(Stop);
        return raised;
    }

    /// <summary>Tells that entries are gone, and commits.</summary>
    public async Task<IReadOnlyList<long>> GoneAsync(string list, params string[] keys)
    {
        await using var write = await AtomicWrite.BeginAsync(AsService, Stop);
        var gone = await Gone.RunAsync(write, job, list, keys, Stop);
        await Gone.RecordAsync(write, job, "rescreening:2", gone, Stop);
        await write.CommitAsync(Stop);
        return gone;
    }

    public static FoundHits Found(string party, string content, params FoundEntry[] entries) => new(HitSubject.Party(party), SHA256.HashData(Encoding.UTF8.GetBytes(content)), entries);

    public async Task<HitStanding> StandingAsync(string party, string content, params FoundEntry[] entries) => Assert.Single(await Recall.RecallAsync(Found(party, content, entries), Stop)).Standing;

    public async Task<Hit> HitAsync(long hitId) => (await Hits.FindAsync(Analyst, hitId, Stop))!;

    /// <summary>Decides a hit, by two where it takes two.</summary>
    public async Task<Hit> DecideAsync(long hitId, HitState state)
    {
        var decided = (await Work.DecideAsync(Analyst, hitId, (await HitAsync(hitId)).Revision, state, "Looked at passport and photograph.", Stop)).Done();
        return decided.Pending is null ? decided : (await Work.ApproveAsync(Supervisor, hitId, decided.Revision, Stop)).Done();
    }

    /// <summary>The actions that the audit trail keeps, once the whole chain was verified.</summary>
    public async Task<IReadOnlyList<string>> AuditedAsync()
    {
        var verdict = await new VerifyAudit(AsUi).CheckAsync(null, null, Stop);
        Assert.True(verdict.Holds, verdict.Fault);
        return await AsUi.Command("SELECT action FROM audit_entry ORDER BY number").RowsAsync(row => row.GetString(0), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await AsUi.DisposeAsync();
        await AsService.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task<long> EntryIdAsync(string list, string key, string content)
    {
        await AsOwner.Command("""
            INSERT INTO list_entry (list_id, entry_key, content_hash, kind, primary_name, programmes, blocks, content) VALUES ($1, $2, $3, 'individual', $4, '{}', true, '{}') ON CONFLICT DO NOTHING
            """, list, key, SHA256.HashData(Encoding.UTF8.GetBytes(content)), content).RunAsync(Stop);
        return await AsOwner.Command("SELECT entry_id FROM list_entry WHERE list_id = $1 AND entry_key = $2 AND content_hash = $3", list, key, SHA256.HashData(Encoding.UTF8.GetBytes(content))).ScalarAsync<long>(Stop);
    }
}
