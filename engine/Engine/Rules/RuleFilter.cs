namespace Usd1Compliance.Rules;

/// <summary>Which rules of a pack are asked for: every part that is given must hold.</summary>
/// <param name="Severity">Only of this severity.</param>
/// <param name="Market">Only of this market.</param>
/// <param name="Typology">Only of this typology, by name.</param>
/// <param name="Words">Part of the id, the sentence, the expression or the source, in any letter case.</param>
public sealed record RuleFilter(Severity? Severity = null, Market? Market = null, string? Typology = null, string? Words = null)
{
    /// <summary>The rules that are asked for, in order of the catalogue's number, then as they stand in the pack.</summary>
    public IReadOnlyList<Rule> Of(RulePack pack) => [.. pack.Rules.Where(IsAskedFor).OrderBy(rule => rule.Number)];

    private bool IsAskedFor(Rule rule) => (Severity is null || rule.Severity == Severity) && (Market is null || rule.Market == Market) && (Typology is null || rule.Typology == Typology)
        && (string.IsNullOrWhiteSpace(Words) || ((string[])[rule.Id, rule.Says, rule.Expression, rule.Source]).Any(text => text.Contains(Words.Trim(), StringComparison.OrdinalIgnoreCase)));
}
