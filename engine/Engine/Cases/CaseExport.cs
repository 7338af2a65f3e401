using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Usd1Compliance.Audit;
using Usd1Compliance.Monitoring;

namespace Usd1Compliance.Cases;

/// <summary>A case as one file that can be handed over.</summary>
/// <param name="FileName"><c>case-12.zip</c>.</param>
/// <param name="Content">A ZIP archive of case.json (everything), alerts.csv and steps.csv.</param>
/// <param name="Sha256">Of the content in lower-case hexadecimal; the audit trail keeps it, so that a copy can be held against it.</param>
public sealed record CasePackage(string FileName, byte[] Content, string Sha256);

/// <summary>Packs a case with its alerts, their evidence and its timeline. Who took it out, and what exactly, stands in the audit trail.</summary>
public sealed class CaseExport(CaseStore cases, AuditTrail trail, TimeProvider clock)
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // It is a file and never part of a page: names stay legible.
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Packs a case.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="caseId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Refused <c>case_unknown</c>.</returns>
    public async Task<Outcome<CasePackage>> PackAsync(Actor actor, long caseId, CancellationToken cancellationToken)
    {
        if (await cases.FindAsync(actor, caseId, cancellationToken) is not { } file)
        {
            return new Refusal("case_unknown", $"There is no case {caseId}.");
        }

        var steps = await cases.StepsAsync(actor, caseId, cancellationToken);
        var alerts = await cases.AlertsAsync(actor, caseId, cancellationToken);
        var repeats = await cases.RepeatsAsync(actor, caseId, cancellationToken);
        var hits = await cases.HitsAsync(actor, caseId, cancellationToken);
        var earlier = await cases.EarlierCasesAsync(actor, caseId, cancellationToken);
        var content = Zip(
            ("case.json", JsonSerializer.Serialize(new { exportedAt = clock.GetUtcNow(), exportedBy = actor.Name, @case = Document(file), earlierCases = earlier.Select(other => other.Id), steps, hits, alerts = alerts.Select(Document), repeats = repeats.Select(Document) }, json)),
            ("alerts.csv", Csv.Of(["alert", "rule", "version", "severity", "score", "raised_at", "occurred_at", "transfer", "repeats", "says"], alerts.Select(AlertLine))),
            ("steps.csv", Csv.Of(["step", "revision", "taken_at", "actor_kind", "actor_id", "actor_name", "kind", "text"], steps.Select(StepLine))));
        var package = new CasePackage($"case-{caseId}.zip", content, Convert.ToHexStringLower(SHA256.HashData(content)));
        await trail.RecordAsync(actor, "case.export", new AuditSubject("case", caseId.ToString(CultureInfo.InvariantCulture)), new { package.Sha256, file.Revision, alerts = alerts.Count, hits = hits.Count, steps = steps.Count }, cancellationToken);
        return package;
    }

    // An address is written as people read it; as an object it would be its bytes.
    private static object Document(CaseFile file) => new
    {
        file.Id, subject = file.Subject.ToString(), family = file.Subject.Family, file.Severity, file.Status, file.AssignedTo, file.AssignedToName, file.OpenedAt, file.DueAt, file.EscalatedAt,
        file.Proposal, file.ApprovedBy, file.ApprovedByName, file.ClosedAt, file.Revision,
    };

    private static object Document(Alert alert) => new
    {
        alert.AlertId, alert.RuleId, alert.RuleVersion, alert.PackId, alert.Typology, alert.Severity, alert.Market, alert.Score, transfer = alert.Transfer.ToString(), alert.OccurredAt,
        subject = alert.Subject.ToString(), alert.Says, alert.Evidence, inWords = alert.Evidence.Sentences(), alert.ListVersions, alert.Repeats, alert.RaisedAt,
    };

    private static object Document(AlertRepeat repeat) => new
    {
        repeat.RepeatId, repeat.AlertId, repeat.RuleId, repeat.Severity, transfer = repeat.Transfer.ToString(), repeat.OccurredAt, repeat.Evidence, inWords = repeat.Evidence.Sentences(), repeat.ListVersions, repeat.RepeatedAt,
    };

    private static string[] AlertLine(Alert alert) => [Csv.Text(alert.AlertId), alert.RuleId, Csv.Text(alert.RuleVersion), CaseRows.Name(alert.Severity), Csv.Text(alert.Score), Csv.Text(alert.RaisedAt), Csv.Text(alert.OccurredAt), alert.Transfer.ToString(), Csv.Text(alert.Repeats), alert.Says];

    private static string[] StepLine(CaseStep step) => [Csv.Text(step.Id), Csv.Text(step.Revision), Csv.Text(step.TakenAt), step.ActorKind.ToString(), step.ActorId, step.ActorName, CaseRows.Name(step.Kind), step.Text];

    private byte[] Zip(params ReadOnlySpan<(string Name, string Text)> files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                var entry = archive.CreateEntry(name);
                entry.LastWriteTime = clock.GetUtcNow();
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }
}
