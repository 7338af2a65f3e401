using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Files;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 simulate</c>: writes a simulated economy into files, for measuring and for tests. It needs no database. docs/simulation.md tells what is in them.</summary>
public static class SimulateVerbs
{
    private static readonly Option<DateTimeOffset> until = new("--until") { Description = "When it ends, such as 2026-06-30T00:00:00Z.", DefaultValueFactory = _ => new DateTimeOffset(2026, 6, 30, 0, 0, 0, TimeSpan.Zero) };
    private static readonly Option<FileFormat> format = new("--format") { Description = "Of the tables. The own list is CSV always, as usd1 lists load reads it.", DefaultValueFactory = _ => FileFormat.Csv };
    private static readonly Option<string> folder = new("--out") { Description = "The folder for the files: transfers, truth, instances, labels, minters and lists/own.csv; 1.4 GB for a whole market. Made where it is missing.", Required = true };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var command = new Command("simulate", "Write a simulated stablecoin economy, with the truth about what was planted in it, into files. Try: usd1 simulate --preset market --addresses 20000 --transfers 200000 --out /tmp/market")
        {
            folder, until, format,
        };
        SimulationOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, console =>
            SimulationOptions.Misplaced(parsed) is { } problem ? Task.FromResult(console.Fail(ExitCode.BadInput, "simulation_impossible", problem))
            : SimulationOptions.IsMarket(parsed) ? MarketAsync(console, parsed, cancellationToken)
            : DemoAsync(console, parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> DemoAsync(OperatorConsole console, ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SimulationOptions.Demo(parsed, parsed.GetValue(until));
        return await WriteAsync(console, settings.Problems(), progress =>
            WriteEconomy.IntoAsync(new Economy(settings), settings, parsed.GetValue(folder)!, progress, cancellationToken, parsed.GetValue(format)));
    }

    private static async Task<int> MarketAsync(OperatorConsole console, ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SimulationOptions.Market(parsed, parsed.GetValue(until));
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
