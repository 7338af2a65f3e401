using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Files;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 simulate</c>: writes a simulated economy into files, for measuring and for tests. It needs no database. docs/simulation.md tells what is in them.</summary>
public static class SimulateVerbs
{
    /// <summary>Which of the two economies.</summary>
    internal enum Preset
    {
        /// <summary>The small one of ./run --demo.</summary>
        Demo,

        /// <summary>A whole market.</summary>
        Market,
    }

    private static readonly Option<Preset> preset = new("--preset")
    {
        Description = "demo: the small economy of ./run --demo, 3,000 addresses on one chain. market: a whole market, 1,000,000 addresses and 10,000,000 transfers in 90 days on five chains (1.4 GB).",
        DefaultValueFactory = _ => Preset.Demo,
    };

    private static readonly Option<ulong> seed = new("--seed") { Description = "Of every draw; the same seed and settings write the same files, to the byte.", DefaultValueFactory = _ => 1UL };
    private static readonly Option<int?> days = new("--days") { Description = "Days of everyday life. demo: 14 to 366, usually 30; market: 30 to 366, usually 90." };
    private static readonly Option<int?> addresses = new("--addresses") { Description = "How many addresses take part, about. demo: usually 3,000; market: usually 1,000,000." };
    private static readonly Option<int?> hardNegatives = new("--hard-negatives") { Description = "Lawful look-alikes for each planted instance, 0 to 10. demo: usually 2; market: usually 5." };
    private static readonly Option<DateTimeOffset> until = new("--until") { Description = "When it ends, such as 2026-06-30T00:00:00Z.", DefaultValueFactory = _ => new DateTimeOffset(2026, 6, 30, 0, 0, 0, TimeSpan.Zero) };
    private static readonly Option<FileFormat> format = new("--format") { Description = "Of the tables. The own list is CSV always, as usd1 lists load reads it.", DefaultValueFactory = _ => FileFormat.Csv };
    private static readonly Option<string> folder = new("--out") { Description = "The folder for the files: transfers, truth, instances, labels, minters and lists/own.csv. Made where it is missing.", Required = true };

    private static readonly Option<int?> transfersPerDay = new("--transfers-per-day") { Description = "demo only: how many transfers a day, about; usually 4 for 9 addresses." };
    private static readonly Option<int?> instances = new("--instances") { Description = "demo only: how often each typology is planted; usually 3." };

    /// <summary>Of a market: how many transfers. Other verbs have it too.</summary>
    internal static readonly Option<int?> Transfers = new("--transfers") { Description = "market only: how many transfers in all, about; usually 10,000,000." };

    /// <summary>Of a market: which share is illicit. Other verbs have it too.</summary>
    internal static readonly Option<decimal?> Illicit = new("--illicit") { Description = "market only: which share of the transfers is illicit; usually 0.0010, and 0.0002 makes it hard." };

    /// <summary>Of a market: how what is planted behaves. Other verbs have it too.</summary>
    internal static readonly Option<MarketSet?> Set = new("--set")
    {
        Description = "market only. standard: every planted instance meets its definition. adversarial: those who act keep off thresholds, take 10 to 30 days, hide behind services and dust. drift: after two thirds of the days the mix changes and nine tenths stay away.",
    };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var command = new Command("simulate", "Write a simulated stablecoin economy, with the truth about what was planted in it, into files. Try: usd1 simulate --preset market --addresses 20000 --transfers 200000 --out /tmp/market")
        {
            preset, folder, seed, days, addresses, hardNegatives, until, format, transfersPerDay, instances, Transfers, Illicit, Set,
        };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, console =>
            Misplaced(parsed) is { } problem ? Task.FromResult(console.Fail(ExitCode.BadInput, "simulation_impossible", problem))
            : parsed.GetValue(preset) == Preset.Market ? MarketAsync(console, parsed, cancellationToken)
            : DemoAsync(console, parsed, cancellationToken)));
        return command;
    }

    /// <summary>An option of the other preset, with the mend; null where there is none.</summary>
    private static string? Misplaced(ParseResult parsed)
    {
        var market = parsed.GetValue(preset) == Preset.Market;
        return Misplaced(parsed, market, market ? [transfersPerDay, instances] : [Transfers, Illicit, Set]);
    }

    /// <summary>An option among those of the other preset, with the mend; null where none is given.</summary>
    internal static string? Misplaced(ParseResult parsed, bool market, Option[] others)
    {
        var given = others.FirstOrDefault(option => parsed.GetResult(option) is OptionResult { Implicit: false });
        return given is null ? null : $"{given.Name} is for --preset {(market ? "demo" : "market")}. Leave it out, or give that preset.";
    }

    private static async Task<int> DemoAsync(OperatorConsole console, ParseResult parsed, CancellationToken cancellationToken)
    {
        var usual = new SimulationSettings { Until = parsed.GetValue(until) };
        var settings = usual with
        {
            Seed = parsed.GetValue(seed),
            Days = parsed.GetValue(days) ?? usual.Days,
            Addresses = parsed.GetValue(addresses) ?? usual.Addresses,
            TransfersPerDay = parsed.GetValue(transfersPerDay),
            InstancesPerTypology = parsed.GetValue(instances) ?? usual.InstancesPerTypology,
            HardNegativesPerInstance = parsed.GetValue(hardNegatives) ?? usual.HardNegativesPerInstance,
        };
        return await WriteAsync(console, settings.Problems(), progress =>
            WriteEconomy.IntoAsync(new Economy(settings), settings, parsed.GetValue(folder)!, progress, cancellationToken, parsed.GetValue(format)));
    }

    private static async Task<int> MarketAsync(OperatorConsole console, ParseResult parsed, CancellationToken cancellationToken)
    {
        var usual = new MarketSettings { Until = parsed.GetValue(until) };
        var settings = usual with
        {
            Seed = parsed.GetValue(seed),
            Days = parsed.GetValue(days) ?? usual.Days,
            Addresses = parsed.GetValue(addresses) ?? usual.Addresses,
            Transfers = parsed.GetValue(Transfers) ?? usual.Transfers,
            Illicit = parsed.GetValue(Illicit) ?? usual.Illicit,
            HardNegativesPerInstance = parsed.GetValue(hardNegatives) ?? usual.HardNegativesPerInstance,
            Set = parsed.GetValue(Set) ?? usual.Set,
        };
        return await WriteAsync(console, settings.Problems(), progress => WriteMarket.IntoAsync(settings, parsed.GetValue(folder)!, parsed.GetValue(format), progress, cancellationToken));
    }

    private static async Task<int> WriteAsync(OperatorConsole console, IReadOnlyList<string> problems, Func<IProgress<double>, Task<WrittenEconomy>> write)
    {
        if (problems.Count > 0)
        {
            return console.Fail(ExitCode.BadInput, "simulation_impossible", string.Join(' ', problems));
        }

        var written = await WithProgressAsync(console, write);
        console.Answer(written,
            string.Create(CultureInfo.InvariantCulture, $"{written.Transfers:N0} transfers of {written.Addresses:N0} addresses, {written.Planted:N0} planted and {written.HardNegatives:N0} look-alike transfers in {written.Instances:N0} instances, {written.PoisoningDust:N0} of poisoners, {written.Labels:N0} labels."),
            $"The table of transfers has SHA-256 {written.Sha256}.");
        return ExitCode.Done;
    }

    private static Task<WrittenEconomy> WithProgressAsync(OperatorConsole console, Func<IProgress<double>, Task<WrittenEconomy>> write) =>
        console.Progress.Progress().StartAsync(bars =>
        {
            var bar = bars.AddTask("Simulating", maxValue: 1);
            return write(new BarProgress(bar));
        });

    /// <summary>Moves the bar at once: <see cref="Progress{T}"/> would do it later and out of order.</summary>
    private sealed class BarProgress(ProgressTask bar) : IProgress<double>
    {
        public void Report(double value) => bar.Value = value;
    }
}
