using System.Collections.Frozen;
using System.Security.Cryptography;
using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>Issues, checks and revokes the keys by which programs call the API.</summary>
public sealed class ApiKeys(NpgsqlDataSource postgres, ApiKeyStore store, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The longest time that a key may be valid for, in days.</summary>
    public const int MaxDays = 730;

    /// <summary>Fewest characters of the reason for which a key is revoked.</summary>
    public const int ShortestReason = 10;

    /// <summary>What a program may ask for over the API. A key never manages people: it could issue itself another.</summary>
    public static readonly FrozenSet<Right> Grantable = [Right.Screen, Right.ReadCases, Right.ManageParties];

    // How exactly the last use is known.
    private static readonly TimeSpan usesApart = TimeSpan.FromMinutes(1);
    private static readonly byte[] nobody = new byte[32];

    /// <summary>Issues a key.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>.</param>
    /// <param name="name">What it is for: 1 to 100 characters.</param>
    /// <param name="scopes">The rights that it shall carry, at least one, out of <see cref="Grantable"/>.</param>
    /// <param name="days">For how long: 1 to <see cref="MaxDays"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key and its secret, which is told this once; or refused as <c>key_name</c>, <c>key_scopes</c> or <c>key_days</c>.</returns>
    public async Task<Outcome<IssuedApiKey>> IssueAsync(Actor actor, string name, IReadOnlyCollection<Right> scopes, int days, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100 || name.Any(char.IsControl))
        {
            return new Refusal("key_name", "A key needs a name of 1 to 100 characters that says what it is for.");
        }

        if (scopes.Count == 0 || !Grantable.IsSupersetOf(scopes))
        {
            return new Refusal("key_scopes", $"A key carries at least one right out of {string.Join(", ", Grantable.Order())}; this one asks for {(scopes.Count == 0 ? "none" : string.Join(", ", scopes))}.");
        }

        if (days is < 1 or > MaxDays)
        {
            return new Refusal("key_days", $"A key is valid for 1 to {MaxDays} days, not {days}. Issue a new one before it ends.");
        }

        var now = clock.GetUtcNow();
        var key = new ApiKey(Guid.CreateVersion7(now), name.Trim(), scopes.ToFrozenSet(), now, $"{actor.Kind}:{actor.Id}", now.AddDays(days), null, null, null);
        var (secret, hash) = ApiKeySecret.Make(key.KeyId);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await ApiKeyStore.AddAsync(write, key, hash, cancellationToken);
        await audit.RecordAsync(write, actor, "api_key.issue", SubjectOf(key.KeyId),
            new { name = key.Name, scopes = key.Scopes.Order().Select(scope => scope.ToString()), expiresAt = key.ExpiresAt }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new IssuedApiKey(key, secret);
    }

    /// <summary>Ends a key now.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>.</param>
    /// <param name="keyId">Which.</param>
    /// <param name="reason">Why: 10 to 1,000 characters, for whoever asks later.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key as it stands; or refused as <c>key_reason</c>, or <c>key_unknown</c> when there is none of that id that is not revoked.</returns>
    public async Task<Outcome<ApiKey>> RevokeAsync(Actor actor, Guid keyId, string reason, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        var said = reason.Trim();
        if (said.Length is < ShortestReason or > 1000 || said.Any(char.IsControl))
        {
            return new Refusal("key_reason", $"Say in {ShortestReason} to 1,000 characters, on one line, why the key is revoked.");
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (await ApiKeyStore.RevokeAsync(write, keyId, said, clock.GetUtcNow(), cancellationToken) is not { } key)
        {
            return new Refusal("key_unknown", $"There is no API key {keyId:D} that is still good. `usd1 keys list` shows them all.");
        }

        await audit.RecordAsync(write, actor, "api_key.revoke", SubjectOf(keyId), new { name = key.Name, reason = said }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return key;
    }

    /// <summary>Tells who presents a secret.</summary>
    /// <param name="secret"><c>usd1_KEYID_SECRET</c>, as the program sent it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The program as an actor with the key's rights; or refused as <c>key_unknown</c> (not of that form, not issued here, or not its
    /// secret: which of them is not told), <c>key_expired</c> or <c>key_revoked</c>, which only the holder of the secret learns.
    /// </returns>
    public async Task<Outcome<Actor>> CheckAsync(string secret, CancellationToken cancellationToken)
    {
        var unknown = new Refusal("key_unknown", "This is not an API key of this installation. An administrator issues one with `usd1 keys create`.");
        if (!ApiKeySecret.TryRead(secret, out var keyId, out var hash))
        {
            return unknown;
        }

        // A key that does not exist takes the same comparison as one that does.
        var found = await store.FindWithHashAsync(keyId, cancellationToken);
        if (!CryptographicOperations.FixedTimeEquals(found?.SecretHash ?? nobody, hash) || found is not var (key, _))
        {
            return unknown;
        }

        if (key.RevokedAt is { } revoked)
        {
            return new Refusal("key_revoked", $"The API key '{key.Name}' was revoked on {revoked:yyyy-MM-dd}. Ask an administrator for a new one.");
        }

        var now = clock.GetUtcNow();
        if (key.ExpiresAt <= now)
        {
            return new Refusal("key_expired", $"The API key '{key.Name}' expired on {key.ExpiresAt:yyyy-MM-dd}. Ask an administrator for a new one.");
        }

        if (key.LastUsedAt is not { } used || now - used >= usesApart)
        {
            await store.UsedAsync(keyId, now, usesApart, cancellationToken);
        }

        return Actor.ApiClient(key.KeyId, key.Name, key.Scopes);
    }

    private static AuditSubject SubjectOf(Guid keyId) => new("api_key", keyId.ToString("D"));
}
