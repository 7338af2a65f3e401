using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Usd1Compliance.Audit;

/// <summary>In what form rows are handed out.</summary>
public enum ExportFormat
{
    /// <summary>A table, RFC 4180. A cell that begins like a formula has an apostrophe before it.</summary>
    Csv,

    /// <summary>One JSON object a line, to the letter.</summary>
    Jsonl,
}

/// <summary>Rows that somebody took out as a file.</summary>
/// <param name="FileName"><c>alerts-20261122T203105Z.csv</c>; a cut one says so: <c>alerts-…-newest-50000-of-120000.csv</c>.</param>
/// <param name="ContentType">For HTTP.</param>
/// <param name="Content">UTF-8.</param>
/// <param name="Sha256">Of the content in lower-case hexadecimal: under it the audit trail has who took the file and what it was asked for.</param>
/// <param name="Rows">How many rows it holds.</param>
/// <param name="Total">How many rows met the filter.</param>
public sealed record ExportFile(string FileName, string ContentType, byte[] Content, string Sha256, long Rows, long Total);

/// <summary>Hands rows out as files. Nothing leaves before the trail says who took what.</summary>
public sealed class ExportDesk(AuditTrail trail, TimeProvider clock)
{
    /// <summary>Most rows of one file: what a spreadsheet opens and this process holds in memory. The newest are taken; a narrower filter gives the rest.</summary>
    public const int MostRows = 50_000;

    /// <summary>Records the export, then hands it out.</summary>
    /// <param name="actor">Who takes it. The caller has asked for the right, by reading the rows as this actor.</param>
    /// <param name="thing">What the rows are, in the singular: alert, transfer, audit.</param>
    /// <param name="format">Of the text.</param>
    /// <param name="text">The file.</param>
    /// <param name="rows">How many rows it holds.</param>
    /// <param name="total">How many rows met the filter.</param>
    /// <param name="filter">What was asked for, as the trail shall keep it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExportFile> HandOutAsync(Actor actor, string thing, ExportFormat format, string text, long rows, long total, object filter, CancellationToken cancellationToken)
    {
        var content = Encoding.UTF8.GetBytes(text);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var cut = rows < total ? string.Create(CultureInfo.InvariantCulture, $"-newest-{rows}-of-{total}") : "";
        var extension = format == ExportFormat.Csv ? "csv" : "jsonl";
        var name = $"{thing}-{clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}{cut}.{extension}";
        await trail.RecordAsync(actor, $"{thing}.export", new AuditSubject("export", sha256), new { filter, format = extension, rows, total }, cancellationToken);
        return new ExportFile(name, format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/jsonl", content, sha256, rows, total);
    }
}
