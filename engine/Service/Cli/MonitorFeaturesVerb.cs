using System.CommandLine;
using System.Globalization;
using Parquet;
using Parquet.Schema;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Streams;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 monitor features</c>: the facts of each transfer as a table, for models and for judging.</summary>
internal static class MonitorFeaturesVerb
{
    private const int RowsInGroup = 50_000;

    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "The table to write, Apache Parquet: transfer_id, and a column for each fact by its name in docs/facts.md. A fact that is not known is null.", Required = true };
        var names = new Option<string?>("--facts") { Description = "Only these facts, with commas between: transfer.AmountUsd,originator.SentUsd24h. All of them where it is not given." };
        var command = new Command("features", "Write the facts of each transfer as a Parquet table.") { MonitorVerbs.Transfers, MonitorVerbs.Lists, MonitorVerbs.Labels, MonitorVerbs.Minters, output, names };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, async console =>
        {
            var files = MonitorVerbs.FilesOf(parsed.GetValue(MonitorVerbs.Transfers)!);
            var model = FactModel.Of<TransferFacts>();
            IReadOnlyList<Fact> facts = parsed.GetValue(names) is { } chosen ? [.. chosen.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => FactOf(model, name))] : model.All;
            var (known, minters) = await MonitorVerbs.KnownAsync(parsed, cancellationToken);
            var reader = new TransferFileReader(minters, TimeProvider.System.GetUtcNow());
            using var measuring = new EvaluatePack(CompilePack.ForTransfers(new RulePack([], []) { Layer = MonitorVerbs.PackOf(RulesFolder.Packs).Pack.Layer }, model), known);
            await using var file = new FileStream(parsed.GetValue(output)!, FileMode.Create, FileAccess.Write, FileShare.None);
            await using var table = await FactTable.CreateAsync(file, facts, cancellationToken);
            await RunMonitorVerb.WithProgressAsync(console, files, reader, chunk =>
            {
                for (var i = 0; i < chunk.Count; i++)
                {
                    table.Add(chunk.IdOf(i), measuring.Measure(chunk, i));
                    if (table.Rows == RowsInGroup)
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

    /// <summary>The rows of a group, column by column, until there are enough of them.</summary>
    private sealed class FactTable : IAsyncDisposable
    {
        private readonly IReadOnlyList<Fact> facts;
        private readonly DataField[] fields;
        private readonly List<string> ids = [];
        private readonly List<object?>[] columns;
        private readonly ParquetWriter writer;

        private FactTable(IReadOnlyList<Fact> facts, DataField[] fields, ParquetWriter writer)
        {
            (this.facts, this.fields, this.writer) = (facts, fields, writer);
            columns = [.. facts.Select(_ => new List<object?>(RowsInGroup))];
        }

        public int Rows => ids.Count;

        public static async Task<FactTable> CreateAsync(Stream to, IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
        {
            DataField[] fields = [new DataField("transfer_id", typeof(string), isNullable: false), .. facts.Select(fact => new DataField(fact.Name, TypeOf(fact), isNullable: true))];
            return new FactTable(facts, fields, await ParquetWriter.CreateAsync(new ParquetSchema(fields), to, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy }, cancellationToken: cancellationToken));
        }

        public void Add(string id, FactRow row)
        {
            ids.Add(id);
            for (var i = 0; i < facts.Count; i++)
            {
                columns[i].Add(row[facts[i]]);
            }
        }

        public async Task WriteAsync(CancellationToken cancellationToken)
        {
            if (ids.Count == 0)
            {
                return;
            }

            using var group = writer.CreateRowGroup();
            await group.WriteAsync(fields[0], ids);
            for (var i = 0; i < facts.Count; i++)
            {
                var (field, column) = (fields[i + 1], columns[i]);
                await (facts[i].Type switch
                {
                    FactType.YesNo => group.WriteAsync<bool>(field, column.Select(value => (bool?)value).ToArray(), cancellationToken: cancellationToken),
                    FactType.Count => group.WriteAsync<int>(field, column.Select(value => (int?)value).ToArray(), cancellationToken: cancellationToken),
                    // What a model reads, not what anybody is charged: here a binary fraction is right.
                    FactType.Number => group.WriteAsync<double>(field, column.Select(value => value is decimal number ? (double?)(double)number : null).ToArray(), cancellationToken: cancellationToken),
                    _ => group.WriteAsync(field, column.Select(value => (string?)value).ToList()),
                });
                column.Clear();
            }

            ids.Clear();
        }

        public ValueTask DisposeAsync() => writer.DisposeAsync();

        private static Type TypeOf(Fact fact) => fact.Type switch
        {
            FactType.YesNo => typeof(bool),
            FactType.Count => typeof(int),
            FactType.Number => typeof(double),
            _ => typeof(string),
        };
    }
}
