using System.CommandLine;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 labels import</c>.</summary>
public static class LabelVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("labels", "Say what addresses are known to be: mixers, exchanges, bridges, merchants.") { Import() };

    private static Command Import()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV with the columns address, category and name, and observed_at where it is known: since when, in UTC, empty for always." };
        var origin = new Option<string>("--origin") { Description = "Where the labels come from. An import replaces what the same origin gave before.", Required = true };
        var command = new Command("import", "Take labels of addresses in: all of the file or none.") { file, origin };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            using var csv = parsed.GetValue(file)!.OpenText();
            var labels = new AddressLabelStore(postgres, new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);
            var outcome = await labels.ImportAsync(OperatorConsole.Operator, parsed.GetValue(origin)!, csv, cancellationToken);
            return outcome.Match(
                import =>
                {
                    console.Answer(import, $"{import.Labels:N0} labels of {import.Origin} stand now, in place of {import.Replaced:N0}.");
                    return ExitCode.Done;
                },
                console.Refuse);
        }));
        return command;
    }
}
