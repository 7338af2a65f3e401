using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Service.Cli;

/// <summary>A figure of how well a policy tells pairs that are one party from pairs that are not.</summary>
/// <param name="Name">Stable: <c>all.recall</c>, <c>latin.f1</c>.</param>
/// <param name="Value">0 to 1.</param>
/// <param name="Unit">share or F1.</param>
/// <param name="On">Of which pairs, how many, and at which score.</param>
internal sealed record PairFigure(string Name, double Value, string Unit, string On);

/// <summary><c>usd1 screening measure --pairs F.jsonl</c>: what the scores of labelled pairs come to.</summary>
internal static class MeasurePairsVerb
{
    private const double falsePositives = 0.05;

    private static readonly JsonSerializerOptions lines = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var pairs = new Option<FileInfo>("--pairs") { Description = "JSON lines with query, candidate and label (match or another word); tier, source and category where they are known.", Required = true };
        var command = new Command("measure", "Score labelled pairs of names and print what the scores come to: recall at 5 % false positives, F1.") { pairs, ScreeningVerbs.Policy };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, _ =>
        {
            foreach (var (name, value, unit, on) in Figures(ScreeningVerbs.Read(parsed), parsed.GetValue(pairs)!))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Console.Out.WriteLine(JsonSerializer.Serialize(new { name, value = Math.Round(value, 4), unit, on }, lines));
            }

            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    /// <summary>The figures; one whose pairs the file does not hold is left out.</summary>
    /// <exception cref="InvalidOperationException">A line has no query, candidate or label: says which.</exception>
    public static IEnumerable<PairFigure> Figures(NamePolicy policy, FileInfo file)
    {
        var compare = new CompareParties(policy);
        var pairs = PartyLines.Documents(file).Select(document => Score(compare, document.Value, $"{file.Name}, line {document.Line}")).ToList();
        var crossing = pairs.Where(pair => pair.Category.StartsWith("cross", StringComparison.Ordinal)).ToList();
        return ((IEnumerable<IEnumerable<PairFigure>>)[
            Recall("all", "all pairs", pairs, pairs),
            F1("latin", "pairs of two names in Latin letters", pairs.Where(pair => pair.Query == Script.Latin && pair.Candidate == Script.Latin)),
            F1("tier_a", "pairs that other authors labelled themselves (tier A)", pairs.Where(pair => pair.Tier == "A")),
            F1("cases_csv", "nomenklatura's own cases", pairs.Where(pair => pair.Source.Contains("cases.csv", StringComparison.Ordinal))),
            .. new[] { Script.Cyrillic, Script.Arabic, Script.Hangul, Script.Han }.Select(script =>
                Recall(script.ToString().ToLowerInvariant(), $"pairs of a name in {script} script and another script's", crossing.Where(pair => pair.Query == script), crossing)),
        ]).SelectMany(figures => figures);
    }

    private static Pair Score(CompareParties compare, JsonElement pair, string where)
    {
        if (!pair.TryGetProperty("query", out var asked) || !pair.TryGetProperty("candidate", out var listed) || PartyLines.Text(pair, "label") is null)
        {
            throw new InvalidOperationException($"{where}: a labelled pair has a query, a candidate and a label.");
        }

        var (query, candidate) = (PartyLines.Party(asked, $"{where}, query"), PartyLines.Party(listed, $"{where}, candidate"));
        var score = compare.Compare(query.Names, query.Of, query.Facts, candidate.Names, candidate.Of, candidate.Facts).Score;
        return new Pair(score, PartyLines.Text(pair, "label") == "match", ScriptOf(query.Names[0]), ScriptOf(candidate.Names[0]), PartyLines.Text(pair, "tier") ?? "", PartyLines.Text(pair, "source") ?? "", PartyLines.Text(pair, "category") ?? "");
    }

    // The score that 5 % of the pairs that are no match lie above; what of the matches lies above it too.
    private static IEnumerable<PairFigure> Recall(string name, string what, IEnumerable<Pair> matchesOf, IReadOnlyList<Pair> othersOf)
    {
        var matches = matchesOf.Where(pair => pair.Match).ToList();
        var others = othersOf.Where(pair => !pair.Match).Select(pair => pair.Score).OrderDescending().ToList();
        if (matches.Count == 0 || others.Count == 0)
        {
            yield break;
        }

        var from = others[(int)(others.Count * falsePositives)];
        yield return new($"{name}.recall", matches.Count(pair => pair.Score > from) / (double)matches.Count, "share",
            string.Create(CultureInfo.InvariantCulture, $"{what}: {matches.Count} matches above {from:0.000}, which at most 5 % of {others.Count} pairs that are no match lie above"));
    }

    private static IEnumerable<PairFigure> F1(string name, string what, IEnumerable<Pair> of)
    {
        var pairs = of.ToList();
        if (!pairs.Exists(pair => pair.Match))
        {
            yield break;
        }

        var (best, at) = pairs.Select(pair => pair.Score).Distinct().Select(from => (F1: F1(pairs, from), From: from)).MaxBy(one => one.F1);
        var on = string.Create(CultureInfo.InvariantCulture, $"{what}: {pairs.Count(pair => pair.Match)} matches and {pairs.Count(pair => !pair.Match)} others");
        yield return new($"{name}.f1", best, "F1", string.Create(CultureInfo.InvariantCulture, $"{on}, at the threshold that serves best, {at:0.00}"));
        yield return new($"{name}.f1_at_half", F1(pairs, 0.5f), "F1", $"{on}, at the score 0.5");
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
