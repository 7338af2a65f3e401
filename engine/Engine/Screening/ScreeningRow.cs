using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Screening;

/// <summary>A screening that waits to be made durable.</summary>
internal sealed class ScreeningRow(Actor client, Guid clientId, string idempotencyKey, ScreeningRequest request, ScreeningAnswer answer, long[] listVersions, IReadOnlyList<FoundHits> found)
{
    public Actor Client => client;

    public Guid ClientId => clientId;

    public string IdempotencyKey => idempotencyKey;

    public ScreeningAnswer Answer => answer;

    public long[] ListVersions => listVersions;

    /// <summary>What is raised as hits in the write that makes the answer durable.</summary>
    public IReadOnlyList<FoundHits> Found => found;

    /// <summary>By which hits say where they come from.</summary>
    public string FoundBy { get; } = $"screening:{answer.Id:D}";

    public byte[]? PolicySha256 { get; } = answer.PolicySha256 is { } policy ? Convert.FromHexString(policy) : null;

    public byte[] RequestHash { get; } = request.ComputeHash();

    public string Request { get; } = JsonSerializer.Serialize(request, JsonSerializerOptions.Web);

    public string Response { get; } = answer.ToJson();

    /// <summary>What the audit trail keeps of it: neither the addresses nor the party, but enough to prove what was answered.</summary>
    public object ForAudit() => new { id = answer.Id, verdict = answer.Verdict, listVersions, policySha256 = answer.PolicySha256, responseSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Response))) };
}

/// <summary>A screening that is durable.</summary>
/// <param name="Id">Which.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="RequestHash">SHA-256 of what was asked.</param>
/// <param name="Response">The answer as JSON, to the letter as it was first given.</param>
/// <param name="Replayed">Whether it was durable before this call.</param>
public sealed record KeptScreening(Guid Id, Verdict Verdict, byte[] RequestHash, string Response, bool Replayed);
