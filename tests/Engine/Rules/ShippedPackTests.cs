using NJsonSchema;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

[Suite(Suite.Unit)]
public sealed class ShippedPackTests
{
    private static readonly string packs = Checkout.PathOf("rules/packs");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(packs, "*.json").Select(file => Path.GetFileName(file))];

    [Fact]
    public void Every_test_beside_the_shipped_rules_passes_and_every_rule_has_a_test_of_each_verdict()
    {
        var report = new RunRuleTests(new RulePackReader(Packs.Model)).Run(packs);
        Assert.Empty(report.Problems);
        Assert.DoesNotContain(report.Results, result => result.Fault is not null);
        Assert.NotEmpty(report.Results);
    }

    [Fact]
    public void Each_of_the_46_typologies_has_one_file_of_its_number_and_name()
    {
        var pack = new RulePackReader(Packs.Model).ReadDirectory(packs).Demand();
        Assert.Equal(Enumerable.Range(1, 46).Select(number => (number, 1)), pack.Rules.GroupBy(rule => rule.Number).Select(of => (of.Key, of.Select(rule => rule.File).Distinct().Count())).Order());
        Assert.All(pack.Rules, rule => Assert.Equal($"{rule.Number:00}-{rule.Typology}.json", rule.File));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_shipped_file_is_what_its_schema_says(string file) =>
        Assert.Empty((await SchemaOf(file)).Validate(await File.ReadAllTextAsync(Path.Combine(packs, file), Stop)));

    [Theory]
    [InlineData("\"version\": 1,", "")]
    [InlineData("\"version\": 1", "\"version\": 0")]
    [InlineData("\"version\": 1", "\"version\": \"1\"")]
    [InlineData("\"version\": 1", "\"version\": 1, \"owner\": \"me\"")]
    [InlineData("\"number\": 8", "\"number\": 47")]
    [InlineData("\"market\": \"primary\"", "\"market\": \"grey\"")]
    [InlineData("\"severity\": \"high\"", "\"severity\": \"High\"")]
    [InlineData("\"score\": 40", "\"score\": 101")]
    [InlineData("\"says\": \"It was found.\"", "\"says\": \" \"")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"sender\"")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"suppression\": \"one day\"")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"suppression\": \"PT0H\"")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"parameters\": { \"Limit\": \"5\" }")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"parameters\": { \"limit\": 5 }")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"parameters\": { \"limit\": \"1e5\" }")]
    [InlineData("\"RuleName\": \"a-rule\"", "\"RuleName\": \"a--rule\"")]
    [InlineData("\"RuleName\": \"a-rule\"", "\"RuleName\": \"a-rule\", \"Enabled\": true")]
    [InlineData("\"WorkflowName\": \"test\"", "\"WorkflowName\": \"\"")]
    [InlineData("\"Expression\": \"originator.SentUsd24h > 5\"", "\"Expression\": \"\"")]
    public async Task What_the_schema_refuses_the_reader_refuses(string right, string wrong)
    {
        var file = Packs.File(Packs.Rule("a-rule", "originator.SentUsd24h > 5"));
        var schema = await SchemaOf(file.Name);
        Assert.Empty(schema.Validate(file.Text));
        Assert.Contains(right, file.Text, StringComparison.Ordinal);
        var broken = file with { Text = file.Text.Replace(right, wrong, StringComparison.Ordinal) };
        Assert.NotEmpty(schema.Validate(broken.Text));
        Assert.NotEmpty(Packs.ProblemsOf(broken));
    }

    [Fact]
    public void A_rule_whose_test_is_wrong_or_missing_or_about_nothing_fails()
    {
        var folder = Directory.CreateTempSubdirectory("usd1-rules-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.json"), Packs.File(Packs.Rule("a-rule", "originator.SentUsd24h > 5")).Text);
            Assert.Contains("No test has the verdict no or yes or unknown.", Assert.Single(Run().Problems).Message, StringComparison.Ordinal);
            Write(""" { "rule": "a-rule", "says": "one cent above", "facts": { "originator.SentUsd24h": 5.01 }, "verdict": "no" } """);
            Assert.Equal("It answers Yes, not No.", Assert.Single(Run().Results).Fault);
            Write(""" { "rule": "a-rule", "says": "another fact", "facts": { "originator.IsListed": true }, "verdict": "no" } """);
            Assert.Contains(Run().Problems, problem => problem.Message.Contains("does not look at", StringComparison.Ordinal));
            Write(""" { "rule": "b-rule", "says": "another rule", "facts": { }, "verdict": "maybe" } """);
            Assert.Contains(Run().Problems, problem => problem.Message.Contains("no rule of this name", StringComparison.Ordinal));
            Assert.Contains(Run().Problems, problem => problem.Message == "\"verdict\" is \"maybe\".");
            Write("{");
            Assert.False(Run().Passed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string test) => File.WriteAllText(Path.Combine(folder.FullName, "a.tests.json"), $$"""{ "Tests": [ {{test}} ] }""");

        RuleTestReport Run() => new RunRuleTests(new RulePackReader(Packs.Model)).Run(folder.FullName);
    }

    [Fact]
    public void The_folder_of_rules_is_the_one_that_is_named_or_the_first_above_the_executable()
    {
        Assert.Equal(packs, RulesFolder.Find(null, AppContext.BaseDirectory));
        Assert.Equal(packs, RulesFolder.Find(Checkout.PathOf("rules"), "/"));
        Assert.Contains("USD1_RULES", Assert.Throws<DirectoryNotFoundException>(() => RulesFolder.Find(Checkout.PathOf("docs"), AppContext.BaseDirectory)).Message, StringComparison.Ordinal);
        Assert.Contains("USD1_RULES", Assert.Throws<DirectoryNotFoundException>(() => RulesFolder.Find(null, "/")).Message, StringComparison.Ordinal);
    }

    private static Task<JsonSchema> SchemaOf(string file) =>
        JsonSchema.FromFileAsync(Checkout.PathOf(file.EndsWith(RulePackReader.TestsEnding, StringComparison.Ordinal) ? "rules/schemas/rule-tests.schema.json" : "rules/schemas/rule-pack.schema.json"), Stop);
}
