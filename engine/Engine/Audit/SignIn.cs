using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>
/// Lets people in: user name, password and, where one is set up, a code; or an OpenID Connect issuer that vouches for them. Every
/// attempt is audited, without what was typed.
/// </summary>
public sealed partial class SignIn(NpgsqlDataSource postgres, PersonStore people, Passwords passwords, SecondFactor secondFactor, AuditTrail trail, SignInPolicy policy, TimeProvider clock)
{
    private static readonly Actor atTheDoor = Actor.Job("sign-in");

    private static readonly Refusal refused = new("sign_in_refused",
        $"The user name, the password or the code is not right, or the account is locked. After {SignInPolicy.FailuresToLock} failures an account is locked for {SignInPolicy.FirstLock.TotalMinutes:0} minutes, then for longer; an administrator can unlock it.");

    /// <summary>
    /// Judges an attempt with name, password and code. Whoever is not there, is locked or has no password takes the same path through the same
    /// statements and the same hash as everybody else.
    /// </summary>
    /// <param name="userName">In any letter case.</param>
    /// <param name="password">As typed.</param>
    /// <param name="code">Six digits of the second factor; null or empty when none was asked for yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SignInAnswer> WithPasswordAsync(string userName, string password, string? code, CancellationToken cancellationToken)
    {
        // A name that no person can have (too long, a NUL that the database refuses) is looked up as the empty name, which nobody has either.
        var row = await people.CountAttemptAsync(ManagePeople.IsUserName(userName) ? userName : "", clock.GetUtcNow(), cancellationToken);
        var typed = password.Length <= SignInPolicy.LongestPassword ? password : "";
        var isRight = passwords.IsRight(row?.PasswordHash, typed, out var shouldHashAnew);
        long? step = null;
        var codeMissing = false;
        if (isRight && row!.TotpSecret is not null)
        {
            codeMissing = string.IsNullOrWhiteSpace(code);
            step = codeMissing ? null : secondFactor.StepOf(row, code!);
            isRight = step is not null;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (isRight && await PersonStore.SucceedAsync(write, row!.Person, step, cancellationToken))
        {
            if (shouldHashAnew)
            {
                await PersonStore.SetPasswordAsync(write, row.Person.Id, passwords.Hash(typed), row.Person.MustChangePassword, row.Person.SecurityStamp, cancellationToken);
            }

            var signedIn = SignedIn.As(row.Person, policy);
            await trail.RecordAsync(write, signedIn.Actor, "person.sign_in", Subject(row.Person.Id), new { code = step is not null }, cancellationToken);
            await write.CommitAsync(cancellationToken);
            return new SignInAnswer.Welcome(signedIn);
        }

        if (codeMissing)
        {
            await PersonStore.UncountAttemptAsync(write, row!.Person, cancellationToken);
        }

        await trail.RecordAsync(write, atTheDoor, codeMissing ? "person.code_asked" : "person.sign_in_refused", row is null ? new AuditSubject("person", "unknown or locked") : Subject(row.Person.Id),
            new { locked = !codeMissing && row?.Person.LockedUntil is not null }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return codeMissing ? new SignInAnswer.CodeNeeded() : new SignInAnswer.Refused(refused);
    }

    /// <summary>Who a session is now, or null when it has ended: locked, or another password, role or second factor since.</summary>
    /// <param name="userId">Of the session.</param>
    /// <param name="securityStamp">Of the session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SignedIn?> ResumeAsync(Guid userId, Guid securityStamp, CancellationToken cancellationToken) =>
        await people.RowAsync(userId, cancellationToken) is { Person: { Disabled: false } person } && person.SecurityStamp == securityStamp ? SignedIn.As(person, policy) : null;

    /// <summary>Signs somebody out everywhere: other tabs, and a copy of his cookie, are nobody's from now on.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SignOutAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.EndSessionsAsync(write, Guid.Parse(actor.Id), Guid.NewGuid(), cancellationToken);
        await trail.RecordAsync(write, actor, "person.sign_out", new AuditSubject("person", actor.Id), new { }, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    /// <summary>Puts a password of his own in place of the one he has. Other sessions of his end; the answer carries the new stamp.</summary>
    /// <param name="actor">The person himself; no right is needed.</param>
    /// <param name="current">The password that he has now.</param>
    /// <param name="chosen">12 to 200 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>password_wrong</c>, <c>password_length</c>, <c>password_weak</c>, <c>password_same</c> or <c>person_unknown</c>.</returns>
    public async Task<Outcome<SignedIn>> ChangePasswordAsync(Actor actor, string current, string chosen, CancellationToken cancellationToken)
    {
        if (await OwnRowAsync(actor, current, cancellationToken) is not { } row)
        {
            return new Refusal("password_wrong", "The current password is not right, or the account is locked.");
        }

        if (Passwords.Fault(chosen, row.Person) is { } fault)
        {
            return fault;
        }

        if (string.Equals(current, chosen, StringComparison.Ordinal))
        {
            return new Refusal("password_same", "The new password is the current one. Choose another.");
        }

        var changed = row.Person with { MustChangePassword = false, SecurityStamp = Guid.NewGuid() };
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.SetPasswordAsync(write, changed.Id, passwords.Hash(chosen), mustChange: false, changed.SecurityStamp, cancellationToken);
        await trail.RecordAsync(write, actor, "person.password_changed", Subject(changed.Id), new { }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return SignedIn.As(changed, policy);
    }

    /// <summary>Begins to set up a second factor: makes a secret, to be confirmed by a code of it.</summary>
    /// <param name="actor">The person himself; no right is needed.</param>
    /// <param name="password">His password, asked again: a session that was left open is not enough.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>password_wrong</c> or <c>totp_stands</c>.</returns>
    public async Task<Outcome<TotpEnrolment>> BeginTotpAsync(Actor actor, string password, CancellationToken cancellationToken) =>
        await OwnRowAsync(actor, password, cancellationToken) is { } row
            ? await secondFactor.BeginAsync(actor, row, cancellationToken)
            : new Refusal("password_wrong", "The password is not right, or the account is locked.");

    /// <summary>Confirms the second factor: from now on every sign-in needs a code. Other sessions of his end; the answer carries the new stamp.</summary>
    /// <param name="actor">The person himself; no right is needed.</param>
    /// <param name="code">Six digits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>totp_not_begun</c>, <c>totp_wrong</c> or <c>totp_stands</c>.</returns>
    public async Task<Outcome<SignedIn>> ConfirmTotpAsync(Actor actor, string code, CancellationToken cancellationToken)
    {
        var confirmed = await secondFactor.ConfirmAsync(actor, code, cancellationToken);
        return confirmed.Match<Outcome<SignedIn>>(person => SignedIn.As(person, policy), no => no);
    }

    internal static AuditSubject Subject(Guid userId) => new("person", userId.ToString("D"));

    // A password that is asked for again is an attempt like any other: it counts, so that a stolen session cannot guess it.
    private async Task<PersonRow?> OwnRowAsync(Actor actor, string password, CancellationToken cancellationToken)
    {
        if (actor.Kind != ActorKind.Person || await people.RowAsync(Guid.Parse(actor.Id), cancellationToken) is not { } known)
        {
            return null;
        }

        var row = await people.CountAttemptAsync(known.Person.UserName, clock.GetUtcNow(), cancellationToken);
        var typed = password.Length <= SignInPolicy.LongestPassword ? password : "";
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (passwords.IsRight(row?.PasswordHash, typed, out _) && await PersonStore.SucceedAsync(write, row!.Person, null, cancellationToken))
        {
            await write.CommitAsync(cancellationToken);
            return row;
        }

        await trail.RecordAsync(write, actor, "person.password_refused", Subject(known.Person.Id), new { }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return null;
    }
}
