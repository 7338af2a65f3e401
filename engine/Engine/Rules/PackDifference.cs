using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Usd1Compliance.Rules;

/// <summary>One thing of a rule that two packs say differently.</summary>
/// <param name="Field">expression, severity, score, …; a parameter as <c>parameter limitUsd</c>.</param>
/// <param name="Before">In the earlier pack; null where it had none.</param>
/// <param name="After">In the later pack; null where it has none.</param>
public sealed record RuleFieldChange(string Field, string? Before, string? After);

/// <summary>What became of a rule from one pack to another.</summary>
/// <param name="RuleId">Which rule.</param>
/// <param name="VersionBefore">Its version in the earlier pack; null where it is new.</param>
/// <param name="VersionAfter">Its version in the later pack; null where it is gone.</param>
/// <param name="Says">Its sentence in the later pack, or in the earlier one where it is gone.</param>
/// <param name="Fields">What differs, expression first. Of a rule that is new or gone, everything that it says.</param>
public sealed record RuleDifference(string RuleId, int? VersionBefore, int? VersionAfter, string Says, IReadOnlyList<RuleFieldChange> Fields)
{
    private static readonly string[] whatItFinds = ["expression", "severity", "score", "suppression", "subject"];

    /// <summary>Whether it finds something else, or weighs it otherwise, under the number of before: two alerts of one rule and version would not mean the same.</summary>
    [JsonIgnore]
    public bool LacksNewVersion => VersionBefore == VersionAfter && Fields.Any(change => whatItFinds.Contains(change.Field) || change.Field.StartsWith(PackDifference.ParameterPrefix, StringComparison.Ordinal));
}

/// <summary>What one pack changes against another, rule by rule: what a second person reads before he approves.</summary>
/// <param name="Rules">In the order of the later pack, then those that are gone.</param>
/// <param name="Files">Files whose text differs, by name, also where no rule does.</param>
/// <param name="Unread">Why the earlier pack could not be read, so that every rule counts as new; null where it could.</param>
public sealed record PackDifference(IReadOnlyList<RuleDifference> Rules, IReadOnlyList<string> Files, string? Unread)
{
    /// <summary>Before the name of a parameter, in <see cref="RuleFieldChange.Field"/>.</summary>
    public const string ParameterPrefix = "parameter ";

    /// <summary>What the layers say differently (<c>dust.limitUsd</c>, <c>segments.exchange.mint-and-run.minUsd</c>), old to new; null where nothing, and in differences from before the layer was part of a pack.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RuleFieldChange>? Layer { get; init; }

    /// <summary>Rules that the later pack alone has.</summary>
    [JsonIgnore]
    public IEnumerable<RuleDifference> Added => Rules.Where(rule => rule.VersionBefore is null);

    /// <summary>Rules that the earlier pack alone has.</summary>
    [JsonIgnore]
    public IEnumerable<RuleDifference> Removed => Rules.Where(rule => rule.VersionAfter is null);

    /// <summary>Rules of both that differ.</summary>
    [JsonIgnore]
    public IEnumerable<RuleDifference> Changed => Rules.Where(rule => rule is { VersionBefore: not null, VersionAfter: not null });

    /// <summary>In a line: <c>1 rule added, 0 removed, 2 changed</c>.</summary>
    [JsonIgnore]
    public string InShort => string.Create(CultureInfo.InvariantCulture, $"{Added.Count()} {(Added.Count() == 1 ? "rule" : "rules")} added, {Removed.Count()} removed, {Changed.Count()} changed{(Layer is { Count: var fields } ? $"; the layer in {fields} {(fields == 1 ? "thing" : "things")}" : "")}");

    /// <summary>Compares two packs.</summary>
    public static PackDifference Of(RulePack before, RulePack after)
    {
        var (earlier, later) = (before.Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal), after.Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal));
        var rules = after.Rules.Select(rule => Between(earlier.GetValueOrDefault(rule.Id), rule)).Concat(before.Rules.Where(rule => !later.ContainsKey(rule.Id)).Select(rule => Between(rule, null)));
        var files = before.Files.Except(after.Files).Concat(after.Files.Except(before.Files)).Select(file => file.Name).Distinct().Order(StringComparer.Ordinal);
        var layer = LayerFields.Between(before.Layer, after.Layer);
        return new PackDifference([.. rules.OfType<RuleDifference>()], [.. files], null) { Layer = layer.Count == 0 ? null : layer };
    }

    /// <summary>Everything of a pack, where the one before it cannot be read.</summary>
    /// <param name="unread">Why not.</param>
    /// <param name="after">The pack.</param>
    public static PackDifference Against(string unread, RulePack after) =>
        new([.. after.Rules.Select(rule => Between(null, rule)!)], [.. after.Files.Select(file => file.Name)], unread);

    internal string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static PackDifference FromJson(string text) => JsonSerializer.Deserialize<PackDifference>(text, JsonSerializerOptions.Web)!;

    private static RuleDifference? Between(Rule? before, Rule? after)
    {
        var (was, becomes) = (FieldsOf(before), FieldsOf(after));
        var fields = becomes.Keys.Concat(was.Keys.Except(becomes.Keys))
            .Select(field => new RuleFieldChange(field, was.GetValueOrDefault(field), becomes.GetValueOrDefault(field)))
            .Where(field => field.Before != field.After).OrderBy(field => field.Field == "expression" ? 0 : field.Field.StartsWith(ParameterPrefix, StringComparison.Ordinal) ? 1 : 2).ToList();
        return fields.Count == 0 && before?.Version == after?.Version ? null
            : new RuleDifference((after ?? before)!.Id, before?.Version, after?.Version, (after ?? before)!.Says, fields);
    }

    private static Dictionary<string, string> FieldsOf(Rule? rule)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        if (rule is null)
        {
            return fields;
        }

        fields.Add("expression", rule.Expression);
        foreach (var (name, value) in rule.Parameters)
        {
            // Text in quotes: "3" for 3 is a change of what the rule finds.
            fields.Add(ParameterPrefix + name, value is string text ? $"\"{text}\"" : Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        fields.Add("severity", Word(rule.Severity));
        fields.Add("score", rule.Score.ToString(CultureInfo.InvariantCulture));
        fields.Add("suppression", $"{rule.Suppression.TotalHours.ToString("0.####", CultureInfo.InvariantCulture)} h");
        fields.Add("subject", Word(rule.Subject));
        fields.Add("market", Word(rule.Market));
        fields.Add("typology", string.Create(CultureInfo.InvariantCulture, $"{rule.Number} {rule.Typology}"));
        fields.Add("says", rule.Says);
        fields.Add("source", rule.Source);
        fields.Add("false positives", rule.FalsePositives);
        return fields;
    }

    private static string Word<TEnum>(TEnum value) where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
