using System.Globalization;
using System.Text.Json.Nodes;
using NJsonSchema;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>The global layer, <c>rules/layer.json</c>, says what the engine does and what the packs use.</summary>
[Suite(Suite.Unit)]
public sealed class LayerTests
{
    private static readonly RulePack shipped = new RulePackReader(Packs.Model).ReadDirectory(Checkout.PathOf("rules/packs")).Demand();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static JsonObject Layer => JsonNode.Parse(File.ReadAllText(Checkout.PathOf("rules/layer.json")))!.AsObject();

    private static IEnumerable<string> Services => Categories(Layer["services"]!);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Taints => Layer["taints"]!.AsObject().Where(taint => taint.Value is JsonObject);

    [Fact]
    public async Task The_layer_is_what_its_schema_says() => Assert.Empty((await SchemaAsync()).Validate(Layer.ToJsonString()));

    [Theory]
    [InlineData("version", "0")]
    [InlineData("dust", """{ "says": "Dust.", "limitUsd": 0.10, "hopAboveUsd": "1.00", "taintDroppedBelowUsd": "1.00", "taintDroppedBelowShare": "0.001" }""")]     // a binary fraction
    [InlineData("services", """{ "says": "Services.", "categories": ["Exchange"] }""")]                                                                              // no category is written so
    [InlineData("aggregation", """{ "says": "Cases.", "hours": 24, "by": "rule" }""")]
    [InlineData("belowTheLine", """{ "says": "Below.", "perRuleAndWeek": 50, "relaxedBy": "20 %", "exceptNumbers": [] }""")]
    [InlineData("belowTheLine", """{ "says": "Below.", "perRuleAndWeek": 50, "relaxedBy": "0.20", "exceptNumbers": [47] }""")]
    [InlineData("graphs", "{}")]                                                                                                                                     // a key that nobody reads
    public async Task What_would_be_read_wrongly_the_schema_refuses(string key, string value)
    {
        var wrong = Layer;
        wrong[key] = JsonNode.Parse(value);
        Assert.NotEmpty((await SchemaAsync()).Validate(wrong.ToJsonString()));
    }

    [Fact]
    public void The_services_of_the_layer_are_those_that_monitoring_leaves_out_and_none_of_them_taints()
    {
        Assert.All(Services, category => Assert.True(AddressLabels.IsService(category), category));
        var tainting = Taints.SelectMany(taint => Categories(taint.Value!)).ToList();
        Assert.All(tainting, category => Assert.False(AddressLabels.IsService(category), category));
        Assert.Equal(tainting.Distinct(), tainting);      // no label taints as two things
    }

    [Fact]
    public void Each_taint_of_the_layer_has_its_facts()
    {
        Assert.Equal(["frozen", "mixer", "ransomware", "sanctions", "scam", "theft"], Taints.Select(taint => taint.Key).Order(StringComparer.Ordinal));
        Assert.All(Taints, taint => Assert.Contains($"originator.Taint{char.ToUpperInvariant(taint.Key[0])}{taint.Key[1..]}Usd", Packs.Model.ByName.Keys));
        Assert.All(Taints, taint => Assert.Contains($"originator.HopsFrom{char.ToUpperInvariant(taint.Key[0])}{taint.Key[1..]}", Packs.Model.ByName.Keys));
    }

    [Fact]
    public void Every_label_that_a_rule_names_is_one_of_the_layer()
    {
        string[] known = [.. Services, .. Taints.SelectMany(taint => Categories(taint.Value!)), AddressLabels.None];
        var named = shipped.Rules.SelectMany(rule => rule.Parameters.Values.OfType<string>()).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.Equal([], named.Except(known));
    }

    [Fact]
    public void Dust_is_the_same_to_the_layer_and_to_the_rules()
    {
        var dust = shipped.Rules.Where(rule => rule.Parameters.ContainsKey("dustUsd")).Select(rule => (decimal)rule.Parameters["dustUsd"]).ToList();
        Assert.Equal(2, dust.Count);
        Assert.All(dust, limit => Assert.Equal(decimal.Parse((string)Layer["dust"]!["limitUsd"]!, CultureInfo.InvariantCulture), limit));
    }

    [Fact]
    public void A_threshold_of_a_segment_is_a_parameter_of_a_shipped_rule_and_of_its_kind()
    {
        var thresholds = Layer["segments"]!["of"]!.AsArray().SelectMany(segment => segment!["parameters"]!.AsObject())
            .SelectMany(rule => rule.Value!.AsObject().Select(parameter => (Rule: rule.Key, parameter.Key, Value: (string)parameter.Value!))).ToList();
        Assert.NotEmpty(thresholds);
        Assert.All(thresholds, threshold =>
        {
            var standing = shipped.Rules.Single(rule => rule.Id == threshold.Rule).Parameters[threshold.Key];
            Assert.Equal(standing is int, int.TryParse(threshold.Value, CultureInfo.InvariantCulture, out _));
            Assert.Equal(standing is decimal, threshold.Value.Contains('.') && decimal.TryParse(threshold.Value, CultureInfo.InvariantCulture, out _));
        });
    }

    private static IEnumerable<string> Categories(JsonNode of) => of["categories"]!.AsArray().Select(category => (string)category!);

    private static Task<JsonSchema> SchemaAsync() => JsonSchema.FromFileAsync(Checkout.PathOf("rules/schemas/layer.schema.json"), Stop);
}
