using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Screening.Hits;

/// <summary>Hits as files: many as a table without their comparisons, one with all of its evidence and its timeline.</summary>
public sealed class HitExport(HitStore hits, ExportDesk desk)
{
    private static readonly string[] head = ["hit", "subject_kind", "subject", "compared", "listed_name", "lists", "score", "blocking", "state", "decided_by", "approved_by", "decided_at", "reason", "expires_at",
        "pending", "proposed_by", "found_by", "found_at", "due_at", "gone_at", "earlier_hit"];

    private static readonly JsonSerializerOptions lines = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    /// <summary>Takes hits out as CSV in the order of the queue, <see cref="ExportDesk.MostRows"/> at the most. The export is audited.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which hits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExportFile> TakeAsync(Actor actor, HitFilter filter, CancellationToken cancellationToken)
    {
        var page = await hits.QueueAsync(actor, filter, 0, ExportDesk.MostRows, cancellationToken);
        return await desk.HandOutAsync(actor, "hit", ExportFormat.Csv, Csv.Of(head, page.Rows.Select(Line)), page.Rows.Count, Math.Max(page.Total, page.Rows.Count),
            new { state = filter.State?.ToString(), filter.Decided, filter.ListId, kind = filter.Kind?.ToString(), subject = filter.Subject?.Id, filter.Overdue, filter.Pending, filter.Release }, cancellationToken);
    }

    /// <summary>Takes one hit out as a JSON object on a line: the hit, its entries with every comparison, its timeline. The export is audited.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="hitId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>hit_unknown</c>.</returns>
    public async Task<Outcome<ExportFile>> TakeOneAsync(Actor actor, long hitId, CancellationToken cancellationToken)
    {
        if (await hits.FindAsync(actor, hitId, cancellationToken) is not { } hit)
        {
            return new Refusal("hit_unknown", $"There is no hit {hitId}.");
        }

        var entries = (await hits.EntriesAsync(actor, hitId, all: true, cancellationToken)).Select(entry => new
        {
            entry.ListId, entry.Key, entry.EntryId, entry.VersionId, entry.Kind, entry.Score, entry.Threshold, entry.FullName, entry.Weak, entry.Blocking, entry.Asked, entry.Matched, entry.PolicySha256, entry.FoundAt, entry.InForce,
            explanation = JsonSerializer.Deserialize<JsonElement>(entry.Explanation),
        });
        var text = JsonSerializer.Serialize(new { hit, entries, timeline = await hits.StepsAsync(actor, hitId, cancellationToken) }, lines);
        return await desk.HandOutAsync(actor, $"hit-{hitId}", ExportFormat.Jsonl, text, 1, 1, new { hitId, hit.Revision }, cancellationToken);
    }

    private static string[] Line(Hit hit) => [Csv.Text(hit.Id), HitRows.Name(hit.Subject.Kind), hit.Subject.Id, hit.Asked, hit.ListedName, string.Join(' ', hit.Lists), hit.Score.ToString("0.0000", CultureInfo.InvariantCulture),
        hit.Blocking ? "yes" : "no", HitRows.Name(hit.State), hit.Decision?.ByName ?? "", hit.ApprovedByName ?? "", hit.Decision is { } decided ? Csv.Text(decided.At) : "", hit.Decision?.Reason ?? "", hit.ExpiresAt is { } until ? Csv.Text(until) : "",
        hit.Pending is { } pending ? HitRows.Name(pending.State) : "", hit.Pending?.ByName ?? "", hit.FoundBy, Csv.Text(hit.FoundAt), Csv.Text(hit.DueAt), hit.GoneAt is { } gone ? Csv.Text(gone) : "", hit.EarlierHitId is { } earlier ? Csv.Text(earlier) : ""];
}
