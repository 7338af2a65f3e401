using System.Collections.Frozen;
using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>People as rows.</summary>
public sealed class PersonStore(NpgsqlDataSource postgres)
{
    /// <summary>Everybody, by user name.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Person>> AllAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        return await postgres.Command("""
            SELECT user_id, user_name, display_name, roles, must_change_password, totp_secret IS NOT NULL, locked_until, disabled,
                   external_issuer, external_subject, security_stamp, created_at, password_hash, totp_secret, totp_pending, totp_last_step
            FROM person ORDER BY lower(user_name)
            """).RowsAsync(row => Read(row).Person, cancellationToken);
    }

    /// <summary>Somebody by his id, or null.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>, unless it is the person himself.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Person?> FindAsync(Actor actor, Guid userId, CancellationToken cancellationToken)
    {
        if (!actor.IsSameAs(ActorKind.Person, userId.ToString("D")))
        {
            actor.Demand(Right.ManagePeople);
        }

        return (await RowAsync(userId, cancellationToken))?.Person;
    }

    /// <summary>Who may be given a case: everybody who holds <see cref="Right.WorkCases"/> and is not locked by an administrator.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<PersonName>> WhoMayWorkCasesAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("SELECT user_id, display_name FROM person WHERE NOT disabled AND roles && $1 ORDER BY display_name, user_id", (object)RolesThatWorkCases())
            .RowsAsync(row => new PersonName(row.GetGuid(0), row.GetString(1)), cancellationToken);
    }

    private static string[] RolesThatWorkCases() => [.. Enum.GetValues<Role>().Where(role => Rights.Of(role).Contains(Right.WorkCases)).Select(role => role.ToString())];

    internal Task<PersonRow?> RowAsync(Guid userId, CancellationToken cancellationToken) => postgres.Command("""
        SELECT user_id, user_name, display_name, roles, must_change_password, totp_secret IS NOT NULL, locked_until, disabled,
               external_issuer, external_subject, security_stamp, created_at, password_hash, totp_secret, totp_pending, totp_last_step
        FROM person WHERE user_id = $1
        """, userId).RowAsync(Read, cancellationToken);

    internal static Task<PersonRow?> LockAsync(AtomicWrite write, Guid userId, CancellationToken cancellationToken) => write.Command("""
        SELECT user_id, user_name, display_name, roles, must_change_password, totp_secret IS NOT NULL, locked_until, disabled,
               external_issuer, external_subject, security_stamp, created_at, password_hash, totp_secret, totp_pending, totp_last_step
        FROM person WHERE user_id = $1 FOR UPDATE
        """, userId).RowAsync(Read, cancellationToken);

    internal static Task<PersonRow?> LockAsync(AtomicWrite write, ExternalSubject external, CancellationToken cancellationToken) => write.Command("""
        SELECT user_id, user_name, display_name, roles, must_change_password, totp_secret IS NOT NULL, locked_until, disabled,
               external_issuer, external_subject, security_stamp, created_at, password_hash, totp_secret, totp_pending, totp_last_step
        FROM person WHERE external_issuer = $1 AND external_subject = $2 FOR UPDATE
        """, external.Issuer, external.Subject).RowAsync(Read, cancellationToken);

    /// <summary>
    /// Counts an attempt to sign in before it is judged, so that a hundred attempts at once are a hundred and not one; a success takes
    /// the count back. Null when there is nobody to judge: unknown, locked, or without a password.
    /// </summary>
    internal Task<PersonRow?> CountAttemptAsync(string userName, DateTimeOffset now, CancellationToken cancellationToken) => postgres.Command("""
        -- The row lock of the update makes attempts at one account wait for each other: each sees the count of the one before.
        UPDATE person SET failed_sign_ins = failed_sign_ins + 1,
            locked_until = CASE WHEN failed_sign_ins + 1 >= $3 THEN $2 + $4 * power(2, least(failed_sign_ins + 1 - $3, $5)) END
        WHERE lower(user_name) = lower($1) AND NOT disabled AND password_hash IS NOT NULL AND (locked_until IS NULL OR locked_until <= $2)
        RETURNING user_id, user_name, display_name, roles, must_change_password, totp_secret IS NOT NULL, locked_until, disabled,
               external_issuer, external_subject, security_stamp, created_at, password_hash, totp_secret, totp_pending, totp_last_step
        """, userName, now, SignInPolicy.FailuresToLock, SignInPolicy.FirstLock, SignInPolicy.MostDoublings).RowAsync(Read, cancellationToken);

    internal static Task AddAsync(AtomicWrite write, Person person, string? passwordHash, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO person (user_id, user_name, display_name, roles, must_change_password, external_issuer, external_subject, security_stamp, created_at, password_hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """, person.Id, person.UserName, person.DisplayName, Names(person.Roles), person.MustChangePassword, person.External?.Issuer, person.External?.Subject,
        person.SecurityStamp, person.CreatedAt, passwordHash).RunAsync(cancellationToken);

    internal static Task EndSessionsAsync(AtomicWrite write, Guid userId, Guid stamp, CancellationToken cancellationToken) =>
        write.Command("UPDATE person SET security_stamp = $2 WHERE user_id = $1", userId, stamp).RunAsync(cancellationToken);

    internal static Task SetRolesAsync(AtomicWrite write, Guid userId, FrozenSet<Role> roles, Guid stamp, CancellationToken cancellationToken) =>
        write.Command("UPDATE person SET roles = $2, security_stamp = $3 WHERE user_id = $1", userId, Names(roles), stamp).RunAsync(cancellationToken);

    internal static Task SetDisabledAsync(AtomicWrite write, Guid userId, bool disabled, Guid stamp, CancellationToken cancellationToken) =>
        write.Command("UPDATE person SET disabled = $2, failed_sign_ins = 0, locked_until = NULL, security_stamp = $3 WHERE user_id = $1", userId, disabled, stamp).RunAsync(cancellationToken);

    internal static Task SetPasswordAsync(AtomicWrite write, Guid userId, string passwordHash, bool mustChange, Guid stamp, CancellationToken cancellationToken) => write.Command("""
        UPDATE person SET password_hash = $2, must_change_password = $3, security_stamp = $4, failed_sign_ins = 0, locked_until = NULL WHERE user_id = $1
        """, userId, passwordHash, mustChange, stamp).RunAsync(cancellationToken);

    internal static Task SetPendingTotpAsync(AtomicWrite write, Guid userId, byte[]? pending, CancellationToken cancellationToken) =>
        write.Command("UPDATE person SET totp_pending = $2 WHERE user_id = $1", userId, pending).RunAsync(cancellationToken);

    internal static Task SetTotpAsync(AtomicWrite write, Guid userId, byte[]? secret, long lastStep, Guid stamp, CancellationToken cancellationToken) => write.Command("""
        UPDATE person SET totp_secret = $2, totp_pending = NULL, totp_last_step = $3, security_stamp = $4 WHERE user_id = $1
        """, userId, secret, lastStep, stamp).RunAsync(cancellationToken);

    /// <summary>
    /// Takes the count of failures back, and the code's time step with it. False when another sign-in took that step first, or when
    /// password, roles or lock changed since the attempt was counted: then nothing was changed.
    /// </summary>
    internal static async Task<bool> SucceedAsync(AtomicWrite write, Person person, long? totpStep, CancellationToken cancellationToken) => await write.Command("""
        -- Two that sign in with one code at once: the second finds the step taken.
        UPDATE person SET failed_sign_ins = 0, locked_until = NULL, totp_last_step = coalesce($3, totp_last_step)
        WHERE user_id = $1 AND security_stamp = $2 AND NOT disabled AND ($3::bigint IS NULL OR totp_last_step < $3)
        """, person.Id, person.SecurityStamp, totpStep).RunAsync(cancellationToken) == 1;

    /// <summary>
    /// Takes one attempt back, no more: the password was right and the code is still to come. Taking back all failures would let whoever has the
    /// password guess codes without end.
    /// </summary>
    internal static Task UncountAttemptAsync(AtomicWrite write, Person person, CancellationToken cancellationToken) => write.Command("""
        -- The lock is lifted only when it is the one that this very attempt set.
        UPDATE person SET failed_sign_ins = greatest(failed_sign_ins - 1, 0), locked_until = CASE WHEN locked_until IS DISTINCT FROM $2::timestamptz THEN locked_until END
        WHERE user_id = $1
        """, person.Id, person.LockedUntil).RunAsync(cancellationToken);

    internal static async Task<bool> IsAnybodyAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        await write.Command("SELECT EXISTS (SELECT FROM person)").ScalarAsync<bool>(cancellationToken);

    internal static async Task<bool> IsNameTakenAsync(AtomicWrite write, string userName, CancellationToken cancellationToken) =>
        await write.Command("SELECT EXISTS (SELECT FROM person WHERE lower(user_name) = lower($1))", userName).ScalarAsync<bool>(cancellationToken);

    internal static async Task<bool> IsAnybodyBesidesAsync(AtomicWrite write, string[] userNames, CancellationToken cancellationToken) =>
        await write.Command("SELECT EXISTS (SELECT FROM person WHERE lower(user_name) <> ALL ($1))", (object)userNames).ScalarAsync<bool>(cancellationToken);

    internal static async Task<bool> IsAnotherAdministratorAsync(AtomicWrite write, Guid userId, CancellationToken cancellationToken) =>
        await write.Command("SELECT EXISTS (SELECT FROM person WHERE user_id <> $1 AND NOT disabled AND 'Administrator' = ANY (roles))", userId).ScalarAsync<bool>(cancellationToken);

    /// <summary>One change of who is there and who may what at a time, until the write ends: so that two administrators cannot remove each other.</summary>
    internal static Task OneAtATimeAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT pg_advisory_xact_lock(hashtext('person'))").RunAsync(cancellationToken);

    private static string[] Names(IEnumerable<Role> roles) => [.. roles.Order().Select(role => role.ToString())];

    private static PersonRow Read(NpgsqlDataReader row) => new(
        new Person(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(3).Select(Enum.Parse<Role>).ToFrozenSet(), row.GetBoolean(4), row.GetBoolean(5),
            row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6), row.GetBoolean(7), row.IsDBNull(8) ? null : new ExternalSubject(row.GetString(8), row.GetString(9)),
            row.GetGuid(10), row.GetFieldValue<DateTimeOffset>(11)),
        row.IsDBNull(12) ? null : row.GetString(12), row.IsDBNull(13) ? null : row.GetFieldValue<byte[]>(13), row.IsDBNull(14) ? null : row.GetFieldValue<byte[]>(14), row.GetInt64(15));
}

/// <summary>A person with what only the sign-in may see.</summary>
internal sealed record PersonRow(Person Person, string? PasswordHash, byte[]? TotpSecret, byte[]? TotpPending, long TotpLastStep);
