using System.Diagnostics;
using System.Linq.Expressions;
using System.Reflection;

namespace Usd1Compliance.Rules;

/// <summary>Takes out the rules of which a shared condition does not hold, and marks those that stay of which one is undecided.</summary>
/// <param name="values">Of a row.</param>
/// <param name="open">The bits of the rules that are open.</param>
/// <param name="unknown">Receives the bits of those that are undecided so far.</param>
internal delegate void SettleRules(long[] values, ref ulong open, ref ulong unknown);

/// <summary>
/// Makes machine code of closed trees. A judgement is an <c>int</c> of two bits, "it may be" and "it must be": no is 00, unknown is
/// 01, yes is 11. So that and is &amp;, or is |, and a side that settles the whole ends it. A fact is compared as the whole number that stands in the row;
/// only arithmetic is done in decimals.
/// </summary>
internal static class PackCompiler
{
    /// <summary>The bits of no.</summary>
    public const int No = 0;

    /// <summary>The bits of unknown.</summary>
    public const int Unknown = 1;

    /// <summary>The bits of yes.</summary>
    public const int Yes = 3;

    private static readonly MethodInfo toDecimal = typeof(FactRow).GetMethod(nameof(FactRow.Decimal), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static Truth TruthOf(int bits) => bits switch { No => Truth.No, Yes => Truth.Yes, _ => Truth.Unknown };

    /// <summary>Machine code that answers the two bits of a judgement from the values of a <see cref="FactRow"/>.</summary>
    /// <exception cref="OverflowException">Of the code: a number grew beyond what a decimal holds.</exception>
    public static Func<long[], int> Compile(RuleNode rule)
    {
        var scope = new Scope();
        var bits = Bits(rule, scope);
        return Expression.Lambda<Func<long[], int>>(Expression.Block(scope.Variables, bits), scope.Values).Compile();
    }

    /// <summary>Machine code that looks at shared conditions one after the other, each as long as one of the rules that share it is open.</summary>
    /// <param name="conditions">Of one word of the mask: the bits of the rules, and what they share. None may be beyond what a decimal holds.</param>
    public static SettleRules CompileShared(IEnumerable<(ulong Rules, RuleNode Condition)> conditions)
    {
        var scope = new Scope();
        var (open, unknown) = (Expression.Parameter(typeof(ulong).MakeByRefType(), "open"), Expression.Parameter(typeof(ulong).MakeByRefType(), "unknown"));
        var (left, gaps, bits) = (Expression.Variable(typeof(ulong)), Expression.Variable(typeof(ulong)), Expression.Variable(typeof(int)));
        List<Expression> steps = [Expression.Assign(left, open), Expression.Assign(gaps, Expression.Constant(0UL))];
        foreach (var (rules, condition) in conditions)
        {
            steps.Add(Expression.IfThen(Expression.NotEqual(Expression.And(left, Expression.Constant(rules)), Expression.Constant(0UL)), Expression.Block(
                Expression.Assign(bits, Bits(condition, scope)),
                Expression.IfThenElse(Expression.Equal(bits, Expression.Constant(No)), Expression.Assign(left, Expression.And(left, Expression.Constant(~rules))),
                    Expression.IfThen(Expression.Equal(bits, Expression.Constant(Unknown)), Expression.Assign(gaps, Expression.Or(gaps, Expression.Constant(rules))))))));
        }

        steps.AddRange([Expression.Assign(open, left), Expression.Assign(unknown, Expression.And(gaps, left))]);
        return Expression.Lambda<SettleRules>(Expression.Block([left, gaps, bits, .. scope.Variables], steps), scope.Values, open, unknown).Compile();
    }

    private static Expression Bits(RuleNode node, Scope scope)
    {
        switch (node)
        {
            case RuleNode.And(var left, var right):
                return Either(left, No, right, Expression.And, scope);
            case RuleNode.Or(var left, var right):
                return Either(left, Yes, right, Expression.Or, scope);
            case RuleNode.Not(var operand):
                var turned = scope.Rent();
                var assigned = Expression.Assign(turned, Bits(operand, scope));
                scope.Return(turned);
                return Expression.Block(assigned, Expression.Condition(Expression.Equal(turned, Expression.Constant(Unknown)), turned, Expression.Subtract(Expression.Constant(Yes), turned)));
            case RuleNode.Compare compare:
                return Compare(compare, scope);
            case RuleNode.BySegment(var word, var segments, var otherwise):
                // A word that is not known has no number, so that the other judgement stands.
                return segments.Reverse().Aggregate(Bits(otherwise, scope), (rest, segment) =>
                    Expression.Condition(Expression.Equal(scope.Read(word), Expression.Constant((long)FactRow.NumberOf(segment.Segment))), Bits(segment.Judgement, scope), rest));
            case RuleNode.Known(var fact):
                return Verdict(scope.IsKnown(fact), Expression.NotEqual(scope.Read(fact), Expression.Constant(0L)));
            default:
                throw new UnreachableException($"{node} is no judgement.");
        }
    }

    private static BlockExpression Either(RuleNode left, int settled, RuleNode right, Func<Expression, Expression, BinaryExpression> join, Scope scope)
    {
        var first = scope.Rent();
        var either = Expression.Block(Expression.Assign(first, Bits(left, scope)),
            Expression.Condition(Expression.Equal(first, Expression.Constant(settled)), first, join(first, Bits(right, scope))));
        scope.Return(first);
        return either;
    }

    private static Expression Compare(RuleNode.Compare compare, Scope scope)
    {
        if (WholeNumbers(compare, scope) is var (one, other))
        {
            return Verdict(Known(compare.Left, compare.Right, scope), Holds(compare.How, one, other));
        }

        if (compare.Left.Type is FactType.Count or FactType.Number)
        {
            return Verdict(Known(compare.Left, compare.Right, scope), Holds(compare.How, Number(compare.Left, scope), Number(compare.Right, scope)));
        }

        // Judgements compared with each other: (a > b) == (c > d).
        var (left, right) = (scope.Rent(), scope.Rent());
        var both = Expression.Block(Expression.Assign(left, TruthBits(compare.Left, scope)), Expression.Assign(right, TruthBits(compare.Right, scope)),
            Expression.Condition(Expression.OrElse(Expression.Equal(left, Expression.Constant(Unknown)), Expression.Equal(right, Expression.Constant(Unknown))),
                Expression.Constant(Unknown), Expression.Condition(Holds(compare.How, left, right), Expression.Constant(Yes), Expression.Constant(No))));
        scope.Return(left);
        scope.Return(right);
        return both;
    }

    private static Expression TruthBits(RuleNode node, Scope scope) =>
        node is RuleNode.Constant { Value: bool value } ? Expression.Constant(value ? Yes : No) : Bits(node, scope);

    // Facts and constants as they stand in the row, in millionths where either side is a decimal; null where a constant has no such form, or a side is computed.
    private static (Expression One, Expression Other)? WholeNumbers(RuleNode.Compare compare, Scope scope)
    {
        var inMillionths = compare.Left.Type == FactType.Number || compare.Right.Type == FactType.Number;
        return Whole(compare.Left, inMillionths, scope) is { } one && Whole(compare.Right, inMillionths, scope) is { } other ? (one, other) : null;
    }

    private static Expression? Whole(RuleNode node, bool inMillionths, Scope scope) => node switch
    {
        RuleNode.Known(var fact) when fact.Type == FactType.Count && inMillionths => Expression.Multiply(scope.Read(fact), Expression.Constant(FactRow.Scale)),
        RuleNode.Known(var fact) => scope.Read(fact),
        RuleNode.Constant { Value: int count } => Expression.Constant(inMillionths ? count * FactRow.Scale : count),
        RuleNode.Constant { Value: decimal number } when Math.Abs(number) < 9_000_000_000_000m && decimal.Truncate(number * FactRow.Scale) == number * FactRow.Scale => Expression.Constant((long)(number * FactRow.Scale)),
        RuleNode.Constant { Value: bool yes } => Expression.Constant(yes ? 1L : 0L),
        RuleNode.Constant { Value: string word } => Expression.Constant((long)FactRow.NumberOf(word)),
        _ => null,
    };

    private static BinaryExpression Holds(Comparison how, Expression one, Expression other) => how switch
    {
        Comparison.Equal => Expression.Equal(one, other),
        Comparison.NotEqual => Expression.NotEqual(one, other),
        Comparison.Less => Expression.LessThan(one, other),
        Comparison.LessOrEqual => Expression.LessThanOrEqual(one, other),
        Comparison.Greater => Expression.GreaterThan(one, other),
        _ => Expression.GreaterThanOrEqual(one, other),
    };

    private static ConditionalExpression Verdict(Expression? known, Expression holds)
    {
        var settled = Expression.Condition(holds, Expression.Constant(Yes), Expression.Constant(No));
        return known is null ? settled : Expression.Condition(known, settled, Expression.Constant(Unknown));
    }

    private static Expression Number(RuleNode node, Scope scope) => node switch
    {
        RuleNode.Constant { Value: int count } => Expression.Constant((decimal)count),
        RuleNode.Constant { Value: decimal number } => Expression.Constant(number),
        RuleNode.Known(var fact) when fact.Type == FactType.Count => Expression.Convert(scope.Read(fact), typeof(decimal)),
        RuleNode.Known(var fact) => Expression.Call(toDecimal, scope.Read(fact)),
        RuleNode.Compute(var how, var left, var right, _) => Compute(how, Number(left, scope), Number(right, scope)),
        _ => throw new UnreachableException($"{node} is no number."),
    };

    private static BinaryExpression Compute(Arithmetic how, Expression one, Expression other) => how switch
    {
        Arithmetic.Add => Expression.Add(one, other),
        Arithmetic.Subtract => Expression.Subtract(one, other),
        Arithmetic.Multiply => Expression.Multiply(one, other),
        Arithmetic.Divide => Expression.Divide(one, other),
        _ => Expression.Modulo(one, other),
    };

    private static Expression? Known(RuleNode left, RuleNode right, Scope scope) => Both(Known(left, scope), Known(right, scope));

    // Null: always known. A division is known where its divisor is, and is not nothing.
    private static Expression? Known(RuleNode node, Scope scope) => node switch
    {
        RuleNode.Known(var fact) => scope.IsKnown(fact),
        RuleNode.Compute(var how, var left, var right, _) => how is Arithmetic.Divide or Arithmetic.Remainder
            ? Both(Both(Known(left, scope), Known(right, scope)), Expression.NotEqual(Number(right, scope), Expression.Constant(0m)))
            : Both(Known(left, scope), Known(right, scope)),
        _ => null,
    };

    private static Expression? Both(Expression? one, Expression? other) => one is null ? other : other is null ? one : Expression.AndAlso(one, other);

    /// <summary>The values of a row, and a few variables that all rules of a delegate share.</summary>
    private sealed class Scope
    {
        private readonly Stack<ParameterExpression> free = [];
        private readonly List<ParameterExpression> rented = [];

        public ParameterExpression Values { get; } = Expression.Parameter(typeof(long[]), "values");

        public IEnumerable<ParameterExpression> Variables => rented;

        /// <summary>A variable whose value nobody needs any more.</summary>
        public ParameterExpression Rent()
        {
            if (free.TryPop(out var variable))
            {
                return variable;
            }

            rented.Add(Expression.Variable(typeof(int)));
            return rented[^1];
        }

        /// <summary>Lets the steps that follow use it.</summary>
        public void Return(ParameterExpression variable) => free.Push(variable);

        public BinaryExpression Read(Fact fact) => Expression.ArrayIndex(Values, Expression.Constant(fact.Index));

        public BinaryExpression IsKnown(Fact fact) => Expression.NotEqual(Read(fact), Expression.Constant(FactRow.Unknown));
    }
}
