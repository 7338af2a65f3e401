using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening;

/// <summary>Screenings as rows, one for each client and idempotency key, never changed.</summary>
public sealed class ScreeningStore(NpgsqlDataSource postgres)
{
    /// <summary>One screening, or null where there is none of that id that the actor may see.</summary>
    /// <param name="actor">A person with <see cref="Right.ReadCases"/> sees all, an API client with <see cref="Right.Screen"/> its own.</param>
    /// <param name="screeningId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<KeptScreening?> FindAsync(Actor actor, Guid screeningId, CancellationToken cancellationToken)
    {
        if (!actor.May(Right.ReadCases))
        {
            actor.Demand(Right.Screen);
        }

        // Somebody else's screening is answered like one that does not exist.
        Guid? client = actor.May(Right.ReadCases) ? null : Guid.TryParse(actor.Id, out var own) ? own : Guid.Empty;
        return await postgres.Command("""
            SELECT screening_id, verdict, request_hash, response::text FROM screening
            WHERE screening_id = $1 AND ($2::uuid IS NULL OR client_id = $2)
            """, screeningId, client).RowAsync(Read, cancellationToken);
    }

    /// <summary>Adds those rows whose client and key are new.</summary>
    /// <returns>The ids that were added.</returns>
    internal static async Task<HashSet<Guid>> AddAsync(AtomicWrite write, Guid batchId, IReadOnlyList<ScreeningRow> rows, CancellationToken cancellationToken) =>
        [.. await write.Command("""
            -- Whoever comes second with a key waits here until the first has committed, and adds nothing. In order of the key, so
            -- that two instances which write the same keys wait for one another and never both.
            INSERT INTO screening (screening_id, client_id, idempotency_key, request_hash, request, verdict, response, list_versions, policy_sha256, decided_at, batch_id)
            SELECT id, client, key, hash, request::jsonb, verdict, response::json, versions::bigint[], policy, decided_at, $11
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::timestamptz[])
                AS r(id, client, key, hash, request, verdict, response, versions, policy, decided_at)
            ORDER BY client, key
            ON CONFLICT (client_id, idempotency_key) DO NOTHING
            RETURNING screening_id
            """,
            rows.Select(row => row.Answer.Id).ToArray(),
            rows.Select(row => row.ClientId).ToArray(),
            rows.Select(row => row.IdempotencyKey).ToArray(),
            rows.Select(row => row.RequestHash).ToArray(),
            rows.Select(row => row.Request).ToArray(),
            rows.Select(row => row.Answer.Verdict.ToString().ToLowerInvariant()).ToArray(),
            rows.Select(row => row.Response).ToArray(),
            rows.Select(row => $"{{{string.Join(',', row.ListVersions)}}}").ToArray(),
            rows.Select(row => row.PolicySha256).ToArray(),
            rows.Select(row => row.Answer.DecidedAt.ToUniversalTime()).ToArray(),
            batchId).RowsAsync(row => row.GetGuid(0), cancellationToken)];

    /// <summary>The answer that stands under a client's key, where the same was asked; null otherwise.</summary>
    internal Task<KeptScreening?> StandingAsync(Guid clientId, string idempotencyKey, byte[] requestHash, CancellationToken cancellationToken) => postgres.Command("""
        SELECT screening_id, verdict, request_hash, response::text FROM screening WHERE client_id = $1 AND idempotency_key = $2 AND request_hash = $3
        """, clientId, idempotencyKey, requestHash).RowAsync(Read, cancellationToken);

    /// <summary>What stands under each of these clients and keys.</summary>
    internal static async Task<Dictionary<(Guid ClientId, string IdempotencyKey), KeptScreening>> StandingAsync(AtomicWrite write, IReadOnlyList<ScreeningRow> rows, CancellationToken cancellationToken) =>
        (await write.Command("""
            SELECT screening_id, verdict, request_hash, response::text, client_id, idempotency_key
            FROM screening JOIN unnest($1::uuid[], $2::text[]) AS asked(client_id, idempotency_key) USING (client_id, idempotency_key)
            """, rows.Select(row => row.ClientId).ToArray(), rows.Select(row => row.IdempotencyKey).ToArray())
            .RowsAsync(row => (Key: (row.GetGuid(4), row.GetString(5)), Kept: Read(row)), cancellationToken))
        .DistinctBy(standing => standing.Key).ToDictionary(standing => standing.Key, standing => standing.Kept);

    private static KeptScreening Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), Enum.Parse<Verdict>(row.GetString(1), ignoreCase: true), row.GetFieldValue<byte[]>(2), row.GetString(3), Replayed: true);
}
