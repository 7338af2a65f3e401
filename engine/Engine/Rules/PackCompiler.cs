using System.Diagnostics;
using System.Linq.Expressions;

namespace Usd1Compliance.Rules;

/// <summary>Some rules in one: answers the bits of those that are met, and sets the bits of those that are undecided.</summary>
internal delegate ulong FusedRules<TFacts>(TFacts facts, out ulong unknown);

/// <summary>
/// Makes machine code of closed trees. A judgement is an <c>int</c> of two bits, "it may be" and "it must be": no is 00, unknown is
/// 01, yes is 11. So that and is &amp;, or is |, and a side that settles the whole ends it.
/// </summary>
internal static class PackCompiler
{
    private const int No = 0;
    private const int Unknown = 1;
    private const int Yes = 3;

    public static Truth TruthOf(int bits) => bits switch { No => Truth.No, Yes => Truth.Yes, _ => Truth.Unknown };

    public static FusedRules<TFacts> Fuse<TFacts>(IReadOnlyList<RuleNode> rules, int firstBit)
    {
        var scope = new Scope(typeof(TFacts));
        var (yes, unknown, bits) = (Expression.Variable(typeof(ulong), "yes"), Expression.Parameter(typeof(ulong).MakeByRefType(), "unknown"), Expression.Variable(typeof(int), "bits"));
        var mayBe = Expression.Variable(typeof(ulong), "mayBe");
        List<Expression> steps = [.. scope.Opening, Expression.Assign(yes, Expression.Constant(0UL)), Expression.Assign(mayBe, Expression.Constant(0UL))];
        for (var i = 0; i < rules.Count; i++)
        {
            // Nearly every rule is not met by nearly every transfer: one test, and on to the next.
            var bit = Expression.Constant(1UL << (firstBit + i));
            steps.Add(Expression.Assign(bits, Bits(rules[i], scope)));
            steps.Add(Expression.IfThen(Expression.NotEqual(bits, Expression.Constant(No)),
                Expression.IfThenElse(Expression.Equal(bits, Expression.Constant(Yes)),
                    Expression.Assign(yes, Expression.Or(yes, bit)),
                    Expression.Assign(mayBe, Expression.Or(mayBe, bit)))));
        }

        steps.Add(Expression.Assign(unknown, mayBe));
        steps.Add(yes);
        return Expression.Lambda<FusedRules<TFacts>>(Expression.Block([.. scope.Variables, yes, mayBe, bits], steps), scope.Facts, unknown).Compile();
    }

    public static Func<TFacts, int> Alone<TFacts>(RuleNode rule)
    {
        var scope = new Scope(typeof(TFacts));
        var bits = Bits(rule, scope);
        return Expression.Lambda<Func<TFacts, int>>(Expression.Block(scope.Variables, [.. scope.Opening, bits]), scope.Facts).Compile();
    }

    public static Func<TFacts, object?> Read<TFacts>(Fact fact)
    {
        var facts = Expression.Parameter(typeof(TFacts), "facts");
        return Expression.Lambda<Func<TFacts, object?>>(Expression.Convert(Expression.Property(Expression.Property(facts, fact.Part), fact.Property), typeof(object)), facts).Compile();
    }

    private static BlockExpression Bits(RuleNode node, Scope scope)
    {
        switch (node)
        {
            case RuleNode.And(var left, var right):
                return Either(left, No, right, Expression.And, scope);
            case RuleNode.Or(var left, var right):
                return Either(left, Yes, right, Expression.Or, scope);
            case RuleNode.Not(var operand):
                var turned = scope.Rent(typeof(int));
                var assigned = Expression.Assign(turned, Bits(operand, scope));
                scope.Return(turned);
                return Expression.Block(assigned, Expression.Condition(Expression.Equal(turned, Expression.Constant(Unknown)), turned, Expression.Subtract(Expression.Constant(Yes), turned)));
            case RuleNode.Compare compare:
                return Compare(compare, scope);
            case RuleNode.Known known:
                var fact = Operand.Of(known, scope);
                return fact.Then(Expression.Condition(fact.Value, Expression.Constant(Yes), Expression.Constant(No)), Expression.Constant(Unknown), scope);
            default:
                throw new UnreachableException($"{node} is no judgement.");
        }
    }

    private static BlockExpression Either(RuleNode left, int settled, RuleNode right, Func<Expression, Expression, BinaryExpression> join, Scope scope)
    {
        var first = scope.Rent(typeof(int));
        var either = Expression.Block(Expression.Assign(first, Bits(left, scope)),
            Expression.Condition(Expression.Equal(first, Expression.Constant(settled)), first, join(first, Bits(right, scope))));
        scope.Return(first);
        return either;
    }

    private static BlockExpression Compare(RuleNode.Compare compare, Scope scope)
    {
        var (left, right) = (Operand.Of(compare.Left, scope), Operand.Of(compare.Right, scope));
        var (one, other) = Alike(left.Value, right.Value);
        Expression holds = compare.How switch
        {
            Comparison.Equal => Expression.Equal(one, other),
            Comparison.NotEqual => Expression.NotEqual(one, other),
            Comparison.Less => Expression.LessThan(one, other),
            Comparison.LessOrEqual => Expression.LessThanOrEqual(one, other),
            Comparison.Greater => Expression.GreaterThan(one, other),
            _ => Expression.GreaterThanOrEqual(one, other),
        };
        return left.And(right).Then(Expression.Condition(holds, Expression.Constant(Yes), Expression.Constant(No)), Expression.Constant(Unknown), scope);
    }

    // A whole number beside a decimal becomes one; two whole numbers are compared as they are.
    private static (Expression, Expression) Alike(Expression left, Expression right) =>
        left.Type == right.Type ? (left, right) : (ToDecimal(left), ToDecimal(right));

    private static Expression ToDecimal(Expression number) =>
        number.Type == typeof(decimal) ? number
        : number is ConstantExpression { Value: int constant } ? Expression.Constant((decimal)constant)
        : Expression.Convert(number, typeof(decimal));

    /// <summary>The facts and their parts, each part read once, and a few variables that all rules of a delegate share.</summary>
    private sealed class Scope(Type type)
    {
        private readonly Dictionary<string, ParameterExpression> parts = type.GetConstructors().Single(constructor => constructor.GetParameters().Length > 0).GetParameters()
            .ToDictionary(part => part.Name!, part => Expression.Variable(part.ParameterType, part.Name), StringComparer.Ordinal);

        public ParameterExpression Facts { get; } = Expression.Parameter(type, "facts");

        private readonly Dictionary<Type, Stack<ParameterExpression>> free = [];
        private readonly List<ParameterExpression> rented = [];

        public IEnumerable<ParameterExpression> Variables => [.. parts.Values, .. rented];

        /// <summary>A variable whose value nobody needs any more.</summary>
        public ParameterExpression Rent(Type type)
        {
            if (free.TryGetValue(type, out var returned) && returned.TryPop(out var variable))
            {
                return variable;
            }

            rented.Add(Expression.Variable(type));
            return rented[^1];
        }

        /// <summary>Lets the steps that follow use it.</summary>
        public void Return(ParameterExpression variable)
        {
            free.TryAdd(variable.Type, []);
            free[variable.Type].Push(variable);
        }

        public IEnumerable<Expression> Opening => parts.Select(part => Expression.Assign(part.Value, Expression.Property(Facts, part.Key)));

        public MemberExpression Read(Fact fact) => Expression.Property(parts[fact.Part.Name], fact.Property);
    }

    /// <summary>A value, what has to run before it, and the test whether it is known (null: always).</summary>
    private sealed record Operand(IReadOnlyList<ParameterExpression> Variables, IReadOnlyList<Expression> Before, Expression? Known, Expression Value)
    {
        public static Operand Of(RuleNode node, Scope scope)
        {
            switch (node)
            {
                case RuleNode.Constant(var value, _):
                    return new Operand([], [], null, Expression.Constant(value));
                case RuleNode.Known(var fact):
                    return OfFact(scope.Read(fact), scope);
                case RuleNode.Compute compute:
                    return Compute(compute, scope);
                default:
                    var bits = scope.Rent(typeof(int));
                    return new Operand([bits], [Expression.Assign(bits, Bits(node, scope))], Expression.NotEqual(bits, Expression.Constant(Unknown)), Expression.Equal(bits, Expression.Constant(Yes)));
            }
        }

        public Operand And(Operand other) => new([.. Variables, .. other.Variables], [.. Before, .. other.Before], Both(Known, other.Known), Value);

        /// <summary>The end of the operand: its variables are free for what comes after.</summary>
        public BlockExpression Then(Expression known, Expression unknown, Scope scope)
        {
            foreach (var variable in Variables)
            {
                scope.Return(variable);
            }

            return Expression.Block([.. Before, Known is null ? known : Expression.Condition(Known, known, unknown)]);
        }

        private static Operand OfFact(MemberExpression read, Scope scope)
        {
            var fact = scope.Rent(read.Type);
            var assign = Expression.Assign(fact, read);
            return Nullable.GetUnderlyingType(read.Type) is not null
                ? new Operand([fact], [assign], Expression.Property(fact, "HasValue"), Expression.Call(fact, "GetValueOrDefault", null))
                : new Operand([fact], [assign], read.Type.IsValueType ? null : Expression.NotEqual(fact, Expression.Constant(null, read.Type)), fact);
        }

        private static Operand Compute(RuleNode.Compute compute, Scope scope)
        {
            var (left, right) = (Of(compute.Left, scope), Of(compute.Right, scope));
            var (one, other) = (ToDecimal(left.Value), ToDecimal(right.Value));
            Expression value = compute.How switch
            {
                Arithmetic.Add => Expression.Add(one, other),
                Arithmetic.Subtract => Expression.Subtract(one, other),
                Arithmetic.Multiply => Expression.Multiply(one, other),
                Arithmetic.Divide => Expression.Divide(one, other),
                _ => Expression.Modulo(one, other),
            };
            var both = left.And(right);
            return compute.How is Arithmetic.Divide or Arithmetic.Remainder
                ? both with { Value = value, Known = Both(both.Known, Expression.NotEqual(other, Expression.Constant(0m))) }
                : both with { Value = value };
        }

        private static Expression? Both(Expression? one, Expression? other) => one is null ? other : other is null ? one : Expression.AndAlso(one, other);
    }
}
