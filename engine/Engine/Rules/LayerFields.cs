using System.Globalization;

namespace Usd1Compliance.Rules;

/// <summary>A layer as a list of fields, so that two of them can be read beside each other.</summary>
internal static class LayerFields
{
    /// <summary>What differs between two layers, in the order of the later one.</summary>
    public static IReadOnlyList<RuleFieldChange> Between(GlobalLayer before, GlobalLayer after)
    {
        var (was, becomes) = (Of(before), Of(after));
        return [.. becomes.Keys.Concat(was.Keys.Except(becomes.Keys)).Select(field => new RuleFieldChange(field, was.GetValueOrDefault(field), becomes.GetValueOrDefault(field))).Where(field => field.Before != field.After)];
    }

    private static Dictionary<string, string> Of(GlobalLayer layer)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal) { ["services"] = Words(layer.Services) };
        foreach (var word in GlobalLayer.TaintWords)
        {
            fields[$"taints.{word}"] = Words(layer.Taints[word]);
        }

        (fields["dust.limitUsd"], fields["dust.hopAboveUsd"]) = (Text(layer.Dust.LimitUsd), Text(layer.Dust.HopAboveUsd));
        (fields["dust.taintDroppedBelowUsd"], fields["dust.taintDroppedBelowShare"]) = (Text(layer.Dust.TaintDroppedBelowUsd), Text(layer.Dust.TaintDroppedBelowShare));
        (fields["graph.windowHours"], fields["graph.hubCounterparties"], fields["graph.longestCycle"]) = (Text(layer.Graph.WindowHours), Text(layer.Graph.HubCounterparties), Text(layer.Graph.LongestCycle));
        (fields["graph.hops"], fields["graph.stepBudget"]) = (Text(layer.Graph.Hops), Text(layer.Graph.StepBudget));
        fields["aggregation.hours"] = Text(layer.Aggregation.Hours);
        foreach (var segment in layer.Segments)
        {
            fields[$"segments.{segment.Id}"] = Words(segment.Categories);
            foreach (var (rule, parameter, value) in segment.Parameters.SelectMany(rule => rule.Value.Select(pair => (rule.Key, pair.Key, pair.Value))).OrderBy(own => own, Comparer<(string, string, object)>.Create((one, other) => string.CompareOrdinal($"{one.Item1} {one.Item2}", $"{other.Item1} {other.Item2}"))))
            {
                fields[$"segments.{segment.Id}.{rule}.{parameter}"] = value is string word ? $"\"{word}\"" : Text(value);
            }
        }

        if (layer.BelowTheLine is { } below)
        {
            (fields["belowTheLine.perRuleAndWeek"], fields["belowTheLine.relaxedBy"]) = (Text(below.PerRuleAndWeek), Text(below.RelaxedBy));
            fields["belowTheLine.exceptNumbers"] = string.Join(", ", below.ExceptNumbers.Order().Select(number => Text(number)));
        }

        return fields;
    }

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.Order(StringComparer.Ordinal)) is { Length: > 0 } some ? some : "none";

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
