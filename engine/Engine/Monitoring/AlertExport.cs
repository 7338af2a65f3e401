using Usd1Compliance.Audit;

namespace Usd1Compliance.Monitoring;

/// <summary>Alerts as a table, without their evidence: that goes with the case.</summary>
public sealed class AlertExport(AlertStore alerts, ExportDesk desk)
{
    private static readonly string[] head = ["alert", "rule", "version", "typology", "severity", "score", "market", "raised_at", "occurred_at", "transfer", "subject_family", "subject", "repeats", "says", "retracted_at"];

    /// <summary>Takes alerts out as CSV, newest first, <see cref="ExportDesk.MostRows"/> at the most. The export is audited.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which alerts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExportFile> TakeAsync(Actor actor, AlertFilter filter, CancellationToken cancellationToken)
    {
        var page = await alerts.QueueAsync(actor, filter, 0, ExportDesk.MostRows, cancellationToken);
        return await desk.HandOutAsync(actor, "alert", ExportFormat.Csv, Csv.Of(head, page.Rows.Select(Line)), page.Rows.Count, Math.Max(page.Total, page.Rows.Count),
            new { severity = filter.Severity?.ToString(), filter.RuleId, filter.Typology, subject = filter.Address?.ToString(), filter.From, filter.To, filter.Retracted }, cancellationToken);
    }

    private static string[] Line(Alert alert) => [Csv.Text(alert.AlertId), alert.RuleId, Csv.Text(alert.RuleVersion), alert.Typology, alert.Severity.ToString().ToLowerInvariant(), Csv.Text(alert.Score),
        alert.Market.ToString().ToLowerInvariant(), Csv.Text(alert.RaisedAt), Csv.Text(alert.OccurredAt), alert.Transfer.ToString(), alert.Subject.Family.ToString().ToLowerInvariant(), alert.Subject.ToString(),
        Csv.Text(alert.Repeats), alert.Says, alert.RetractedAt is { } retracted ? Csv.Text(retracted) : ""];
}
