using System.CommandLine;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 sources add-simulated</c>: adds the simulated economy as a source. What is not given is settled here and written down with the source, so that a restart tells the same story.</summary>
public static class AddSimulatedVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Of the source: 1 to 60 of a-z, 0-9 and -." };
        var seed = new Option<ulong>("--seed") { Description = "Of every draw.", DefaultValueFactory = _ => 1UL };
        var days = new Option<int>("--days") { Description = "Days of everyday life, 14 to 366.", DefaultValueFactory = _ => 30 };
        var addresses = new Option<int>("--addresses") { Description = "How many addresses take part, about.", DefaultValueFactory = _ => 3_000 };
        var until = new Option<DateTimeOffset?>("--until") { Description = "When the history ends; the start of this minute where it is not given." };
        var live = new Option<double>("--live") { Description = "Transfers a second after the history; 0 for none.", DefaultValueFactory = _ => 2 };
        var ifAbsent = new Option<bool>("--if-absent") { Description = "Leave a source of this name as it stands, and say so: for scripts that run twice." };
        var command = new Command("add-simulated", "Add the simulated stablecoin economy as a source.") { name, seed, days, addresses, until, live, ifAbsent };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var simulation = new SimulationSettings
            {
                Seed = parsed.GetValue(seed),
                Until = parsed.GetValue(until) ?? StartOfThisMinute(),
                Days = parsed.GetValue(days),
                Addresses = parsed.GetValue(addresses),
                LivePerSecond = parsed.GetValue(live),
            };
            if (simulation.Problems() is { Count: > 0 } problems)
            {
                return console.Fail(ExitCode.BadInput, "simulation_impossible", string.Join(' ', problems));
            }

            return (await AddAsync(postgres, parsed.GetValue(name)!, simulation, cancellationToken)).Match(
                source =>
                {
                    console.Answer(new { id = source.SourceId, source.Name, source.Settings }, $"Source {source.SourceId} ({source.Name}) is added: ingest takes it up within two seconds.");
                    return ExitCode.Done;
                },
                refused =>
                {
                    if (refused.Code != "source_name_taken" || !parsed.GetValue(ifAbsent))
                    {
                        return console.Fail(ExitCode.BadInput, refused.Code, refused.Message);
                    }

                    console.Answer(new { name = parsed.GetValue(name), added = false }, $"A source named {parsed.GetValue(name)} stands already and is left as it is.");
                    return ExitCode.Done;
                });
        }));
        return command;
    }

    private static Task<Outcome<Source>> AddAsync(NpgsqlDataSource postgres, string name, SimulationSettings simulation, CancellationToken cancellationToken)
    {
        var settings = new SimulatedSourceSettings(simulation.Seed, simulation.Until, simulation.Days, simulation.Addresses, simulation.TransfersPerDay, simulation.InstancesPerTypology,
            simulation.HardNegativesPerInstance, simulation.LivePerSecond, [.. new Economy(simulation).KnownMinters.Select(minter => minter.ToString())]);
        return new SourceStore(postgres, new AuditTrail(postgres, TimeProvider.System), TimeProvider.System)
            .AddAsync(OperatorConsole.Operator, new NewSource(name, SourceKind.Simulated, Economy.Chain, SourceSettings.Write(settings)), cancellationToken);
    }

    private static DateTimeOffset StartOfThisMinute()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
    }
}
