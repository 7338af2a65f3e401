using System.CommandLine;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 screening frequencies</c>: counts how common words are in the names of lists, for <c>token-frequencies.tsv</c>.</summary>
internal static class CountWordsVerb
{
    public static Command Create()
    {
        var lists = new Option<FileInfo>("--lists") { Description = "Lists as JSON lines; .gz is unpacked.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "Where the table goes.", Required = true };
        var least = new Option<int>("--least") { Description = "Words of fewer parties are rare and left out.", DefaultValueFactory = _ => 6 };
        var command = new Command("frequencies", "Count how many parties of lists have a word in their names.") { lists, output, least, ScreeningVerbs.Policy };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console =>
        {
            var counts = WordCounts.Of(ScreeningVerbs.Read(parsed), ListLinesReader.Parties(parsed.GetValue(lists)!));
            File.WriteAllLines(parsed.GetValue(output)!.FullName, WordCounts.Lines(counts, parsed.GetValue(least)));
            console.Answer(new { words = counts.Count }, $"{counts.Count} words were counted.");
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
