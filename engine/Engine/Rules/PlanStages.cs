namespace Usd1Compliance.Rules;

/// <summary>A condition that several rules may share, on what stands in every row: where it does not hold, none of them is met.</summary>
/// <param name="Word">Of the mask.</param>
/// <param name="Rules">The bits of those that have it.</param>
/// <param name="Condition">What they share.</param>
internal readonly record struct SharedCondition(int Word, ulong Rules, RuleNode Condition);

/// <summary>A part of a rule: conditions that need the same to be measured. Those that need nothing are no part: they are shared.</summary>
/// <param name="Groups">What has to be measured before, a bit each.</param>
/// <param name="Holds">The two bits of all of its conditions together.</param>
internal readonly record struct RuleStage(ulong Groups, Func<long[], int> Holds);

/// <summary>How a pack is judged: the conditions that are shared, and the stages of each rule.</summary>
/// <param name="Shared">Most shared first.</param>
/// <param name="Stages">Of each rule, the cheapest first.</param>
internal sealed record StagePlan(IReadOnlyList<SharedCondition> Shared, IReadOnlyList<IReadOnlyList<RuleStage>> Stages);

/// <summary>
/// Puts the conditions of each rule in order of what they cost. "And" of three values does not ask which side comes first, so the verdict is the same as in the order in
/// which the rule is written. Only a rule that might be beyond what a decimal holds stays as it is written: there the order decides whether it fails.
/// </summary>
internal static class PlanStages
{
    // What a decimal holds is 7.9e28; a little less, for sums of what was rounded here.
    private const double MostOfDecimal = 7e28;

    public static StagePlan Of(RulePack pack, FactModel facts, IReadOnlyList<ulong> groups)
    {
        Dictionary<(int Word, RuleNode Condition), ulong> shared = [];
        List<IReadOnlyList<RuleStage>> stages = [];
        for (var rule = 0; rule < pack.Rules.Count; rule++)
        {
            var tree = pack.Rules[rule].Judgement(facts);
            if (MostOf(tree) > MostOfDecimal)
            {
                stages.Add([new RuleStage(GroupsOf(tree, groups), PackCompiler.Compile(tree))]);
                continue;
            }

            var conditions = ConditionsOf(tree);
            foreach (var condition in conditions.Where(condition => GroupsOf(condition, groups) == 0))
            {
                shared[(rule / 64, condition)] = shared.GetValueOrDefault((rule / 64, condition)) | (1UL << rule);
            }

            stages.Add([.. conditions.Where(condition => GroupsOf(condition, groups) != 0).GroupBy(condition => GroupsOf(condition, groups)).OrderBy(stage => stage.Key)
                .Select(stage => new RuleStage(stage.Key, PackCompiler.Compile(stage.Aggregate((one, other) => new RuleNode.And(one, other)))))]);
        }

        return new StagePlan([.. shared.OrderByDescending(pair => System.Numerics.BitOperations.PopCount(pair.Value)).ThenBy(pair => pair.Value)
            .Select(pair => new SharedCondition(pair.Key.Word, pair.Value, pair.Key.Condition))], stages);
    }

    // The conditions of a rule. Where segments have thresholds of their own, the trees differ in constants alone, so that each condition can be chosen by itself.
    private static List<RuleNode> ConditionsOf(RuleNode tree)
    {
        List<RuleNode> conditions = [];
        if (tree is not RuleNode.BySegment(var word, var segments, var otherwise))
        {
            Part(tree, conditions);
            return conditions;
        }

        Part(otherwise, conditions);
        var own = segments.Select(segment =>
        {
            List<RuleNode> parts = [];
            Part(segment.Judgement, parts);
            return (segment.Segment, Parts: parts);
        }).ToList();
        return own.Any(segment => segment.Parts.Count != conditions.Count) ? [tree]
            : [.. conditions.Select((condition, i) => own.All(segment => segment.Parts[i] == condition) ? condition : new RuleNode.BySegment(word, [.. own.Select(segment => (segment.Segment, segment.Parts[i]))], condition))];
    }

    // The conditions of a chain of "and", in the order in which they are written.
    private static void Part(RuleNode node, List<RuleNode> conditions)
    {
        if (node is RuleNode.And(var left, var right))
        {
            Part(left, conditions);
            Part(right, conditions);
        }
        else
        {
            conditions.Add(node);
        }
    }

    private static ulong GroupsOf(RuleNode node, IReadOnlyList<ulong> groups) => node switch
    {
        RuleNode.Known(var fact) => groups[fact.Index],
        RuleNode.Constant => 0,
        RuleNode.Compare(_, var left, var right) => GroupsOf(left, groups) | GroupsOf(right, groups),
        RuleNode.Compute(_, var left, var right, _) => GroupsOf(left, groups) | GroupsOf(right, groups),
        RuleNode.And(var left, var right) => GroupsOf(left, groups) | GroupsOf(right, groups),
        RuleNode.Or(var left, var right) => GroupsOf(left, groups) | GroupsOf(right, groups),
        RuleNode.Not(var operand) => GroupsOf(operand, groups),
        RuleNode.BySegment(var word, var segments, var otherwise) => segments.Aggregate(groups[word.Index] | GroupsOf(otherwise, groups), (all, segment) => all | GroupsOf(segment.Judgement, groups)),
        _ => throw new System.Diagnostics.UnreachableException($"{node} is no part of a rule."),
    };

    // The greatest that any number in a rule can come to, whatever the facts are.
    private static double MostOf(RuleNode node) => node switch
    {
        RuleNode.Known(var fact) => fact.Type == FactType.Number ? long.MaxValue / (double)FactRow.Scale : fact.Type == FactType.Count ? int.MaxValue : 1,
        RuleNode.Constant(decimal number, _) => (double)Math.Abs(number),
        RuleNode.Constant(int count, _) => Math.Abs((double)count),
        RuleNode.Constant => 1,
        RuleNode.Compute(Arithmetic.Multiply, var left, var right, _) => Math.Max(1, MostOf(left)) * Math.Max(1, MostOf(right)),
        RuleNode.Compute(Arithmetic.Divide, var left, var right, _) => MostOf(left) * (LeastOf(right) is var least and > 0 ? Math.Max(1, 1 / least) : double.PositiveInfinity),
        RuleNode.Compute(_, var left, var right, _) => MostOf(left) + MostOf(right),
        RuleNode.Compare(_, var left, var right) => Math.Max(MostOf(left), MostOf(right)),
        RuleNode.And(var left, var right) => Math.Max(MostOf(left), MostOf(right)),
        RuleNode.Or(var left, var right) => Math.Max(MostOf(left), MostOf(right)),
        RuleNode.Not(var operand) => MostOf(operand),
        RuleNode.BySegment(_, var segments, var otherwise) => segments.Max(segment => Math.Max(MostOf(segment.Judgement), MostOf(otherwise))),
        _ => throw new System.Diagnostics.UnreachableException($"{node} is no part of a rule."),
    };

    // The least that a divisor can be that is not nothing; 0 where that is not known.
    private static double LeastOf(RuleNode divisor) => divisor switch
    {
        RuleNode.Known(var fact) => fact.Type == FactType.Count ? 1 : 1 / (double)FactRow.Scale,
        RuleNode.Constant(decimal number, _) => (double)Math.Abs(number),
        RuleNode.Constant(int count, _) => Math.Abs((double)count),
        _ => 0,
    };
}
