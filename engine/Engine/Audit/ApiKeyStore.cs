using System.Collections.Frozen;
using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>API keys as rows. What decides on them is <see cref="ApiKeys"/>.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource postgres)
{
    /// <summary>Every key that was ever issued, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ManagePeople"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ApiKey>> AllAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManagePeople);
        return await postgres.Command("""
            SELECT key_id, name, scopes, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_reason
            FROM api_key ORDER BY created_at DESC, key_id
            """).RowsAsync(Read, cancellationToken);
    }

    /// <summary>The key and the SHA-256 of its secret, or null when there is none of that id.</summary>
    internal async Task<(ApiKey Key, byte[] SecretHash)?> FindWithHashAsync(Guid keyId, CancellationToken cancellationToken)
    {
        var found = await postgres.Command("""
            SELECT key_id, name, scopes, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_reason, secret_hash
            FROM api_key WHERE key_id = $1
            """, keyId).RowAsync(row => Tuple.Create(Read(row), row.GetFieldValue<byte[]>(9)), cancellationToken);
        return found is null ? null : (found.Item1, found.Item2);
    }

    internal static Task AddAsync(AtomicWrite write, ApiKey key, byte[] secretHash, CancellationToken cancellationToken) =>
        write.Command("""
            INSERT INTO api_key (key_id, name, secret_hash, scopes, created_at, created_by, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, key.KeyId, key.Name, secretHash, key.Scopes.Order().Select(scope => scope.ToString()).ToArray(), key.CreatedAt, key.CreatedBy, key.ExpiresAt)
            .RunAsync(cancellationToken);

    /// <summary>Revokes the key if it was not. Null when there is none of that id, or it was revoked before.</summary>
    internal static Task<ApiKey?> RevokeAsync(AtomicWrite write, Guid keyId, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        write.Command("""
            -- The first revocation stands: its time is what an investigation asks for.
            UPDATE api_key SET revoked_at = $2, revoked_reason = $3 WHERE key_id = $1 AND revoked_at IS NULL
            RETURNING key_id, name, scopes, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_reason
            """, keyId, now, reason).RowAsync(Read, cancellationToken);

    /// <summary>Notes that a key was used. Calls that come at once write it once: whoever finds it written within the minute leaves it.</summary>
    internal Task UsedAsync(Guid keyId, DateTimeOffset now, TimeSpan apart, CancellationToken cancellationToken) =>
        postgres.Command("UPDATE api_key SET last_used_at = $2 WHERE key_id = $1 AND (last_used_at IS NULL OR last_used_at <= $2 - $3::interval)", keyId, now, apart).RunAsync(cancellationToken);

    private static ApiKey Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1),
        row.GetFieldValue<string[]>(2).Select(Enum.Parse<Right>).ToFrozenSet(), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4),
        row.GetFieldValue<DateTimeOffset>(5), Moment(row, 6), Moment(row, 7), row.IsDBNull(8) ? null : row.GetString(8));

    private static DateTimeOffset? Moment(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);
}
