using OtpNet;
using Usd1Compliance.Audit;
using Usd1Compliance.Tests.Engine;

namespace Usd1Compliance.Tests.Service;

/// <summary>People who may sign in, on the clock of the machine.</summary>
internal sealed class PeopleOf(TestDatabase database, byte[] key) : IAsyncDisposable
{
    /// <summary>What everybody's password is here.</summary>
    public const string Password = "four small words here";

    private readonly SecretProtection protection = new(key);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string OneTimePassword { get; private set; } = "";

    private AuditTrail Trail => new(database.Postgres, TimeProvider.System);

    private SignIn Door => new(database.Postgres, new PersonStore(database.Postgres), new Passwords(), new SecondFactor(database.Postgres, protection, Trail, TimeProvider.System), Trail, new SignInPolicy(false), TimeProvider.System);

    public async Task CreateAsync(string name, Role role) =>
        OneTimePassword = (await new ManagePeople(database.Postgres, new Passwords(), Trail, TimeProvider.System).CreateAsync(Actor.Operator("root"), name, name, [role], Stop)).Done().Password;

    public async Task<Actor> SettleAsync(string name, Role role)
    {
        await CreateAsync(name, role);
        var first = Assert.IsType<SignInAnswer.Welcome>(await Door.WithPasswordAsync(name, OneTimePassword, null, Stop)).SignedIn;
        return (await Door.ChangePasswordAsync(first.Actor, OneTimePassword, Password, Stop)).Done().Actor;
    }

    public async Task<Totp> EnrolAsync(Actor person)
    {
        var totp = new Totp(Base32Encoding.ToBytes((await Door.BeginTotpAsync(person, Password, Stop)).Done().Secret));
        (await Door.ConfirmTotpAsync(person, totp.ComputeTotp(), Stop)).Done();
        return totp;
    }

    public ValueTask DisposeAsync()
    {
        protection.Dispose();
        return ValueTask.CompletedTask;
    }
}
