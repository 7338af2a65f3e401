using System.Text.Encodings.Web;
using System.Text.Json;

namespace Usd1Compliance.Audit;

/// <summary>The audit trail, or a part of it, as a file for an examiner. A JSONL line has all that <see cref="AuditEntry.ComputeHash"/> needs, so that the chain can be checked without us.</summary>
public sealed class AuditExport(AuditTrail trail, ExportDesk desk)
{
    private static readonly string[] head = ["number", "recorded_at", "actor_kind", "actor_id", "actor_name", "action", "subject_kind", "subject_id", "details", "previous_hash", "hash"];

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Takes the entries out, newest first, <see cref="ExportDesk.MostRows"/> at the most; the export itself is an entry behind them.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadAudit"/>.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="format">CSV for reading, JSONL to the letter.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExportFile> TakeAsync(Actor actor, AuditFilter filter, ExportFormat format, CancellationToken cancellationToken)
    {
        var total = await trail.CountAsync(actor, filter, cancellationToken);
        var entries = await trail.ReadAsync(actor, filter, null, ExportDesk.MostRows, cancellationToken);
        var text = format == ExportFormat.Csv ? Csv.Of(head, entries.Select(Line)) : string.Concat(entries.Select(entry => JsonSerializer.Serialize(Document(entry), json) + "\n"));
        return await desk.HandOutAsync(actor, "audit", format, text, entries.Count, Math.Max(total, entries.Count),
            new { filter.SubjectKind, filter.SubjectId, actor = filter.Actor?.ToString(), filter.From, filter.To }, cancellationToken);
    }

    private static string[] Line(AuditEntry entry) => [Csv.Text(entry.Number), Csv.Text(entry.RecordedAt), entry.ActorKind, entry.ActorId, entry.ActorName, entry.Action,
        entry.Subject.Kind, entry.Subject.Id, entry.Details, Convert.ToHexStringLower(entry.PreviousHash), Convert.ToHexStringLower(entry.Hash)];

    // The details are a text and not an object: their letters are what was hashed.
    private static object Document(AuditEntry entry) => new
    {
        entry.Number, recordedAt = entry.RecordedAt.UtcDateTime, entry.ActorKind, entry.ActorId, entry.ActorName, entry.Action, subjectKind = entry.Subject.Kind, subjectId = entry.Subject.Id,
        entry.Details, previousHash = Convert.ToHexStringLower(entry.PreviousHash), hash = Convert.ToHexStringLower(entry.Hash),
    };
}
