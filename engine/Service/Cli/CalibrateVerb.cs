using System.CommandLine;
using Spectre.Console;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 screening calibrate</c>: finds the policy's weights anew from labelled pairs and from what innocent names find in lists.</summary>
internal static class CalibrateVerb
{
    private const int MostOfAQuery = 3;
    private const int MadeARound = 400;
    private const float LeastOfInterest = 0.35f;

    public static Command Create()
    {
        var pairs = new Option<FileInfo>("--pairs") { Description = "Labelled pairs: JSON lines with query, candidate and label match or no_match.", Required = true };
        var lists = new Option<FileInfo?>("--lists") { Description = "Lists to look innocents up in." };
        var innocents = new Option<FileInfo?>("--innocents") { Description = "Queries whose label is not hit: what they find is no match." };
        var weight = new Option<float>("--innocents-weight") { Description = "What all that innocents find counts together, in pairs.", DefaultValueFactory = _ => 1_200 };
        var madeWeight = new Option<float>("--made-weight") { Description = "What all that made-up names of organisations find counts together, in pairs.", DefaultValueFactory = _ => 400 };
        var rounds = new Option<int>("--rounds") { Description = "How often innocents are looked up anew under the weights found.", DefaultValueFactory = _ => 4 };
        var output = new Option<FileInfo?>("--out") { Description = "Where the policy goes with its new weights; policy.json of the policy's folder where it is not given." };
        var command = new Command("calibrate", "Find the weights of the policy from labelled pairs.") { pairs, lists, innocents, weight, madeWeight, rounds, output, ScreeningVerbs.Policy };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console =>
        {
            var folder = parsed.GetValue(ScreeningVerbs.Policy)?.FullName ?? throw new InvalidOperationException("Name the policy's folder by --policy: it is written to.");
            var to = parsed.GetValue(output)?.FullName ?? Path.Combine(folder, "policy.json");
            List<LabelledPair> labelled = [.. PartyLines.Documents(parsed.GetValue(pairs)!).SelectMany(document => Labelled(document.Value, $"line {document.Line}"))];
            var policy = ScreeningVerbs.Read(parsed);
            HashSet<(string Query, string Found, NameOf Of)> found = [];
            var turns = parsed.GetValue(lists) is null || parsed.GetValue(innocents) is null ? 0 : parsed.GetValue(rounds);
            for (var round = 0; round <= turns; round++)
            {
                var persons = found.Count(pair => pair.Of == NameOf.Person);
                var (ofPersons, ofOthers) = (Each(parsed.GetValue(weight), persons), Each(parsed.GetValue(madeWeight), found.Count - persons));
                var (person, other) = CalibrateNames.Fit(policy, labelled.Concat(found.Select(pair => new LabelledPair(pair.Query, pair.Found, pair.Of, false, pair.Of == NameOf.Person ? ofPersons : ofOthers))));
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
    private static void Mine(NamePolicy policy, FileInfo lists, FileInfo innocents, int round, HashSet<(string Query, string Found, NameOf Of)> found)
    {
        List<IndexedParty> parties = [.. ListLinesReader.Parties(lists)];
        var index = BuildNameIndex.Of(policy, parties);
        var search = new SearchNames(policy, index);
        foreach (var (line, value) in PartyLines.Documents(innocents))
        {
            if (line % 10 == round % 10 && PartyLines.Text(value, "label") != "hit")
            {
                var party = PartyLines.Party(value.GetProperty("query"), $"line {line}");
                Look(party.Names[0], party.Of);
            }
        }

        foreach (var (name, of) in MadeInnocents.From(policy, parties, MadeARound, (ulong)round))
        {
            Look(name, of);
        }

        void Look(string name, NameOf of)
        {
            foreach (var hit in search.Find(name, of, LeastOfInterest).Where(hit => index.Parties[hit.Party].Of != NameOf.Person || of == NameOf.Person).Take(MostOfAQuery))
            {
                found.Add((name, index.NameOfHit(hit), of));
            }
        }
    }

    private static float Each(float all, int count) => count == 0 ? 0 : Math.Min(1, all / count);
}
