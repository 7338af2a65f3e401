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
/// A pack as machine code that answers two bit masks. Three rules are fused into each delegate: one delegate for all is several times
/// slower, because the runtime stops inlining in methods of that size, and one for each rule pays for the calls
/// (docs/decisions/0002-rules-parsed-walked-fused.md). Bit <c>i % 64</c> of word <c>i / 64</c> is the rule <c>Pack.Rules[i]</c>. Safe to use
/// from many threads.
/// </summary>
public sealed class CompiledPack
{
    private const int Fused = 3;

    // By word of the masks.
    private readonly FusedRules[][] fused;
    private readonly Func<long[], int>[] alone;
    private readonly Fact[][] looks;

    /// <summary>Compiles a sound pack: some milliseconds.</summary>
    public CompiledPack(RulePack pack, FactModel facts)
    {
        Pack = pack;
        Facts = facts;
        fused = [.. pack.Rules.Chunk(64).Select(word => word.Chunk(Fused).Select((rules, group) => PackCompiler.Fuse([.. rules.Select(rule => rule.Judgement(facts))], group * Fused)).ToArray())];
        alone = [.. pack.Rules.Select(rule => PackCompiler.Alone(rule.Judgement(facts)))];
        looks = [.. pack.Rules.Select(rule => rule.Facts.Select(name => facts.ByName[name]).ToArray())];
    }

    /// <summary>The rules.</summary>
    public RulePack Pack { get; }

    /// <summary>What they look at.</summary>
    public FactModel Facts { get; }

    /// <summary>How many words each mask needs: one for each 64 rules.</summary>
    public int Words => fused.Length;

    /// <summary>Judges one set of facts by every rule. Allocates nothing unless a rule fails.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="yes">Receives a bit for each rule that is met.</param>
    /// <param name="unknown">Receives a bit for each rule that is undecided, and for each that failed. A rule with neither bit is not met.</param>
    /// <returns>The rules that failed; empty as a rule.</returns>
    /// <exception cref="ArgumentException">A mask is shorter than <see cref="Words"/>.</exception>
    public IReadOnlyList<RuleFailed> Evaluate(FactRow facts, Span<ulong> yes, Span<ulong> unknown)
    {
        if (yes.Length < fused.Length || unknown.Length < fused.Length)
        {
            throw new ArgumentException($"The masks have {yes.Length} and {unknown.Length} words; this pack needs {fused.Length}.");
        }

        IReadOnlyList<RuleFailed> failed = [];
        for (var word = 0; word < fused.Length; word++)
        {
            try
            {
                var (met, undecided) = (0UL, 0UL);
                foreach (var rules in fused[word])
                {
                    met |= rules(facts.Values, out var open);
                    undecided |= open;
                }

                (yes[word], unknown[word]) = (met, undecided);
            }
            catch (OverflowException)
            {
                // One rule cannot be computed. Each is judged for itself, so that the others still find what they find.
                failed = [.. failed, .. EvaluateAlone(word, facts, out yes[word], out unknown[word])];
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

    /// <summary>Judges by one rule alone.</summary>
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

    private List<RuleFailed> EvaluateAlone(int word, FactRow facts, out ulong yes, out ulong unknown)
    {
        List<RuleFailed> failed = [];
        (yes, unknown) = (0, 0);
        for (var rule = word * 64; rule < Math.Min(alone.Length, (word + 1) * 64); rule++)
        {
            try
            {
                var truth = Evaluate(rule, facts);
                yes |= truth == Truth.Yes ? 1UL << rule : 0;
                unknown |= truth == Truth.Unknown ? 1UL << rule : 0;
            }
            catch (OverflowException fault)
            {
                unknown |= 1UL << rule;
                failed.Add(new RuleFailed(Pack.Rules[rule], fault.Message));
            }
        }

        return failed;
    }
}
