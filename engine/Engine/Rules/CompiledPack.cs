namespace Usd1Compliance.Rules;

/// <summary>A rule that could not be computed on these facts, such as a sum beyond what a decimal holds. Its verdict is unknown.</summary>
/// <param name="Rule">Which one.</param>
/// <param name="Message">What happened.</param>
public sealed record RuleFailed(Rule Rule, string Message);

/// <summary>A fact that a rule looked at.</summary>
/// <param name="Name">As the rule names it.</param>
/// <param name="Value">bool, int, decimal or string; null when it is unknown.</param>
public sealed record FactValue(string Name, object? Value);

/// <summary>
/// A pack as machine code: all rules in one delegate that answers two bit masks. Bit <c>i % 64</c> of word <c>i / 64</c> is the rule
/// <c>Pack.Rules[i]</c>. Safe to use from many threads.
/// </summary>
public sealed class CompiledPack<TFacts> where TFacts : class
{
    /// <summary>Compiles a sound pack: some milliseconds.</summary>
    /// <exception cref="ArgumentException">The pack was read for other facts.</exception>
    public CompiledPack(RulePack pack, FactModel facts)
    {
        Pack = pack;
        Facts = facts;
    }

    /// <summary>The rules.</summary>
    public RulePack Pack { get; }

    /// <summary>What they look at.</summary>
    public FactModel Facts { get; }

    /// <summary>How many words each mask needs: one for each 64 rules.</summary>
    public int Words => (Pack.Rules.Count + 63) / 64;

    /// <summary>Judges one set of facts by every rule. Allocates nothing unless a rule fails.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="yes">Receives a bit for each rule that is met.</param>
    /// <param name="unknown">Receives a bit for each rule that is undecided, and for each that failed. A rule with neither bit is not met.</param>
    /// <returns>The rules that failed; empty as a rule.</returns>
    /// <exception cref="ArgumentException">A mask is shorter than <see cref="Words"/>.</exception>
    public IReadOnlyList<RuleFailed> Evaluate(TFacts facts, Span<ulong> yes, Span<ulong> unknown) => throw new NotImplementedException();

    /// <summary>Judges by one rule alone.</summary>
    /// <param name="rule">Its index in the pack.</param>
    /// <param name="facts">What is known.</param>
    /// <exception cref="OverflowException">A number grew beyond what a decimal holds.</exception>
    public Truth Evaluate(int rule, TFacts facts) => throw new NotImplementedException();

    /// <summary>What a rule looked at, in the order in which it names them: the evidence of an alert, and, where null, the data gaps of an undecided rule.</summary>
    /// <param name="rule">Its index in the pack.</param>
    /// <param name="facts">What is known.</param>
    public IReadOnlyList<FactValue> FactsOf(int rule, TFacts facts) => throw new NotImplementedException();
}
