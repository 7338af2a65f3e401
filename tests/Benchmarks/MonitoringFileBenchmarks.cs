using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Usd1Compliance.Monitoring.Streams;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation.Files;
using Usd1Compliance.Simulation.Market;
using Usd1Compliance.Simulation.Measuring;

namespace Usd1Compliance.Benchmarks;

/// <summary>Ten million transfers of the market economy from a file through every fact and rule, and what was found held against the truth; the adversarial set likewise, smaller.</summary>
internal static class MonitoringFileBenchmarks
{
    private static readonly int[] structural = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

    public static async Task RunAsync(CompiledPack pack, CancellationToken cancellationToken)
    {
        var standard = new MarketSettings { Until = new DateTimeOffset(2026, 6, 30, 0, 0, 0, TimeSpan.Zero), Seed = 7 };
        await RunAsync("standard", standard, pack, cancellationToken);
        await RunAsync("adversarial", standard with { Set = MarketSet.Adversarial, Addresses = 200_000, Transfers = 2_000_000 }, pack, cancellationToken);
    }

    private static async Task RunAsync(string set, MarketSettings settings, CompiledPack pack, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("usd1-bench-market").FullName;
        try
        {
            await WriteMarket.IntoAsync(settings, folder, FileFormat.Csv, null, cancellationToken);
            var labels = await StreamKnowledge.ReadLabelsAsync(Path.Combine(folder, "labels.csv"), cancellationToken);
            var (listings, lists) = StreamKnowledge.ReadLists(Path.Combine(folder, "lists"), cancellationToken);
            var minters = await StreamKnowledge.ReadMintersAsync(Path.Combine(folder, "minters.csv"), cancellationToken);
            var known = new StreamKnowledge(labels, listings, lists, minters, proposalsAreFed: true);
            using var evaluation = new EvaluatePack(pack, known);
            List<MeasuredAlert> alerts = [];
            var (begun, busy) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
            Run(Path.Combine(folder, "transfers.csv"), new TransferFileReader(minters, settings.Until), chunk => evaluation.Take(chunk, alert => alerts.Add(Measured(alert))), cancellationToken);
            var (seconds, cpu) = (Stopwatch.GetElapsedTime(begun).TotalSeconds, Process.GetCurrentProcess().TotalProcessorTime - busy);
            var result = evaluation.Result();
            var on = $"{result.Transfers:N0} transfers of {result.Addresses:N0} addresses, {set} set of seed {settings.Seed}, CSV in, every fact and {pack.Pack.Rules.Count} rules, two threads";
            Figure.Print($"monitoring.file.{set}.seconds", seconds, "s", on, MonitoringBenchmarks.Command);
            Figure.Print($"monitoring.file.{set}.cpu", cpu.TotalMicroseconds / result.Transfers, "us/transfer", on, MonitoringBenchmarks.Command);
            Figure.Print($"monitoring.file.{set}.memory", result.Bytes / (double)result.Addresses, "bytes/address", on, MonitoringBenchmarks.Command);
            Figure.Print($"monitoring.file.{set}.cuts", result.BudgetCuts, "searches", $"given up by their budget; {on}", MonitoringBenchmarks.Command);
            Tell(set, on, MeasureDetection.Of(DetectionTruth.Read(folder), alerts));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static MeasuredAlert Measured(StreamedAlert alert) =>
        new(long.Parse(alert.TransferId, CultureInfo.InvariantCulture), alert.RuleId, alert.Rule.Number, $"{alert.Subject}", alert.FoundAt ?? alert.OccurredAt);

    private static void Tell(string set, string on, IReadOnlyList<TypologyFigures> figures)
    {
        foreach (var one in figures.Where(one => one.Instances > 0))
        {
            Figure.Print($"monitoring.detect.{set}.{one.Typology:00}.recall", one.Recall!.Value, "share", $"{one.Found:N0} of {one.Instances:N0} instances; {one.Alerts:N0} alerts, precision {one.Precision?.ToString("F3", CultureInfo.InvariantCulture) ?? "none"}, {one.HardNegativesPerInstance:F2} alerts on look-alikes an instance; {on}", MonitoringBenchmarks.Command);
        }

        var chosen = figures.Where(one => structural.Contains(one.Typology) && one.Instances > 0).ToList();
        Figure.Print($"monitoring.detect.{set}.structural.recall", chosen.Min(one => one.Recall!.Value), "share", $"the least of typologies 8 to 19; {on}", MonitoringBenchmarks.Command);
        Figure.Print($"monitoring.detect.{set}.structural.precision", chosen.Min(one => one.Precision ?? 0), "share", $"the least of typologies 8 to 19; {on}", MonitoringBenchmarks.Command);
    }

    private static void Run(string file, TransferFileReader reader, Action<TransferChunk> take, CancellationToken cancellationToken)
    {
        using var full = new BlockingCollection<TransferChunk>(boundedCapacity: 8);
        using var empty = new BlockingCollection<TransferChunk>();
        for (var i = 0; i < 10; i++)
        {
            empty.Add(new TransferChunk(), cancellationToken);
        }

        var reading = Task.Run(() =>
        {
            try
            {
                foreach (var chunk in reader.Read(file, () => empty.Take(cancellationToken)))
                {
                    full.Add(chunk, cancellationToken);
                }
            }
            finally
            {
                full.CompleteAdding();
            }
        }, cancellationToken);
        foreach (var chunk in full.GetConsumingEnumerable(cancellationToken))
        {
            take(chunk);
            chunk.Clear();
            empty.Add(chunk, cancellationToken);
        }

        reading.GetAwaiter().GetResult();
    }
}
