using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 sources add-file</c>: adds a CSV or JSONL file as a source.</summary>
public static class AddFileVerb
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Of the source: 1 to 60 of a-z, 0-9 and -." };
        var path = new Option<string>("--path") { Description = "The file. Ingest reads it, so its process must be able to.", Required = true };
        var mapping = new Option<string>("--mapping") { Description = "Which column means what: a file such as rules/mappings/usdt-events.json.", Required = true };
        var chain = new Option<string>("--chain") { Description = "The chain that the file tells of.", DefaultValueFactory = _ => "ethereum" };
        var wait = new Option<bool>("--wait") { Description = "Wait until the whole file is in, and tell what became of its rows." };
        var command = new Command("add-file", "Add a CSV or JSONL file as a source, read by a declared mapping of its columns.") { name, path, mapping, chain, wait };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var settings = new FileSourceSettings(Path.GetFullPath(parsed.GetValue(path)!), Path.GetFullPath(parsed.GetValue(mapping)!));
            foreach (var file in new[] { settings.Path, settings.Mapping }.Where(file => !File.Exists(file)))
            {
                return console.Fail(ExitCode.BadInput, "file_unreadable", $"There is no file {file}.");
            }

            var store = SourceVerbs.Store(postgres);
            var added = await store.AddAsync(OperatorConsole.Operator, new NewSource(parsed.GetValue(name)!, SourceKind.File, parsed.GetValue(chain)!, SourceSettings.Write(settings)), cancellationToken);
            return await added.Match(
                async source =>
                {
                    if (parsed.GetValue(wait))
                    {
                        return Tell(console, await WaitAsync(console, store, source, cancellationToken));
                    }

                    console.Answer(new { id = source.SourceId, source.Name }, $"Source {source.SourceId} ({source.Name}) is added: ingest takes it up within two seconds.");
                    return ExitCode.Done;
                },
                refused => Task.FromResult(console.Refuse(refused)));
        }));
        return command;
    }

    private static int Tell(OperatorConsole console, SourceStatus status)
    {
        if (status.Report!.State == SourceState.Halted)
        {
            return console.Fail(ExitCode.Unsound, "source_halted", status.Report.Message);
        }

        console.Answer(SourceVerbs.Document(status), status.Checkpoint.Refused == 0 ? [SourceVerbs.Counts(status)]
            : [SourceVerbs.Counts(status), $"See what was refused, and why: usd1 sources refused {status.Source.Name}"]);
        return ExitCode.Done;
    }

    private static Task<SourceStatus> WaitAsync(OperatorConsole console, SourceStore store, Source source, CancellationToken cancellationToken) =>
        console.Progress.Progress().StartAsync(async bars =>
        {
            var bar = bars.AddTask("Waiting for ingest", maxValue: 1);
            while (true)
            {
                var status = (await store.AllAsync(OperatorConsole.Operator, cancellationToken)).Single(each => each.Source.SourceId == source.SourceId);
                if (status.Report is { } report)
                {
                    bar.Description = string.Create(CultureInfo.InvariantCulture, $"{status.Ingested:N0} rows");
                    bar.MaxValue = Math.Max(1, report.Head);
                    bar.Value = report.Reached;
                    if (report.State is SourceState.Finished or SourceState.Halted)
                    {
                        return status;
                    }
                }

                await Task.Delay(lookEvery, cancellationToken);
            }
        });
}
