using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OtpNet;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Audit;

/// <summary>The door of an installation, as the UI's login opens it, with an administrator behind it.</summary>
public sealed class SignInDesk : IAsyncDisposable
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase database;
    private readonly SecretProtection protection = new(new byte[32]);

    private SignInDesk(TestDatabase database, NpgsqlDataSource asUi, bool requireTotp)
    {
        (this.database, AsUi) = (database, asUi);
        Trail = new AuditTrail(asUi, Clock);
        Store = new PersonStore(asUi);
        var passwords = new Passwords();
        People = new ManagePeople(asUi, passwords, Trail, Clock);
        Door = new SignIn(asUi, Store, passwords, new SecondFactor(asUi, protection, Trail, Clock), Trail, new SignInPolicy(requireTotp), Clock);
    }

    /// <summary>Whoever sits at the machine.</summary>
    public static Actor Operator { get; } = Actor.Operator("root");

    public FakeTimeProvider Clock { get; } = new(Monday);

    public NpgsqlDataSource AsUi { get; }

    public NpgsqlDataSource AsOwner => database.Postgres;

    public string DatabaseName => new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;

    public AuditTrail Trail { get; }

    public PersonStore Store { get; }

    public ManagePeople People { get; }

    public SignIn Door { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<SignInDesk> OpenAsync(TestCluster cluster, bool requireTotp = false)
    {
        var database = await cluster.CreateAsync(Stop);
        return new SignInDesk(database, await database.AsProcessAsync("ui", Stop), requireTotp);
    }

    /// <summary>A person with a one-time password.</summary>
    public async Task<OneTimePassword> CreateAsync(string name, params Role[] roles) => (await People.CreateAsync(Operator, name, name, roles, Stop)).Done();

    /// <summary>A person who has chosen his own password, signed in with it.</summary>
    public async Task<SignedIn> SettleAsync(string name, string password, params Role[] roles)
    {
        var made = await CreateAsync(name, roles);
        var first = (await AttemptAsync(name, made.Password)).Welcomed();
        return (await Door.ChangePasswordAsync(first.Actor, made.Password, password, Stop)).Done();
    }

    /// <summary>Sets up a second factor and answers what makes its codes.</summary>
    public async Task<Totp> EnrolAsync(SignedIn person, string password)
    {
        var totp = new Totp(Base32Encoding.ToBytes((await Door.BeginTotpAsync(person.Actor, password, Stop)).Done().Secret));
        (await Door.ConfirmTotpAsync(person.Actor, Code(totp), Stop)).Done();
        return totp;
    }

    public string Code(Totp totp) => totp.ComputeTotp(Clock.GetUtcNow().UtcDateTime);

    public Task<SignInAnswer> AttemptAsync(string name, string password, string? code = null) => Door.WithPasswordAsync(name, password, code, Stop);

    /// <summary>Actions of the audit trail, oldest first, once the chain was verified; with their details for those who look for secrets.</summary>
    public async Task<IReadOnlyList<(string Action, string Details)>> AuditedAsync()
    {
        var verdict = await new VerifyAudit(AsUi).CheckAsync(null, null, Stop);
        Assert.True(verdict.Holds, verdict.Fault);
        return await AsUi.Command("SELECT action, subject_id || details FROM audit_entry ORDER BY number").RowsAsync(row => (row.GetString(0), row.GetString(1)), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        protection.Dispose();
        await AsUi.DisposeAsync();
        await database.DisposeAsync();
    }
}

internal static class SignInAnswers
{
    public static SignedIn Welcomed(this SignInAnswer answer) => Assert.IsType<SignInAnswer.Welcome>(answer).SignedIn;

    public static Refusal Refused(this SignInAnswer answer) => Assert.IsType<SignInAnswer.Refused>(answer).Refusal;
}
