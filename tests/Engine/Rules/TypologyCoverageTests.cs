using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>What holds for all shipped rules together: what they rest on, when they decide, and how closely they are tested.</summary>
[Suite(Suite.Unit)]
public sealed partial class TypologyCoverageTests
{
    private static readonly string packs = Checkout.PathOf("rules/packs");
    private static readonly RulePack shipped = new RulePackReader(Packs.Model).ReadDirectory(packs).Demand();

    [Fact]
    public void Three_typologies_wait_for_what_only_the_issuer_can_tell_and_all_others_have_a_rule_that_decides_today()
    {
        var decided = shipped.Rules.Where(rule => !TypologiesPage.WaitsFor(rule).Any()).Select(rule => rule.Number);
        Assert.Equal([25, 26, 42], Enumerable.Range(1, 46).Except(decided));      // who paid, what was declared, which freeze is proposed
    }

    [Fact]
    public void A_rule_that_waits_for_a_fact_says_so_to_the_analyst_and_no_other_does() =>
        Assert.All(shipped.Rules, rule => Assert.Equal(TypologiesPage.WaitsFor(rule).Any(), rule.Says.Contains("waits for", StringComparison.Ordinal)));

    [Fact]
    public void No_rule_is_left_undecided_for_want_of_a_side_that_a_mint_or_a_burn_does_not_have()
    {
        foreach (var (kind, missing) in new[] { ("mint", MissingOnMint()), ("burn", MissingOnBurn()) })
        {
            var asked = shipped.Rules.Where(rule => rule.Facts.Any(missing.IsMatch) && !Beside(rule).Any(test => IsDecidedWithout(test, kind, missing))).ToList();
            Assert.NotEmpty(asked);
            Assert.Empty(VerdictsThatAreNotNo(asked, kind));
        }
    }

    [Theory]
    [InlineData("freeze")]
    [InlineData("unfreeze")]
    [InlineData("seize")]
    public void An_act_of_the_issuer_raises_nothing_and_leaves_nothing_undecided(string kind) => Assert.Empty(VerdictsThatAreNotNo(shipped.Rules, kind));

    [Fact]
    public void Patterns_of_structure_8_to_19_leave_services_out()
    {
        var subject = (Rule rule) => rule.Subject.ToString().ToLowerInvariant();
        Assert.All(shipped.Rules.Where(rule => rule.Number is >= 8 and <= 19 && rule.Id != "travel-rule-split-without-message"),
            rule => Assert.Contains($"{subject(rule)}.IsService == false", rule.Expression, StringComparison.Ordinal));
    }

    [Fact]
    public void What_must_miss_nothing_asks_for_no_sum_of_dollars_and_spares_no_service()
    {
        // Number 42's second rule and 43's third only widen the case: who received, and who repeats.
        string[] widening = ["freeze-evasion-receiver", "frozen-address-paid-again"];
        var strict = shipped.Rules.Where(rule => rule.Number is 1 or 42 or 43 or 45 && !widening.Contains(rule.Id)).ToList();
        Assert.Equal(13, strict.Count);
        Assert.All(strict, rule => Assert.DoesNotContain(rule.Facts, fact => fact.Contains("Usd", StringComparison.Ordinal) && fact != "supply.DriftUsd"));
        Assert.All(strict, rule => Assert.DoesNotContain(rule.Facts, fact => fact.EndsWith(".IsService", StringComparison.Ordinal)));
        Assert.All(strict, rule => Assert.True(rule.Severity == Severity.Critical || rule.Number == 43 || rule.Id.StartsWith("review-", StringComparison.Ordinal), rule.Id));
    }

    [Fact]
    public void Every_part_of_every_rule_stands_between_a_test_and_its_verdict()
    {
        // Each rule once more for each of its parts, without that part: some test beside it must then fail.
        var folder = Directory.CreateTempSubdirectory("usd1-parts-");
        Dictionary<string, string> parts = [];
        try
        {
            foreach (var file in shipped.Rules.GroupBy(rule => rule.File))
            {
                Write(folder, file.Key, [.. file.SelectMany(rule => WithoutEachPart(rule, parts))]);
            }

            var report = new RunRuleTests(new RulePackReader(Packs.Model)).Run(folder.FullName);
            var noticed = report.Results.Where(result => result.Fault is not null).Select(result => result.Test.Rule).ToHashSet();
            Assert.True(parts.Count > 400, $"{parts.Count} parts were taken away.");
            Assert.Equal(parts.Count, report.Pack!.Rules.Count);
            Assert.Equal([], parts.Where(part => !noticed.Contains(part.Key)).Select(part => part.Value));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_page_of_typologies_is_what_the_packs_say()
    {
        var file = Checkout.PathOf("docs/typologies.md");
        var made = TypologiesPage.Write(shipped);
        if (Environment.GetEnvironmentVariable("USD1_UPDATE_DOCS") is "yes")
        {
            File.WriteAllText(file, made);
        }

        Assert.Equal(made, File.Exists(file) ? File.ReadAllText(file) : "", ignoreLineEndingDifferences: true);
    }

    private static IReadOnlyList<JsonNode> Beside(Rule rule) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(packs, Path.ChangeExtension(rule.File, null) + RulePackReader.TestsEnding)))!["Tests"]!.AsArray()
            .Where(test => (string?)test!["rule"] == rule.Id).Select(test => test!)];

    private static bool IsDecidedWithout(JsonNode test, string kind, Regex missing) =>
        (string?)test["verdict"] != "unknown" && test["facts"]!.AsObject() is var facts && (string?)facts["transfer.Kind"] == kind && !facts.Any(fact => missing.IsMatch(fact.Key));

    /// <summary>The rules that do not answer no where the kind of the event is all that is known.</summary>
    private static IReadOnlyList<string> VerdictsThatAreNotNo(IReadOnlyList<Rule> rules, string kind)
    {
        var folder = Directory.CreateTempSubdirectory("usd1-kinds-");
        try
        {
            foreach (var file in rules.GroupBy(rule => rule.File))
            {
                Write(folder, file.Key, [.. file.Select(rule => (Node(rule), new JsonArray(new JsonObject
                {
                    ["rule"] = rule.Id, ["says"] = $"a {kind}, and nothing else is known", ["verdict"] = "no", ["facts"] = new JsonObject { ["transfer.Kind"] = kind },
                })))]);
            }

            return [.. new RunRuleTests(new RulePackReader(Packs.Model)).Run(folder.FullName).Results.Where(result => result.Fault is not null).Select(result => $"{result.Test.Rule}: {result.Fault}")];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonObject Node(Rule rule) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(packs, rule.File)))!["Rules"]!.AsArray().Single(node => (string?)node!["RuleName"] == rule.Id)!.DeepClone().AsObject();

    private static IEnumerable<(JsonObject Rule, JsonArray Tests)> WithoutEachPart(Rule rule, Dictionary<string, string> names)
    {
        var (whole, tests) = (TypologiesPage.PartsOf(rule.Expression), Beside(rule));
        for (var taken = 0; taken < whole.Count && whole.Count > 1; taken++)
        {
            var (rest, name) = (string.Join(" && ", whole.Where((_, at) => at != taken)), string.Create(CultureInfo.InvariantCulture, $"part-{names.Count}"));
            names.Add(name, $"{rule.Id}: {whole[taken]}");
            var left = Node(rule);
            (left["RuleName"], left["Expression"]) = (name, rest);
            foreach (var unused in rule.Parameters.Keys.Where(parameter => !Regex.IsMatch(rest, $@"\b{parameter}\b")))
            {
                left["Properties"]!["parameters"]!.AsObject().Remove(unused);
            }

            yield return (left, new JsonArray([.. tests.Select(test => Renamed(test, name, rest))]));
        }
    }

    private static JsonObject Renamed(JsonNode test, string name, string expression)
    {
        var renamed = test.DeepClone().AsObject();
        renamed["rule"] = name;
        foreach (var unused in renamed["facts"]!.AsObject().Select(fact => fact.Key).Where(fact => !Regex.IsMatch(expression, $@"{Regex.Escape(fact)}\b")).ToList())
        {
            renamed["facts"]!.AsObject().Remove(unused);
        }

        return renamed;
    }

    private static void Write(DirectoryInfo folder, string file, IReadOnlyList<(JsonObject Rule, JsonArray Tests)> rules)
    {
        if (rules.Count > 0)
        {
            var tests = rules.SelectMany(of => of.Tests).Select(test => test!.DeepClone()).ToArray();
            Save(file, new JsonObject { ["WorkflowName"] = Path.GetFileNameWithoutExtension(file)[3..], ["Rules"] = new JsonArray([.. rules.Select(of => of.Rule)]) });
            Save(Path.ChangeExtension(file, null) + RulePackReader.TestsEnding, new JsonObject { ["Tests"] = new JsonArray(tests) });
        }

        void Save(string name, JsonObject content) => File.WriteAllText(Path.Combine(folder.FullName, name), content.ToJsonString());
    }

    [GeneratedRegex(@"^(originator|pair|graph)\.")]
    private static partial Regex MissingOnMint();

    [GeneratedRegex(@"^(beneficiary|pair|graph)\.")]
    private static partial Regex MissingOnBurn();
}
