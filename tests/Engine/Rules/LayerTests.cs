using System.Globalization;
using System.Text.Json;
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
    public void The_pack_is_judged_by_the_layer_as_it_stands_in_the_file()
    {
        Assert.True(shipped.HasLayer);
        Assert.Equal(Services.Order(StringComparer.Ordinal), shipped.Layer.Services.Order(StringComparer.Ordinal));
        Assert.All(Taints, taint => Assert.Equal(Categories(taint.Value!).Order(StringComparer.Ordinal), shipped.Layer.Taints[taint.Key].Order(StringComparer.Ordinal)));
        Assert.Equal((50, 0.20m), (shipped.Layer.BelowTheLine!.PerRuleAndWeek, shipped.Layer.BelowTheLine.RelaxedBy));
        Assert.Equal([1, 42, 43, 45], shipped.Layer.BelowTheLine.ExceptNumbers);
        Assert.Equal("5000000.00", $"{shipped.Layer.SegmentOf("market_maker")!.Parameters["mint-and-run"]["minUsd"]:0.00}");
        Assert.Equal("private", shipped.Layer.SegmentOf("mixer")!.Id);
    }

    [Fact]
    public void The_shipped_layer_counts_as_packs_from_before_it_did_but_for_more_labels_that_taint()
    {
        var (now, before) = (shipped.Layer, GlobalLayer.BuiltIn);
        Assert.Equal((before.Dust, before.Graph, before.Aggregation), (now.Dust, now.Graph, now.Aggregation));
        Assert.Equal(before.Services.Order(StringComparer.Ordinal), now.Services.Order(StringComparer.Ordinal));
        Assert.All(GlobalLayer.TaintWords, word => Assert.Superset(before.Taints[word].ToHashSet(), now.Taints[word].ToHashSet()));
        Assert.Equal(["exploit", "hack"], now.Taints["theft"].Except(before.Taints["theft"]).Order(StringComparer.Ordinal));
    }

    // What is wrong, where the layer says so, and how it is mended.
    [Theory]
    [InlineData("graphs", "{}", "\"graphs\" is not known here", null)]                                                                             // a key that nobody reads
    [InlineData("version", "0", "\"version\" is 0", null)]
    [InlineData("services.categories", """["Exchange"]""", "\"Exchange\"", "services")]                                                            // no category is written so
    [InlineData("services.categories", """["none"]""", "\"none\"", "services")]                                                                    // whoever has no label is no service
    [InlineData("services.categories", """["exchange", "exchange"]""", "stands twice", "services")]
    [InlineData("services.categories", """["mixer"]""", "is a service", "taints.mixer")]
    [InlineData("taints.drugs", """{ "from": "labels", "categories": ["drugs"] }""", "\"drugs\" is not known here", "taints")]                     // an own taint: six there are
    [InlineData("taints.theft.categories", """["theft", "scam"]""", "\"scam\" taints as theft and as scam", "taints.scam")]
    [InlineData("taints.mixer.from", "\"issuer-freezes\"", "\"from\" is \"issuer-freezes\"", "taints.mixer")]
    [InlineData("freezeProposed.category", "\"proposed\"", "\"category\" is \"proposed\"", "freezeProposed")]
    [InlineData("dust.limitUsd", "\"-0.10\"", "\"limitUsd\" is \"-0.10\"", "dust")]
    [InlineData("dust.limitUsd", "0.10", "\"limitUsd\" is a number", "dust")]                                                                      // a binary fraction
    [InlineData("dust.taintDroppedBelowShare", "\"1.0\"", "\"taintDroppedBelowShare\" is \"1.0\"", "dust")]
    [InlineData("graph.edges", "128", "\"edges\" is 128", "graph")]                                                                                // the ring is built for 64
    [InlineData("graph.hubDays", "7", "\"hubDays\" is 7", "graph")]
    [InlineData("graph.hops", "2", "\"hops\" is 2", "graph")]                                                                                      // rules ask for four
    [InlineData("graph.windowHours", "721", "\"windowHours\" is 721", "graph")]
    [InlineData("aggregation.by", "\"rule\"", "\"by\" is \"rule\"", "aggregation")]
    [InlineData("aggregation.hours", "0", "\"hours\" is 0", "aggregation")]
    [InlineData("belowTheLine.relaxedBy", "\"0.0\"", "\"relaxedBy\" is \"0.0\"", "belowTheLine")]
    [InlineData("belowTheLine.relaxedBy", "\"1.2\"", "\"relaxedBy\" is \"1.2\"", "belowTheLine")]
    [InlineData("belowTheLine.perRuleAndWeek", "0", "\"perRuleAndWeek\" is 0", "belowTheLine")]
    [InlineData("belowTheLine.exceptNumbers", "[47]", "\"exceptNumbers\" is 47", "belowTheLine")]
    [InlineData("segments.of.0.parameters", """{ "no-such-rule": { "times": "5" } }""", "no rule \"no-such-rule\"", "segments.exchange")]
    [InlineData("segments.of.0.parameters", """{ "round-amounts": { "no": "5" } }""", "no parameter \"no\"", "segments.exchange")]
    [InlineData("segments.of.0.parameters", """{ "mint-and-run": { "minUsd": "5" } }""", "\"minUsd\" of mint-and-run is \"5\"", "segments.exchange")]  // a count for dollars
    [InlineData("segments.of.0.categories", """["payment"]""", "stands in the segments exchange and payment", "segments.payment")]
    [InlineData("segments.of.4.categories", "[]", "No segment has the category none", "segments")]
    public void What_is_wrong_with_the_layer_refuses_the_pack_and_is_told_with_its_place_value_and_mend(string path, string value, string message, string? part)
    {
        var wrong = Layer;
        var keys = path.Split('.');
        JsonNode at = wrong;
        foreach (var key in keys[..^1])
        {
            at = int.TryParse(key, CultureInfo.InvariantCulture, out var place) ? at[place]! : at[key]!;
        }

        at[keys[^1]] = JsonNode.Parse(value);
        var files = shipped.Files.Where(file => file.Name != GlobalLayer.FileName).Append(new RulePackFile(GlobalLayer.FileName, wrong.ToJsonString(new JsonSerializerOptions { WriteIndented = true })));
        var problem = Packs.ProblemsOf([.. files]).First(problem => problem.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal(("layer.json", part), (problem.File, problem.Rule));
        Assert.True(problem is { Line: > 0, Column: > 0, Mend.Length: > 10 }, problem.ToString());
    }

    [Fact]
    public void A_layer_that_lacks_a_part_or_is_no_JSON_is_refused_and_one_problem_hides_no_other()
    {
        var problems = Packs.ProblemsOf(Packs.File(Packs.Rule("a-rule", "originator.SentUsd24h > 5")), Packs.Layer(layer =>
        {
            layer.Remove("dust");
            layer["graph"]!["hops"] = 9;
        }));
        Assert.Equal(["The key \"dust\" is missing.", "\"hops\" is 9."], problems.Select(problem => problem.Message));
        Assert.StartsWith("The file is not JSON", Assert.Single(Packs.ProblemsOf(Packs.File(Packs.Rule("a-rule", "originator.SentUsd24h > 5")), new RulePackFile(GlobalLayer.FileName, "{"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_of_the_layer_is_a_letter_of_the_pack()
    {
        RulePackFile[] rules = [Packs.File(Packs.Rule("a-rule", "originator.SentUsd24h > 5"))];
        var reader = new RulePackReader(Packs.Model);
        var (one, other) = (reader.Read([.. rules, Packs.Layer()]).Demand(), reader.Read([.. rules, Packs.Layer(layer => layer["dust"]!["limitUsd"] = "0.20")]).Demand());
        Assert.NotEqual(one.Sha256, other.Sha256);
        Assert.NotEqual(one.Layer.MemorySha256, other.Layer.MemorySha256);
        Assert.Equal(one.Layer.MemorySha256, reader.Read([.. rules, Packs.Layer(layer => layer["aggregation"]!["hours"] = 48)]).Demand().Layer.MemorySha256);
        Assert.Equal(GlobalLayer.BuiltIn, reader.Read(rules).Demand().Layer);
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
