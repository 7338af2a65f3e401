using Usd1Compliance.Tests.Engine.Lists;

namespace Usd1Compliance.Tests.Service;

/// <summary><c>usd1 lists load</c> for each publisher, and <c>usd1 lists owners</c>.</summary>
[Suite(Suite.Database)]
public sealed class PublisherVerbTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_publishers_file_is_loaded_by_the_name_of_its_list_and_the_owners_are_shown_with_their_chain()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        usd1.Lists = usd1.Write("lists.json", """
            { "lists": [
              { "id": "ofac-sdn", "publisher": "OFAC", "title": "SDN", "format": "sdn-advanced-xml", "blocking": true, "maxAgeHours": 36 },
              { "id": "un", "publisher": "UN", "title": "UN", "format": "un-consolidated-xml", "blocking": true, "maxAgeHours": 72 },
              { "id": "eu", "publisher": "EU", "title": "EU", "format": "eu-fsf-xml", "blocking": true, "maxAgeHours": 72 },
              { "id": "uk", "publisher": "UK", "title": "UK", "format": "uk-sanctions-list", "blocking": true, "maxAgeHours": 72 },
              { "id": "own", "publisher": "us", "title": "own", "format": "own-list", "blocking": true, "maxAgeHours": 72 } ] }
            """);
        Assert.Contains("No list in force says", (await usd1.RunAsync("lists", "owners")).Output, StringComparison.Ordinal);
        foreach (var (list, file, parties) in new[] { ("un", "un.xml", 2), ("eu", "eu.xml", 2), ("uk", "uk.csv", 4), ("ofac-sdn", "sdn.csv", 3) })
        {
            Assert.Equal(parties, (await usd1.AskAsync("lists", "load", list, PublisherFiles.Of(file))).GetProperty("version").GetProperty("counts").GetProperty("parties").GetInt32());
        }

        var owned = usd1.Write("own.csv", "key,name,measure,owners\nfirm,Firm,ownership,un:QDi.901=20|ofac-sdn:900002=30\n");
        Assert.Equal(0, (await usd1.RunAsync("lists", "load", "own", owned)).ExitCode);
        var shown = (await usd1.RunAsync("lists", "owners")).Output;
        Assert.Contains("own:firm: BLOCKED, 50 % are known to be owned by blocked parties.", shown, StringComparison.Ordinal);
        Assert.Contains("own:firm - Owned by - ofac-sdn:900002, 30 %", shown, StringComparison.Ordinal);
        Assert.Equal(1, (await usd1.RunAsync("lists", "load", "uk", PublisherFiles.Of("un.xml"))).ExitCode);      // another publisher's file
    }
}
