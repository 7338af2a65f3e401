using System.Diagnostics;

namespace Usd1Compliance.Rules;

/// <summary>
/// Judges a rule the slow and obvious way: what a compiled pack has to agree with. A comparison first asks whether everything that
/// it needs is known, and computes only then.
/// </summary>
internal static class RuleInterpreter
{
    /// <summary>The verdict, where <paramref name="valueOf"/> answers null for a fact that is not known.</summary>
    /// <exception cref="OverflowException">A number grew beyond what a decimal holds.</exception>
    public static Truth Judge(RuleNode node, Func<Fact, object?> valueOf)
    {
        switch (node)
        {
            case RuleNode.And(var left, var right):
                return Judge(left, valueOf) switch
                {
                    Truth.No => Truth.No,
                    Truth.Yes => Judge(right, valueOf),
                    _ => Judge(right, valueOf) == Truth.No ? Truth.No : Truth.Unknown,
                };
            case RuleNode.Or(var left, var right):
                return Judge(left, valueOf) switch
                {
                    Truth.Yes => Truth.Yes,
                    Truth.No => Judge(right, valueOf),
                    _ => Judge(right, valueOf) == Truth.Yes ? Truth.Yes : Truth.Unknown,
                };
            case RuleNode.Not(var operand):
                return Judge(operand, valueOf) switch { Truth.Yes => Truth.No, Truth.No => Truth.Yes, _ => Truth.Unknown };
            case RuleNode.BySegment(var word, var segments, var otherwise):
                return Judge(segments.FirstOrDefault(segment => Equals(segment.Segment, valueOf(word))).Judgement ?? otherwise, valueOf);
            case RuleNode.Compare compare:
                return !IsKnown(compare.Left, valueOf) || !IsKnown(compare.Right, valueOf) ? Truth.Unknown
                    : Holds(compare, valueOf) ? Truth.Yes : Truth.No;
            case RuleNode.Known(var fact):
                return valueOf(fact) switch { null => Truth.Unknown, true => Truth.Yes, _ => Truth.No };
            default:
                throw new UnreachableException($"{node} is no judgement.");
        }
    }

    /// <summary>The value of a number all of whose facts are known.</summary>
    public static decimal Number(RuleNode node, Func<Fact, object?> valueOf) => node switch
    {
        RuleNode.Compute(var how, var left, var right, _) => Compute(how, Number(left, valueOf), Number(right, valueOf)),
        _ => Convert.ToDecimal(Value(node, valueOf), null),
    };

    private static bool IsKnown(RuleNode node, Func<Fact, object?> valueOf) => node switch
    {
        RuleNode.Known(var fact) => valueOf(fact) is not null,
        RuleNode.Compute(var how, var left, var right, _) => IsKnown(left, valueOf) && IsKnown(right, valueOf)
            && (how is not (Arithmetic.Divide or Arithmetic.Remainder) || Number(right, valueOf) != 0),
        RuleNode.Constant => true,
        _ => Judge(node, valueOf) != Truth.Unknown,
    };

    private static bool Holds(RuleNode.Compare compare, Func<Fact, object?> valueOf)
    {
        var order = compare.Left.Type is FactType.Count or FactType.Number
            ? Number(compare.Left, valueOf).CompareTo(Number(compare.Right, valueOf))
            : Equals(Value(compare.Left, valueOf), Value(compare.Right, valueOf)) ? 0 : 1;
        return compare.How switch
        {
            Comparison.Equal => order == 0,
            Comparison.NotEqual => order != 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static object Value(RuleNode node, Func<Fact, object?> valueOf) => node switch
    {
        RuleNode.Constant(var value, _) => value,
        RuleNode.Known(var fact) => valueOf(fact)!,
        _ => Judge(node, valueOf) == Truth.Yes,
    };

    private static decimal Compute(Arithmetic how, decimal left, decimal right) => how switch
    {
        Arithmetic.Add => left + right,
        Arithmetic.Subtract => left - right,
        Arithmetic.Multiply => left * right,
        Arithmetic.Divide => left / right,
        _ => left % right,
    };
}
