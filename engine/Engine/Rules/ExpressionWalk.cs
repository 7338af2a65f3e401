using System.Linq.Expressions;
using System.Reflection;

namespace Usd1Compliance.Rules;

/// <summary>A node that has no place in the closed tree.</summary>
/// <param name="Near">The first name or value within it, by which its column is found.</param>
/// <param name="Message">What it is.</param>
/// <param name="Mend">What to write instead.</param>
internal sealed record WalkFault(string Near, string Message, string Mend);

/// <summary>
/// Carries what the parser made over into the closed tree, node by node. It names what it takes; everything else is refused,
/// also what a later version of the parser may bring.
/// </summary>
internal sealed class ExpressionWalk(FactModel facts, IReadOnlyDictionary<ParameterExpression, object> parameters)
{
    private const int MaxDepth = 48;
    private static readonly string tooDeep = $"More than {MaxDepth} steps stand within each other.";

    // What the parser makes of `x in (a, b)`: the one call that is taken, and only with its list written out in the rule.
    private static readonly MethodInfo contains = new Func<IEnumerable<int>, int, bool>(Enumerable.Contains).Method.GetGenericMethodDefinition();

    private int depth;

    public List<WalkFault> Faults { get; } = [];

    /// <summary>The whole of a rule in the closed tree, or null after a fault.</summary>
    public RuleNode? CarryRule(Expression body) => Truthful(body);

    private RuleNode? Carry(Expression node)
    {
        if (depth == MaxDepth)
        {
            var told = Faults.Exists(fault => fault.Message == tooDeep);
            return told ? null : Refuse(node, tooDeep, "Make two rules of it.");
        }

        depth++;
        var carried = node switch
        {
            ParameterExpression name => Constant(name, parameters.GetValueOrDefault(name)) is RuleNode.Constant constant ? constant with { Parameter = name.Name } : null,
            ConstantExpression literal => Constant(literal, literal.Value),
            MemberExpression member => Fact(member),
            UnaryExpression one => One(one),
            BinaryExpression two => Two(two),
            MethodCallExpression call when call.Method.IsGenericMethod && call.Method.GetGenericMethodDefinition() == contains && call.Arguments[0] is NewArrayExpression list => In(call.Arguments[1], list),
            _ => RefuseKind(node),
        };
        depth--;
        return carried;
    }

    private RuleNode? Constant(Expression node, object? value) => value switch
    {
        bool => new RuleNode.Constant(value, FactType.YesNo),
        int => new RuleNode.Constant(value, FactType.Count),
        decimal => new RuleNode.Constant(value, FactType.Number),
        string => new RuleNode.Constant(value, FactType.Text),
        double or float => Refuse(node, $"{value} would be a binary fraction, which is not exact.", "Write a decimal with an m behind it: 0.95m."),
        _ => Refuse(node, $"A constant of the kind {node.Type.Name} has no place in a rule.", "Use whole numbers, decimals, words and true or false."),
    };

    private RuleNode? Fact(MemberExpression member) =>
        member.Expression is ParameterExpression part && facts.ByName.TryGetValue($"{part.Name}.{member.Member.Name}", out var fact) && fact.Property == member.Member
            ? new RuleNode.Known(fact)
            : Refuse(member, $"'{member}' is no fact.", "Name a fact as part.Fact.");

    private RuleNode? One(UnaryExpression one)
    {
        switch (one.NodeType)
        {
            // From int to decimal, and from either to its nullable: the closed tree holds decimals and unknowns by itself.
            case ExpressionType.Convert when Widens(Plain(one.Operand.Type), Plain(one.Type)):
                return Carry(one.Operand);
            case ExpressionType.Not when Plain(one.Type) == typeof(bool):
                return Truthful(one.Operand) is { } operand ? new RuleNode.Not(operand) : null;
            case ExpressionType.Negate when IsNumber(one.Operand.Type):
                return Carry(one.Operand) is { } number ? Compute(one, Arithmetic.Subtract, new RuleNode.Constant(0, FactType.Count), number) : null;
            default:
                return RefuseKind(one);
        }
    }

    private RuleNode? Two(BinaryExpression two)
    {
        if (two.NodeType is ExpressionType.AndAlso or ExpressionType.OrElse && two.Method is null)
        {
            var (both, either) = (Truthful(two.Left), Truthful(two.Right));
            return both is null || either is null ? null
                : two.NodeType == ExpressionType.AndAlso ? new RuleNode.And(both, either) : new RuleNode.Or(both, either);
        }

        var (left, right) = (Carry(two.Left), Carry(two.Right));
        if (left is null || right is null)
        {
            return null;
        }

        return two.NodeType switch
        {
            ExpressionType.Equal => Compare(two, Comparison.Equal, left, right),
            ExpressionType.NotEqual => Compare(two, Comparison.NotEqual, left, right),
            ExpressionType.LessThan => Compare(two, Comparison.Less, left, right),
            ExpressionType.LessThanOrEqual => Compare(two, Comparison.LessOrEqual, left, right),
            ExpressionType.GreaterThan => Compare(two, Comparison.Greater, left, right),
            ExpressionType.GreaterThanOrEqual => Compare(two, Comparison.GreaterOrEqual, left, right),
            ExpressionType.Add => Compute(two, Arithmetic.Add, left, right),
            ExpressionType.Subtract => Compute(two, Arithmetic.Subtract, left, right),
            ExpressionType.Multiply => Compute(two, Arithmetic.Multiply, left, right),
            ExpressionType.Divide => Compute(two, Arithmetic.Divide, left, right),
            ExpressionType.Modulo => Compute(two, Arithmetic.Remainder, left, right),
            _ => RefuseKind(two),
        };
    }

    // A side of && and ||, or what ! turns around: a constant there says that a part of the rule was forgotten.
    private RuleNode? Truthful(Expression side) => Carry(side) switch
    {
        null => null,
        RuleNode.Constant => Refuse(side, "A constant stands where a comparison belongs.", "Remove it, or compare a fact with it."),
        var node when node.Type != FactType.YesNo => Refuse(side, "A number or word stands where a comparison belongs.", "Compare it with something."),
        var node => node,
    };

    // x in (a, b) is x == a || x == b.
    private RuleNode? In(Expression value, NewArrayExpression list)
    {
        var (looked, items) = (Carry(value), list.Expressions.Select(Carry).ToList());
        if (looked is null || items.Contains(null))
        {
            return null;
        }

        var compared = items.Select(item => Compare(value, Comparison.Equal, looked, item!)).ToList();
        return compared.Contains(null) ? null : compared.Aggregate((either, other) => new RuleNode.Or(either!, other!));
    }

    private RuleNode? Compare(Expression node, Comparison how, RuleNode left, RuleNode right)
    {
        if (left is RuleNode.Constant && right is RuleNode.Constant)
        {
            return Refuse(node, "This comparison looks at no fact: its answer is always the same.", "Compare a fact.");
        }

        var numbers = IsNumber(left.Type) && IsNumber(right.Type);
        return numbers || (left.Type == right.Type && how is Comparison.Equal or Comparison.NotEqual)
            ? new RuleNode.Compare(how, left, right)
            : Refuse(node, "Words and yes-or-no facts have no order, and are not compared with numbers.", "Use == or != between two of a kind.");
    }

    private RuleNode? Compute(Expression node, Arithmetic how, RuleNode left, RuleNode right)
    {
        if (!IsNumber(left.Type) || !IsNumber(right.Type))
        {
            return Refuse(node, "Only numbers are added, subtracted, multiplied and divided.", "Compare words with == alone.");
        }

        var counts = left.Type == FactType.Count && right.Type == FactType.Count;
        if (how is Arithmetic.Divide && counts)
        {
            return Refuse(node, "Two whole numbers are divided: it is not clear whether a remainder counts.", "Multiply the other side instead, or make one of them a decimal (2.0m).");
        }

        if (how is Arithmetic.Divide or Arithmetic.Remainder && right is RuleNode.Constant divisor && Convert.ToDecimal(divisor.Value, null) == 0)
        {
            return Refuse(node, "This divides by zero.", "Divide by something else.");
        }

        var computed = new RuleNode.Compute(how, left, right, counts ? FactType.Count : FactType.Number);
        return left is RuleNode.Constant && right is RuleNode.Constant ? Fold(node, computed) : computed;
    }

    // Arithmetic on constants alone is done once, here.
    private RuleNode? Fold(Expression node, RuleNode.Compute computed)
    {
        try
        {
            var value = RuleInterpreter.Number(computed, _ => null);
            return computed.Type == FactType.Count && value == decimal.Truncate(value) && value is >= int.MinValue and <= int.MaxValue
                ? new RuleNode.Constant((int)value, FactType.Count) { From = computed }
                : new RuleNode.Constant(value, FactType.Number) { From = computed };
        }
        catch (OverflowException)
        {
            return Refuse(node, "This comes to more than a decimal holds.", "Use a smaller constant.");
        }
    }

    private RuleNode? RefuseKind(Expression node) => Refuse(node, node switch
    {
        MethodCallExpression call => $"This comes to a call of {call.Method.Name}.",
        LambdaExpression or InvocationExpression => "A rule has no functions of its own.",
        NewExpression or NewArrayExpression or MemberInitExpression or ListInitExpression => "A rule creates nothing.",
        ConditionalExpression => "A rule has no choice between values.",
        IndexExpression => "A rule cannot index.",
        _ => $"'{node.NodeType}' to {node.Type.Name} has no place in a rule.",
    }, "A rule compares facts with constants, by == != < <= > >=, + - * / %, &&, || and !.");

    private RuleNode? Refuse(Expression node, string message, string mend)
    {
        Faults.Add(new WalkFault(NameFinder.FirstIn(node), message, mend));
        return null;
    }

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool Widens(Type from, Type to) => (from == to && (from == typeof(bool) || IsNumber(from))) || (from == typeof(int) && to == typeof(decimal));

    private static bool IsNumber(Type type) => Plain(type) == typeof(int) || Plain(type) == typeof(decimal);

    private static bool IsNumber(FactType type) => type is FactType.Count or FactType.Number;

    private sealed class NameFinder : ExpressionVisitor
    {
        private string? found;

        public static string FirstIn(Expression node)
        {
            var finder = new NameFinder();
            finder.Visit(node);
            return finder.found ?? "";
        }

        public override Expression? Visit(Expression? node) => found is null ? base.Visit(node) : node;

        protected override Expression VisitMember(MemberExpression node)
        {
            found = node.Expression is ParameterExpression ? node.ToString() : null;
            return found is null ? base.VisitMember(node) : node;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            found = node.Name;
            return node;
        }

        protected override Expression VisitConstant(ConstantExpression node)
        {
            found = Convert.ToString(node.Value, System.Globalization.CultureInfo.InvariantCulture);
            return node;
        }
    }
}
