using System.Text.Json;
using System.Text.Json.Serialization;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Ui.Session;

namespace Usd1Compliance.Ui.Cases;

/// <summary>A case as a file: everything that the case page shows, for an examiner or the next system.</summary>
public static class CaseExport
{
    private static readonly JsonSerializerOptions readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new AsText<ChainAddress>(), new AsText<TransferId>(), new AsText<TokenAmount>() },
    };

    /// <summary>Maps <c>GET /cases/{id}/export</c>.</summary>
    public static void MapCaseExport(this WebApplication app) => app.MapGet("/cases/{id:long}/export", ExportAsync).RequireAuthorization();

    /// <summary>GET /cases/{id}/export: the case with alerts, evidence and timeline as JSON. 403 without the right to read cases, 404 where there is none; the export is audited.</summary>
    private static async Task<IResult> ExportAsync(long id, HttpContext http, SessionCookie sessions, CaseStore cases, AuditTrail trail, CancellationToken cancellationToken)
    {
        if (await sessions.ResumeAsync(http.User, cancellationToken) is not { } person)
        {
            return TypedResults.Challenge();
        }

        if (!person.Actor.May(Right.ReadCases))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (await cases.FindAsync(person.Actor, id, cancellationToken) is not { } file)
        {
            return TypedResults.NotFound();
        }

        var export = new { Case = file, Alerts = await cases.AlertsAsync(person.Actor, id, cancellationToken), Timeline = await cases.StepsAsync(person.Actor, id, cancellationToken) };
        await trail.RecordAsync(person.Actor, "case.export", new AuditSubject("case", $"{id}"), new { revision = file.Revision }, cancellationToken);
        return TypedResults.File(JsonSerializer.SerializeToUtf8Bytes(export, readable), "application/json", $"case-{id}.json");
    }

    // Addresses, amounts and transfer ids in the spelling that people read: an amount of 78 digits is no JSON number.
    private sealed class AsText<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("An export is written, not read.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value?.ToString());
    }
}
