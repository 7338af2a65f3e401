using System.Reflection;
using System.Text.RegularExpressions;

namespace Usd1Compliance.Tests;

/// <summary>The drawing of the house, kept true: docs/ARCHITECTURE.md shows it to people, this to the build.</summary>
[Suite(Suite.Unit)]
public sealed partial class HouseTests
{
    // From the ground up; a room uses itself and the rooms before it. Rooms on one line share a floor and stand in this order.
    private static readonly string[] rooms =
    [
        "Postgres", "Audit",
        "Ledger", "Lists", "Parties",
        "Rules", "Scoring",
        "Screening", "Monitoring", "TravelRule",
        "Cases",
        "Freezes", "Filings", "LawEnforcement",
        "Search",
    ];

    private static readonly string[] refusedNames = ["Helpers", "Utils", "Utilities", "Common", "Managers", "Shared", "Misc"];

    private static string Root => Checkout.Root;

    [Fact]
    public void No_arrow_rises_in_the_engine()
    {
        List<string> rising = [];
        foreach (var file in SourceFiles("engine/Engine"))
        {
            var room = Path.GetRelativePath(Path.Combine(Root, "engine/Engine"), file).Split(Path.DirectorySeparatorChar)[0];
            if (room.EndsWith(".cs", StringComparison.Ordinal))
            {
                continue;       // EngineServices.cs composes all rooms
            }

            Assert.Contains(room, rooms);
            foreach (Match use in UsedRoom().Matches(File.ReadAllText(file)))
            {
                var used = use.Groups["room"].Value;
                if (Array.IndexOf(rooms, used) > Array.IndexOf(rooms, room))
                {
                    rising.Add($"{room} uses {used}: {Path.GetRelativePath(Root, file)}");
                }
            }
        }

        Assert.Empty(rising);
    }

    [Fact]
    public void The_three_processes_use_the_engine_and_never_each_other()
    {
        var processes = new Dictionary<string, Assembly>
        {
            ["Usd1Compliance.Service"] = typeof(Usd1Compliance.Service.ServiceHost).Assembly,
            ["Usd1Compliance.Ingest"] = typeof(Usd1Compliance.Ingest.IngestHost).Assembly,
            ["Usd1Compliance.Ui"] = typeof(Usd1Compliance.Ui.UiHost).Assembly,
        };
        foreach (var (name, assembly) in processes)
        {
            Assert.DoesNotContain(assembly.GetReferencedAssemblies(), used => used.Name != name && processes.ContainsKey(used.Name!));
        }

        Assert.DoesNotContain(typeof(EngineServices).Assembly.GetReferencedAssemblies(), used => processes.ContainsKey(used.Name!) || used.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) && !used.Name.StartsWith("Microsoft.AspNetCore.Cryptography", StringComparison.Ordinal));
    }

    [Fact]
    public void No_room_is_named_for_what_did_not_find_a_place() =>
        Assert.DoesNotContain(Folders(), folder => refusedNames.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void Every_class_of_tests_says_which_suite_it_belongs_to()
    {
        var without = typeof(HouseTests).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttributes<FactAttribute>().Any()) && type.GetCustomAttribute<SuiteAttribute>() is null)
            .Select(type => type.FullName);
        Assert.Empty(without);
    }

    [Fact]
    public void Sql_reaches_the_database_through_the_constant_command_alone()
    {
        var others = SourceFiles("engine", "ingest", "ui", "simulation")
            .Where(file => !file.EndsWith("PostgresCommands.cs", StringComparison.Ordinal))
            .Where(file => MakesCommand().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Root, file));
        Assert.Empty(others);
    }

    [Fact]
    public void The_clock_is_asked_through_TimeProvider_and_money_is_never_a_double()
    {
        var offences = SourceFiles("engine", "ingest", "ui", "simulation")
            .Where(file => WallClock().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Root, file));
        Assert.Empty(offences);
    }

    [GeneratedRegex(@"\bUsd1Compliance\.(?<room>[A-Z]\w+)")]
    private static partial Regex UsedRoom();

    [GeneratedRegex(@"new NpgsqlCommand\(|CommandText\s*=|new NpgsqlBatchCommand\(|CreateBatch\(")]
    private static partial Regex MakesCommand();

    [GeneratedRegex(@"DateTime(Offset)?\.(UtcNow|Now|Today)\b|Stopwatch\.GetTimestamp|double\s+\w*([aA]mount|[uU]sd)\b")]
    private static partial Regex WallClock();

    private static IEnumerable<string> Folders() => Directory.EnumerateDirectories(Root, "*", SearchOption.AllDirectories)
        .Where(folder => !Regex.IsMatch(folder, @"/(bin|obj|\.git|\.data|\.dotnet|\.tools|node_modules|TestResults)(/|$)"));

    private static IEnumerable<string> SourceFiles(params string[] under) => under
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));
}
