using System.CommandLine;
using System.Globalization;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Streams;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 monitor features</c>: the facts of each transfer as a table, for models and for judging.</summary>
internal static class MonitorFeaturesVerb
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "The table to write, Apache Parquet: transfer_id, chain, occurred_at, from, to, and a column for each fact by its name in docs/facts.md, a row for each transfer in the order of the file. A fact that is not known is null.", Required = true };
        var names = new Option<string?>("--facts") { Description = "Only these facts, with commas between: transfer.AmountUsd,originator.SentUsd24h. All of them where it is not given." };
        var command = new Command("features", "Write the facts of each transfer as a Parquet table.") { MonitorVerbs.Transfers, MonitorVerbs.Lists, MonitorVerbs.Labels, MonitorVerbs.Minters, output, names };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, async console =>
        {
            var files = MonitorVerbs.FilesOf(parsed.GetValue(MonitorVerbs.Transfers)!);
            var model = FactModel.Of<TransferFacts>();
            IReadOnlyList<Fact> facts = parsed.GetValue(names) is { } chosen ? [.. chosen.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => FactOf(model, name))] : model.All;
            var (known, minters) = await MonitorVerbs.KnownAsync(parsed, cancellationToken);
            var reader = new TransferFileReader(minters, TimeProvider.System.GetUtcNow()) { KeepsSpelling = true };
            using var measuring = new EvaluatePack(CompilePack.ForTransfers(new RulePack([], []) { Layer = MonitorVerbs.PackOf(RulesFolder.Packs).Pack.Layer }, model), known);
            await using var file = new FileStream(parsed.GetValue(output)!, FileMode.Create, FileAccess.Write, FileShare.None);
            await using var table = await FactTable.CreateAsync(file, facts, cancellationToken);
            await RunMonitorVerb.WithProgressAsync(console, files, reader, chunk =>
            {
                for (var i = 0; i < chunk.Count; i++)
                {
                    table.Add(chunk, i, measuring.Measure(chunk, i));
                    if (table.IsFull)
                    {
                        table.WriteAsync(cancellationToken).GetAwaiter().GetResult();
                    }
                }
            }, cancellationToken);
            await table.WriteAsync(cancellationToken);
            var result = measuring.Result();
            console.Answer(new { result.Transfers, facts = facts.Count, reader.Duplicates, reader.RefusedCount, refused = reader.Refused },
                [string.Create(CultureInfo.InvariantCulture, $"{result.Transfers:N0} transfers with {facts.Count} facts each."),
                .. reader.Refused.Take(10).Select(row => $"{row.File}, line {row.Line}{(row.Column.Length > 0 ? $", column {row.Column}" : "")}: {row.Reason}.")]);
            return reader.RefusedCount > 0 ? ExitCode.Unsound : ExitCode.Done;
        }));
        return command;
    }

    private static Fact FactOf(FactModel model, string name) =>
        model.ByName.TryGetValue(name, out var fact) ? fact : throw new InvalidOperationException($"'{name}' is no fact. usd1 rules facts lists them.");
}
