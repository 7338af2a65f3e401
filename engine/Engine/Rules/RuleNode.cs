namespace Usd1Compliance.Rules;

/// <summary>How two values are compared.</summary>
internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>How two numbers make a third.</summary>
internal enum Arithmetic
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// <summary>
/// The closed tree: everything that a rule can say. What the expression parser made is carried over into these nodes one by one, and
/// what has no node here cannot be said: a rule cannot call, create, index or reflect, whatever the parser may learn to read.
/// Numbers are decimals throughout, so that nothing wraps around.
/// </summary>
internal abstract record RuleNode(FactType Type)
{
    /// <summary>A fact, which may be unknown.</summary>
    public sealed record Known(Fact Fact) : RuleNode(Fact.Type);

    /// <summary>A constant: bool, int, decimal or string, as its type says.</summary>
    public sealed record Constant(object Value, FactType Type) : RuleNode(Type)
    {
        /// <summary>The parameter that it is the value of; null of a number that stands in the expression, and of what was computed.</summary>
        public string? Parameter { get; init; }

        /// <summary>Two of one value are the same condition of two rules, whatever each of them calls it.</summary>
        public bool Equals(Constant? other) => other is not null && Type == other.Type && Equals(Value, other.Value);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Type, Value);

        /// <summary>What it was computed from, once and for all rows; null of what was written.</summary>
        public Compute? From { get; init; }
    }

    /// <summary>Two numbers, words or truths compared; unknown when either is.</summary>
    public sealed record Compare(Comparison How, RuleNode Left, RuleNode Right) : RuleNode(FactType.YesNo);

    /// <summary>Arithmetic; unknown when either side is, or when the divisor is zero. Whole numbers give a whole number.</summary>
    public sealed record Compute(Arithmetic How, RuleNode Left, RuleNode Right, FactType Type) : RuleNode(Type);

    /// <summary>Both: no as soon as one is no.</summary>
    public sealed record And(RuleNode Left, RuleNode Right) : RuleNode(FactType.YesNo);

    /// <summary>Either: yes as soon as one is yes.</summary>
    public sealed record Or(RuleNode Left, RuleNode Right) : RuleNode(FactType.YesNo);

    /// <summary>The judgement of the segment that a word says; the other one where it says none of them, or is not known.</summary>
    public sealed record BySegment(Fact Word, IReadOnlyList<(string Segment, RuleNode Judgement)> Segments, RuleNode Otherwise) : RuleNode(FactType.YesNo);

    /// <summary>The contrary; unknown stays unknown.</summary>
    public sealed record Not(RuleNode Operand) : RuleNode(FactType.YesNo);
}
