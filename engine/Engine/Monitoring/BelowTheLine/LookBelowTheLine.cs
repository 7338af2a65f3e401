using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.BelowTheLine;

/// <summary>What a rule would have found with its thresholds relaxed, and did not find: before it is known whether it is among the lowest draws of its week.</summary>
/// <param name="Finding">With the evidence as the rule saw it, and the rule's own parameters.</param>
/// <param name="Relaxed">The thresholds that let it through, by name: without the move of any of them it would have stayed out.</param>
/// <param name="Week">The Monday of its week.</param>
/// <param name="Draw">Its number in the draw.</param>
internal sealed record BelowLineCandidate(Finding Finding, IReadOnlyDictionary<string, string> Relaxed, DateOnly Week, long Draw);

/// <summary>
/// Judges transfers a second time, by the rules of a pack below their line, and keeps of each rule and week the lowest draws of a batch: one of a subject. It costs one more evaluation a transfer.
/// </summary>
/// <remarks>Not for two threads at once.</remarks>
internal sealed class LookBelowTheLine
{
    private readonly IReadOnlyList<RelaxedRule> rules;
    private readonly CompiledPack pack;
    private readonly CompiledPack relaxed;
    private readonly ulong[] yes;
    private readonly ulong[] unknown;
    private readonly int most;
    private readonly Dictionary<(int Rule, DateOnly Week), Dictionary<ChainAddress, BelowLineCandidate>> drawn = [];

    // Rules of which only some thresholds are moved, as far as they were asked for.
    private readonly Dictionary<(int Rule, string? Segment, string Moved), RuleNode> partly = [];

    private LookBelowTheLine(CompiledPack pack, IReadOnlyList<RelaxedRule> rules, int most)
    {
        (this.pack, this.rules, this.most) = (pack, rules, most);
        relaxed = CompilePack.ForTransfers(new RulePack([], [.. rules.Select(rule => rule.Rule)]) { Layer = pack.Pack.Layer }, pack.Facts);
        (yes, unknown) = (new ulong[relaxed.Words], new ulong[relaxed.Words]);
    }

    /// <summary>For a pack; null where its layer looks at nothing below the line, or none of its rules has a threshold.</summary>
    public static LookBelowTheLine? Of(CompiledPack pack) =>
        RelaxedPack.Of(pack.Pack, pack.Facts) is { Count: > 0 } rules ? new LookBelowTheLine(pack, rules, pack.Pack.Layer.BelowTheLine!.PerRuleAndWeek) : null;

    /// <summary>Looks at a transfer that the rules have judged.</summary>
    /// <param name="transfer">Which.</param>
    /// <param name="facts">Of it.</param>
    /// <param name="measure">Measures what the relaxed rules ask for beyond.</param>
    /// <param name="met">The rules that are met, by their bits: they are above the line.</param>
    /// <param name="undecided">Those that are undecided: nobody knows on which side they are.</param>
    /// <param name="find">Makes the finding of a rule; called only for what is among the lowest draws so far.</param>
    public void Look(Transfer transfer, FactRow facts, IMeasureFacts measure, ulong[] met, ulong[] undecided, Func<int, Finding> find)
    {
        relaxed.Evaluate(facts, measure, yes, unknown);
        for (var word = 0; word < yes.Length; word++)
        {
            for (var bits = yes[word]; bits != 0; bits &= bits - 1)
            {
                var place = (word * 64) + BitOperations.TrailingZeroCount(bits);
                var index = rules[place].Index;
                if (((met[index / 64] | undecided[index / 64]) >> (index % 64) & 1) == 0)
                {
                    Draw(place, transfer, facts, find);
                }
            }
        }
    }

    /// <summary>The lowest draws since the last call, in order of draw.</summary>
    public IReadOnlyList<BelowLineCandidate> TakeDrawn()
    {
        List<BelowLineCandidate> taken = [.. drawn.Values.SelectMany(ofWeek => ofWeek.Values).OrderBy(candidate => candidate.Draw)];
        drawn.Clear();
        return taken;
    }

    private void Draw(int place, Transfer transfer, FactRow facts, Func<int, Finding> find)
    {
        var (rule, week) = (rules[place].Rule, BelowLineDraw.WeekOf(transfer.OccurredAt));
        var draw = BelowLineDraw.Of(rule.Id, week, transfer.Id);
        if (!drawn.TryGetValue((place, week), out var ofWeek))
        {
            drawn.Add((place, week), ofWeek = []);
        }

        var subject = JudgeTransfers.SubjectOf(rule, transfer).Subject;
        if (ofWeek.TryGetValue(subject, out var before) ? before.Draw <= draw : ofWeek.Count == most && ofWeek.Values.Max(other => other.Draw) <= draw)
        {
            return;
        }

        ofWeek[subject] = new BelowLineCandidate(find(rules[place].Index), ThresholdsOf(place, facts), week, draw);
        if (ofWeek.Count > most)
        {
            ofWeek.Remove(ofWeek.MaxBy(other => other.Value.Draw).Key);
        }
    }

    // Those that were moved and without whose move the rule would not have been met. Where two make up for one another neither is such a one: then all of them are told.
    private Dictionary<string, string> ThresholdsOf(int place, FactRow facts)
    {
        var variant = relaxed.VariantOf(place, facts);
        var moved = variant?.Parameters ?? rules[place].Rule.Parameters;
        var own = pack.VariantOf(rules[place].Index, facts)?.Parameters ?? pack.Pack.Rules[rules[place].Index].Parameters;
        List<string> names = [.. moved.Where(parameter => !parameter.Value.Equals(own[parameter.Key])).Select(parameter => parameter.Key)];
        var needed = names.FindAll(name => !IsMet([.. names.Where(other => other != name)]));
        return (IsMet(needed) ? needed : names).ToDictionary(name => name, name => JudgeTransfers.Text(moved[name])!, StringComparer.Ordinal);

        bool IsMet(IReadOnlyCollection<string> relaxedNames)
        {
            var key = (place, variant?.Segment, string.Join(',', relaxedNames));
            if (!partly.TryGetValue(key, out var tree))
            {
                var some = own.ToDictionary(parameter => parameter.Key, parameter => relaxedNames.Contains(parameter.Key) ? moved[parameter.Key] : parameter.Value, StringComparer.Ordinal);
                partly.Add(key, tree = RelaxedPack.With(rules[place].Rule, some, pack.Facts));
            }

            try
            {
                return RuleInterpreter.Judge(tree, fact => facts[fact]) == Truth.Yes;
            }
            catch (OverflowException)
            {
                return false;       // what cannot be computed is not met
            }
        }
    }
}
