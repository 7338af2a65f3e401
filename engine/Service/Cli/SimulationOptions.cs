using System.CommandLine;
using System.CommandLine.Parsing;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Service.Cli;

/// <summary>Which of the two simulated economies.</summary>
internal enum SimulationPreset
{
    /// <summary>The small one of ./run --demo.</summary>
    Demo,

    /// <summary>A whole market.</summary>
    Market,
}

/// <summary>What a simulated economy is made from, as the command line asks for it: the same for whoever writes it into files and for whoever adds it as a source.</summary>
internal static class SimulationOptions
{
    private static readonly Option<SimulationPreset> preset = new("--preset")
    {
        Description = "demo: the small economy of ./run --demo, 3,000 addresses on one chain. market: a whole market, 1,000,000 addresses and 10,000,000 transfers in 90 days on five chains.",
        DefaultValueFactory = _ => SimulationPreset.Demo,
    };

    private static readonly Option<ulong> seed = new("--seed") { Description = "Of every draw; the same seed and settings tell the same story, to the byte.", DefaultValueFactory = _ => 1UL };
    private static readonly Option<int?> days = new("--days") { Description = "Days of everyday life. demo: 14 to 366, usually 30; market: 30 to 366, usually 90." };
    private static readonly Option<int?> addresses = new("--addresses") { Description = "How many addresses take part, about. demo: usually 3,000; market: usually 1,000,000." };
    private static readonly Option<int?> hardNegatives = new("--hard-negatives") { Description = "Lawful look-alikes for each planted instance, 0 to 10. demo: usually 2; market: usually 5." };
    private static readonly Option<int?> transfersPerDay = new("--transfers-per-day") { Description = "demo only: how many transfers a day, about; usually 4 for 9 addresses." };
    private static readonly Option<int?> instances = new("--instances") { Description = "demo only: how often each typology is planted; usually 3." };
    private static readonly Option<int?> transfers = new("--transfers") { Description = "market only: how many transfers in all, about; usually 10,000,000." };
    private static readonly Option<decimal?> illicit = new("--illicit") { Description = "market only: which share of the transfers is illicit; usually 0.0010, and 0.0002 makes it hard." };
    private static readonly Option<MarketSet?> set = new("--set")
    {
        Description = "market only. standard: every planted instance meets its definition. adversarial: those who act keep off thresholds, take 10 to 30 days, hide behind services and dust. drift: after two thirds of the days the mix changes and nine tenths stay away.",
    };

    /// <summary>Adds them to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[preset, seed, days, addresses, hardNegatives, transfersPerDay, instances, transfers, illicit, set])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether a market is asked for.</summary>
    public static bool IsMarket(ParseResult parsed) => parsed.GetValue(preset) == SimulationPreset.Market;

    /// <summary>An option of the other preset, with the mend; null where there is none.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="alsoOfDemo">Options of the command itself that the demo alone has.</param>
    public static string? Misplaced(ParseResult parsed, params Option[] alsoOfDemo)
    {
        Option[] others = IsMarket(parsed) ? [transfersPerDay, instances, .. alsoOfDemo] : [transfers, illicit, set];
        var given = others.FirstOrDefault(option => parsed.GetResult(option) is OptionResult { Implicit: false });
        return given is null ? null : $"{given.Name} is for --preset {(IsMarket(parsed) ? "demo" : "market")}. Leave it out, or give that preset.";
    }

    /// <summary>The demo's economy.</summary>
    public static SimulationSettings Demo(ParseResult parsed, DateTimeOffset until)
    {
        var usual = new SimulationSettings { Until = until };
        return usual with
        {
            Seed = parsed.GetValue(seed),
            Days = parsed.GetValue(days) ?? usual.Days,
            Addresses = parsed.GetValue(addresses) ?? usual.Addresses,
            TransfersPerDay = parsed.GetValue(transfersPerDay),
            InstancesPerTypology = parsed.GetValue(instances) ?? usual.InstancesPerTypology,
            HardNegativesPerInstance = parsed.GetValue(hardNegatives) ?? usual.HardNegativesPerInstance,
        };
    }

    /// <summary>A market.</summary>
    public static MarketSettings Market(ParseResult parsed, DateTimeOffset until)
    {
        var usual = new MarketSettings { Until = until };
        return usual with
        {
            Seed = parsed.GetValue(seed),
            Days = parsed.GetValue(days) ?? usual.Days,
            Addresses = parsed.GetValue(addresses) ?? usual.Addresses,
            Transfers = parsed.GetValue(transfers) ?? usual.Transfers,
            Illicit = parsed.GetValue(illicit) ?? usual.Illicit,
            HardNegativesPerInstance = parsed.GetValue(hardNegatives) ?? usual.HardNegativesPerInstance,
            Set = parsed.GetValue(set) ?? usual.Set,
        };
    }
}
