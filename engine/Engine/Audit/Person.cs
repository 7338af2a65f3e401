using System.Collections.Frozen;

namespace Usd1Compliance.Audit;

/// <summary>
/// Somebody who may sign in: a local user with a password, or the subject of an OpenID Connect issuer. What nobody needs to read
/// (password hash, TOTP secret) is not here and never leaves the sign-in.
/// </summary>
/// <param name="Id">Stable for ever; the actor's id.</param>
/// <param name="UserName">Unique whatever its letter case: 2 to 100 of A-Z, a-z, 0-9 and <c>. _ @ -</c>.</param>
/// <param name="DisplayName">What people call him: 1 to 200 characters.</param>
/// <param name="Roles">What he is here for; may be empty.</param>
/// <param name="MustChangePassword">His password is a one-time one: he holds no right until he has chosen his own.</param>
/// <param name="HasTotp">Whether a second factor is set up, which then must be used.</param>
/// <param name="LockedUntil">UTC; after too many failures no attempt is judged until then. Null or past: not locked.</param>
/// <param name="Disabled">Locked by an administrator.</param>
/// <param name="External">Issuer and subject, for a person whom an OpenID Connect issuer vouches for; null for a local user.</param>
/// <param name="SecurityStamp">A session that carries another one ends.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record Person(Guid Id, string UserName, string DisplayName, FrozenSet<Role> Roles, bool MustChangePassword, bool HasTotp,
    DateTimeOffset? LockedUntil, bool Disabled, ExternalSubject? External, Guid SecurityStamp, DateTimeOffset CreatedAt);

/// <summary>Who somebody is to an OpenID Connect issuer: the claims <c>iss</c> and <c>sub</c>, which together never name another.</summary>
/// <param name="Issuer">The issuer's URL, to the letter.</param>
/// <param name="Subject">The issuer's own key of the person.</param>
public sealed record ExternalSubject(string Issuer, string Subject);

/// <summary>A person as others may name him, to choose an assignee from.</summary>
/// <param name="Id">The user id.</param>
/// <param name="DisplayName">What people call him.</param>
public sealed record PersonName(Guid Id, string DisplayName);

/// <summary>A person and the password that was made for him: shown once, kept nowhere, and changed at his first sign-in.</summary>
/// <param name="Person">As he stands now.</param>
/// <param name="Password">For whoever hands it over. Not to be logged.</param>
public sealed record OneTimePassword(Person Person, string Password);
