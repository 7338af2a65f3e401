using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>
/// Facts by chance, the same for the same seed. Numbers are drawn mostly from the thresholds of the rules and their neighbours a
/// step below and above, where a wrong comparison would show; numbers drawn evenly would hardly ever meet a rule.
/// </summary>
public sealed class RandomFacts
{
    private static readonly string[] words = ["transfer", "transfer", "transfer", "mint", "burn", "freeze", "none", "mixer", "exchange", "treasury", "bridge"];

    private readonly SplitMix64 chance;
    private readonly FactModel model;
    private readonly decimal[] edges;

    public RandomFacts(ulong seed, RulePack pack, FactModel model)
    {
        chance = new SplitMix64(seed);
        this.model = model;
        var thresholds = pack.Rules.SelectMany(rule => rule.Parameters.Values).Select(value => value is int count ? count : value as decimal?).OfType<decimal>().Concat([0m, 1m, 100m, 1000m, 10000m, 100000m]);
        edges = [.. thresholds.SelectMany(edge => (decimal[])[edge, edge, edge - 0.01m, edge + 0.01m, edge * 0.95m, edge * 5, edge / 2]).Distinct()];
    }

    /// <summary>Values by the names of their facts.</summary>
    public IReadOnlyDictionary<string, object> Next(bool allKnown)
    {
        Dictionary<string, object> values = new(StringComparer.Ordinal);
        foreach (var fact in model.All)
        {
            if (allKnown || chance.Next() % 3 != 0)
            {
                values[fact.Name] = Value(fact);
            }
        }

        return values;
    }

    private object Value(Fact fact) => fact.Type switch
    {
        FactType.YesNo => chance.Next() % 2 == 0,
        FactType.Count => (int)decimal.Truncate(Math.Min(Edge(), 1_000_000)),
        FactType.Number => Edge(),
        _ => words[chance.Next() % (ulong)words.Length],
    };

    private decimal Edge() => chance.Next() % 4 == 0 ? chance.Next() % 10_000_000 / 100m : edges[chance.Next() % (ulong)edges.Length];
}
