using System.CommandLine;
using System.Globalization;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 sources add-simulated</c>: adds a simulated economy as a source. What is not given is settled here and written down with the source, so that a restart tells the same story.</summary>
public static class AddSimulatedVerb
{
    private static readonly Argument<string> name = new("name") { Description = "Of the source: 1 to 60 of a-z, 0-9 and -." };
    private static readonly Option<DateTimeOffset?> until = new("--until")
    {
        Description = "When the history ends. demo: the start of this minute where it is not given. market: a midnight, usually the last; of one ahead, what lies ahead comes as the clock reaches it.",
    };

    private static readonly Option<double?> live = new("--live") { Description = "demo only: transfers a second after the history, usually 2; 0 for none." };
    private static readonly Option<bool> ifAbsent = new("--if-absent") { Description = "Leave a source of this name as it stands, and say so: for scripts that run twice." };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var command = new Command("add-simulated", "Add a simulated stablecoin economy as a source.")
        {
            name, until, live, ifAbsent,
        };
        SimulationOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var (problems, settings) = SimulationOptions.Misplaced(parsed, live) is { } misplaced ? ([misplaced], null) : SimulationOptions.IsMarket(parsed) ? Market(parsed) : Demo(parsed);
            return settings is null
                ? console.Fail(ExitCode.BadInput, "simulation_impossible", string.Join(' ', problems))
                : Answer(console, parsed, await AddAsync(postgres, parsed.GetValue(name)!, settings, cancellationToken));
        }));
        return command;
    }

    private static int Answer(OperatorConsole console, ParseResult parsed, Outcome<Source> outcome) => outcome.Match(
        source =>
        {
            console.Answer(new { id = source.SourceId, source.Name, source.Settings }, $"Source {source.SourceId} ({source.Name}) is added: ingest takes it up within two seconds.", AsFiles(source));
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

    // What writes the same economy into files, with the labels and the own list that belong to it.
    private static string AsFiles(Source source)
    {
        var settings = SourceSettings.Read<SimulatedSourceSettings>(source);
        var market = settings.Market is { } of ? string.Create(CultureInfo.InvariantCulture, $" --preset market --transfers {of.Transfers} --illicit {of.Illicit} --set {of.Set}")
            : string.Create(CultureInfo.InvariantCulture, $"{(settings.TransfersPerDay is { } aDay ? $" --transfers-per-day {aDay}" : "")} --instances {settings.InstancesPerTypology}");
        return string.Create(CultureInfo.InvariantCulture,
            $"The same as files: usd1 simulate{market} --seed {settings.Seed} --days {settings.Days} --addresses {settings.Addresses} --hard-negatives {settings.HardNegativesPerInstance} --until {settings.Until:yyyy-MM-ddTHH:mm:ssZ} --out FOLDER");
    }

    private static (IReadOnlyList<string> Problems, SimulatedSourceSettings? Settings) Demo(ParseResult parsed)
    {
        var simulation = SimulationOptions.Demo(parsed, parsed.GetValue(until) ?? StartOfThisMinute()) with { LivePerSecond = parsed.GetValue(live) ?? 2 };
        return simulation.Problems() is { Count: > 0 } problems ? (problems, null) : ([], new SimulatedSourceSettings(simulation.Seed, simulation.Until, simulation.Days, simulation.Addresses,
            simulation.TransfersPerDay, simulation.InstancesPerTypology, simulation.HardNegativesPerInstance, simulation.LivePerSecond, Texts(new Economy(simulation).KnownMinters)));
    }

    private static (IReadOnlyList<string> Problems, SimulatedSourceSettings? Settings) Market(ParseResult parsed)
    {
        var market = SimulationOptions.Market(parsed, parsed.GetValue(until) ?? TimeProvider.System.GetUtcNow().UtcDateTime.Date);
        return market.Problems() is { Count: > 0 } problems ? (problems, null) : ([], new SimulatedSourceSettings(market.Seed, market.Until, market.Days, market.Addresses,
            HardNegativesPerInstance: market.HardNegativesPerInstance, Minters: Texts(TellMarket.Minters(market)),
            Market: new SimulatedMarket(market.Transfers, market.Illicit, market.Set.ToString().ToLowerInvariant())));
    }

    private static IReadOnlyList<string> Texts(IEnumerable<ChainAddress> minters) => [.. minters.Select(minter => minter.ToString())];

    private static Task<Outcome<Source>> AddAsync(NpgsqlDataSource postgres, string name, SimulatedSourceSettings settings, CancellationToken cancellationToken)
    {
        var chain = settings.Market is null ? Economy.Chain : TellMarket.Chains;
        return new SourceStore(postgres, new AuditTrail(postgres, TimeProvider.System), TimeProvider.System)
            .AddAsync(OperatorConsole.Operator, new NewSource(name, SourceKind.Simulated, chain, SourceSettings.Write(settings)), cancellationToken);
    }

    private static DateTimeOffset StartOfThisMinute()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
    }
}
