using System.CommandLine;
using Spectre.Console;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 screening calibrate</c>: finds the policy's weights anew from labelled pairs and from what innocent names find in lists.</summary>
internal static class CalibrateVerb
{
    private const int MostOfAQuery = 3;

    public static Command Create()
    {
        var pairs = new Option<FileInfo>("--pairs") { Description = "Labelled pairs: JSON lines with query, candidate and label match or no_match.", Required = true };
        var lists = new Option<FileInfo?>("--lists") { Description = "Lists to look innocents up in." };
        var innocents = new Option<FileInfo?>("--innocents") { Description = "Queries whose label is not hit: what they find is no match." };
        var weight = new Option<float>("--innocents-weight") { Description = "What all that innocents find counts together, in pairs.", DefaultValueFactory = _ => 1_200 };
        var rounds = new Option<int>("--rounds") { Description = "How often innocents are looked up anew under the weights found.", DefaultValueFactory = _ => 4 };
        var output = new Option<FileInfo?>("--out") { Description = "Where the policy goes with its new weights; policy.json of the policy's folder where it is not given." };
        var command = new Command("calibrate", "Find the weights of the policy from labelled pairs.") { pairs, lists, innocents, weight, rounds, output, ScreeningVerbs.Policy };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console =>
        {
            var folder = parsed.GetValue(ScreeningVerbs.Policy)?.FullName ?? throw new InvalidOperationException("Name the policy's folder by --policy: it is written to.");
            var to = parsed.GetValue(output)?.FullName ?? Path.Combine(folder, "policy.json");
            List<LabelledPair> labelled = [.. PartyLines.Documents(parsed.GetValue(pairs)!).SelectMany(document => Labelled(document.Value, $"line {document.Line}"))];
            var policy = ScreeningVerbs.Read(parsed);
            HashSet<(string, string)> found = [];
            var turns = parsed.GetValue(lists) is null || parsed.GetValue(innocents) is null ? 0 : parsed.GetValue(rounds);
            for (var round = 0; round <= turns; round++)
            {
                var each = found.Count == 0 ? 0 : Math.Min(1, parsed.GetValue(weight) / found.Count);
                var (person, other) = CalibrateNames.Fit(policy, labelled.Concat(found.Select(pair => new LabelledPair(pair.Item1, pair.Item2, NameOf.Person, false, each))));
                policy = policy.With(person, other, $"{labelled.Count} labelled pairs and {found.Count} findings of innocents");
                console.Progress.WriteLine($"round {round}: {labelled.Count} pairs, {found.Count} findings of innocents");
                if (round < turns)
                {
                    Mine(policy, parsed.GetValue(lists)!, parsed.GetValue(innocents)!, round, found);
                }
            }

            File.WriteAllText(to, policy.Text());
            console.Answer(new { policy = to, pairs = labelled.Count, innocents = found.Count }, $"Weights of {labelled.Count} pairs and {found.Count} findings of innocents are in {to}. Look at ./usd1 screening policy.");
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static IEnumerable<LabelledPair> Labelled(System.Text.Json.JsonElement pair, string where)
    {
        var (query, candidate) = (PartyLines.Party(pair.GetProperty("query"), where), PartyLines.Party(pair.GetProperty("candidate"), where));
        if (query.Names[0].Length > 0 && candidate.Names[0].Length > 0)
        {
            yield return new LabelledPair(query.Names[0], candidate.Names[0], query.Of, PartyLines.Text(pair, "label") == "match", 1);
        }
    }

    // Every round looks up other innocents, a tenth of them.
    private static void Mine(NamePolicy policy, FileInfo lists, FileInfo innocents, int round, HashSet<(string, string)> found)
    {
        var index = BuildNameIndex.Of(policy, ListLinesReader.Parties(lists));
        var search = new SearchNames(policy, index);
        foreach (var (line, value) in PartyLines.Documents(innocents))
        {
            if (line % 10 == round % 10 && PartyLines.Text(value, "label") != "hit")
            {
                var party = PartyLines.Party(value.GetProperty("query"), $"line {line}");
                foreach (var hit in search.Find(party.Names[0], party.Of, 0.35f).Take(MostOfAQuery))
                {
                    found.Add((party.Names[0], index.NameOfHit(hit)));
                }
            }
        }
    }
}
