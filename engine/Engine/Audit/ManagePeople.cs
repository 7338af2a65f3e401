using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>
/// Creates people, gives roles, locks and resets. Needs <see cref="Right.ManagePeople"/>. Nobody does any of it to himself, one
/// administrator always remains, and every step is audited; passwords and secrets never are.
/// </summary>
public sealed partial class ManagePeople(NpgsqlDataSource postgres, Passwords passwords, AuditTrail trail, TimeProvider clock)
{
    /// <summary>The user name of the first administrator.</summary>
    public const string FirstAdministrator = "admin";

    /// <summary>The people of a demo, one for each role that works with cases.</summary>
    public static readonly IReadOnlyList<(string UserName, string DisplayName, Role Role)> DemoPeople =
    [
        ("ana", "Ana (analyst)", Role.Analyst), ("sam", "Sam (supervisor)", Role.Supervisor),
        ("olga", "Olga (compliance officer)", Role.ComplianceOfficer), ("rita", "Rita (rule author)", Role.RuleAuthor), ("audrey", "Audrey (auditor)", Role.Auditor),
    ];

    /// <summary>Whether a text can be a user name: 2 to 100 of A-Z, a-z, 0-9 and <c>. _ @ -</c>, the first a letter or digit.</summary>
    public static bool IsUserName(string text) => UserNameShape().IsMatch(text);

    /// <summary>Creates a local user with a one-time password.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>.</param>
    /// <param name="userName">Unique whatever its letter case.</param>
    /// <param name="displayName">1 to 200 characters.</param>
    /// <param name="roles">May be empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>user_name_unreadable</c>, <c>user_name_taken</c> or <c>display_name_length</c>.</returns>
    public async Task<Outcome<OneTimePassword>> CreateAsync(Actor actor, string userName, string displayName, IReadOnlyCollection<Role> roles, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.OneAtATimeAsync(write, cancellationToken);
        var created = await AddLocalAsync(write, userName, displayName, roles, mustChange: true, cancellationToken);
        if (created is Outcome<OneTimePassword>.Done(var made))
        {
            await RecordAsync(write, actor, "person.create", made.Person, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return created;
    }

    /// <summary>Creates somebody whom an OpenID Connect issuer vouches for.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>.</param>
    /// <param name="external">The issuer and its own key of the person.</param>
    /// <param name="userName">Unique whatever its letter case.</param>
    /// <param name="displayName">1 to 200 characters.</param>
    /// <param name="roles">May be empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>user_name_unreadable</c>, <c>user_name_taken</c>, <c>display_name_length</c>, <c>external_subject</c> or <c>external_taken</c>.</returns>
    public async Task<Outcome<Person>> CreateExternalAsync(Actor actor, ExternalSubject external, string userName, string displayName, IReadOnlyCollection<Role> roles, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        if (external.Issuer.Length is 0 or > 500 || external.Subject.Length is 0 or > 255 || external.Subject.Any(sign => sign is < ' ' or > '~'))
        {
            return new Refusal("external_subject", "A subject is the issuer's own key of the person, the claim sub of his token: 1 to 255 visible ASCII characters.");
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.OneAtATimeAsync(write, cancellationToken);
        if (await PersonStore.LockAsync(write, external, cancellationToken) is { } holder)
        {
            return new Refusal("external_taken", $"This subject of {external.Issuer} is {holder.Person.UserName} already.");
        }

        var created = await AddExternalAsync(write, external, userName, displayName, roles.ToFrozenSet(), clock.GetUtcNow(), cancellationToken);
        if (created is Outcome<Person>.Done(var person))
        {
            await RecordAsync(write, actor, "person.create", person, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return created;
    }

    /// <summary>Creates the first administrator where nobody is yet.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>: the operator at the machine.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when somebody is there already.</returns>
    public async Task<OneTimePassword?> CreateFirstAdministratorAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.OneAtATimeAsync(write, cancellationToken);
        if (await PersonStore.IsAnybodyAsync(write, cancellationToken)
            || await AddLocalAsync(write, FirstAdministrator, "Administrator", [Role.Administrator], mustChange: true, cancellationToken) is not Outcome<OneTimePassword>.Done(var made))
        {
            return null;
        }

        await RecordAsync(write, actor, "person.create", made.Person, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>Creates the people of a demo, whose passwords need not be changed. Those who are there already are left as they are.</summary>
    /// <param name="actor">An operator at the machine, no one else.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whom it created; refused <c>not_a_demo</c> where people other than the demo's and its administrator are.</returns>
    public async Task<Outcome<IReadOnlyList<OneTimePassword>>> CreateDemoPeopleAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.OneAtATimeAsync(write, cancellationToken);
        if (actor.Kind != ActorKind.Operator || await PersonStore.IsAnybodyBesidesAsync(write, [FirstAdministrator, .. DemoPeople.Select(person => person.UserName)], cancellationToken))
        {
            return new Refusal("not_a_demo", "This database has people of its own: the people of the demo, whose passwords stand on a screen, do not belong there. Start a demo with ./run --demo.");
        }

        List<OneTimePassword> created = [];
        foreach (var (userName, displayName, role) in DemoPeople)
        {
            if (await AddLocalAsync(write, userName, displayName, [role], mustChange: false, cancellationToken) is Outcome<OneTimePassword>.Done(var made))
            {
                created.Add(made);
            }
        }

        foreach (var made in created)
        {
            await RecordAsync(write, actor, "person.create", made.Person, cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
        return created;
    }

    /// <summary>Puts these roles in place of the ones that a person has. His sessions end.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>, and is not the person.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="roles">All that he is to hold; may be empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>person_unknown</c>, <c>own_account</c> or <c>last_administrator</c>.</returns>
    public Task<Outcome<Person>> GiveRolesAsync(Actor actor, Guid userId, IReadOnlyCollection<Role> roles, CancellationToken cancellationToken) =>
        ChangeAsync(actor, userId, "person.roles", mayStaySoleAdministrator: roles.Contains(Role.Administrator), async (write, person) =>
        {
            var changed = person with { Roles = roles.ToFrozenSet(), SecurityStamp = Guid.NewGuid() };
            await PersonStore.SetRolesAsync(write, userId, changed.Roles, changed.SecurityStamp, cancellationToken);
            return changed;
        }, cancellationToken);

    /// <summary>Locks a person out until he is unlocked. His sessions end.</summary>
    /// <inheritdoc cref="GiveRolesAsync"/>
    public Task<Outcome<Person>> LockAsync(Actor actor, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, userId, "person.lock", mayStaySoleAdministrator: false, (write, person) => SetDisabledAsync(write, person, disabled: true, cancellationToken), cancellationToken);

    /// <summary>Lets a person in again, whether an administrator locked him or too many failures did.</summary>
    /// <inheritdoc cref="GiveRolesAsync"/>
    public Task<Outcome<Person>> UnlockAsync(Actor actor, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, userId, "person.unlock", mayStaySoleAdministrator: true, (write, person) => SetDisabledAsync(write, person, disabled: false, cancellationToken), cancellationToken);

    /// <summary>Puts a one-time password in place of the one that a person forgot. His sessions end.</summary>
    /// <inheritdoc cref="GiveRolesAsync"/>
    /// <returns>Refused <c>person_unknown</c>, <c>own_account</c> or <c>external_person</c>.</returns>
    public async Task<Outcome<OneTimePassword>> ResetPasswordAsync(Actor actor, Guid userId, CancellationToken cancellationToken)
    {
        var password = Passwords.MakeOneTime();
        var changed = await ChangeAsync(actor, userId, "person.password_reset", mayStaySoleAdministrator: true, async (write, person) =>
        {
            if (person.External is not null)
            {
                return new Refusal("external_person", $"{person.UserName} signs in at {person.External.Issuer} and has no password here.");
            }

            var reset = person with { MustChangePassword = true, LockedUntil = null, SecurityStamp = Guid.NewGuid() };
            await PersonStore.SetPasswordAsync(write, userId, passwords.Hash(password), mustChange: true, reset.SecurityStamp, cancellationToken);
            return reset;
        }, cancellationToken);
        return changed.Match<Outcome<OneTimePassword>>(person => new OneTimePassword(person, password), no => no);
    }

    /// <summary>Takes the second factor from a person whose telephone is lost. His sessions end.</summary>
    /// <inheritdoc cref="GiveRolesAsync"/>
    /// <returns>Refused <c>person_unknown</c> or <c>own_account</c>.</returns>
    public Task<Outcome<Person>> ResetTotpAsync(Actor actor, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, userId, "person.totp_reset", mayStaySoleAdministrator: true, async (write, person) =>
        {
            var changed = person with { HasTotp = false, SecurityStamp = Guid.NewGuid() };
            await PersonStore.SetTotpAsync(write, userId, null, 0, changed.SecurityStamp, cancellationToken);
            return changed;
        }, cancellationToken);

    internal static async Task<Outcome<Person>> AddExternalAsync(AtomicWrite write, ExternalSubject external, string userName, string displayName, FrozenSet<Role> roles, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FaultAsync(write, userName, displayName, cancellationToken) is { } fault)
        {
            return fault;
        }

        var person = new Person(Guid.NewGuid(), userName, displayName, roles, false, false, null, false, external, Guid.NewGuid(), now);
        await PersonStore.AddAsync(write, person, null, cancellationToken);
        return person;
    }

    private async Task<Outcome<OneTimePassword>> AddLocalAsync(AtomicWrite write, string userName, string displayName, IReadOnlyCollection<Role> roles, bool mustChange, CancellationToken cancellationToken)
    {
        if (await FaultAsync(write, userName, displayName, cancellationToken) is { } fault)
        {
            return fault;
        }

        var password = Passwords.MakeOneTime();
        var person = new Person(Guid.NewGuid(), userName, displayName, roles.ToFrozenSet(), mustChange, false, null, false, null, Guid.NewGuid(), clock.GetUtcNow());
        await PersonStore.AddAsync(write, person, passwords.Hash(password), cancellationToken);
        return new OneTimePassword(person, password);
    }

    private static async Task<Refusal?> FaultAsync(AtomicWrite write, string userName, string displayName, CancellationToken cancellationToken)
    {
        if (!IsUserName(userName))
        {
            return new Refusal("user_name_unreadable", "A user name has 2 to 100 characters: letters A to Z, digits, and . _ @ - after the first.");
        }

        if (string.IsNullOrWhiteSpace(displayName) || displayName.Length > 200 || displayName.Any(char.IsControl))
        {
            return new Refusal("display_name_length", "A name to show has 1 to 200 characters, and no control characters.");
        }

        return await PersonStore.IsNameTakenAsync(write, userName, cancellationToken)
            ? new Refusal("user_name_taken", $"Somebody is called {userName} already. User names do not differ by letter case alone.")
            : null;
    }

    private async Task<Outcome<Person>> ChangeAsync(Actor actor, Guid userId, string action, bool mayStaySoleAdministrator, Func<AtomicWrite, Person, Task<Outcome<Person>>> change, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.OneAtATimeAsync(write, cancellationToken);
        if (await PersonStore.LockAsync(write, userId, cancellationToken) is not { Person: var person })
        {
            return new Refusal("person_unknown", $"There is no person {userId}.");
        }

        if (actor.IsSameAs(ActorKind.Person, userId.ToString("D")))
        {
            return new Refusal("own_account", "Nobody changes his own roles, lock or resets: another administrator does. Your password is changed under your own name.");
        }

        if (!mayStaySoleAdministrator && person is { Disabled: false } && person.Roles.Contains(Role.Administrator) && !await PersonStore.IsAnotherAdministratorAsync(write, userId, cancellationToken))
        {
            return new Refusal("last_administrator", $"{person.UserName} is the last administrator: without one, nobody could give roles. Make another person administrator first.");
        }

        var outcome = await change(write, person);
        if (outcome is Outcome<Person>.Done(var changed))
        {
            await RecordAsync(write, actor, action, changed, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return outcome;
    }

    private static async Task<Outcome<Person>> SetDisabledAsync(AtomicWrite write, Person person, bool disabled, CancellationToken cancellationToken)
    {
        var changed = person with { Disabled = disabled, LockedUntil = null, SecurityStamp = Guid.NewGuid() };
        await PersonStore.SetDisabledAsync(write, person.Id, disabled, changed.SecurityStamp, cancellationToken);
        return changed;
    }

    private Task<AuditEntry> RecordAsync(AtomicWrite write, Actor actor, string action, Person person, CancellationToken cancellationToken) =>
        trail.RecordAsync(write, actor, action, SignIn.Subject(person.Id), new { person.UserName, roles = person.Roles.Order().Select(role => role.ToString()), external = person.External?.Issuer }, cancellationToken);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._@-]{1,99}\z")]
    private static partial Regex UserNameShape();
}
