using System.Globalization;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Parties;

/// <summary>Parties as a table.</summary>
public sealed class PartyExport(PartyStore parties, ExportDesk desk)
{
    private static readonly string[] head = ["id", "role", "kind", "status", "primary_name", "other_names", "birth_dates", "countries", "gender", "identifiers", "wallets", "owners", "version", "since"];

    /// <summary>Takes parties out as CSV, by id, <see cref="ExportDesk.MostRows"/> at the most; several values of a cell have bars between them. The export is audited, without a name that was looked for.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which parties.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExportFile> TakeAsync(Actor actor, PartyFilter filter, CancellationToken cancellationToken)
    {
        var page = await parties.ListAsync(actor, filter, 0, ExportDesk.MostRows, cancellationToken);
        var versions = await parties.FindAsync([.. page.Rows.Select(row => row.Id)], cancellationToken);
        return await desk.HandOutAsync(actor, "party", ExportFormat.Csv, Csv.Of(head, versions.Select(Line)), versions.Count, Math.Max(page.Total, versions.Count),
            new { role = filter.Role is { } role ? PartyWords.Of(role) : null, status = filter.Status is { } status ? PartyWords.Of(status) : null, filter.IdBeginsWith, byName = filter.NameContains is not null }, cancellationToken);
    }

    private static string[] Line(PartyVersion version) => [version.Party.Id, PartyWords.Of(version.Party.Role), PartyWords.Of(version.Party.Kind), PartyWords.Of(version.Party.Status), version.Party.PrimaryName,
        string.Join('|', version.Party.Names.Skip(1)), string.Join('|', version.Party.BirthDates.Select(PartyDates.Write)), string.Join('|', version.Party.Countries), PartyWords.Of(version.Party.Gender),
        string.Join('|', version.Party.Identifiers.Select(one => $"{one.Type}:{one.Number}")), string.Join('|', version.Party.Wallets.Select(wallet => wallet.Text)),
        string.Join('|', version.Party.Owners.Select(owner => owner.SharePercent is { } share ? string.Create(CultureInfo.InvariantCulture, $"{owner.PartyId}={share}") : owner.PartyId)),
        Csv.Text(version.VersionId), Csv.Text(version.Since)];
}
