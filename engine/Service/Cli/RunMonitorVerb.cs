using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Streams;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 monitor run</c>: every rule of a pack over files of transfers, one line for each alert, and figures at the end.</summary>
internal static class RunMonitorVerb
{
    private static readonly JsonSerializerOptions lines = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var packs = new Option<string>("--packs") { Description = "The folder of rules, or its folder packs.", DefaultValueFactory = _ => Directory.GetParent(RulesFolder.Packs)!.FullName };
        var output = new Option<string>("--alerts") { Description = "The file for the alerts, JSON Lines; - for standard output.", Required = true };
        var command = new Command("run", "Judge transfers by a pack; write the alerts, and say how fast it went.") { MonitorVerbs.Transfers, packs, MonitorVerbs.Lists, MonitorVerbs.Labels, MonitorVerbs.Minters, output };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, async console =>
        {
            var files = MonitorVerbs.FilesOf(parsed.GetValue(MonitorVerbs.Transfers)!);
            var pack = MonitorVerbs.PackOf(parsed.GetValue(packs)!);
            var (known, minters) = await MonitorVerbs.KnownAsync(parsed, cancellationToken);
            var reader = new TransferFileReader(minters, TimeProvider.System.GetUtcNow());
            using var evaluation = new EvaluatePack(pack, known);
            await using var alerts = parsed.GetValue(output) is "-" ? Console.OpenStandardOutput() : new FileStream(parsed.GetValue(output)!, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
            using var writer = new AlertLines(alerts, Convert.ToHexStringLower(pack.Pack.Sha256));
            var (begun, busy) = (TimeProvider.System.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
            await WithProgressAsync(console, files, reader, chunk => evaluation.Take(chunk, writer.Write), cancellationToken);
            writer.Flush();
            var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            var microseconds = (Process.GetCurrentProcess().TotalProcessorTime - busy).TotalMicroseconds;
            return Answer(console, new MonitorRun(evaluation.Result(), reader, seconds, microseconds));
        }));
        return command;
    }

    /// <summary>Reads the files on a thread of its own, so that both cores have something to do, and shows how far it has come.</summary>
    public static Task WithProgressAsync(OperatorConsole console, IReadOnlyList<string> files, TransferFileReader reader, Action<TransferChunk> take, CancellationToken cancellationToken) =>
        console.Progress.Progress().StartAsync(async bars =>
        {
            var bar = bars.AddTask("Monitoring", maxValue: Math.Max(1, files.Sum(file => new FileInfo(file).Length)));
            using var full = new BlockingCollection<TransferChunk>(boundedCapacity: 8);
            using var empty = new BlockingCollection<TransferChunk>();
            for (var i = 0; i < 10; i++)
            {
                empty.Add(new TransferChunk(), cancellationToken);
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var reading = Task.Run(() => Read(files, reader, full, empty, bar, stop.Token), CancellationToken.None);
            try
            {
                foreach (var chunk in full.GetConsumingEnumerable(cancellationToken))
                {
                    take(chunk);
                    chunk.Clear();
                    empty.Add(chunk, cancellationToken);
                }
            }
            finally
            {
                await stop.CancelAsync();
            }

            await reading;
            bar.Value = bar.MaxValue;
        });

    private static void Read(IReadOnlyList<string> files, TransferFileReader reader, BlockingCollection<TransferChunk> full, BlockingCollection<TransferChunk> empty, ProgressTask bar, CancellationToken cancellationToken)
    {
        try
        {
            double before = 0;
            foreach (var file in files)
            {
                foreach (var chunk in reader.Read(file, () => empty.Take(cancellationToken)))
                {
                    full.Add(chunk, cancellationToken);
                    bar.Value = before + reader.Position;
                }

                before += new FileInfo(file).Length;
            }
        }
        finally
        {
            full.CompleteAdding();
        }
    }

    private static int Answer(OperatorConsole console, MonitorRun run)
    {
        var result = run.Result;
        List<string> told =
        [
            string.Create(CultureInfo.InvariantCulture, $"{result.Transfers:N0} transfers of {result.Addresses:N0} addresses in {run.Seconds:F1} s: {run.TransfersPerSecond:N0} transfers/s, {run.MicrosecondsPerTransfer:F2} microseconds of CPU a transfer, reading included."),
            string.Create(CultureInfo.InvariantCulture, $"{result.Alerts:N0} alerts, {result.Repeats:N0} repeats. {result.Bytes / 1_048_576:N0} MB of memory, {run.BytesPerAddress:F0} bytes an address. {result.BudgetCuts:N0} searches cut by their budget, {result.LateCuts:N0} late labels not followed to the end."),
        ];
        if (run.Duplicates > 0)
        {
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{run.Duplicates:N0} rows have an id that was met before, and were passed over."));
        }

        if (run.UnexplainedAddresses > 0)
        {
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{run.UnexplainedAddresses:N0} addresses have no form that is known here, and are matched to the letter."));
        }

        told.AddRange(run.Refused.Take(10).Select(row => $"{row.File}, line {row.Line}{(row.Column.Length > 0 ? $", column {row.Column}" : "")}: {row.Reason}."));
        if (run.RefusedCount > 0)
        {
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{run.RefusedCount:N0} rows could not be read and were not judged."));
        }

        told.AddRange(result.Gaps.OrderByDescending(gap => gap.Value).Take(20).Select(gap => string.Create(CultureInfo.InvariantCulture, $"{gap.Key}: undecided for {gap.Value:N0} transfers, for want of a fact.")));
        console.Answer(run, told);
        return run.RefusedCount > 0 ? ExitCode.Unsound : ExitCode.Done;
    }

    /// <summary>Writes each alert as a line of JSON.</summary>
    private sealed class AlertLines(Stream to, string packSha256) : IDisposable
    {
        private readonly Utf8JsonWriter json = new(to, new JsonWriterOptions { Encoder = lines.Encoder, SkipValidation = true });

        public void Write(StreamedAlert alert)
        {
            json.WriteStartObject();
            json.WriteString("transfer", alert.TransferId);
            json.WriteString("rule", alert.RuleId);
            json.WriteNumber("version", alert.Rule.Version);
            json.WriteString("typology", alert.Rule.Typology);
            json.WriteNumber("number", alert.Rule.Number);
            json.WriteString("market", alert.Rule.Market.ToString().ToLowerInvariant());
            json.WriteString("severity", alert.Rule.Severity.ToString().ToLowerInvariant());
            json.WriteNumber("score", alert.Rule.Score);
            json.WriteString("subject", alert.Subject is { } subject ? AddressText.Write(subject).ToLowerInvariant() : null);
            json.WriteString("side", alert.Side);
            json.WriteString("occurred_at", alert.OccurredAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            if (alert.FoundAt is { } foundAt)
            {
                json.WriteString("found_at", foundAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            }

            if (alert.Failure is { } failure)
            {
                json.WriteString("failure", failure);
            }

            json.WriteStartObject("facts");
            foreach (var fact in alert.Facts)
            {
                WriteFact(fact);
            }

            json.WriteEndObject();
            json.WriteString("pack", packSha256);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            to.WriteByte((byte)'\n');
        }

        public void Flush() => to.Flush();

        public void Dispose() => json.Dispose();

        private void WriteFact(FactValue fact)
        {
            switch (fact.Value)
            {
                case null:
                    json.WriteNull(fact.Name);
                    break;
                case bool yes:
                    json.WriteBoolean(fact.Name, yes);
                    break;
                case int count:
                    json.WriteNumber(fact.Name, count);
                    break;
                case decimal number:
                    json.WriteNumber(fact.Name, decimal.Parse(number.ToString("0.######", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
                    break;
                default:
                    json.WriteString(fact.Name, (string)fact.Value);
                    break;
            }
        }
    }
}

/// <summary>What a run came to.</summary>
/// <param name="Result">Of the engine.</param>
/// <param name="Seconds">From the first row to the last alert.</param>
/// <param name="Duplicates">Rows whose id was met before.</param>
/// <param name="RefusedCount">Rows that could not be read.</param>
/// <param name="Refused">The first thousand of them.</param>
/// <param name="UnexplainedAddresses">Addresses of no known form.</param>
/// <param name="TransfersPerSecond">Of wall clock.</param>
/// <param name="MicrosecondsPerTransfer">Of CPU time, all threads.</param>
/// <param name="BytesPerAddress">Of native memory.</param>
internal sealed record MonitorRun(PackEvaluation Result, double Seconds, long Duplicates, long RefusedCount, IReadOnlyList<RefusedTransfer> Refused, int UnexplainedAddresses,
    double TransfersPerSecond, double MicrosecondsPerTransfer, double BytesPerAddress)
{
    public MonitorRun(PackEvaluation result, TransferFileReader reader, double seconds, double microseconds)
        : this(result, seconds, reader.Duplicates, reader.RefusedCount, reader.Refused, reader.UnexplainedAddresses,
            result.Transfers / Math.Max(seconds, 0.001), microseconds / Math.Max(1, result.Transfers), result.Bytes / (double)Math.Max(1, result.Addresses))
    {
    }
}
