using System.Globalization;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Monitoring.BelowTheLine;

/// <summary>The sample below the line as a table, with what was said of each.</summary>
public sealed class BelowLineExport(BelowLineStore store, ExportDesk desk)
{
    private static readonly string[] head = ["finding", "rule", "version", "number", "week", "place", "occurred_at", "transfer", "subject_family", "subject", "says", "facts", "parameters", "relaxed", "pack", "verdict", "reason", "reviewed_by", "reviewed_at"];

    /// <summary>Takes findings out as CSV, <see cref="ExportDesk.MostRows"/> at the most. The export is audited.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExportFile> TakeAsync(Actor actor, BelowLineFilter filter, CancellationToken cancellationToken)
    {
        var page = await store.PageAsync(actor, filter, 0, ExportDesk.MostRows, cancellationToken);
        return await desk.HandOutAsync(actor, "below_line", ExportFormat.Csv, Csv.Of(head, page.Rows.Select(Line)), page.Rows.Count, Math.Max(page.Total, page.Rows.Count),
            new { filter.RuleId, week = filter.Week?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), filter.Reviewed, verdict = filter.Verdict?.ToString() }, cancellationToken);
    }

    private static string[] Line(BelowLineFinding one) => [Csv.Text(one.Id), one.RuleId, Csv.Text(one.RuleVersion), Csv.Text(one.Number), one.Week.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Csv.Text(one.Place),
        Csv.Text(one.OccurredAt), one.Transfer.ToString(), one.Subject.Family.ToString().ToLowerInvariant(), one.Subject.ToString(), one.Says,
        string.Join("; ", one.Evidence.Facts.Select(fact => $"{fact.Name} {fact.Value ?? "unknown"}")), Named(one.Evidence.Parameters), Named(one.Relaxed), Csv.Text(one.PackId),
        one.Review is { } review ? BelowLineStore.Name(review.Verdict) : "", one.Review?.Reason ?? "", one.Review?.By ?? "", one.Review is { } at ? Csv.Text(at.At) : ""];

    private static string Named(IReadOnlyDictionary<string, string> values) => string.Join("; ", values.Select(value => $"{value.Key} {value.Value}"));
}
