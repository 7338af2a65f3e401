using System.Text.Json.Nodes;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>Which numbers of a rule are thresholds follows from the rule, and each moves towards more findings.</summary>
[Suite(Suite.Unit)]
public sealed class RelaxedPackTests
{
    private static readonly RulePack shipped = new RulePackReader(Packs.Model).ReadDirectory(Checkout.PathOf("rules/packs")).Demand();

    [Theory]
    [InlineData("originator.SentUsd24h >= a", "a down")]
    [InlineData("originator.SentUsd24h > a", "a down")]
    [InlineData("originator.AgeHours < a", "a up")]
    [InlineData("originator.AgeHours <= a", "a up")]
    [InlineData("a <= originator.SentUsd24h", "a down")]                                                 // the same, written the other way round
    [InlineData("!(originator.SentUsd24h < a)", "a down")]                                              // not less is at least
    [InlineData("originator.SentUsd24h >= a * originator.ReceivedUsd24h", "a down")]                    // a share
    [InlineData("originator.SentUsd24h + a >= originator.ReceivedUsd24h", "a up")]
    [InlineData("originator.SentUsd24h - a >= originator.ReceivedUsd24h", "a down")]
    [InlineData("originator.SentUsd24h / a >= originator.ReceivedUsd24h", "a down")]
    [InlineData("originator.SentUsd24h >= 2.0m * a", "a down")]                                           // computed once, and a line all the same
    [InlineData("originator.SentUsd24h >= -2.0m * a", "a up")]                                            // times less than nothing, more is less
    [InlineData("originator.SentUsd24h == a", "")]                                                       // no line, but a value
    [InlineData("originator.SentUsd24h != a", "")]
    [InlineData("originator.SentUsd24h % a >= 5.0m", "")]
    [InlineData("originator.SentUsd24h >= a && originator.LargestSentUsd24h < a", "")]                  // opens here what it closes there
    [InlineData("originator.SentUsd24h >= a || originator.SentUsd7d >= a", "a down")]
    [InlineData("originator.SentUsd24h >= b * a && originator.LargestSentUsd24h < a", "")]
    [InlineData("(originator.SentUsd24h >= a) == (originator.SentUsd7d >= 5.0m)", "")]                  // a truth compared with another opens both ways
    public void A_threshold_is_a_number_that_lets_more_through_in_one_direction_only(string expression, string thresholds)
    {
        var parameters = new JsonObject { ["a"] = "10.00" };
        if (expression.Contains("b *", StringComparison.Ordinal))
        {
            parameters["b"] = "0.50";
        }

        var rule = new RulePackReader(Packs.Model).Read([Packs.File(Packs.Rule("a-rule", expression, parameters)), Packs.Layer()]).Demand().Rules[0];
        Assert.Equal(thresholds, string.Join(", ", RelaxedPack.ThresholdsOf(rule).Where(threshold => threshold.Key == "a").Select(threshold => $"{threshold.Key} {(threshold.Value ? "down" : "up")}")));
    }

    [Theory]
    [InlineData("10000.00", true, "8000.00")]
    [InlineData("0.10", false, "0.12")]
    [InlineData("0.01", true, "0.008")]
    [InlineData("-5.00", true, "-6.00")]        // below nothing, lower is farther from it
    [InlineData("3", true, "2")]
    [InlineData("5", true, "4")]
    [InlineData("10", true, "8")]
    [InlineData("1", true, "1")]                // none at all would ask nothing
    [InlineData("0", true, "0")]
    [InlineData("3", false, "4")]
    [InlineData("10", false, "12")]
    [InlineData("0", false, "0")]
    public void A_threshold_moves_by_a_fifth_of_itself_and_counts_to_the_next_whole_number(string value, bool isLess, string moved)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        object standing = value.Contains('.', StringComparison.Ordinal) ? (object)decimal.Parse(value, invariant) : int.Parse(value, invariant);
        object wanted = moved.Contains('.', StringComparison.Ordinal) ? (object)decimal.Parse(moved, invariant) : int.Parse(moved, invariant);
        Assert.Equal(wanted, RelaxedPack.Move(standing, isLess, 0.20m));
    }

    [Fact]
    public void Every_relaxed_rule_finds_what_its_own_finds_and_no_less()
    {
        var relaxed = RelaxedPack.Of(shipped, Packs.Model);
        var (own, below) = (new CompiledPack(shipped, Packs.Model), new CompiledPack(new RulePack([], [.. relaxed.Select(rule => rule.Rule)]) { Layer = shipped.Layer }, Packs.Model));
        var (tests, random, lifted) = (new RunRuleTests(new RulePackReader(Packs.Model)).Run(Checkout.PathOf("rules/packs")).Results, new RandomFacts(20261126, shipped, Packs.Model), 0);
        for (var n = 0; n < 6_000; n++)
        {
            // Facts of the tests beside the rules, some of them changed a little: they lie about the lines.
            var values = new Dictionary<string, object>(tests[n % tests.Count].Test.Facts);
            foreach (var (name, value) in random.Next(allKnown: false).Where(_ => n % 3 == 0))
            {
                values.TryAdd(name, value);
            }

            foreach (var (name, value) in values.ToList())
            {
                values[name] = (value, n % 5) switch { (decimal number, 1) => number * 0.85m, (decimal number, 2) => number * 1.15m, (int count, 3) => Math.Max(0, count - 1), (int count, 4) => count + 1, _ => value };
            }

            var row = Packs.Model.Row(values);
            for (var place = 0; place < relaxed.Count; place++)
            {
                var (above, under) = (own.Evaluate(relaxed[place].Index, row), below.Evaluate(place, row));
                Assert.True(above != Truth.Yes || under == Truth.Yes, $"{relaxed[place].Rule.Id} finds {string.Join(", ", values)} and not when it is relaxed.");
                lifted += above == Truth.No && under == Truth.Yes ? 1 : 0;
            }
        }

        Assert.True(lifted > 300, $"Only {lifted} findings lay below a line: nothing was compared.");
    }

    [Fact]
    public void The_shipped_rules_have_thresholds_but_for_those_that_cannot_and_those_that_the_layer_leaves_out()
    {
        var relaxed = RelaxedPack.Of(shipped, Packs.Model).Select(rule => rule.Rule).ToDictionary(rule => rule.Id);
        Assert.DoesNotContain(relaxed.Values, rule => rule.Number is 1 or 42 or 43 or 45);
        Assert.Equal((2, 8_000m, 0.72m, 12), (relaxed["structuring-sent-10000"].Parameters["times"], relaxed["structuring-sent-10000"].Parameters["limitUsd"], relaxed["structuring-sent-10000"].Parameters["mostShare"], relaxed["structuring-sent-10000"].Parameters["payees"]));
        Assert.Equal(3_000m, relaxed["travel-rule-split-to-one"].Parameters["limitUsd"]);             // each less, together at least: no line to move
        Assert.Equal(4, relaxed["geography-exposure-burn"].Parameters["hops"]);                       // five hops would say that none is near
        Assert.Equal((2, 4), (relaxed["sanctions-exposure-sent"].Parameters["nearestHops"], relaxed["sanctions-exposure-sent"].Parameters["hops"]));     // nearer ones are found by another rule
        Assert.Equal(4_000_000m, Assert.Single(relaxed["mint-and-run"].Variants).Parameters["minUsd"]);
        Assert.Empty(RelaxedPack.Of(shipped with { Layer = shipped.Layer with { BelowTheLine = null } }, Packs.Model));
        Assert.True(relaxed.Count > 70, $"{relaxed.Count} of {shipped.Rules.Count} rules have a threshold.");
    }
}
