using System.Text.Json;
using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>
/// The append-only, hash-chained record of every step that people, programs and jobs take. It is written in the same
/// <see cref="AtomicWrite"/> as the step itself: neither stands without the other.
/// </summary>
public sealed partial class AuditTrail(NpgsqlDataSource postgres, TimeProvider clock)
{
    private static readonly byte[] noHash = new byte[32];

    /// <summary>Adds an entry. Call it last before the commit: from here to there, no other audited step in the database can commit.</summary>
    /// <param name="write">The write that does the step.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="action">What is done, as <c>thing.verb</c>.</param>
    /// <param name="subject">What it is done to.</param>
    /// <param name="details">Serialised to a JSON object: what a reader needs years later, no secret, no more personal data than that.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AuditEntry> RecordAsync(AtomicWrite write, Actor actor, string action, AuditSubject subject, object details, CancellationToken cancellationToken)
    {
        // One writer at a time, until it commits: a chain has one end.
        await write.Command("SELECT pg_advisory_xact_lock(hashtext('audit_entry'))").RunAsync(cancellationToken);
        var last = await write.Command("SELECT number, hash FROM audit_entry ORDER BY number DESC LIMIT 1")
            .RowAsync(row => Tuple.Create(row.GetInt64(0), row.GetFieldValue<byte[]>(1)), cancellationToken);
        var entry = new AuditEntry((last?.Item1 ?? 0) + 1, ToMicroseconds(clock.GetUtcNow()), actor.Kind.ToString(), actor.Id, actor.Name, action, subject,
            JsonSerializer.Serialize(details), last?.Item2 ?? noHash, []);
        entry = entry with { Hash = entry.ComputeHash() };
        await write.Command("""
            INSERT INTO audit_entry (number, recorded_at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, details, previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, entry.Number, entry.RecordedAt, entry.ActorKind, entry.ActorId, entry.ActorName, entry.Action, entry.Subject.Kind, entry.Subject.Id,
            entry.Details, entry.PreviousHash, entry.Hash).RunAsync(cancellationToken);
        return entry;
    }

    /// <summary>Records a step that has no other row to write.</summary>
    /// <inheritdoc cref="RecordAsync(AtomicWrite, Actor, string, AuditSubject, object, CancellationToken)"/>
    public async Task<AuditEntry> RecordAsync(Actor actor, string action, AuditSubject subject, object details, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var entry = await RecordAsync(write, actor, action, subject, details, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return entry;
    }

    internal static AuditEntry Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.GetString(4),
        row.GetString(5), new AuditSubject(row.GetString(6), row.GetString(7)), row.GetString(8), row.GetFieldValue<byte[]>(9), row.GetFieldValue<byte[]>(10));

    private static DateTimeOffset ToMicroseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
