using System.Security.Cryptography;
using Npgsql;
using OtpNet;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>What an authenticator app needs to make codes. Shown once, to the person himself.</summary>
/// <param name="Secret">Base32, for typing in.</param>
/// <param name="OtpauthUri">The same with issuer and account, for a QR code: <c>otpauth://totp/…</c>.</param>
public sealed record TotpEnrolment(string Secret, string OtpauthUri);

/// <summary>
/// The second factor: time-based codes (RFC 6238, SHA-1, six digits, steps of 30 seconds, which is what authenticator apps agree on).
/// One step before and after is accepted, for clocks that are off; a code is good once (RFC 6238, 5.2).
/// </summary>
public sealed class SecondFactor(NpgsqlDataSource postgres, SecretProtection protection, AuditTrail trail, TimeProvider clock)
{
    private const string issuer = "Usd1Compliance";
    private const int secretBytes = 20;     // RFC 4226, 4 R6: 160 bits
    private static readonly VerificationWindow oneStepOff = new(previous: 1, future: 1);

    /// <summary>The time step that a code belongs to, or null when it is wrong or its step was used before.</summary>
    internal long? StepOf(PersonRow row, string code) => Verify(protection.Open(row.TotpSecret, row.Person.Id), code) is { } step && step > row.TotpLastStep ? step : null;

    internal async Task<Outcome<TotpEnrolment>> BeginAsync(Actor actor, PersonRow row, CancellationToken cancellationToken)
    {
        if (row.TotpSecret is not null)
        {
            return Stands();
        }

        var secret = RandomNumberGenerator.GetBytes(secretBytes);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.SetPendingTotpAsync(write, row.Person.Id, protection.Seal(secret, row.Person.Id), cancellationToken);
        await trail.RecordAsync(write, actor, "person.totp_begun", SignIn.Subject(row.Person.Id), new { }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new TotpEnrolment(Base32Encoding.ToString(secret), new OtpUri(OtpType.Totp, secret, row.Person.UserName, issuer).ToString());
    }

    internal async Task<Outcome<Person>> ConfirmAsync(Actor actor, string code, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var row = actor.Kind == ActorKind.Person ? await PersonStore.LockAsync(write, Guid.Parse(actor.Id), cancellationToken) : null;
        if (row is { TotpSecret: not null })
        {
            return Stands();
        }

        if (row?.TotpPending is not { } pending)
        {
            return new Refusal("totp_not_begun", "No second factor is being set up. Begin anew: the secret is shown once.");
        }

        if (Verify(protection.Open(pending, row.Person.Id), code) is not { } step)
        {
            return new Refusal("totp_wrong", "The code does not belong to this secret and time. Check that the clock of your telephone is set by the network, and type the code that it shows now.");
        }

        var confirmed = row.Person with { HasTotp = true, SecurityStamp = Guid.NewGuid() };
        await PersonStore.SetTotpAsync(write, confirmed.Id, pending, step, confirmed.SecurityStamp, cancellationToken);
        await trail.RecordAsync(write, actor, "person.totp_set_up", SignIn.Subject(confirmed.Id), new { }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return confirmed;
    }

    // The people who type codes put spaces into them, as their telephones do.
    private long? Verify(byte[] secret, string code) =>
        new Totp(secret).VerifyTotp(clock.GetUtcNow().UtcDateTime, code.Replace(" ", "", StringComparison.Ordinal), out var step, oneStepOff) ? step : null;

    private static Refusal Stands() => new("totp_stands", "A second factor is set up already. An administrator resets it under Users when the telephone is lost.");
}
