using System.Collections.Frozen;

namespace Usd1Compliance.Rules;

/// <summary>A rule as it judges the addresses of one segment.</summary>
/// <param name="Segment">The segment's id.</param>
/// <param name="Parameters">All parameters of the rule, those of the segment in place of its own.</param>
/// <param name="Own">Those that the segment gives.</param>
public sealed record SegmentVariant(string Segment, IReadOnlyDictionary<string, object> Parameters, IReadOnlyDictionary<string, object> Own)
{
    /// <summary>The rule's expression with these parameters.</summary>
    internal RuleNode Tree { get; init; } = null!;
}

/// <summary>
/// Thresholds of segments: each names a rule of the pack and a parameter of it, of the same kind. A rule that has some is judged once for each segment, by the segment of the address
/// that it speaks about.
/// </summary>
internal sealed class SegmentThresholds(FactModel facts)
{
    private readonly ExpressionReader expressions = new(facts);

    /// <summary>The segments with their thresholds; whatever names no rule or no parameter goes to the problems.</summary>
    public IReadOnlyList<Segment> Read(IReadOnlyList<(Segment Segment, JsonPart Parameters)> segments, IReadOnlyList<Rule> rules, FileProblems problems)
    {
        List<Segment> read = [];
        foreach (var (segment, part) in segments)
        {
            problems.Rule = $"segments.{segment.Id}";
            Dictionary<string, IReadOnlyDictionary<string, object>> ofRules = new(StringComparer.Ordinal);
            foreach (var (key, value) in part.Members)
            {
                if (rules.FirstOrDefault(rule => rule.Id == key.Text) is not { } rule)
                {
                    problems.Add(key, $"The pack holds no rule \"{key.Text}\".", "Name a rule of the pack, or remove its thresholds.");
                }
                else if (value.Kind != JsonKind.Object || value.Members.Count == 0)
                {
                    problems.Add(value, $"The thresholds of \"{key.Text}\" are {(value.Kind == JsonKind.Object ? "none" : value.Describe())}.", "Write an object of parameter and value, or remove the rule.");
                }
                else if (!ofRules.TryAdd(key.Text, ReadRule(rule, value, problems)))
                {
                    problems.Add(key, $"The key \"{key.Text}\" stands twice in one object.", "Keep one of them.");
                }
            }

            read.Add(segment with { Parameters = ofRules.ToFrozenDictionary(StringComparer.Ordinal) });
        }

        problems.Rule = null;
        return read;
    }

    /// <summary>The rules with a variant for each segment that has thresholds of theirs.</summary>
    public IReadOnlyList<Rule> Apply(GlobalLayer layer, IReadOnlyList<Rule> rules) => layer.Segments.All(segment => segment.Parameters.Count == 0) ? rules
        : [.. rules.Select(rule => layer.Segments.Where(segment => segment.Parameters.ContainsKey(rule.Id)).ToList() is { Count: > 0 } own ? rule with
            {
                Variants = [.. own.Select(segment => VariantOf(rule, segment))],
                Facts = rule.Facts.Contains(rule.SegmentFact) ? rule.Facts : [.. rule.Facts, rule.SegmentFact],      // it looks at the segment too
            } : rule)];

    private Dictionary<string, object> ReadRule(Rule rule, JsonPart part, FileProblems problems)
    {
        Dictionary<string, object> values = new(StringComparer.Ordinal);
        var members = new JsonMembers(part, problems);
        foreach (var key in part.Members.Select(member => member.Key).DistinctBy(key => key.Text))
        {
            if (!rule.Parameters.TryGetValue(key.Text, out var standing))
            {
                problems.Add(key, $"The rule {rule.Id} has no parameter \"{key.Text}\".", rule.Parameters.Count == 0 ? "It has none at all." : $"It has {string.Join(", ", rule.Parameters.Keys)}.");
            }
            else if (members.Take(key.Text, JsonKind.Text) is { } value)
            {
                if (RuleFileReader.ReadConstant(value.Text) is { } constant && constant.GetType() == standing.GetType())
                {
                    values[key.Text] = constant;
                }
                else
                {
                    problems.Add(value, $"The parameter \"{key.Text}\" of {rule.Id} is \"{value.Text}\".", $"Write {(standing is int ? "a whole number (\"3\")" : standing is decimal ? "a decimal with a point (\"10000.00\")" : "a word")}, as the rule does.");
                }
            }
        }

        // A value may make a divisor nothing, or a constant too great, which the rule's own did not.
        foreach (var fault in expressions.Read(rule.Expression, Merged(rule, values)).Faults)
        {
            problems.Add(part, $"With these thresholds {rule.Id} cannot be read: {fault.Message}", fault.Mend);
        }

        return values;
    }

    private static Dictionary<string, object> Merged(Rule rule, IReadOnlyDictionary<string, object> own) =>
        rule.Parameters.ToDictionary(pair => pair.Key, pair => own.GetValueOrDefault(pair.Key, pair.Value), StringComparer.Ordinal);

    private SegmentVariant VariantOf(Rule rule, Segment segment)
    {
        var parameters = Merged(rule, segment.Parameters[rule.Id]);
        return new SegmentVariant(segment.Id, parameters, segment.Parameters[rule.Id]) { Tree = expressions.Read(rule.Expression, parameters).Tree! };
    }
}
