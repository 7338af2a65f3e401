using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Usd1Compliance.Tests.Service;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>
/// What the matcher reaches on real cases, as the command line measures it. The figures are floors: below them parties on the lists would
/// be paid, or people would look at more innocents than they can.
/// </summary>
[Suite(Suite.Unit)]
public sealed class RealNamesTests
{
    private const string lists = "sanctions/lists/names_universe.2025-11_2026-05.jsonl.gz";
    private static readonly Lazy<Task<List<Pair>>> pairs = new(ScoreAsync);

    [Theory]
    [InlineData("all pairs", 0.82)]
    public async Task Of_the_pairs_that_are_one_party_most_are_found_when_one_in_twenty_of_the_others_is_looked_at(string of, double least)
    {
        Checkout.RealData("sanctions/dev.jsonl");
        AtLeast(least, Recall(await pairs.Value, await pairs.Value), of);
    }

    [Theory]
    [InlineData("Latin", 0.89)]
    [InlineData("tier A", 0.93)]           // labelled by other authors for their own matchers
    [InlineData("cases.csv", 0.82)]        // nomenklatura's hard cases
    public async Task Hits_are_right_and_complete_at_the_best_threshold(string of, double least)
    {
        Checkout.RealData("sanctions/dev.jsonl");
        AtLeast(least, BestF1([.. (await pairs.Value).Where(pair => of switch
        {
            "Latin" => pair is { QueryScript: "Latin", CandidateScript: "Latin" },
            "tier A" => pair.Tier == "A",
            _ => pair.Source.Contains(of, StringComparison.Ordinal),
        })]), of);
    }

    [Theory]
    [InlineData("Cyrillic", 0.92)]
    [InlineData("Arabic", 0.78)]           // no short vowels
    [InlineData("Hangul", 0.78)]           // syllables, romanised in three ways
    [InlineData("Han", 0.65)]              // read in four languages
    public async Task Names_in_another_script_are_found_in_Latin_letters(string script, double least)
    {
        Checkout.RealData("sanctions/dev.jsonl");
        var across = (await pairs.Value).Where(pair => pair.Category.StartsWith("cross", StringComparison.Ordinal)).ToList();
        AtLeast(least, Recall([.. across.Where(pair => pair.QueryScript == script)], across), script);
    }

    [Fact]
    public async Task In_all_lists_at_the_shipped_threshold_listed_parties_are_found_and_few_innocents()
    {
        var (queries, universe) = (Checkout.RealData("sanctions/screen_dev.jsonl.gz"), Checkout.RealData(lists));
        using var usd1 = new Usd1((string?)null);
        var said = await usd1.RunAsync("screening", "search", "--lists", universe, "--queries", queries);
        Assert.True(said.ExitCode == 0, said.Error);
        using var file = new StreamReader(new GZipStream(File.OpenRead(queries), CompressionMode.Decompress));
        int listed = 0, found = 0, innocents = 0, troubled = 0;
        foreach (var line in said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1])
        {
            using var query = JsonDocument.Parse((await file.ReadLineAsync(TestContext.Current.CancellationToken))!);
            using var answer = JsonDocument.Parse(line);
            Assert.False(answer.RootElement.GetProperty("truncated").GetBoolean(), $"Candidates were left uncompared: {line}");
            var hits = answer.RootElement.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()!).ToList();
            if (query.RootElement.GetProperty("label").GetString() == "hit")
            {
                var (id, reference) = (query.RootElement.GetProperty("expected").GetProperty("id").ToString(), query.RootElement.GetProperty("expected").GetProperty("reference").GetString()!);
                (listed, found) = (listed + 1, found + (hits.Exists(hit => hit == $"un:{id}" || hit.Contains(reference, StringComparison.Ordinal)) ? 1 : 0));
            }
            else
            {
                (innocents, troubled) = (innocents + 1, troubled + (hits.Count > 0 ? 1 : 0));
            }
        }

        Assert.Null(await file.ReadLineAsync(TestContext.Current.CancellationToken));       // every query was answered
        AtLeast(0.995, found / (double)listed, $"{found} of {listed} listed parties found");
        AtLeast(-3, -1000.0 * troubled / innocents, $"{troubled} of {innocents} innocents with hits");
    }

    private static void AtLeast(double least, double measured, string of)
    {
        TestContext.Current.SendDiagnosticMessage($"{of}: {measured:0.0000}");
        Assert.True(measured >= least, $"{of}: {measured:0.0000} is below {least}.");
    }

    private static async Task<List<Pair>> ScoreAsync()
    {
        var file = Checkout.RealData("sanctions/dev.jsonl");
        using var usd1 = new Usd1((string?)null);
        var said = await usd1.RunAsync("screening", "score", "--pairs", file);
        Assert.True(said.ExitCode == 0, said.Error);
        var scores = said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var lines = await File.ReadAllLinesAsync(file, CancellationToken.None);
        Assert.Equal(lines.Length, scores.Length);
        return [.. lines.Zip(scores, Pair.Of)];
    }

    // The share of matches above the score that one in twenty of the others passes.
    private static double Recall(List<Pair> among, List<Pair> others)
    {
        var falls = others.Where(pair => !pair.Match).Select(pair => pair.Score).OrderDescending().ToList();
        var threshold = falls[(int)(falls.Count * 0.05)];
        var matches = among.Where(pair => pair.Match).ToList();
        return matches.Count(pair => pair.Score > threshold) / (double)matches.Count;
    }

    private static double BestF1(List<Pair> among)
    {
        var matches = among.Count(pair => pair.Match);
        var (taken, right, best) = (0, 0, 0.0);
        foreach (var group in among.GroupBy(pair => pair.Score).OrderByDescending(group => group.Key))
        {
            (taken, right) = (taken + group.Count(), right + group.Count(pair => pair.Match));
            best = Math.Max(best, 2.0 * right / (taken + matches));
        }

        return best;
    }

    private sealed record Pair(double Score, bool Match, string QueryScript, string CandidateScript, string Tier, string Category, string Source)
    {
        public static Pair Of(string labelled, string scored)
        {
            using var pair = JsonDocument.Parse(labelled);
            using var score = JsonDocument.Parse(scored);
            var root = pair.RootElement;
            Assert.Equal(root.GetProperty("id").GetString(), score.RootElement.GetProperty("id").GetString());
            return new Pair(
                score.RootElement.GetProperty("score").GetDouble(), root.GetProperty("label").GetString() == "match", Script(root.GetProperty("query")), Script(root.GetProperty("candidate")),
                root.GetProperty("tier").ToString(), root.GetProperty("category").GetString()!, root.GetProperty("source").GetString()!);
        }

        // Of the first letter that is not Latin.
        private static string Script(JsonElement party) =>
            (party.TryGetProperty("name", out var name) ? name.GetString() ?? "" : "").EnumerateRunes().Select(rune => rune.Value switch
            {
                >= 0x400 and < 0x530 => "Cyrillic",
                (>= 0x600 and < 0x700) or (>= 0xFB50 and < 0xFF00) => "Arabic",
                >= 0xAC00 and < 0xD7A4 => "Hangul",
                >= 0x4E00 and < 0xA000 => "Han",
                > 0x2FF when CharUnicodeInfo.GetUnicodeCategory(rune.Value) is <= UnicodeCategory.OtherLetter => "other",
                _ => null,
            }).FirstOrDefault(script => script is not null) ?? "Latin";
    }
}
