using System.Text.Json.Nodes;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>What a second person reads before he approves: what a pack changes, rule by rule.</summary>
[Suite(Suite.Unit)]
public sealed class PackDifferenceTests
{
    private static RulePack Read(params JsonObject[] rules) => new RulePackReader(Packs.Model).Read([Packs.File(rules)]).Demand();

    [Fact]
    public void Rules_that_are_new_and_gone_are_told_with_all_that_they_say()
    {
        var difference = PackDifference.Of(Read(Packs.Rule("stays", "originator.SentUsd24h > 1"), Packs.Rule("goes", "originator.SentUsd24h > 2")),
            Read(Packs.Rule("comes", "originator.SentUsd24h > limitUsd", new JsonObject { ["limitUsd"] = "3000.00" }), Packs.Rule("stays", "originator.SentUsd24h > 1")));
        Assert.Equal("1 rule added, 1 removed, 0 changed", difference.InShort);
        var (added, removed) = (Assert.Single(difference.Added), Assert.Single(difference.Removed));
        Assert.Equal(("comes", "goes"), (added.RuleId, removed.RuleId));
        Assert.Contains(new RuleFieldChange("expression", null, "originator.SentUsd24h > limitUsd"), added.Fields);
        Assert.Contains(new RuleFieldChange("parameter limitUsd", null, "3000.00"), added.Fields);
        Assert.Contains(new RuleFieldChange("severity", "high", null), removed.Fields);
        Assert.All(((RuleDifference[])[added, removed]), rule => Assert.False(rule.LacksNewVersion));
    }

    [Theory]
    [InlineData("severity", "critical", "severity", "high", "critical", true)]
    [InlineData("score", 95, "score", "40", "95", true)]
    [InlineData("subject", "beneficiary", "subject", "originator", "beneficiary", true)]
    [InlineData("market", "secondary", "market", "primary", "secondary", false)]
    [InlineData("says", "Another was found.", "says", "It was found.", "Another was found.", false)]      // words alone are no other finding
    [InlineData("source", "31 CFR 1010.100", "source", "31 CFR 1010.314", "31 CFR 1010.100", false)]
    [InlineData("falsePositives", "Payroll.", "false positives", "None are known.", "Payroll.", false)]
    [InlineData("number", 9, "typology", "8 structuring", "9 structuring", false)]
    public void Each_thing_that_a_rule_says_is_compared_old_to_new_and_one_that_finds_otherwise_under_its_old_version_is_marked(string key, object value, string field, string before, string after, bool needsVersion)
    {
        var changed = Packs.Rule("rule-0", "originator.SentUsd24h > 1");
        changed["Properties"]![key] = value is int number ? JsonValue.Create(number) : JsonValue.Create((string)value);
        var rule = Assert.Single(PackDifference.Of(Packs.Of("originator.SentUsd24h > 1"), Read(changed.DeepClone().AsObject())).Changed);
        Assert.Equal([new RuleFieldChange(field, before, after)], rule.Fields);
        Assert.Equal(needsVersion, rule.LacksNewVersion);
        changed["Properties"]!["version"] = 2;
        Assert.False(Assert.Single(PackDifference.Of(Packs.Of("originator.SentUsd24h > 1"), Read(changed.DeepClone().AsObject())).Changed).LacksNewVersion);
    }

    [Fact]
    public void A_threshold_and_an_expression_are_told_old_to_new_with_the_expression_first()
    {
        static RulePack With(string expression, string limit) => Read(Packs.Rule("rule-0", expression, new JsonObject { ["limitUsd"] = limit }));
        var rule = Assert.Single(PackDifference.Of(With("originator.SentUsd24h > limitUsd", "3000.00"), With("originator.SentUsd24h >= limitUsd", "10000.00")).Changed);
        Assert.Equal([new RuleFieldChange("expression", "originator.SentUsd24h > limitUsd", "originator.SentUsd24h >= limitUsd"), new RuleFieldChange("parameter limitUsd", "3000.00", "10000.00")], rule.Fields);
        Assert.True(rule.LacksNewVersion);
    }

    [Fact]
    public void A_file_that_is_only_written_otherwise_changes_no_rule_and_is_named()
    {
        var pack = Packs.Of("originator.SentUsd24h > 1");
        var spaced = new RulePackReader(Packs.Model).Read([.. pack.Files.Select(file => file.Name == "test.json" ? file with { Text = file.Text + "\n" } : file)]).Demand();
        var difference = PackDifference.Of(pack, spaced);
        Assert.NotEqual(pack.Sha256, spaced.Sha256);
        Assert.Empty(difference.Rules);
        Assert.Equal(["test.json"], difference.Files);
        Assert.Empty(PackDifference.Of(pack, pack).Files);
    }

    [Fact]
    public void A_change_of_the_layer_is_told_thing_by_thing_although_no_rule_changes()
    {
        var pack = Packs.Of("originator.SentUsd24h > 1");
        var other = new RulePackReader(Packs.Model).Read([pack.Files.Single(file => file.Name == "test.json"), Packs.Layer(layer =>
        {
            layer["dust"]!["limitUsd"] = "0.20";
            layer["taints"]!["scam"]!["categories"]!.AsArray().Add("romance");
            layer["segments"]!["of"]![1]!["parameters"] = new System.Text.Json.Nodes.JsonObject();
        })]).Demand();
        var difference = PackDifference.Of(pack, other);
        Assert.Equal([new RuleFieldChange("taints.scam", "fraud, phishing, pig_butchering, scam", "fraud, phishing, pig_butchering, romance, scam"), new RuleFieldChange("dust.limitUsd", "0.10", "0.20")], difference.Layer);
        Assert.Equal("0 rules added, 0 removed, 0 changed; the layer in 2 things", difference.InShort);
        Assert.Equal(difference.ToJson(), PackDifference.FromJson(difference.ToJson()).ToJson());
        Assert.DoesNotContain("layer\":", PackDifference.Of(pack, pack).ToJson(), StringComparison.Ordinal);       // as it was stored before there was one
    }
}
