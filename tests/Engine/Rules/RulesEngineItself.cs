using System.Globalization;
using RulesEngine.Models;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>
/// The same pack as Microsoft's RulesEngine runs it by its own means, without ours: what our compiled pack must agree with and is
/// measured against. The benchmarks use this file too.
/// </summary>
public sealed class RulesEngineItself
{
    private readonly RulesEngine.RulesEngine engine;

    public RulesEngineItself(RulePack pack)
    {
        // One workflow and no formatted messages: as fast as it goes.
        var workflow = new Workflow
        {
            WorkflowName = "pack",
            Rules = [.. pack.Rules.Select(rule => new RulesEngine.Models.Rule
            {
                RuleName = rule.Id,
                Expression = rule.Expression,
                LocalParams = [.. rule.Parameters.Select(parameter => new ScopedParam { Name = parameter.Key, Expression = Literal(parameter.Value) })],
            })],
        };
        engine = new RulesEngine.RulesEngine([workflow], new ReSettings { IsExpressionCaseSensitive = true, EnableExceptionAsErrorMessage = false, EnableFormattedErrorMessage = false });
    }

    /// <summary>The ids of the rules that are met.</summary>
    public async Task<HashSet<string>> MetAsync(TransferFacts facts)
    {
        HashSet<string> met = new(StringComparer.Ordinal);
        foreach (var result in await ExecuteAsync(facts))
        {
            if (result.IsSuccess)
            {
                met.Add(result.Rule.RuleName);
            }
        }

        return met;
    }

    /// <summary>ExecuteAllRulesAsync, as it comes.</summary>
    public ValueTask<List<RuleResultTree>> ExecuteAsync(TransferFacts facts) => engine.ExecuteAllRulesAsync("pack",
        [
            new RuleParameter("transfer", facts.Transfer), new RuleParameter("originator", facts.Originator), new RuleParameter("beneficiary", facts.Beneficiary),
            new RuleParameter("pair", facts.Pair), new RuleParameter("graph", facts.Graph), new RuleParameter("customer", facts.Customer), new RuleParameter("supply", facts.Supply),
        ]);

    private static string Literal(object value) => value switch
    {
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        int count => count.ToString(CultureInfo.InvariantCulture),
        _ => $"\"{value}\"",
    };
}
