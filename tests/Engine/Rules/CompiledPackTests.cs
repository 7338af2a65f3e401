using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

[Suite(Suite.Unit)]
public sealed class CompiledPackTests
{
    private static readonly FactModel model = FactModel.Of<TransferFacts>();

    [Fact]
    public async Task The_compiled_pack_answers_what_RulesEngine_itself_answers_where_everything_is_known()
    {
        // Without the layer: RulesEngine knows no thresholds of segments. How those are judged, SegmentThresholdTests say.
        var pack = new RulePackReader(model).Read([.. Shipped().Pack.Files.Where(file => file.Name != GlobalLayer.FileName)]).Demand();
        var compiled = new CompiledPack(pack, model);
        var tests = TestsBesideThem();
        var (itself, random, met) = (new RulesEngineItself(pack), new RandomFacts(20260101, pack, model), new Dictionary<string, int>());
        for (var n = 0; n < 10_000; n++)
        {
            var values = Beside(tests, n, random.Next(allKnown: true));
            var (yes, unknown) = Judge(compiled, model.Row(values));
            Assert.All(unknown, word => Assert.Equal(0UL, word));
            var expected = await itself.MetAsync(model.Build<TransferFacts>(values));
            var got = pack.Rules.Where((_, i) => At(yes, unknown, i) == Truth.Yes).Select(rule => rule.Id).ToHashSet();
            if (!expected.SetEquals(got))
            {
                Assert.Fail($"Input {n}: {Told(values)}. RulesEngine: {string.Join(", ", expected)}. Ours: {string.Join(", ", got)}.");
            }

            foreach (var id in got)
            {
                met[id] = met.GetValueOrDefault(id) + 1;
            }
        }

        // A rule that chance never met would be equal for nothing.
        Assert.Empty(pack.Rules.Select(rule => rule.Id).Except(met.Keys));
    }

    [Fact]
    public void The_compiled_pack_answers_what_the_interpreter_answers_whatever_is_unknown()
    {
        var (pack, compiled) = Shipped();
        var tests = TestsBesideThem();
        var random = new RandomFacts(7, pack, model);
        var seen = new int[3];
        for (var n = 0; n < 10_000; n++)
        {
            var values = Beside(tests, n, random.Next(allKnown: false));
            var facts = model.Row(values);
            var (yes, unknown) = Judge(compiled, facts);
            Assert.All(yes.Zip(unknown), words => Assert.Equal(0UL, words.First & words.Second));
            for (var i = 0; i < pack.Rules.Count; i++)
            {
                var interpreted = compiled.Interpret(i, facts);
                if (interpreted != At(yes, unknown, i) || interpreted != compiled.Evaluate(i, facts))
                {
                    Assert.Fail($"{pack.Rules[i].Id} on {Told(values)}: the interpreter says {interpreted}, the pack {At(yes, unknown, i)}, the rule alone {compiled.Evaluate(i, facts)}.");
                }

                seen[(int)interpreted]++;
            }
        }

        Assert.All(seen, count => Assert.True(count > 1000));
    }

    [Theory]
    [InlineData(true, true, Truth.Yes)]
    [InlineData(true, false, Truth.No)]
    [InlineData(false, true, Truth.No)]
    [InlineData(false, false, Truth.No)]
    [InlineData(null, true, Truth.Unknown)]
    [InlineData(true, null, Truth.Unknown)]
    [InlineData(null, false, Truth.No)]         // one no settles it
    [InlineData(false, null, Truth.No)]
    [InlineData(null, null, Truth.Unknown)]
    public void Both_is_unknown_unless_one_side_is_no(bool? one, bool? other, Truth verdict) =>
        Assert.Equal(verdict, Verdict("originator.IsListed == true && beneficiary.IsListed == true", one, other));

    [Theory]
    [InlineData(true, true, Truth.Yes)]
    [InlineData(true, false, Truth.Yes)]
    [InlineData(false, true, Truth.Yes)]
    [InlineData(false, false, Truth.No)]
    [InlineData(null, true, Truth.Yes)]         // one yes settles it
    [InlineData(true, null, Truth.Yes)]
    [InlineData(null, false, Truth.Unknown)]
    [InlineData(false, null, Truth.Unknown)]
    [InlineData(null, null, Truth.Unknown)]
    public void Either_is_unknown_unless_one_side_is_yes(bool? one, bool? other, Truth verdict) =>
        Assert.Equal(verdict, Verdict("originator.IsListed == true || beneficiary.IsListed == true", one, other));

    [Theory]
    [InlineData(true, Truth.No)]
    [InlineData(false, Truth.Yes)]
    [InlineData(null, Truth.Unknown)]           // the contrary of what is not known is not known
    public void The_contrary_of_unknown_is_unknown(bool? listed, Truth verdict)
    {
        Assert.Equal(verdict, Verdict("!(originator.IsListed == true)", listed, null));
        Assert.Equal(verdict, Verdict("originator.IsListed != true", listed, null));
        Assert.Equal(verdict, Verdict("(!originator.IsListed) == true", listed, null));
    }

    [Theory]
    [InlineData("originator.SentUsd24h / originator.ReceivedUsd24h > 0.9m")]
    [InlineData("originator.SentUsd24h % originator.ReceivedUsd24h == 0")]
    [InlineData("1 / (originator.ReceivedUsd24h - originator.ReceivedUsd24h) > 0")]
    public void Dividing_by_a_fact_that_is_zero_leaves_the_rule_undecided(string expression) =>
        Assert.Equal(Truth.Unknown, Packs.Judge(expression, new() { ["originator.SentUsd24h"] = 5m, ["originator.ReceivedUsd24h"] = 0m }));

    [Theory]
    [InlineData(9.5, Truth.Yes)]
    [InlineData(9.0, Truth.No)]
    [InlineData(null, Truth.Unknown)]
    public void Arithmetic_on_what_is_not_known_is_not_known(double? sent, Truth verdict)
    {
        Dictionary<string, object> facts = new() { ["originator.ReceivedUsd24h"] = 10m };
        if (sent is { } known)
        {
            facts["originator.SentUsd24h"] = (decimal)known;
        }

        Assert.Equal(verdict, Packs.Judge("originator.SentUsd24h * 2 - 1 >= originator.ReceivedUsd24h + 7.5m", facts));
    }

    [Fact]
    public void Whole_numbers_do_not_wrap_around() =>
        Assert.Equal(Truth.Yes, Packs.Judge("originator.SentCount24h * 2147483647 > 2147483647", new() { ["originator.SentCount24h"] = 3 }));

    [Fact]
    public void A_rule_that_overflows_fails_alone_and_is_undecided_while_the_others_go_on()
    {
        var pack = Packs.Of("originator.SentUsd24h > 1", "originator.SentUsd24h * originator.ReceivedUsd24h * originator.SentUsd7d > 1", "originator.IsListed == true", "beneficiary.IsListed == true");
        var compiled = new CompiledPack(pack, model);
        var (yes, unknown) = (new ulong[1], new ulong[1]);

        // A fact is nine trillion at the most: it takes a product of three to pass what a decimal holds.
        const decimal most = 8_999_999_999_999.999999m;
        var facts = model.Row(new Dictionary<string, object> { ["originator.SentUsd24h"] = most, ["originator.ReceivedUsd24h"] = most, ["originator.SentUsd7d"] = most, ["beneficiary.IsListed"] = true });
        var failed = Assert.Single(compiled.Evaluate(facts, yes, unknown));
        Assert.Equal("rule-1", failed.Rule.Id);
        Assert.Equal(0b1001UL, yes[0]);
        Assert.Equal(0b0110UL, unknown[0]);
    }

    [Fact]
    public void A_pack_of_more_than_64_rules_uses_a_word_for_each_64()
    {
        var compiled = new CompiledPack(Packs.Of([.. Enumerable.Range(0, 130).Select(n => $"originator.SentCount24h == {n}")]), model);
        Assert.Equal(3, compiled.Words);
        for (var n = 0; n < 130; n++)
        {
            var (yes, unknown) = (new ulong[3], new ulong[3]);
            Assert.Empty(compiled.Evaluate(model.Row(new Dictionary<string, object> { ["originator.SentCount24h"] = n }), yes, unknown));
            Assert.Equal(Enumerable.Range(0, 3).Select(word => word == n / 64 ? 1UL << n % 64 : 0), yes);
        }

        Assert.Throws<ArgumentException>(() => compiled.Evaluate(model.Row(new Dictionary<string, object>()), new ulong[2], new ulong[3]));
    }

    [Fact]
    public void What_a_rule_looked_at_is_told_in_its_own_order_with_what_was_not_known()
    {
        var compiled = new CompiledPack(Packs.Of("originator.SentUsd24h > 1 && transfer.Kind == \"mint\" && originator.SentUsd24h < beneficiary.BalanceUsdAfter"), model);
        var facts = model.Row(new Dictionary<string, object> { ["originator.SentUsd24h"] = 2.50m, ["transfer.Kind"] = "mint" });
        Assert.Equal([new("originator.SentUsd24h", 2.50m), new("transfer.Kind", "mint"), new FactValue("beneficiary.BalanceUsdAfter", null)], compiled.FactsOf(0, facts));
    }

    [Fact]
    public void Judging_allocates_nothing()
    {
        var (pack, compiled) = Shipped();
        var random = new RandomFacts(3, pack, model);
        var facts = Enumerable.Range(0, 100).Select(n => model.Row(random.Next(allKnown: n % 2 == 0))).ToArray();
        var (yes, unknown) = (new ulong[compiled.Words], new ulong[compiled.Words]);
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var fact in facts)
            {
                compiled.Evaluate(fact, yes, unknown);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static (RulePack Pack, CompiledPack Compiled) Shipped()
    {
        var pack = new RulePackReader(model).ReadDirectory(Checkout.PathOf("rules/packs")).Demand();
        return (pack, new CompiledPack(pack, model));
    }

    private static List<RuleTest> TestsBesideThem() => [.. new RunRuleTests(new RulePackReader(model)).Run(Checkout.PathOf("rules/packs")).Results.Select(result => result.Test)];

    // Chance alone hardly ever meets a rule of many conditions: every other input has the facts of a test that its author wrote, and chance for all the rest.
    private static Dictionary<string, object> Beside(List<RuleTest> tests, int n, IReadOnlyDictionary<string, object> values)
    {
        Dictionary<string, object> all = new(values, StringComparer.Ordinal);
        foreach (var (name, value) in n % 2 == 0 ? tests[n / 2 % tests.Count].Facts : new Dictionary<string, object>())
        {
            all[name] = value;
        }

        return all;
    }

    private static Truth Verdict(string expression, bool? originatorListed, bool? beneficiaryListed)
    {
        Dictionary<string, object> facts = [];
        if (originatorListed is { } one)
        {
            facts["originator.IsListed"] = one;
        }

        if (beneficiaryListed is { } other)
        {
            facts["beneficiary.IsListed"] = other;
        }

        return Packs.Judge(expression, facts);
    }

    private static (ulong[] Yes, ulong[] Unknown) Judge(CompiledPack compiled, FactRow facts)
    {
        var (yes, unknown) = (new ulong[compiled.Words], new ulong[compiled.Words]);
        Assert.Empty(compiled.Evaluate(facts, yes, unknown));
        return (yes, unknown);
    }

    private static Truth At(ulong[] yes, ulong[] unknown, int rule) =>
        (yes[rule / 64] >> (rule % 64) & 1) == 1 ? Truth.Yes : (unknown[rule / 64] >> (rule % 64) & 1) == 1 ? Truth.Unknown : Truth.No;

    private static string Told(IReadOnlyDictionary<string, object> values) => string.Join(", ", values.Select(pair => $"{pair.Key} {pair.Value}"));
}
