using System.Collections.Frozen;

namespace Usd1Compliance.Audit;

/// <summary>A program's leave to call the API, without its secret.</summary>
/// <param name="KeyId">Which key; also the client id of what it asks for.</param>
/// <param name="Name">What it is for, in the administrator's words.</param>
/// <param name="Scopes">The rights that it carries.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Kind and id of whoever issued it.</param>
/// <param name="ExpiresAt">UTC: from here on it is refused.</param>
/// <param name="LastUsedAt">When it last let its program in, UTC, to the minute; null before the first time.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
/// <param name="RevokedReason">Why, or null.</param>
public sealed record ApiKey(Guid KeyId, string Name, FrozenSet<Right> Scopes, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt, string? RevokedReason)
{
    /// <summary>Whether it lets its program in at this moment.</summary>
    public bool IsGood(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}

/// <summary>A key that was issued now. The secret is told here and never again: only its SHA-256 is kept.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret"><c>usd1_KEYID_SECRET</c>, for the header <c>Authorization: Bearer</c>.</param>
public sealed record IssuedApiKey(ApiKey Key, string Secret)
{
    /// <summary>The key without its secret, so that no log prints it by accident.</summary>
    public override string ToString() => $"API key {Key.KeyId:D}";
}
