using System.Text.Json.Nodes;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>Thresholds of segments: a rule is judged by those of the segment of the address that it speaks about.</summary>
[Suite(Suite.Unit)]
public sealed class SegmentThresholdTests
{
    private static readonly RulePack shipped = new RulePackReader(Packs.Model).ReadDirectory(Checkout.PathOf("rules/packs")).Demand();

    [Theory]
    [InlineData("market-maker", "4999999.99", Truth.No)]            // a cent below the segment's own threshold, and a hundred times the rule's
    [InlineData("market-maker", "5000000.00", Truth.Yes)]           // at least means at least
    [InlineData("private", "50000.00", Truth.Yes)]                  // no thresholds of its own: the rule's
    [InlineData("private", "49999.99", Truth.No)]
    [InlineData(null, "50000.00", Truth.Yes)]                       // not known: the rule's, and nobody is let off for want of a label
    [InlineData("market-maker", null, Truth.Unknown)]
    public void A_first_mint_that_leaves_is_judged_by_the_threshold_of_its_segment(string? segment, string? mintedUsd, Truth verdict)
    {
        Dictionary<string, object> facts = new() { ["transfer.Kind"] = "transfer", ["originator.EarlierMints"] = 0 };
        if (segment is not null)
        {
            facts["originator.Segment"] = segment;
        }

        if (mintedUsd is not null)
        {
            facts["originator.MintedUsd15m"] = facts["originator.SentToUnhostedOrBridgeUsd15m"] = decimal.Parse(mintedUsd, System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.Equal(verdict, Verdict(new CompiledPack(shipped, Packs.Model), "mint-and-run", Packs.Model.Row(facts)));
    }

    [Fact]
    public void Rules_with_thresholds_of_segments_judge_random_facts_as_the_interpreter_does_in_every_segment()
    {
        var pack = new RulePackReader(Packs.Model).Read([
            Packs.File(Packs.Rule("a", "originator.SentUsd24h >= limitUsd && originator.SentCount24h >= times", new JsonObject { ["limitUsd"] = "1000.00", ["times"] = "3" }),
                Packs.Rule("b", "!(originator.SentUsd24h < limitUsd) || beneficiary.Category == label", new JsonObject { ["limitUsd"] = "500.00", ["label"] = "mixer" })),
            Packs.Layer(layer =>
            {
                layer["segments"]!["of"]![0]!["parameters"] = JsonNode.Parse("""{ "a": { "limitUsd": "2000.00" }, "b": { "label": "theft", "limitUsd": "100.00" } }""");
                layer["segments"]!["of"]![2]!["parameters"] = JsonNode.Parse("""{ "a": { "times": "1" } }""");
            })]).Demand();
        var compiled = new CompiledPack(pack, Packs.Model);
        var verdicts = new Dictionary<(int, string?, Truth), int>();
        foreach (var (segment, usd, times, label) in from segment in new[] { "exchange", "payment", "private", null } from usd in new[] { 99m, 100m, 500m, 1000m, 2000m, -1m } from times in new[] { 0, 1, 3, -1 } from label in new[] { "mixer", "theft", null } select (segment, usd, times, label))
        {
            var facts = new Dictionary<string, object?> { ["originator.Segment"] = segment, ["originator.SentUsd24h"] = usd < 0 ? null : usd, ["originator.SentCount24h"] = times < 0 ? null : times, ["beneficiary.Category"] = label };
            var row = Packs.Model.Row(facts.Where(fact => fact.Value is not null).ToDictionary(fact => fact.Key, fact => fact.Value!));
            for (var rule = 0; rule < 2; rule++)
            {
                var verdict = Verdict(compiled, pack.Rules[rule].Id, row);
                Assert.Equal(compiled.Interpret(rule, row), verdict);
                Assert.Equal(compiled.Evaluate(rule, row), verdict);
                verdicts[(rule, segment, verdict)] = verdicts.GetValueOrDefault((rule, segment, verdict)) + 1;
            }
        }

        // Each of them answered yes, no and unknown in each segment, so that the comparison above said something.
        Assert.Equal(2 * 4 * 3, verdicts.Count);
        Assert.Equal((2 * 2 * 3, 2 * 3), (verdicts[(0, "payment", Truth.Yes)], verdicts[(0, "private", Truth.Yes)]));       // once is enough for a payment company, three times it takes elsewhere
    }

    [Fact]
    public void A_rule_says_which_thresholds_were_used_and_that_it_looks_at_the_segment()
    {
        var compiled = new CompiledPack(shipped, Packs.Model);
        var rule = shipped.Rules.Select((one, place) => (one, place)).Single(pair => pair.one.Id == "mint-and-run").place;
        var variant = compiled.VariantOf(rule, Packs.Model.Row(new Dictionary<string, object> { ["originator.Segment"] = "market-maker" }));
        Assert.Equal(("market-maker", 5_000_000m, 0.95m), (variant!.Segment, variant.Parameters["minUsd"], variant.Parameters["leftShare"]));
        Assert.Equal(["minUsd"], variant.Own.Keys);
        Assert.Null(compiled.VariantOf(rule, Packs.Model.Row(new Dictionary<string, object> { ["originator.Segment"] = "private" })));
        Assert.Contains("originator.Segment", shipped.Rules[rule].Facts);
        Assert.Empty(shipped.Rules.Single(one => one.Id == "round-amounts").Variants);
    }

    private static Truth Verdict(CompiledPack compiled, string rule, FactRow facts)
    {
        var (yes, unknown) = (new ulong[compiled.Words], new ulong[compiled.Words]);
        Assert.Empty(compiled.Evaluate(facts, yes, unknown));
        var index = compiled.Pack.Rules.Select((one, place) => (one, place)).Single(pair => pair.one.Id == rule).place;
        var bit = 1UL << index;
        return (yes[index / 64] & bit) != 0 ? Truth.Yes : (unknown[index / 64] & bit) != 0 ? Truth.Unknown : Truth.No;
    }
}
