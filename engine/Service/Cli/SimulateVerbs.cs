using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 simulate</c>: writes a simulated economy into files, for measuring and for tests. It needs no database.</summary>
public static class SimulateVerbs
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed") { Description = "Of every draw; the same seed writes the same files, to the byte.", DefaultValueFactory = _ => 1UL };
        var days = new Option<int>("--days") { Description = "Days of everyday life, 14 to 366.", DefaultValueFactory = _ => 30 };
        var addresses = new Option<int>("--addresses") { Description = "How many addresses take part, about: 1,000 to 2,000,000.", DefaultValueFactory = _ => 3_000 };
        var transfers = new Option<int?>("--transfers-per-day") { Description = "How many transfers a day, about; usually 4 for 9 addresses." };
        var instances = new Option<int>("--instances") { Description = "How often each typology is planted.", DefaultValueFactory = _ => 3 };
        var hardNegatives = new Option<int>("--hard-negatives") { Description = "Lawful look-alikes for each planted instance, 0 to 10.", DefaultValueFactory = _ => 2 };
        var until = new Option<DateTimeOffset>("--until") { Description = "When the history ends, such as 2026-06-30T00:00:00Z.", DefaultValueFactory = _ => new DateTimeOffset(2026, 6, 30, 0, 0, 0, TimeSpan.Zero) };
        var folder = new Option<string>("--out") { Description = "The folder for transfers.csv, truth.csv and labels.csv; made where it is missing.", Required = true };
        var command = new Command("simulate", "Write a simulated stablecoin economy, with the truth about what was planted in it, as CSV.") { seed, days, addresses, transfers, instances, hardNegatives, until, folder };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, async console =>
        {
            var settings = new SimulationSettings
            {
                Seed = parsed.GetValue(seed),
                Until = parsed.GetValue(until),
                Days = parsed.GetValue(days),
                Addresses = parsed.GetValue(addresses),
                TransfersPerDay = parsed.GetValue(transfers),
                InstancesPerTypology = parsed.GetValue(instances),
                HardNegativesPerInstance = parsed.GetValue(hardNegatives),
            };
            if (settings.Problems() is { Count: > 0 } problems)
            {
                return console.Fail(ExitCode.BadInput, "simulation_impossible", string.Join(' ', problems));
            }

            var written = await WithProgressAsync(console, progress => WriteEconomy.IntoAsync(new Economy(settings), settings, parsed.GetValue(folder)!, progress, cancellationToken));
            console.Answer(written, string.Create(CultureInfo.InvariantCulture, $"{written.Transfers:N0} transfers of {written.Addresses:N0} addresses, {written.Planted:N0} planted and {written.HardNegatives:N0} look-alike transfers, {written.Labels:N0} labels."),
                $"transfers.csv has SHA-256 {written.Sha256}.");
            return ExitCode.Done;
        }));
        return command;
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
