using System.Collections.Frozen;
using System.Reflection;

namespace Usd1Compliance.Rules;

/// <summary>What kind of value a fact is.</summary>
public enum FactType
{
    /// <summary>Yes or no (<c>bool</c>).</summary>
    YesNo,

    /// <summary>A whole number (<c>int</c>).</summary>
    Count,

    /// <summary>An exact decimal number (<c>decimal</c>).</summary>
    Number,

    /// <summary>A word (<c>string</c>), compared letter by letter.</summary>
    Text,
}

/// <summary>One thing that a rule may look at.</summary>
public sealed class Fact
{
    internal Fact(string name, int index, PropertyInfo part, PropertyInfo property, FactType type)
    {
        Name = name;
        Index = index;
        Measured = property.GetCustomAttribute<MeasuredAttribute>();
        Part = part;
        Property = property;
        Type = type;
    }

    /// <summary>As rules write it: <c>originator.SentUsd24h</c>.</summary>
    public string Name { get; }

    /// <summary>Yes or no, whole number, decimal number or word. Any may be unknown.</summary>
    public FactType Type { get; }

    /// <summary>Its place in a <see cref="FactRow"/>.</summary>
    public int Index { get; }

    /// <summary>Unit, window, exactness and when it is unknown; null where the type of facts does not say.</summary>
    public MeasuredAttribute? Measured { get; }

    internal PropertyInfo Part { get; }

    internal PropertyInfo Property { get; }
}

/// <summary>
/// What rules may look at, taken from a type of facts: each of its constructor's parameters becomes a part (<c>originator</c>), each
/// property of a part a fact (<c>originator.SentUsd24h</c>). Nothing else can be named in a rule.
/// </summary>
public sealed class FactModel
{
    private readonly ConstructorInfo constructor;

    private FactModel(Type type, ConstructorInfo constructor, IReadOnlyList<Fact> facts)
    {
        FactsType = type;
        this.constructor = constructor;
        All = facts;
        ByName = facts.ToFrozenDictionary(fact => fact.Name, StringComparer.Ordinal);
        Parts = [.. facts.Select(fact => fact.Part).Distinct().Select(part => (NameOf(part), part.PropertyType))];
    }

    /// <summary>The type that holds all facts of one judgement.</summary>
    public Type FactsType { get; }

    /// <summary>Every fact, in the order of the type.</summary>
    public IReadOnlyList<Fact> All { get; }

    /// <summary>Every fact by the name that rules give it.</summary>
    public IReadOnlyDictionary<string, Fact> ByName { get; }

    /// <summary>The parts: the names that expressions begin with, and their types.</summary>
    internal IReadOnlyList<(string Name, Type Type)> Parts { get; }

    /// <summary>The facts of a type.</summary>
    /// <exception cref="ArgumentException">A property of a part is none of bool, int, decimal and string (or their nullable): what to compare it with would be a guess.</exception>
    public static FactModel Of<TFacts>() where TFacts : class
    {
        var type = typeof(TFacts);
        var constructor = type.GetConstructors().Single(candidate => candidate.GetParameters().Length > 0);
        List<Fact> facts = [];
        foreach (var part in constructor.GetParameters().Select(parameter => type.GetProperty(parameter.Name!)!))
        {
            var first = facts.Count;
            facts.AddRange(part.PropertyType.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(property => property.GetMethod is not null && property.GetIndexParameters().Length == 0)
                .Select((property, n) => new Fact($"{NameOf(part)}.{property.Name}", first + n, part, property, TypeOf(property))));
        }

        return new FactModel(type, constructor, facts);
    }

    /// <summary>Facts with these values and every other unknown, as objects: what RulesEngine's own means would judge.</summary>
    /// <param name="values">Fact name to bool, int, decimal or string.</param>
    /// <exception cref="ArgumentException">A name is no fact, or a value is not of its type.</exception>
    public TFacts Build<TFacts>(IReadOnlyDictionary<string, object> values) where TFacts : class
    {
        var parts = constructor.GetParameters().ToDictionary(parameter => parameter.Name!, parameter => Activator.CreateInstance(parameter.ParameterType)!, StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            var fact = ByName.GetValueOrDefault(name) ?? throw new ArgumentException($"'{name}' is no fact.", nameof(values));
            fact.Property.SetValue(parts[fact.Part.Name], value);
        }

        return (TFacts)constructor.Invoke([.. constructor.GetParameters().Select(parameter => parts[parameter.Name!])]);
    }

    /// <summary>A row with these values and every other fact unknown.</summary>
    /// <param name="values">Fact name to bool, int, decimal or string.</param>
    /// <exception cref="ArgumentException">A name is no fact, or a value is not of its type.</exception>
    public FactRow Row(IReadOnlyDictionary<string, object> values)
    {
        var row = new FactRow(this);
        foreach (var (name, value) in values)
        {
            var fact = ByName.GetValueOrDefault(name) ?? throw new ArgumentException($"'{name}' is no fact.", nameof(values));
            row.Values[fact.Index] = FactRow.Store(value, fact.Type);
        }

        return row;
    }

    private static string NameOf(PropertyInfo part) => char.ToLowerInvariant(part.Name[0]) + part.Name[1..];

    private static FactType TypeOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(bool) ? FactType.YesNo
            : type == typeof(int) ? FactType.Count
            : type == typeof(decimal) ? FactType.Number
            : type == typeof(string) ? FactType.Text
            : throw new ArgumentException($"The fact {property.DeclaringType!.Name}.{property.Name} is a {type.Name}; a fact is a bool, int, decimal or string.");
    }
}
