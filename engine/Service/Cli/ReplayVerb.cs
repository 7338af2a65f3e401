using System.CommandLine;
using System.Globalization;
using Usd1Compliance.Audit;
using Usd1Compliance.Monitoring;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 replay ALERT</c>: derives an alert again from the ledger, and says what differs if anything does.</summary>
internal static class ReplayVerb
{
    public static Command Create()
    {
        var alert = new Argument<long>("alert") { Description = "The number of the alert." };
        var command = new Command("replay", "Derive an alert again from the ledger, with the lists, labels and rules as they were. Exit code 1 where anything differs.") { alert };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var services = new ServiceCollection();
            services.AddLogging(logging => logging.AddSimpleConsole(options => options.SingleLine = true).AddFilter(null, LogLevel.Warning).AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace));
            services.AddEngine(postgres);
            await using var engine = services.BuildServiceProvider();
            var answer = await engine.GetRequiredService<ReplayAlert>().RunAsync(Actor.Job("operator", Right.ReadCases), parsed.GetValue(alert), cancellationToken);
            return answer.Match(replay => Answer(console, replay), console.Refuse);
        }));
        return command;
    }

    private static int Answer(OperatorConsole console, AlertReplay replay)
    {
        List<string> told =
        [
            string.Create(CultureInfo.InvariantCulture, $"Alert {replay.Alert.AlertId}, {replay.Alert.RuleId} on transfer {replay.Alert.Transfer}: {replay.Transfers:N0} transfers taken again up to batch {replay.Batch.BatchId}, by rule pack {replay.Batch.Known.PackId} and list versions {string.Join(", ", replay.Batch.Known.ListVersions)}."),
            .. replay.IsTheSame ? ["It was derived bit for bit:"] : replay.Differences,
            .. replay.Derived?.Facts.Select(fact => $"  {fact.Name} = {fact.Value ?? "unknown"}") ?? [],
        ];
        console.Answer(new { replay.Alert.AlertId, replay.Alert.RuleId, transfer = replay.Alert.Transfer.ToString(), replay.Batch.BatchId, same = replay.IsTheSame, replay.Differences, replay.Derived, replay.Transfers }, told);
        return replay.IsTheSame ? ExitCode.Done : ExitCode.Unsound;
    }
}
