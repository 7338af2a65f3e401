using System.IO.Compression;
using System.Text.Json;

namespace Usd1Compliance.Tests.Service;

/// <summary><c>usd1 screening</c>: measuring names on the command line, without a database.</summary>
[Suite(Suite.Unit)]
public sealed class ScreeningVerbTests : IDisposable
{
    private const string pairs = """
        {"id":"same","query":{"name":"Askold Quillfeather","type":"person"},"candidate":{"name":"QUILLFEATHER, Askold","type":"person","aliases":["Salim Zelmor"]}}

        {"id":"parts","query":{"firstName":"Askold","lastName":"Quillfeather","type":"individual","birthDate":"1961-03-12"},"candidate":{"name":"Askold Quillfaether","type":"person","dob":["1931","1980-01-01"]}}
        {"query":{"name":"Quorvex Trading Ltd","type":"company"},"candidate":{"name":"Zelmor Holding","type":"company"}}
        """;

    private const string parties = """
        {"list":"un","id":"un:1","type":"person","primary":"Askold Quillfeather","aliases":[{"name":"Salim Zelmor","weak":true}],"other_script":["Аскольд Квиллфезер"],"dob":["1961"],"nationality":["ir"]}
        {"list":"eu","id":"eu:7","type":"vessel","primary":"SEA QUORVEX VII"}
        """;

    private readonly Usd1 usd1 = new((string?)null);

    public void Dispose() => usd1.Dispose();

    [Fact]
    public async Task Each_pair_has_a_line_with_its_score_and_the_explanation()
    {
        var said = await usd1.RunAsync("screening", "score", "--pairs", usd1.Write("pairs.jsonl", pairs));
        Assert.True(said.ExitCode == 0, said.Error);
        var lines = Lines(said.Output);
        Assert.Equal(["same", "parts", "4"], lines.Select(line => line.GetProperty("id").GetString()));        // without an id, the number of the line
        Assert.True(lines[0].GetProperty("score").GetDouble() > 0.85 && lines[2].GetProperty("score").GetDouble() < 0.3, said.Output);
        var why = lines[1].GetProperty("explanation");
        Assert.Equal(["same", "sound"], why.GetProperty("name").GetProperty("pairs").EnumerateArray().Select(pair => pair.GetProperty("rule").GetString()));
        Assert.Equal("farBirthYear", why.GetProperty("evidence")[0].GetProperty("evidence").GetString());
        Assert.Equal(Engine.Screening.Names.ShippedPolicy.Policy.Sha256, why.GetProperty("policy").GetString());
        Assert.Equal(said.Output, (await usd1.RunAsync("screening", "score", "--pairs", usd1.Write("pairs.jsonl", pairs))).Output);
    }

    [Fact]
    public async Task What_the_scores_of_labelled_pairs_come_to_is_printed_and_a_pair_without_a_label_is_named()
    {
        var labelled = usd1.Write("labelled.jsonl", """
            {"query":{"name":"Askold Quillfeather","type":"person"},"candidate":{"name":"QUILLFEATHER, Askold","type":"person"},"label":"match","tier":"A"}
            {"query":{"name":"Askold Quillfeather","type":"person"},"candidate":{"name":"Zorvath Keldan","type":"person"},"label":"no_match","tier":"A"}
            """);
        var figures = Lines((await usd1.RunAsync("screening", "measure", "--pairs", labelled)).Output).ToDictionary(line => line.GetProperty("name").GetString()!, line => line.GetProperty("value").GetDouble());
        Assert.Equal(["all.recall", "latin.f1", "latin.f1_at_half", "tier_a.f1", "tier_a.f1_at_half"], figures.Keys);       // no pair of other kinds stands in the file
        Assert.All(figures.Values, value => Assert.Equal(1, value));

        var refused = await usd1.RunAsync("screening", "measure", "--pairs", usd1.Write("pairs.jsonl", pairs));
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("pairs.jsonl, line 1: a labelled pair has", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_query_has_a_line_with_its_hits_and_its_time_and_the_last_line_has_the_figures_of_all()
    {
        var lists = Path.ChangeExtension(usd1.Write("lists.jsonl", parties), ".jsonl.gz");
        await using (var packed = new GZipStream(File.Create(lists), CompressionLevel.Fastest))
        {
            packed.Write(System.Text.Encoding.UTF8.GetBytes(parties));
        }

        var queries = usd1.Write("queries.jsonl", """
            {"id":"q1","query":{"name":"Ascold Quilfeather","type":"person"},"label":"hit"}
            {"query":{"name":"Sea Quorvex 7","type":"vessel"}}
            {"name":"Salim Zelmor","type":"person"}
            {"query":{"name":"Margaret Hartigan","type":"person"}}
            """);
        var said = await usd1.RunAsync("screening", "search", "--lists", lists, "--queries", queries);
        Assert.True(said.ExitCode == 0, said.Error);
        var lines = Lines(said.Output);
        Assert.Equal(["un un:1 Askold Quillfeather", "eu eu:7 SEA QUORVEX VII", "un un:1 Salim Zelmor", ""], lines[..4].Select(line =>
            string.Join(';', line.GetProperty("hits").EnumerateArray().Select(hit => $"{hit.GetProperty("list").GetString()} {hit.GetProperty("id").GetString()} {hit.GetProperty("name").GetString()}"))));
        Assert.Equal(["q1", "2", "3", "4"], lines[..4].Select(line => line.GetProperty("id").GetString()));
        Assert.All(lines[..4], line => Assert.True(line.GetProperty("microseconds").GetDouble() > 0 && !line.GetProperty("truncated").GetBoolean()));
        Assert.Equal((4, 2, 4), (lines[4].GetProperty("queries").GetInt32(), lines[4].GetProperty("entries").GetInt32(), lines[4].GetProperty("names").GetInt32()));
        Assert.All(["p50", "p90", "p99", "max", "heapMb"], figure => Assert.True(lines[4].GetProperty(figure).GetDouble() >= 0));
    }

    [Fact]
    public async Task The_policy_is_printed_as_the_page_in_docs() =>
        Assert.Equal(await File.ReadAllTextAsync(Checkout.PathOf("docs/screening-policy.md"), TestContext.Current.CancellationToken), (await usd1.RunAsync("screening", "policy")).Output, ignoreLineEndingDifferences: true);

    [Fact]
    public async Task Weights_are_found_from_labelled_pairs_and_the_same_pairs_give_the_same_weights()
    {
        var folder = Engine.Screening.Names.ShippedPolicy.Copy();
        try
        {
            var labelled = usd1.Write("labelled.jsonl", string.Join('\n', Enumerable.Range(0, 20).SelectMany(number => new[]
            {
                $$"""{"query":{"name":"Askold Quorvex{{number}}","type":"person"},"candidate":{"name":"Askold Quorvex{{number}}","type":"person"},"label":"match"}""",
                $$"""{"query":{"name":"Askold Quorvex{{number}}","type":"person"},"candidate":{"name":"Zelmor Keldan","type":"person"},"label":"no_match"}""",
                $$"""{"query":{"name":"Quorvex{{number}} Bank","type":"company"},"candidate":{"name":"Quorvex{{number}} Bank Ltd","type":"company"},"label":"match"}""",
                $$"""{"query":{"name":"Quorvex{{number}} Bank","type":"company"},"candidate":{"name":"Zelmor Bank","type":"company"},"label":"no_match"}""",
            })));
            var done = await usd1.RunAsync("screening", "calibrate", "--pairs", labelled, "--policy", folder.FullName);
            Assert.True(done.ExitCode == 0, done.Error);
            Assert.Contains("Weights of 80 pairs and 0 findings of innocents", done.Output, StringComparison.Ordinal);
            var made = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "policy.json"), TestContext.Current.CancellationToken);
            Assert.Contains("80 labelled pairs", made, StringComparison.Ordinal);
            await usd1.RunAsync("screening", "calibrate", "--pairs", labelled, "--policy", folder.FullName);
            Assert.Equal(made, await File.ReadAllTextAsync(Path.Combine(folder.FullName, "policy.json"), TestContext.Current.CancellationToken));
            Assert.Equal(0, (await usd1.RunAsync("screening", "policy", "--policy", folder.FullName)).ExitCode);        // what was written can be read
            var persons = await usd1.RunAsync("screening", "calibrate", "--policy", folder.FullName, "--pairs", usd1.Write("persons.jsonl", """{"query":{"name":"A B","type":"person"},"candidate":{"name":"A B","type":"person"},"label":"match"}"""));
            Assert.Equal(2, persons.ExitCode);
            Assert.Contains("pairs of persons and from pairs of others: here are 1 and 0", persons.Error, StringComparison.Ordinal);
            Assert.Equal(made, await File.ReadAllTextAsync(Path.Combine(folder.FullName, "policy.json"), TestContext.Current.CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Words_of_lists_are_counted_for_the_table_of_frequencies()
    {
        var table = usd1.Write("table.tsv", "");
        await usd1.AskAsync("screening", "frequencies", "--lists", usd1.Write("lists.jsonl", parties), "--out", table, "--least", "1");
        Assert.Contains("quillfeather\t1\t0", await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken));
        Assert.Contains("quorvex\t0\t1", await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{\"query\":{\"name\":\"A\"},\"candidate\":{\"name\":\"B\"}}\n{\"query\":", "pairs.jsonl, line 2")]        // cut off
    [InlineData("[1]", "a line is a JSON object")]
    [InlineData("<html>503</html>", "pairs.jsonl, line 1")]
    [InlineData("{\"query\":{\"name\":\"A\"}}", "a pair has a query and a candidate")]
    [InlineData("{\"query\":{\"name\":\"\"},\"candidate\":{\"name\":\"B\"}}", "a party needs a name")]
    [InlineData("{\"query\":\"A\",\"candidate\":{\"name\":\"B\"}}", "line 1, query")]                                      // a text for a party
    public async Task A_line_that_is_no_pair_is_refused_with_its_number(string lines, string because)
    {
        var said = await usd1.RunAsync("screening", "score", "--pairs", usd1.Write("pairs.jsonl", lines));
        Assert.Equal(2, said.ExitCode);
        Assert.Contains(because, said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_policy_or_threshold_that_cannot_be_is_refused()
    {
        var (lists, queries) = (usd1.Write("lists.jsonl", parties), usd1.Write("queries.jsonl", """{"name":"Askold Quillfeather","type":"person"}"""));
        foreach (var threshold in new[] { "0", "1", "-0.5", "7" })
        {
            var outOfRange = await usd1.RunAsync("screening", "search", "--lists", lists, "--queries", queries, "--threshold", threshold);
            Assert.Equal(2, outOfRange.ExitCode);
            Assert.Contains("not above 0 and below 1", outOfRange.Error, StringComparison.Ordinal);
        }

        Assert.Contains("policy.json", (await usd1.RunAsync("screening", "policy", "--policy", Path.GetDirectoryName(lists)!)).Error, StringComparison.Ordinal);
        var absent = await usd1.RunAsync("screening", "score", "--pairs", Path.Combine(Path.GetDirectoryName(lists)!, "absent.jsonl"));
        Assert.Equal(2, absent.ExitCode);
        Assert.Contains("absent.jsonl", absent.Error, StringComparison.Ordinal);
        var nameless = await usd1.RunAsync("screening", "search", "--lists", usd1.Write("nameless.jsonl", """{"list":"un","id":"1"}"""), "--queries", queries);
        Assert.Contains("nameless.jsonl, line 1: an entry needs a primary name", nameless.Error, StringComparison.Ordinal);
    }

    private static List<JsonElement> Lines(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
