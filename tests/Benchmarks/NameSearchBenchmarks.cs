using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Usd1Compliance.Screening.Names;
using Usd1Compliance.Service.Cli;

namespace Usd1Compliance.Benchmarks;

/// <summary>
/// How many listed people the shipped policy finds among all lists, how many innocents it stops, in what time and memory. Everything runs
/// on one thread, with the date of birth and nationality that each query has, at the threshold of a mint or redemption.
/// </summary>
internal static class NameSearchBenchmarks
{
    private const string command = "./bench screening";
    private const int passes = 3, warmUp = 300, loadings = 3;

    public static void Run()
    {
        if (SharedData.Find("sanctions/lists/names_universe.2025-11_2026-05.jsonl.gz") is not { } lists || SharedData.Find("sanctions/screen_dev.jsonl.gz") is not { } queries)
        {
            Console.Error.WriteLine("screening: names against all lists were skipped, because ../shared/data is not there: the figures are about the real lists of 2025-11 to 2026-05.");
            return;
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var policy = NamePolicy.Read(NamePairBenchmarks.PolicyFolder);
        var index = BuildNameIndex.Of(policy, ListLinesReader.Parties(new FileInfo(lists)));
        var load = Stopwatch.GetElapsedTime(started);
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        var on = $"{index.Parties.Count:N0} parties with {index.NameCount:N0} names of the lists of OFAC, UN, EU and UK, 2025-11 to 2026-05";
        var loads = new[] { load }.Concat(Enumerable.Range(1, loadings - 1).Select(_ => Load(lists))).ToArray();
        Figure.Print("screening.lists.load", loads.Order().ElementAt(loadings / 2).TotalSeconds, "s", string.Create(CultureInfo.InvariantCulture, $"{on}: from a gzipped file of JSON lines, with the policy and its lexicon, one thread; the middle one of {loadings} loads: {string.Join(", ", loads.Select(one => $"{one.TotalSeconds:0.0}"))} s"), command);
        Figure.Print("screening.lists.heap", heap / (1024.0 * 1024.0), "MB", $"{on}, with the policy and its lexicon", command);
        var asked = PartyLines.Documents(new FileInfo(queries)).Select(document => Read(document.Value, document.Line)).ToList();
        Search(policy, index, asked, on);
    }

    private static TimeSpan Load(string lists)
    {
        var started = Stopwatch.GetTimestamp();
        BuildNameIndex.Of(NamePolicy.Read(NamePairBenchmarks.PolicyFolder), ListLinesReader.Parties(new FileInfo(lists)));
        return Stopwatch.GetElapsedTime(started);
    }

    private static void Search(NamePolicy policy, NameIndex index, List<Query> asked, string lists)
    {
        var search = new SearchNames(policy, index);
        var threshold = policy.Thresholds.MintRedeem;
        foreach (var query in asked.Take(warmUp))
        {
            search.Find(query.Party.Names[0], query.Party.Of, threshold, query.Party.Facts);
        }

        // Others work on the machine too, and a thread that waits for them a slice at a time would be all of p99: of each query its quickest pass counts.
        var all = Enumerable.Range(0, passes).Select(_ => Pass(search, index, asked, threshold)).ToList();
        var passed = all[0];
        var listed = asked.Count(query => query.IsListed);
        var on = string.Create(CultureInfo.InvariantCulture, $"{lists}; {listed} queries for people on the UN's list and {asked.Count - listed} innocent ones, with birth and nationality, at {threshold}");
        Figure.Print("screening.lists.found", passed.Found / (double)listed, "share", on, command);
        Figure.Print("screening.lists.innocents", 1000.0 * passed.Innocents / (asked.Count - listed), "per 1,000", on, command);
        var timed = $"{on}; one thread, warm, near words forgotten before the pass, of each query the quickest of {passes} such passes; {passed.Truncated} queries had more candidates than are compared";
        var sorted = Enumerable.Range(0, asked.Count).Select(query => all.Min(pass => pass.Microseconds[query])).Order().ToArray();
        Figure.Print("screening.lists.p50", sorted[sorted.Length / 2], "us", timed, command);
        Figure.Print("screening.lists.p99", sorted[(int)(sorted.Length * 0.99)], "us", timed, command);
    }

    private static Passed Pass(SearchNames search, NameIndex index, List<Query> asked, float threshold)
    {
        search.Forget();
        var (found, innocents, truncated) = (0, 0, 0);
        List<double> microseconds = new(asked.Count);
        foreach (var query in asked)
        {
            var start = Stopwatch.GetTimestamp();
            var hits = search.Find(query.Party.Names[0], query.Party.Of, threshold, query.Party.Facts);
            microseconds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            truncated += search.Truncated ? 1 : 0;
            if (query.IsListed)
            {
                found += hits.Exists(hit => query.Means(index.Parties[hit.Party].Key)) ? 1 : 0;
            }
            else
            {
                innocents += hits.Count > 0 ? 1 : 0;
            }
        }

        return new Passed(found, innocents, truncated, microseconds);
    }

    private static Query Read(JsonElement value, int line) => new(PartyLines.Party(value.GetProperty("query"), $"line {line}"), LabelledQuery.Of(value) ?? new LabelledQuery(null, null));

    private sealed record Query(PartyLine Party, LabelledQuery Label)
    {
        public bool IsListed => Label.IsListed;

        public bool Means(string key) => Label.Means(key);
    }

    private sealed record Passed(int Found, int Innocents, int Truncated, List<double> Microseconds);
}
