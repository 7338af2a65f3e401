using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

[Suite(Suite.Unit)]
public sealed class ListDefinitionTests : IDisposable
{
    private const string Right = """{"id":"ofac-sdn","publisher":"OFAC","title":"SDN","format":"sdn-advanced-xml","blocking":true,"maxAgeHours":36}""";

    private readonly ListFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("rules/lists.json", "ofac-sdn")]
    [InlineData("rules/demo/lists.json", "demo")]            // the demo has a set of its own: no list of it is missing, and none of it judges elsewhere
    public void The_shipped_files_describe_the_lists_that_block_here_and_in_the_demo(string file, string list) =>
        Assert.Equal([(list, true)], Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Done>(ListDefinition.ReadAll(Checkout.PathOf(file))).Value.Select(definition => (definition.Id, definition.Blocking)));

    [Theory]
    [InlineData("\"maxAgeHours\":36", "\"maxAgeHours\":0")]              // never fresh
    [InlineData("\"maxAgeHours\":36", "\"maxAgeHour\":36")]              // a key misspelt takes no default
    [InlineData("\"blocking\":true,", "")]                               // whether it blocks must be said
    [InlineData("\"blocking\":true", "\"blocking\":null")]
    [InlineData("\"id\":\"ofac-sdn\"", "\"id\":\"OFAC SDN\"")]
    [InlineData("sdn-advanced-xml", "csv")]                              // a format that nobody reads
    [InlineData("}", "},}")]
    public void A_key_that_is_missing_unknown_or_wrong_refuses_the_whole_file(string from, string to)
    {
        var refused = Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Refused>(ListDefinition.ReadAll(files.Write($$"""{"lists":[{{Right.Replace(from, to, StringComparison.Ordinal)}}]}""", "lists.json")));
        Assert.Equal("lists_file_wrong", refused.Refusal.Code);
        Assert.Contains("lists.json", refused.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_id_cannot_be_two_lists() =>
        Assert.Contains("twice", Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Refused>(ListDefinition.ReadAll(files.Write($$"""{"lists":[{{Right}},{{Right}}]}""", "lists.json"))).Refusal.Message, StringComparison.Ordinal);
}
