using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>The page of all typologies, made from the shipped packs and from what the facts say of themselves.</summary>
internal static partial class TypologiesPage
{
    private const string top = """
        # Typologies

        What monitoring looks for: each of the 46 typologies with its rules. This page is made from `rules/packs/`; a test fails when it is out of
        date, and with `USD1_UPDATE_DOCS=yes` writes it anew. [facts.md](facts.md) says what each fact means; `rules/layer.json` ([layer.md](layer.md)) has what holds for
        all rules: services, taints, dust, how far searches go, how alerts become cases, what is looked at below the line.

        - **Market** primary is what the issuer sees of its own customers, mints and redemptions: there it may have to report on suspicious activity.
          On the secondary market it can freeze, and its duty to report on what others do among themselves is not the same.
        - **All parts** of a condition must hold. A rule that one of them leaves undecided for want of a fact raises a data gap and never counts as no.
        - **Numbers** are parameters of the rule: change them in its file, then run `./usd1 rules test` and `./usd1 rules propose`.
        - **Quiet for** is how long, in event time, the same rule about the same subject counts as a repeat of one alert.

        """;

    private static readonly Dictionary<string, string> words = new(StringComparer.Ordinal)
    {
        [">="] = "is at least", ["<="] = "is at most", [">"] = "is more than", ["<"] = "is less than", ["=="] = "is", ["!="] = "is not", ["&&"] = "and", ["||"] = "or",
        ["*"] = "times", ["/"] = "by", ["+"] = "plus", ["-"] = "less", ["%"] = "modulo", ["!"] = "not", ["in"] = "is one of", ["true"] = "yes", ["false"] = "no",
    };

    /// <summary>The whole page.</summary>
    public static string Write(RulePack pack)
    {
        var page = new StringBuilder(top.ReplaceLineEndings("\n"));
        page.Append("\n| number | typology | market | severity | rules | waits for |\n|---|---|---|---|---|---|\n");
        foreach (var typology in pack.Rules.GroupBy(rule => rule.Number).OrderBy(of => of.Key))
        {
            var rules = typology.ToList();
            page.Append(CultureInfo.InvariantCulture, $"| {typology.Key} | [{rules[0].Typology}](#{typology.Key}-{rules[0].Typology}) | {Join(rules.Select(rule => Low(rule.Market)))} | {Join(rules.OrderByDescending(rule => rule.Severity).Select(rule => Low(rule.Severity)))} | {rules.Count} | {Join(rules.SelectMany(WaitsFor).Select(fact => fact.FedBy))} |\n");
        }

        foreach (var typology in pack.Rules.GroupBy(rule => rule.Number).OrderBy(of => of.Key))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {typology.Key} {typology.First().Typology}\n");
            foreach (var rule in typology)
            {
                page.Append(Section(rule));
            }
        }

        return page.ToString();
    }

    /// <summary>The facts of a rule that nothing feeds yet, and what would.</summary>
    public static IEnumerable<(string Fact, string FedBy)> WaitsFor(Rule rule) =>
        rule.Facts.Select(fact => (fact, FedBy: Measured(fact).FedBy)).Where(fact => fact.FedBy.Length > 0);

    /// <summary>The parts of an expression that must all hold.</summary>
    public static IReadOnlyList<string> PartsOf(string expression)
    {
        List<string> parts = [];
        var (open, begin) = (0, 0);
        for (var at = 0; at < expression.Length; at++)
        {
            open += expression[at] == '(' ? 1 : expression[at] == ')' ? -1 : 0;
            if (open == 0 && expression.AsSpan(at).StartsWith("&&"))
            {
                parts.Add(expression[begin..at].Trim());
                begin = at + 2;
            }
        }

        return [.. parts, expression[begin..].Trim()];
    }

    private static string Section(Rule rule)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n### `{rule.Id}`\n\n{rule.Says}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{rule.Market} market, severity {Low(rule.Severity)}, score {rule.Score}, about the {Low(rule.Subject)}, quiet for {Span(rule.Suppression)}, version {rule.Version}. Source: {rule.Source}.\n\n");
        foreach (var part in PartsOf(rule.Expression))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {InWords(part, rule)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n**Innocent cases.** {rule.FalsePositives}\n");
        if (WaitsFor(rule).ToList() is { Count: > 0 } waiting)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**Waits for** {string.Join("; ", waiting.Select(fact => $"`{fact.Fact}`, fed by {fact.FedBy}"))}.\n");
        }

        return text.ToString();
    }

    private static string InWords(string part, Rule rule)
    {
        var said = Word().Matches(part).Select(word => word.Value switch
        {
            var fact when Packs.Model.ByName.ContainsKey(fact) => $"`{fact}`",
            var name when rule.Parameters.TryGetValue(name, out var value) => string.Create(CultureInfo.InvariantCulture, $"{value} (`{name}`)"),
            var sign when words.TryGetValue(sign, out var meant) => meant,
            var number when number.EndsWith('m') && char.IsDigit(number[0]) => number[..^1],
            var other => other.Trim('"'),
        });
        return Spaces().Replace(string.Join(' ', said), "");
    }

    private static string Span(TimeSpan time) => time.TotalHours <= 24 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.#} days");

    private static string Join(IEnumerable<string> all) => string.Join(", ", all.Distinct());

    private static string Low<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static MeasuredAttribute Measured(string fact)
    {
        var (part, name) = (fact[..fact.IndexOf('.', StringComparison.Ordinal)], fact[(fact.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        return typeof(TransferFacts).GetProperty(part, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)!.PropertyType.GetProperty(name)!.GetCustomAttribute<MeasuredAttribute>()
            ?? throw new InvalidOperationException($"{fact} does not say how it is measured.");
    }

    [GeneratedRegex("""[A-Za-z_][A-Za-z0-9_.]*|[0-9][0-9.]*m?|"[^"]*"|&&|\|\||==|!=|<=|>=|[<>!+\-*/%(),]""")]
    private static partial Regex Word();

    // No blank behind an opening parenthesis, nor before a closing one or a comma.
    [GeneratedRegex(@"(?<=\()\s+|\s+(?=[),])")]
    private static partial Regex Spaces();
}
