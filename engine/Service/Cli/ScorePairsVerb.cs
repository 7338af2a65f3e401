using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 screening score --pairs F.jsonl</c>: the score of each pair of parties and why, a JSON line each.</summary>
internal static class ScorePairsVerb
{
    private static readonly JsonSerializerOptions lines = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static Command Create()
    {
        var pairs = new Option<FileInfo>("--pairs") { Description = "JSON lines with id, query and candidate, each a party with name and type; .gz is unpacked.", Required = true };
        var command = new Command("score", "Score pairs of names; writes a line with id, score and explanation for each.") { pairs, ScreeningVerbs.Policy };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, _ =>
        {
            var policy = ScreeningVerbs.Read(parsed);
            var compare = new CompareParties(policy);
            using var output = new StreamWriter(Console.OpenStandardOutput());
            foreach (var (line, pair) in PartyLines.Documents(parsed.GetValue(pairs)!))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var where = $"{parsed.GetValue(pairs)!.Name}, line {line}";
                if (!pair.TryGetProperty("query", out var query) || !pair.TryGetProperty("candidate", out var candidate))
                {
                    throw new InvalidOperationException($"{where}: a pair has a query and a candidate.");
                }

                var (one, other) = (PartyLines.Party(query, $"{where}, query"), PartyLines.Party(candidate, $"{where}, candidate"));
                var compared = compare.Compare(one.Names, one.Of, one.Facts, other.Names, other.Of, other.Facts);
                output.WriteLine(JsonSerializer.Serialize(new { id = PartyLines.Text(pair, "id") ?? $"{line}", score = compared.Score, explanation = new { compared.Name, compared.Evidence, policy = policy.Sha256 } }, lines));
            }

            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
