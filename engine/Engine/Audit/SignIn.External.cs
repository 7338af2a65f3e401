using System.Collections.Frozen;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>What the configured mapping makes of somebody's claims at an issuer.</summary>
/// <param name="Roles">All that his claims give; empty when none of them is mapped.</param>
/// <param name="MayComeUnannounced">Whether somebody who is not known here is created on the way in, if his claims give a role.</param>
public sealed record MappedRoles(FrozenSet<Role> Roles, bool MayComeUnannounced);

/// <content>People whom an OpenID Connect issuer vouches for.</content>
public sealed partial class SignIn
{
    /// <summary>Lets in somebody whom an OpenID Connect issuer vouches for. The caller has validated the token.</summary>
    /// <param name="external">The claims <c>iss</c> and <c>sub</c>.</param>
    /// <param name="userName">A name for somebody who comes for the first time: the claim <c>preferred_username</c> or <c>email</c>.</param>
    /// <param name="displayName">What to call him.</param>
    /// <param name="mapped">
    /// What his claims give: exactly these roles are his from now on, and none where it is empty, also in sessions that are open elsewhere.
    /// Null where no mapping is configured: then he has the roles that an administrator gave.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>external_unknown</c>, <c>external_without_role</c>, <c>user_name_unreadable</c>, <c>user_name_taken</c> or <c>display_name_length</c>; <c>sign_in_refused</c> when he is locked.</returns>
    public async Task<SignInAnswer> WithExternalAsync(ExternalSubject external, string userName, string displayName, MappedRoles? mapped, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PersonStore.OneAtATimeAsync(write, cancellationToken);
        var admitted = await AdmitAsync(write, external, userName, displayName, mapped, cancellationToken);
        if (admitted is Outcome<Person>.Refused(var no))
        {
            // The refusal commits: roles that the claims no longer give are gone although nobody came in.
            await RecordRefusalAsync(write, external.Issuer, no.Code, cancellationToken);
            await write.CommitAsync(cancellationToken);
            return new SignInAnswer.Refused(no);
        }

        var signedIn = SignedIn.As(((Outcome<Person>.Done)admitted).Value, policy);
        await trail.RecordAsync(write, signedIn.Actor, "person.sign_in", Subject(signedIn.Person.Id), new { external.Issuer, roles = Names(signedIn.Person.Roles) }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new SignInAnswer.Welcome(signedIn);
    }

    /// <summary>Records that an issuer's answer did not hold, so that nobody was let in: who it was about cannot be believed and is not kept.</summary>
    /// <param name="issuer">As configured.</param>
    /// <param name="code">What was wrong with it, as in docs/errors.md.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RefuseExternalAsync(string issuer, string code, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await RecordRefusalAsync(write, issuer, code, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    private Task<AuditEntry> RecordRefusalAsync(AtomicWrite write, string issuer, string code, CancellationToken cancellationToken) =>
        trail.RecordAsync(write, atTheDoor, "person.sign_in_refused", new AuditSubject("person", "external"), new { Issuer = issuer, code }, cancellationToken);

    private async Task<Outcome<Person>> AdmitAsync(AtomicWrite write, ExternalSubject external, string userName, string displayName, MappedRoles? mapped, CancellationToken cancellationToken)
    {
        var known = (await PersonStore.LockAsync(write, external, cancellationToken))?.Person;
        if (known is { Disabled: true })
        {
            return refused;
        }

        if (known is not null && mapped is not null)
        {
            known = await TakeOverAsync(write, known, mapped.Roles, cancellationToken);
        }

        if (known is null && mapped is not { MayComeUnannounced: true })
        {
            return new Refusal("external_unknown", "Nobody here belongs to this sign-in. An administrator creates the person under Users.");
        }

        if (mapped is { Roles.Count: 0 })
        {
            return new Refusal("external_without_role", "The sign-in carries no claim that gives a role here. Ask whoever manages the groups of your organisation.");
        }

        return known is not null ? known : await ManagePeople.AddExternalAsync(write, external, userName, displayName, mapped!.Roles, clock.GetUtcNow(), cancellationToken);
    }

    // The issuer's word replaces whatever stood here, and ends the sessions that were opened with it.
    private async Task<Person> TakeOverAsync(AtomicWrite write, Person known, FrozenSet<Role> roles, CancellationToken cancellationToken)
    {
        if (known.Roles.SetEquals(roles))
        {
            return known;
        }

        var changed = known with { Roles = roles, SecurityStamp = Guid.NewGuid() };
        await PersonStore.SetRolesAsync(write, changed.Id, roles, changed.SecurityStamp, cancellationToken);
        await trail.RecordAsync(write, atTheDoor, "person.roles", Subject(changed.Id), new { known.External!.Issuer, before = Names(known.Roles), roles = Names(roles) }, cancellationToken);
        return changed;
    }

    private static IEnumerable<string> Names(IEnumerable<Role> roles) => roles.Order().Select(role => role.ToString());
}
