using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

[Suite(Suite.Unit)]
public sealed class ListDefinitionTests : IDisposable
{
    private const string Right = """{"id":"ofac-sdn","publisher":"OFAC","title":"SDN","format":"sdn-advanced-xml","blocking":true,"maxAgeHours":36}""";

    private readonly ListFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void The_shipped_file_describes_each_publisher_with_its_addresses_and_says_which_lists_block()
    {
        var lists = Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Done>(ListDefinition.ReadAll(Checkout.PathOf("rules/lists.json"))).Value;
        Assert.Equal([("ofac-sdn", true), ("ofac-cons", false), ("un", true), ("eu", true), ("uk", true)], lists.Select(list => (list.Id, list.Blocking)));
        Assert.All(lists, list => Assert.All(list.Urls, url => Assert.Equal("https", url.Scheme)));
        Assert.All(lists, list => Assert.NotEmpty(list.Urls));
    }

    [Fact]
    public void The_demo_has_a_set_of_its_own_so_that_no_list_of_it_is_missing_and_none_of_it_judges_elsewhere() =>
        Assert.Equal([("demo", true)], Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Done>(ListDefinition.ReadAll(Checkout.PathOf("rules/demo/lists.json"))).Value.Select(list => (list.Id, list.Blocking)));

    [Theory]
    [InlineData("\"maxAgeHours\":36", "\"maxAgeHours\":0")]              // never fresh
    [InlineData("\"maxAgeHours\":36", "\"maxAgeHour\":36")]              // a key misspelt takes no default
    [InlineData("\"blocking\":true,", "")]                               // whether it blocks must be said
    [InlineData("\"blocking\":true", "\"blocking\":null")]
    [InlineData("\"id\":\"ofac-sdn\"", "\"id\":\"OFAC SDN\"")]
    [InlineData("sdn-advanced-xml", "csv")]                              // a format that nobody reads
    [InlineData("}", ",\"urls\":[\"ftp://example.org/list.xml\"]}")]     // an address that nobody fetches from
    [InlineData("}", ",\"canaries\":{\"addresses\":[\"0x12\"]}}")]      // an address that nobody can read would be missing for ever
    [InlineData("}", ",\"canaries\":{\"party\":[\"1\"]}}")]
    [InlineData("}", ",\"atLeast\":{\"individuals\":-1}}")]
    [InlineData("}", ",\"refreshMinutes\":2}")]
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
