using System.Text.Json;
using System.Text.Json.Nodes;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>Small packs for tests.</summary>
public static class Packs
{
    public static readonly FactModel Model = FactModel.Of<TransferFacts>();

    /// <summary>A pack whose rules rule-0, rule-1, … are sound in all but perhaps their expressions.</summary>
    public static RulePack Of(params string[] expressions) => new RulePackReader(Model).Read([File([.. expressions.Select((expression, n) => Rule($"rule-{n}", expression))]), Layer()]).Demand();

    /// <summary>The shipped layer, without thresholds of segments, which name rules of the shipped pack; with something changed.</summary>
    public static RulePackFile Layer(Action<JsonObject>? change = null)
    {
        var layer = JsonNode.Parse(System.IO.File.ReadAllText(Checkout.PathOf("rules/layer.json")))!.AsObject();
        foreach (var segment in layer["segments"]!["of"]!.AsArray())
        {
            segment!["parameters"] = new JsonObject();
        }

        change?.Invoke(layer);
        return new RulePackFile(GlobalLayer.FileName, layer.ToJsonString());
    }

    /// <summary>The verdict of one expression, by the compiled rule, which the interpreter must share.</summary>
    public static Truth Judge(string expression, Dictionary<string, object> facts)
    {
        var compiled = new CompiledPack(Of(expression), Model);
        var built = Model.Row(facts);
        var (yes, unknown) = (new ulong[1], new ulong[1]);
        Assert.Empty(compiled.Evaluate(built, yes, unknown));
        var verdict = yes[0] == 1 ? Truth.Yes : unknown[0] == 1 ? Truth.Unknown : Truth.No;
        Assert.Equal(compiled.Interpret(0, built), verdict);
        Assert.Equal(compiled.Evaluate(0, built), verdict);
        return verdict;
    }

    public static JsonObject Rule(string name, string expression, JsonObject? parameters = null)
    {
        var properties = new JsonObject
        {
            ["version"] = 1, ["typology"] = "structuring", ["number"] = 8, ["market"] = "primary", ["severity"] = "high", ["score"] = 40,
            ["says"] = "It was found.", ["source"] = "31 CFR 1010.314", ["subject"] = "originator", ["falsePositives"] = "None are known.",
        };
        if (parameters is not null)
        {
            properties["parameters"] = parameters;
        }

        return new JsonObject { ["RuleName"] = name, ["Properties"] = properties, ["Expression"] = expression };
    }

    public static RulePackFile File(params JsonObject[] rules) =>
        new("test.json", new JsonObject { ["WorkflowName"] = "test", ["Rules"] = new JsonArray([.. rules]) }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    /// <summary>Everything that is wrong with a pack, which must be something.</summary>
    public static IReadOnlyList<RuleProblem> ProblemsOf(params RulePackFile[] files) => Assert.IsType<PackReading.Refused>(new RulePackReader(Model).Read(files)).Problems;
}
