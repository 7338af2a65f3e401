namespace Usd1Compliance.Rules;

/// <summary>A rule that could not be computed on these facts, such as a product beyond what a decimal holds. Its verdict is unknown.</summary>
/// <param name="Rule">Which one.</param>
/// <param name="Message">What happened.</param>
public sealed record RuleFailed(Rule Rule, string Message);

/// <summary>A fact that a rule looked at.</summary>
/// <param name="Name">As the rule names it.</param>
/// <param name="Value">bool, int, decimal or string; null when it is unknown.</param>
public sealed record FactValue(string Name, object? Value);

/// <summary>
/// A pack as machine code that answers two bit masks. A rule is a chain of conditions, and one that does not hold settles it; so those that rest on what
/// costs nothing come first, each looked at once for all rules that share it, and whatever has to be measured is measured when a rule that is still open
/// comes to it (docs/decisions/0016-facts-are-measured-when-a-rule-asks.md). Bit <c>i % 64</c> of word <c>i / 64</c> is the rule <c>Pack.Rules[i]</c>. Safe to
/// use from many threads.
/// </summary>
public sealed class CompiledPack
{
    private readonly SettleRules[] shared;
    private readonly RuleStage[][] stages;
    private readonly Func<long[], int>[] alone;
    private readonly Fact[][] looks;
    private readonly ulong[] all;
    private readonly bool isStaged;

    /// <summary>Compiles a sound pack: some milliseconds.</summary>
    /// <param name="pack">The rules.</param>
    /// <param name="facts">What they look at.</param>
    /// <param name="groups">By place of a fact in a row, the groups by which it is measured (a bit each, the lower the cheaper), 0 for what always stands there; null where
    /// every row is whole.</param>
    public CompiledPack(RulePack pack, FactModel facts, IReadOnlyList<ulong>? groups = null)
    {
        (Pack, Facts, isStaged) = (pack, facts, groups is not null);
        Words = (pack.Rules.Count + 63) / 64;
        alone = [.. pack.Rules.Select(rule => PackCompiler.Compile(rule.Judgement(facts)))];
        looks = [.. pack.Rules.Select(rule => rule.Facts.Select(name => facts.ByName[name]).ToArray())];
        all = [.. Enumerable.Range(0, Words).Select(word => word < pack.Rules.Count / 64 ? ulong.MaxValue : (1UL << (pack.Rules.Count % 64)) - 1)];
        var plan = PlanStages.Of(pack, facts, groups ?? new ulong[facts.All.Count]);
        shared = [.. Enumerable.Range(0, Words).Select(word => PackCompiler.CompileShared(plan.Shared.Where(each => each.Word == word).Select(each => (each.Rules, each.Condition))))];
        stages = [.. plan.Stages.Select(each => each.ToArray())];
    }

    /// <summary>The rules.</summary>
    public RulePack Pack { get; }

    /// <summary>What they look at.</summary>
    public FactModel Facts { get; }

    /// <summary>How many words each mask needs: one for each 64 rules.</summary>
    public int Words { get; }

    /// <summary>Judges one whole row of facts by every rule. Allocates nothing unless a rule fails.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="yes">Receives a bit for each rule that is met.</param>
    /// <param name="unknown">Receives a bit for each rule that is undecided, and for each that failed. A rule with neither bit is not met.</param>
    /// <returns>The rules that failed; empty as a rule.</returns>
    /// <exception cref="ArgumentException">A mask is shorter than <see cref="Words"/>.</exception>
    public IReadOnlyList<RuleFailed> Evaluate(FactRow facts, Span<ulong> yes, Span<ulong> unknown) => Evaluate(facts, null, yes, unknown);

    /// <summary>Judges by every rule, and has measured what they come to look at. Of the rules that are met or undecided all facts are measured then.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="measure">Measures further facts into the same row; null where the row is whole.</param>
    /// <param name="yes">Receives a bit for each rule that is met.</param>
    /// <param name="unknown">Receives a bit for each rule that is undecided, and for each that failed. A rule with neither bit is not met.</param>
    /// <returns>The rules that failed; empty as a rule.</returns>
    /// <exception cref="ArgumentException">A mask is shorter than <see cref="Words"/>, or the pack was compiled for whole rows and this one is not.</exception>
    public IReadOnlyList<RuleFailed> Evaluate(FactRow facts, IMeasureFacts? measure, Span<ulong> yes, Span<ulong> unknown)
    {
        if (yes.Length < Words || unknown.Length < Words)
        {
            throw new ArgumentException($"The masks have {yes.Length} and {unknown.Length} words; this pack needs {Words}.");
        }

        if (measure is not null && !isStaged)
        {
            throw new ArgumentException("The pack was compiled for whole rows, and would look at facts that are not measured yet.", nameof(measure));
        }

        yes = yes[..Words];
        unknown = unknown[..Words];
        all.CopyTo(yes);        // of those that are not settled yet
        for (var word = 0; word < Words; word++)
        {
            shared[word](facts.Values, ref yes[word], ref unknown[word]);
        }

        IReadOnlyList<RuleFailed> failed = [];
        var measured = measure?.Measured ?? ulong.MaxValue;
        for (var rule = 0; rule >= 0;)
        {
            try
            {
                EvaluateFrom(ref rule, facts.Values, measure, ref measured, yes, unknown);
            }
            catch (OverflowException fault)
            {
                // It cannot be computed; the others still find what they find.
                (yes[rule / 64], unknown[rule / 64]) = (yes[rule / 64] & ~(1UL << rule), unknown[rule / 64] | (1UL << rule));
                failed = [.. failed, new RuleFailed(Pack.Rules[rule], fault.Message)];
                rule++;
            }
        }

        return failed;
    }

    /// <summary>The place of one of its rules.</summary>
    /// <exception cref="ArgumentException">It holds no such rule.</exception>
    internal int IndexOf(Rule rule)
    {
        for (var index = 0; index < Pack.Rules.Count; index++)
        {
            if (Pack.Rules[index].Id == rule.Id)
            {
                return index;
            }
        }

        throw new ArgumentException($"The pack holds no rule {rule.Id}.", nameof(rule));
    }

    /// <summary>Judges by one rule alone, on a whole row.</summary>
    /// <param name="rule">Its index in the pack.</param>
    /// <param name="facts">What is known.</param>
    /// <exception cref="OverflowException">A number grew beyond what a decimal holds.</exception>
    public Truth Evaluate(int rule, FactRow facts) => PackCompiler.TruthOf(alone[rule](facts.Values));

    /// <summary>
    /// What a rule looked at, in the order in which it names them: the evidence of an alert, and, where null, the data gaps of an
    /// undecided rule.
    /// </summary>
    /// <param name="rule">Its index in the pack.</param>
    /// <param name="facts">What is known.</param>
    public IReadOnlyList<FactValue> FactsOf(int rule, FactRow facts) => [.. looks[rule].Select(look => new FactValue(look.Name, facts[look]))];

    /// <summary>The variant of a rule by which facts are judged: that of the subject's segment, or null where the rule's own parameters hold.</summary>
    /// <param name="rule">Its index in the pack.</param>
    /// <param name="facts">What is known.</param>
    public SegmentVariant? VariantOf(int rule, FactRow facts) => Pack.Rules[rule] is { Variants: { Count: > 0 } variants } varied
        ? variants.FirstOrDefault(variant => Equals(variant.Segment, facts[varied.SegmentFact])) : null;

    /// <summary>The verdict of the slow and obvious interpreter, to which the compiled rules are held.</summary>
    /// <param name="rule">Its index in the pack.</param>
    /// <param name="facts">What is known.</param>
    /// <exception cref="OverflowException">A number grew beyond what a decimal holds.</exception>
    public Truth Interpret(int rule, FactRow facts) => RuleInterpreter.Judge(Pack.Rules[rule].Judgement(Facts), fact => facts[fact]);

    // Goes on with the first open rule at or behind a place, to the end: -1. An open rule leaves the mask as soon as it is known not to be met.
    private void EvaluateFrom(ref int rule, long[] values, IMeasureFacts? measure, ref ulong measured, Span<ulong> yes, Span<ulong> unknown)
    {
        for (rule = NextOf(yes, rule); rule >= 0; rule = NextOf(yes, rule + 1))
        {
            var (word, bit) = (rule / 64, 1UL << rule);
            var bits = (unknown[word] & bit) != 0 ? PackCompiler.Unknown : PackCompiler.Yes;
            foreach (ref readonly var stage in stages[rule].AsSpan())
            {
                if ((stage.Groups & ~measured) is var lacking and not 0)
                {
                    measure!.Measure(lacking);
                    measured |= lacking;
                }

                bits &= stage.Holds(values);
                if (bits == PackCompiler.No)
                {
                    break;
                }
            }

            if (bits != PackCompiler.Yes)
            {
                yes[word] &= ~bit;
                unknown[word] = bits == PackCompiler.No ? unknown[word] & ~bit : unknown[word] | bit;
            }
        }
    }

    private static int NextOf(ReadOnlySpan<ulong> open, int from)
    {
        for (var word = from / 64; word < open.Length; word++, from = word * 64)
        {
            if ((open[word] >> (from % 64)) is var rest and not 0)
            {
                return from + System.Numerics.BitOperations.TrailingZeroCount(rest);
            }
        }

        return -1;
    }
}
