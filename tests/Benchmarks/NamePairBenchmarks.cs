using System.Globalization;
using System.Text;
using System.Text.Json;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Names;
using Usd1Compliance.Service.Cli;

namespace Usd1Compliance.Benchmarks;

/// <summary>How well the shipped policy tells pairs of names that are one party from pairs that are not, on labelled pairs of many authors.</summary>
internal static class NamePairBenchmarks
{
    private const string command = "./bench screening";
    private const double falsePositives = 0.05;

    public static void Run()
    {
        if (SharedData.Find("sanctions/dev.jsonl") is not { } file)
        {
            Console.Error.WriteLine("screening: pairs of names were skipped, because ../shared/data is not there: the figures are about its labelled pairs.");
            return;
        }

        var compare = new CompareParties(NamePolicy.Read(PolicyFolder));
        var pairs = PartyLines.Documents(new FileInfo(file)).Select(document => Score(compare, document.Value, document.Line)).ToList();
        Recall("all", "all pairs", pairs, pairs);
        F1("latin", "pairs of two names in Latin letters", pairs.Where(pair => pair.Query == Script.Latin && pair.Candidate == Script.Latin));
        F1("tier_a", "pairs that other authors labelled themselves (tier A)", pairs.Where(pair => pair.Tier == "A"));
        F1("cases_csv", "nomenklatura's own cases", pairs.Where(pair => pair.Source.Contains("cases.csv", StringComparison.Ordinal)));
        var crossing = pairs.Where(pair => pair.Category.StartsWith("cross", StringComparison.Ordinal)).ToList();
        foreach (var script in (Script[])[Script.Cyrillic, Script.Arabic, Script.Hangul, Script.Han])
        {
            Recall(script.ToString().ToLowerInvariant(), $"pairs of a name in {script} script and another script's", crossing.Where(pair => pair.Query == script), crossing);
        }
    }

    /// <summary>The folder of the shipped policy.</summary>
    internal static string PolicyFolder => Path.Combine(Path.GetDirectoryName(RulesFolder.Packs)!, "screening");

    private static Pair Score(CompareParties compare, JsonElement pair, int line)
    {
        var (query, candidate) = (PartyLines.Party(pair.GetProperty("query"), $"line {line}, query"), PartyLines.Party(pair.GetProperty("candidate"), $"line {line}, candidate"));
        var score = compare.Compare(query.Names, query.Of, query.Facts, candidate.Names, candidate.Of, candidate.Facts).Score;
        return new Pair(score, PartyLines.Text(pair, "label") == "match", ScriptOf(query.Names[0]), ScriptOf(candidate.Names[0]), PartyLines.Text(pair, "tier") ?? "", PartyLines.Text(pair, "source") ?? "", PartyLines.Text(pair, "category") ?? "");
    }

    // The score that 5 % of the pairs that are no match lie above; what of the matches lies above it too.
    private static void Recall(string name, string what, IEnumerable<Pair> matchesOf, IReadOnlyList<Pair> othersOf)
    {
        var matches = matchesOf.Where(pair => pair.Match).ToList();
        var others = othersOf.Where(pair => !pair.Match).Select(pair => pair.Score).OrderDescending().ToList();
        var from = others[(int)(others.Count * falsePositives)];
        Figure.Print($"screening.pairs.{name}.recall", matches.Count(pair => pair.Score > from) / (double)matches.Count, "share",
            string.Create(CultureInfo.InvariantCulture, $"dev.jsonl, {what}: {matches.Count} matches above {from:0.000}, which at most 5 % of {others.Count} pairs that are no match lie above"), command);
    }

    private static void F1(string name, string what, IEnumerable<Pair> of)
    {
        var pairs = of.ToList();
        var (best, at) = pairs.Select(pair => pair.Score).Distinct().Select(from => (F1: F1(pairs, from), From: from)).MaxBy(one => one.F1);
        var on = string.Create(CultureInfo.InvariantCulture, $"dev.jsonl, {what}: {pairs.Count(pair => pair.Match)} matches and {pairs.Count(pair => !pair.Match)} others");
        Figure.Print($"screening.pairs.{name}.f1", best, "F1", string.Create(CultureInfo.InvariantCulture, $"{on}, at the threshold that serves best, {at:0.00}"), command);
        Figure.Print($"screening.pairs.{name}.f1_at_half", F1(pairs, 0.5f), "F1", $"{on}, at the score 0.5", command);
    }

    private static double F1(List<Pair> pairs, float from)
    {
        var (found, wrong, missed) = (pairs.Count(pair => pair.Match && pair.Score >= from), pairs.Count(pair => !pair.Match && pair.Score >= from), pairs.Count(pair => pair.Match && pair.Score < from));
        return 2.0 * found / ((2 * found) + wrong + missed);
    }

    // By the first letter that is of another script than the Latin one.
    private static Script ScriptOf(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case >= 0x400 and < 0x530: return Script.Cyrillic;
                case (>= 0x600 and < 0x700) or (>= 0xFB50 and < 0xFF00): return Script.Arabic;
                case >= 0xAC00 and < 0xD7A4: return Script.Hangul;
                case >= 0x4E00 and < 0xA000: return Script.Han;
                case > 0x2FF when Rune.IsLetter(rune): return Script.Other;
            }
        }

        return Script.Latin;
    }

    private enum Script
    {
        Latin, Cyrillic, Arabic, Hangul, Han, Other,
    }

    private sealed record Pair(float Score, bool Match, Script Query, Script Candidate, string Tier, string Source, string Category);
}
