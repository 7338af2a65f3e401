using System.CommandLine;
using System.Globalization;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 sources …</c>: where transfers come from.</summary>
public static class SourceVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("sources", "Add and see the sources of transfers.")
    {
        AddEvmVerb.Create(), AddFileVerb.Create(), AddSimulatedVerb.Create(), List(), Refused(), Enable(true), Enable(false),
    };

    /// <summary>The sources, with the audit trail that adding one needs.</summary>
    internal static SourceStore Store(NpgsqlDataSource postgres) => new(postgres, new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);

    /// <summary>A source in a line for people.</summary>
    internal static string Line(SourceStatus status)
    {
        var report = status.Report;
        var state = !status.Source.Enabled ? "disabled" : report is null ? "not taken up yet: is ingest running?" : StateWord(report.State);
        var behind = status.Behind is > 0 and var left ? string.Create(CultureInfo.InvariantCulture, $", {left:N0} {status.BehindUnit} behind") : "";
        var message = report is { Message.Length: > 0 } ? $"\n    {report.Message}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{status.Source.SourceId} {status.Source.Name} ({status.Source.Kind.ToString().ToLowerInvariant()}, {status.Source.Chain}): {state}{behind}. {Counts(status)}{message}");
    }

    /// <summary>What became of the rows of a source.</summary>
    internal static string Counts(SourceStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"{status.Ingested:N0} rows ingested, {status.Checkpoint.Skipped:N0} skipped, {status.Checkpoint.Refused:N0} refused.");

    /// <summary>A source as a document for scripts.</summary>
    internal static object Document(SourceStatus status) => new
    {
        id = status.Source.SourceId,
        status.Source.Name,
        status.Source.Kind,
        status.Source.Chain,
        status.Source.Enabled,
        state = status.Report is { } report ? StateWord(report.State).Replace(' ', '_') : null,
        status.Report?.Head,
        status.Report?.Reached,
        status.Behind,
        status.BehindUnit,
        status.Ingested,
        status.Checkpoint.Skipped,
        status.Checkpoint.Refused,
        status.Report?.Message,
    };

    private static string StateWord(SourceState state) => state switch
    {
        SourceState.CatchingUp => "catching up",
        _ => state.ToString().ToLowerInvariant(),
    };

    private static Command List()
    {
        var command = new Command("list", "Every source: how it fares, how far behind it is, and what became of its rows.");
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var all = await Store(postgres).AllAsync(OperatorConsole.Operator, cancellationToken);
            console.Answer(all.Select(Document), all.Count == 0 ? ["There is no source. Add one with usd1 sources add-evm, add-file or add-simulated."] : all.Select(Line));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Refused()
    {
        var name = new Argument<string>("name") { Description = "Of the source." };
        var limit = new Option<int>("--limit") { Description = "How many at the most, newest first.", DefaultValueFactory = _ => 100 };
        var command = new Command("refused", "The rows of a source that could not be read: line, column, reason.") { name, limit };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var store = Store(postgres);
            if (parsed.GetValue(limit) is < 1 or > 100_000)
            {
                return console.Fail(ExitCode.BadInput, "limit_out_of_range", "--limit is 1 to 100,000.");
            }

            if ((await store.AllAsync(OperatorConsole.Operator, cancellationToken)).FirstOrDefault(each => each.Source.Name == parsed.GetValue(name)) is not { } status)
            {
                return console.Fail(ExitCode.BadInput, "source_unknown", $"There is no source named {parsed.GetValue(name)}. See them with: usd1 sources list.");
            }

            var page = await store.RefusedRowsAsync(OperatorConsole.Operator, status.Source.SourceId, 0, parsed.GetValue(limit), cancellationToken);
            console.Answer(page, page.Rows.Select(row => $"{row.Place}, line {row.Line}: {(row.Column.Length == 0 ? "the row" : row.Column)} {row.Reason}").Append($"{page.Total:N0} rows stand in the quarantine of {status.Source.Name}."));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Enable(bool enabled)
    {
        var name = new Argument<string>("name") { Description = "Of the source." };
        var command = new Command(enabled ? "enable" : "disable", enabled ? "Let ingest follow a source again, from where it stopped." : "Let ingest follow a source no more. What it brought stays.") { name };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
            (await Store(postgres).SetEnabledAsync(OperatorConsole.Operator, parsed.GetValue(name)!, enabled, cancellationToken)).Match(
                source =>
                {
                    console.Answer(new { id = source.SourceId, source.Name, source.Enabled }, $"Source {source.Name} is {(enabled ? "enabled" : "disabled")}; ingest sees it within two seconds.");
                    return ExitCode.Done;
                },
                console.Refuse)));
        return command;
    }
}
