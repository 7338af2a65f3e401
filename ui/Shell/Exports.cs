using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.BelowTheLine;
using Usd1Compliance.Parties;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Ui.Alerts;
using Usd1Compliance.Ui.BelowTheLine;
using Usd1Compliance.Ui.Hits;
using Usd1Compliance.Ui.Parties;
using Usd1Compliance.Ui.Rules;
using Usd1Compliance.Ui.Session;
using Usd1Compliance.Ui.Trail;
using Usd1Compliance.Ui.Transfers;

namespace Usd1Compliance.Ui.Shell;

/// <summary>What a page shows, as a file: the same filter, asked of the engine as the same person. The engine checks the right and audits.</summary>
public static class Exports
{
    /// <summary>Maps <c>/alerts/export</c>, <c>/transfers/export</c>, <c>/parties/export</c>, <c>/audit/export</c>, <c>/rules/export</c>, <c>/hits/export</c>, <c>/below-the-line/export</c> and <c>/hits/{id}/export</c>.</summary>
    public static void MapExports(this WebApplication app)
    {
        app.MapGet("/alerts/export", AlertsAsync).RequireAuthorization();
        app.MapGet("/transfers/export", TransfersAsync).RequireAuthorization();
        app.MapGet("/parties/export", PartiesAsync).RequireAuthorization();
        app.MapGet("/audit/export", AuditAsync).RequireAuthorization();
        app.MapGet("/rules/export", RulesAsync).RequireAuthorization();
        app.MapGet("/hits/export", HitsAsync).RequireAuthorization();
        app.MapGet("/below-the-line/export", BelowTheLineAsync).RequireAuthorization();
        app.MapGet("/hits/{id:long}/export", HitAsync).RequireAuthorization();
    }

    /// <summary>GET /alerts/export: CSV of the alerts that the filter of the page finds. 400 where the filter cannot be read, 403 without the right to read cases.</summary>
    private static Task<IResult> AlertsAsync(HttpContext http, AlertExport export, string? severity, string? rule, string? address, string? from, string? to, string? retracted, CancellationToken cancellationToken) =>
        HandOutAsync(http, new AlertQuery(severity, rule, address, from, to, retracted).Read(), (actor, filter) => export.TakeAsync(actor, filter, cancellationToken));

    /// <summary>GET /transfers/export: CSV of the transfers that the filter of the page finds. 400 and 403 likewise.</summary>
    private static Task<IResult> TransfersAsync(HttpContext http, TransferExport export, int? source, string? kind, string? address, string? atleast, string? from, string? to, string? retracted, CancellationToken cancellationToken) =>
        HandOutAsync(http, new TransferQuery(source, kind, address, atleast, from, to, retracted).Read(), (actor, filter) => export.TakeAsync(actor, filter, cancellationToken));

    /// <summary>GET /parties/export: CSV of the parties that the filter of the page finds; it knows no names. 400 and 403 likewise.</summary>
    private static Task<IResult> PartiesAsync(HttpContext http, PartyExport export, string? role, string? status, string? id, CancellationToken cancellationToken) =>
        HandOutAsync(http, new PartyQuery(role, status, id).Read(), (actor, filter) => export.TakeAsync(actor, filter, cancellationToken));

    /// <summary>GET /audit/export?format=csv|jsonl: the entries that the filter of the page finds. 400 likewise, 403 without the right to read the trail.</summary>
    private static Task<IResult> AuditAsync(HttpContext http, AuditExport export, string format, string? kind, string? subject, string? actor, string? from, string? to, CancellationToken cancellationToken) =>
        HandOutAsync(http, format is "csv" or "jsonl" ? new AuditQuery(kind, subject, actor, from, to).Read() : null,
            (person, filter) => export.TakeAsync(person, filter, format == "csv" ? ExportFormat.Csv : ExportFormat.Jsonl, cancellationToken));

    /// <summary>GET /rules/export: CSV of the rules in force that the filter of the page finds. 400 where the filter cannot be read, 403 without the right to read rules.</summary>
    private static Task<IResult> RulesAsync(HttpContext http, RuleExport export, string? severity, string? market, string? typology, string? words, CancellationToken cancellationToken) =>
        HandOutAsync(http, new RuleQuery(severity, market, typology, words).Read(), (actor, filter) => export.TakeAsync(actor, filter, cancellationToken));

    /// <summary>GET /hits/export: CSV of the hits that the filter of the page finds. 403 without the right to read cases.</summary>
    private static Task<IResult> HitsAsync(HttpContext http, HitExport export, string? state, string? about, string? list, bool? overdue, CancellationToken cancellationToken) =>
        HandOutAsync(http, new HitQuery(state, about, list, overdue).Read(), (actor, filter) => export.TakeAsync(actor, filter, cancellationToken));

    /// <summary>GET /below-the-line/export: CSV of the findings below the line that the filter of the page finds, with what was said of each. 400 where the filter cannot be read, 403 without the right to read cases.</summary>
    private static Task<IResult> BelowTheLineAsync(HttpContext http, BelowLineExport export, string? state, string? rule, string? week, CancellationToken cancellationToken) =>
        HandOutAsync(http, new BelowLineQuery(state, rule, week).Read(), (actor, filter) => export.TakeAsync(actor, filter, cancellationToken));

    /// <summary>GET /hits/{id}/export: the hit with its comparisons and timeline as a line of JSON. 403 likewise, 404 where there is none.</summary>
    private static async Task<IResult> HitAsync(long id, HttpContext http, HitExport export, SessionCookie sessions, CancellationToken cancellationToken)
    {
        if (await sessions.ResumeAsync(http.User, cancellationToken) is not { } person)
        {
            return TypedResults.Challenge();
        }

        return person.Actor.May(Right.ReadCases)
            ? (await export.TakeOneAsync(person.Actor, id, cancellationToken)).Match<IResult>(file => TypedResults.File(file.Content, file.ContentType, file.FileName), _ => TypedResults.NotFound())
            : TypedResults.StatusCode(StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> HandOutAsync<TFilter>(HttpContext http, TFilter? filter, Func<Actor, TFilter, Task<ExportFile>> take) where TFilter : class
    {
        if (await http.RequestServices.GetRequiredService<SessionCookie>().ResumeAsync(http.User, http.RequestAborted) is not { } person)
        {
            return TypedResults.Challenge();
        }

        if (filter is null)
        {
            return TypedResults.Text("The filter of this export cannot be read. Open the page, set the filter there, and export from it.", statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            var file = await take(person.Actor, filter);
            return TypedResults.File(file.Content, file.ContentType, file.FileName);
        }
        catch (RightRefusedException refused)
        {
            return TypedResults.Text(refused.Message, statusCode: StatusCodes.Status403Forbidden);
        }
    }
}
