using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Tests.Engine.Rules;

namespace Usd1Compliance.Tests.Engine.Cases;

/// <summary>A database with people of every role, where cases are opened by the service's login and worked by the UI's, as in production.</summary>
public sealed class CaseDesk : IAsyncDisposable
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase database;
    private readonly long packId;
    private long transfers;

    private CaseDesk(TestDatabase database, NpgsqlDataSource asService, NpgsqlDataSource asUi, long packId)
    {
        (this.database, AsService, AsUi, this.packId) = (database, asService, asUi, packId);
        Opening = new OpenCases(asService, new AlertStore(asService, Clock), new AddressFindings(asService), new LayerInForce(new RulePackStore(asService, new RulePackReader(Packs.Model), new AuditTrail(asService, Clock), Clock)), new AuditTrail(asService, Clock), Clock);
        Cases = new CaseStore(asUi, new AlertStore(asUi, Clock), new HitStore(asUi, Clock), Clock);
        Trail = new AuditTrail(asUi, Clock);
        Work = new WorkCases(asUi, new PersonStore(asUi), Trail, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(Monday);

    public NpgsqlDataSource AsOwner => database.Postgres;

    public NpgsqlDataSource AsUi { get; }

    public NpgsqlDataSource AsService { get; }

    public OpenCases Opening { get; }

    public CaseStore Cases { get; }

    public WorkCases Work { get; }

    public AuditTrail Trail { get; }

    // The shipped layer, and a rule that nobody is judged by here.
    private static readonly RulePack pack = Packs.Of("originator.SentUsd24h > 1");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<CaseDesk> OpenAsync(TestCluster cluster)
    {
        var database = await cluster.CreateAsync(Stop);
        var packId = await database.Postgres.Command("""
            INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by, shipped_with) VALUES ($1, $3::text::jsonb, 1, $2, 'test', 'test') RETURNING pack_id
            """, pack.Sha256, Monday, RulePackStore.JsonOf(pack)).ScalarAsync<long>(Stop);
        return new CaseDesk(database, await database.AsProcessAsync("service", Stop), await database.AsProcessAsync("ui", Stop), packId);
    }

    /// <summary>Somebody with these roles, signed in.</summary>
    public async Task<Actor> PersonAsync(string name, params Role[] roles)
    {
        var userId = Guid.NewGuid();
        await AsOwner.Command("INSERT INTO person (user_id, user_name, display_name, roles, security_stamp, created_at) VALUES ($1, $2, $2, $3, $4, $5)",
            userId, name, roles.Select(role => role.ToString()).ToArray(), Guid.NewGuid(), Monday).RunAsync(Stop);
        return Actor.Person(userId, name, roles);
    }

    public static ChainAddress Subject(int number) => new(AddressFamily.Evm, [.. new byte[18], (byte)(number >> 8), (byte)number]);

    /// <summary>An alert about a subject, as monitoring writes it.</summary>
    public Task<long> AlertAsync(int subject, Severity severity, string ruleId = "structuring-24h") => AsService.Command("""
        INSERT INTO alert (rule_id, rule_version, pack_id, typology, severity, market, score, source_id, sequence, occurred_at, subject_family, subject_address, says, evidence, list_versions, raised_at)
        VALUES ($1, 1, $2, 'structuring', $3, 'primary', 40, 1, $4, $5, 1, $6, 'Three redemptions or more in 24 hours.', $7::jsonb, '{}', $5) RETURNING alert_id
        """, ruleId, packId, severity.ToString().ToLowerInvariant(), Interlocked.Increment(ref transfers), Clock.GetUtcNow(), Subject(subject).ToArray(), """
        {"packSha256":"00","subject":"originator","parameters":{"limitUsd":"10000.00"},"facts":[{"name":"originator.Redemptions24h","value":"3"}],"hits":[],
         "transfer":{"kind":"burn","occurredAt":"2026-11-23T08:59:00Z","amount":"3500.00","symbol":"USD1","chain":"ethereum","from":"0x01","to":null}}
        """).ScalarAsync<long>(Stop);

    /// <summary>A further transfer within the window of an alert, as monitoring writes it.</summary>
    public async Task RepeatAsync(long alertId, int times = 1)
    {
        for (var n = 0; n < times; n++)
        {
            await AsService.Command("""
                INSERT INTO alert_repeat (alert_id, source_id, sequence, occurred_at, rule_version, severity, score, says, evidence, pack_id, list_versions, repeated_at)
                SELECT alert_id, source_id, $2, $3, rule_version, severity, score, says, evidence, pack_id, list_versions, $3 FROM alert WHERE alert_id = $1
                """, alertId, Interlocked.Increment(ref transfers), Clock.GetUtcNow()).RunAsync(Stop);
        }
    }

    /// <summary>Runs the opening until nothing is left to take up.</summary>
    public async Task OpenAllAsync()
    {
        while ((await Opening.RunOnceAsync(Stop)).Alerts > 0)
        {
        }
    }

    /// <summary>The case of a subject after a further alert of it.</summary>
    public async Task<CaseFile> CaseAsync(Actor reader, Severity severity, int subject = 1)
    {
        await AlertAsync(subject, severity);
        await OpenAllAsync();
        return (await Cases.QueueAsync(reader, new CaseFilter(Subject: Subject(subject)), 0, 1, Stop)).Rows[0];
    }

    /// <summary>The actions that the audit trail keeps of a case, first one first, once the whole chain was verified.</summary>
    public async Task<IReadOnlyList<string>> AuditedAsync(long caseId)
    {
        var verdict = await new VerifyAudit(AsUi).CheckAsync(null, null, Stop);
        Assert.True(verdict.Holds, verdict.Fault);
        return await AsUi.Command("SELECT action FROM audit_entry WHERE subject_kind = 'case' AND subject_id = $1 ORDER BY number", $"{caseId}").RowsAsync(row => row.GetString(0), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await AsUi.DisposeAsync();
        await AsService.DisposeAsync();
        await database.DisposeAsync();
    }
}
