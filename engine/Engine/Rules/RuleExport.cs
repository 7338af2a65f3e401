using System.Globalization;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Rules;

/// <summary>The rules in force as a table, for an examiner: what is looked for, with which thresholds, and on what grounds.</summary>
public sealed class RuleExport(RulePackStore packs, ExportDesk desk)
{
    private static readonly string[] head = ["number", "rule", "version", "typology", "market", "severity", "score", "subject", "suppression_hours", "says", "parameters", "expression", "facts", "source", "false_positives", "file", "pack", "pack_sha256"];

    /// <summary>Takes the rules in force out as CSV, in order of number. The export is audited.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="filter">Which rules.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExportFile> TakeAsync(Actor actor, RuleFilter filter, CancellationToken cancellationToken)
    {
        var inForce = await packs.FindAsync(actor, null, cancellationToken);
        var rules = inForce is null ? [] : filter.Of(inForce.Pack);
        return await desk.HandOutAsync(actor, "rule", ExportFormat.Csv, Csv.Of(head, rules.Select(rule => Line(rule, inForce!.Record))), rules.Count, rules.Count,
            new { severity = filter.Severity?.ToString(), market = filter.Market?.ToString(), filter.Typology, filter.Words, pack = inForce?.Record.PackId }, cancellationToken);
    }

    private static string[] Line(Rule rule, PackRecord pack) =>
    [
        Csv.Text(rule.Number), rule.Id, Csv.Text(rule.Version), rule.Typology, rule.Market.ToString().ToLowerInvariant(), rule.Severity.ToString().ToLowerInvariant(), Csv.Text(rule.Score), rule.Subject.ToString().ToLowerInvariant(),
        rule.Suppression.TotalHours.ToString("0.####", CultureInfo.InvariantCulture), rule.Says, string.Join("; ", rule.Parameters.Select(parameter => FormattableString.Invariant($"{parameter.Key} = {parameter.Value}"))), rule.Expression,
        string.Join(' ', rule.Facts), rule.Source, rule.FalsePositives, rule.File, Csv.Text(pack.PackId), Convert.ToHexStringLower(pack.Sha256),
    ];
}
