namespace Usd1Compliance.Rules;

/// <summary>A rule whose thresholds have moved towards more findings.</summary>
/// <param name="Index">Of the rule in its pack.</param>
/// <param name="Rule">The relaxed one: the same id, version and expression, other parameters.</param>
internal sealed record RelaxedRule(int Index, Rule Rule);

/// <summary>
/// The rules of a pack below their own line: each threshold moved by the share of the layer towards more findings. What a threshold is follows from the rule: a number that stands, by itself or in a
/// sum, product or quotient, on one side of &lt;, &lt;=, &gt; or &gt;=, and that lets more through in one direction only, wherever the rule names it. A number that is compared with == is none, nor
/// is one that opens here what it closes there. How near the nearest source may be is none either: it says which rule speaks, and what is nearer is found by another. Facts count as not negative.
/// </summary>
internal static class RelaxedPack
{
    private enum Towards
    {
        Neither = 0,
        Less = 1,
        More = 2,
        Both = 3,
    }

    /// <summary>The rules that have a threshold which can move, in the order of the pack.</summary>
    /// <param name="pack">Of which.</param>
    /// <param name="facts">What its rules look at.</param>
    /// <returns>None where the layer looks at nothing below the line.</returns>
    public static IReadOnlyList<RelaxedRule> Of(RulePack pack, FactModel facts)
    {
        if (pack.Layer.BelowTheLine is not { } below)
        {
            return [];
        }

        var expressions = new ExpressionReader(facts);
        return [.. pack.Rules.Select((rule, index) => below.ExceptNumbers.Contains(rule.Number) ? null : Relax(rule, below.RelaxedBy, pack.Layer.Graph.Hops, expressions) is { } relaxed ? new RelaxedRule(index, relaxed) : null).OfType<RelaxedRule>()];
    }

    /// <summary>The thresholds of a rule by name, and whether a smaller value finds more.</summary>
    public static IReadOnlyDictionary<string, bool> ThresholdsOf(Rule rule)
    {
        Dictionary<string, Towards> found = new(StringComparer.Ordinal);
        Look(rule.Tree, true, found);
        var hops = HopsIn(rule.Tree).ToHashSet(StringComparer.Ordinal);
        return rule.Parameters.Where(parameter => parameter.Value is int or decimal && found.GetValueOrDefault(parameter.Key) is var towards && (towards == Towards.More || (towards == Towards.Less && !hops.Contains(parameter.Key))))
            .ToDictionary(parameter => parameter.Key, parameter => found[parameter.Key] == Towards.Less, StringComparer.Ordinal);
    }

    /// <summary>A threshold moved by a share of itself. Counts go to the next whole number; one that is 1 or more stays 1 at the least, since a rule that asks for none asks nothing.</summary>
    /// <param name="value">int or decimal.</param>
    /// <param name="isLess">Downwards.</param>
    /// <param name="share">More than 0, less than 1.</param>
    public static object Move(object value, bool isLess, decimal share)
    {
        if (value is int count)
        {
            var moved = count + ((isLess ? -1 : 1) * Math.Abs(count) * share);
            return isLess ? (int)Math.Max(Math.Min(count, 1), decimal.Floor(moved)) : (int)Math.Min(int.MaxValue, decimal.Ceiling(moved));
        }

        var number = (decimal)value;
        return decimal.Round(number + ((isLess ? -1 : 1) * Math.Abs(number) * share), 6, isLess ? MidpointRounding.ToNegativeInfinity : MidpointRounding.ToPositiveInfinity);
    }

    /// <summary>What a rule asks with other numbers of the same kinds in place of its own.</summary>
    /// <param name="rule">Which.</param>
    /// <param name="parameters">All of them.</param>
    /// <param name="facts">What it looks at.</param>
    public static RuleNode With(Rule rule, IReadOnlyDictionary<string, object> parameters, FactModel facts) => Read(rule, parameters, new ExpressionReader(facts));

    private static Rule? Relax(Rule rule, decimal share, int farthest, ExpressionReader expressions)
    {
        var (thresholds, hops) = (ThresholdsOf(rule), HopsIn(rule.Tree).ToHashSet(StringComparer.Ordinal));
        var parameters = Moved(rule.Parameters);
        return parameters.All(parameter => parameter.Value.Equals(rule.Parameters[parameter.Key])) ? null : rule with
        {
            Parameters = parameters, Tree = Read(rule, parameters, expressions),
            Variants = [.. rule.Variants.Select(variant => Moved(variant.Parameters) is var moved ? variant with { Parameters = moved, Tree = Read(rule, moved, expressions) } : variant)],
        };

        Dictionary<string, object> Moved(IReadOnlyDictionary<string, object> values) =>
            values.ToDictionary(pair => pair.Key, pair => thresholds.TryGetValue(pair.Key, out var isLess) ? Near(pair.Key, pair.Value, Move(pair.Value, isLess, share)) : pair.Value, StringComparer.Ordinal);

        // One hop more than are counted says that no source is near: nobody is looked at for that.
        object Near(string name, object own, object moved) => hops.Contains(name) && moved is int count && own is int stands && count > farthest ? Math.Max(stands, farthest) : moved;
    }

    // The same expression with other numbers of the same kinds: it reads, unless a divisor or a constant went out of bounds, and then the rule stands as it is.
    private static RuleNode Read(Rule rule, IReadOnlyDictionary<string, object> values, ExpressionReader expressions) => expressions.Read(rule.Expression, values).Tree ?? rule.Tree;

    // The parameters that hops are compared with.
    private static IEnumerable<string> HopsIn(RuleNode node) => node switch
    {
        RuleNode.And(var left, var right) => HopsIn(left).Concat(HopsIn(right)),
        RuleNode.Or(var left, var right) => HopsIn(left).Concat(HopsIn(right)),
        RuleNode.Not(var operand) => HopsIn(operand),
        RuleNode.Compare(_, RuleNode.Known { Fact.Measured.Unit: FactUnit.Hops }, RuleNode.Constant { Parameter: { } name }) => [name],
        RuleNode.Compare(_, RuleNode.Constant { Parameter: { } name }, RuleNode.Known { Fact.Measured.Unit: FactUnit.Hops }) => [name],
        _ => [],
    };

    private static void Look(RuleNode node, bool isAsked, Dictionary<string, Towards> found)
    {
        switch (node)
        {
            case RuleNode.And(var left, var right):
                Look(left, isAsked, found);
                Look(right, isAsked, found);
                break;
            case RuleNode.Or(var left, var right):
                Look(left, isAsked, found);
                Look(right, isAsked, found);
                break;
            case RuleNode.Not(var operand):
                Look(operand, !isAsked, found);
                break;
            case RuleNode.Compare(var how, var left, var right):
                var isGreater = how is Comparison.Greater or Comparison.GreaterOrEqual;
                var ofRight = how is Comparison.Equal or Comparison.NotEqual ? Towards.Both : isGreater == isAsked ? Towards.Less : Towards.More;
                LookAt(right, ofRight, found);
                LookAt(left, Turned(ofRight), found);
                break;
            default:
                break;
        }
    }

    // Which way a number of a side has to move so that the comparison lets more through.
    private static void LookAt(RuleNode side, Towards more, Dictionary<string, Towards> found)
    {
        switch (side)
        {
            case RuleNode.Constant { Parameter: { } name }:
                found[name] = found.GetValueOrDefault(name) | more;
                break;
            case RuleNode.Constant { From: { } computed }:
                LookAt(computed, more, found);
                break;
            case RuleNode.Compute(var how, var left, var right, _):
                var other = how switch { Arithmetic.Subtract or Arithmetic.Divide => Turned(more), Arithmetic.Remainder => Towards.Both, _ => more };
                LookAt(left, Signed(how == Arithmetic.Remainder ? Towards.Both : more, how, right), found);
                LookAt(right, Signed(other, how, left), found);
                break;
            case RuleNode.And or RuleNode.Or or RuleNode.Not or RuleNode.Compare:
                // A truth that is compared with another: it opens in both directions.
                Look(side, true, found);
                Look(side, false, found);
                break;
            default:
                break;
        }
    }

    // Times or by less than nothing, more is less.
    private static Towards Signed(Towards more, Arithmetic how, RuleNode factor) =>
        how is Arithmetic.Multiply or Arithmetic.Divide && factor is RuleNode.Constant { Value: int or decimal } constant && Convert.ToDecimal(constant.Value, null) < 0 ? Turned(more) : more;

    private static Towards Turned(Towards more) => more switch { Towards.Less => Towards.More, Towards.More => Towards.Less, _ => more };
}
