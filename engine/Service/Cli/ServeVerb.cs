using System.CommandLine;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Rules;
using Usd1Compliance.Service.Workers;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 serve</c>: the API, the jobs and the monitoring worker, until it is told to stop.</summary>
public static class ServeVerb
{
    /// <summary>What is typed.</summary>
    public const string Name = "serve";

    /// <summary>How long the process may take to end once it is told to: a little longer than its longest worker.</summary>
    public static readonly TimeSpan StopTime = MonitoringWorker.StopTime + TimeSpan.FromSeconds(15);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var command = new Command(Name, "Serve the API, run the jobs and monitor transfers, until stopped.") { urls };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            if (ListDefinition.ReadAll(RulesFolder.Lists) is Outcome<IReadOnlyList<ListDefinition>>.Refused(var refusal))
            {
                return console.Refuse(refusal);
            }

            var host = ServiceHost.Create(postgres, parsed.GetValue(urls)!);
            await host.Services.GetRequiredService<LoadShippedPacks>().RunAsync(RulesFolder.Packs, cancellationToken);
            await host.RunAsync(cancellationToken);
            return ExitCode.Done;
        }));
        return command;
    }
}
