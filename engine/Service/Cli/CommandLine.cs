using System.CommandLine;

namespace Usd1Compliance.Service.Cli;

/// <summary>The operators' command line: <c>usd1 VERB …</c>, each family of verbs in a file of its own beside this one.</summary>
public static class CommandLine
{
    /// <summary>Set on any verb: one JSON document on standard output in place of text for people.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document for scripts instead of text for people.", Recursive = true };

    /// <summary>Runs what was typed.</summary>
    /// <returns>What <see cref="ExitCode"/> says; <see cref="ExitCode.BadInput"/> for a command that cannot be understood, for which the parser itself would answer 1.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count == 0)
        {
            var configuration = new InvocationConfiguration();
            if (parsed.CommandResult.Command.Name == ServeVerb.Name)
            {
                // Else the parser ends the process two seconds after it was told to stop.
                configuration.ProcessTerminationTimeout = ServeVerb.StopTime;
            }

            return await parsed.InvokeAsync(configuration);
        }

        if (parsed.GetValue(Json))
        {
            return new OperatorConsole(json: true).Fail(ExitCode.BadInput, "command_unreadable", $"{string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct())} See usd1 --help.");
        }

        await parsed.InvokeAsync();         // says what is wrong, what may have been meant, and the help of the verb
        return ExitCode.BadInput;
    }

    /// <summary>The whole tree of verbs.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Compliance and transaction monitoring for the issuer of a US-dollar stablecoin.")
        {
            Json,
            ServeVerb.Create(),
            DatabaseVerbs.Create(),
            AuditVerbs.Create(),
            RuleVerbs.Create(),
            ListVerbs.Create(),
            LabelVerbs.Create(),
            PartyVerbs.Create(),
            PeopleVerbs.Create(),
            KeyVerbs.Create(),
            SourceVerbs.Create(),
            ScreeningVerbs.Create(),
            SimulateVerbs.Create(),
            MonitorVerbs.Create(),
            ReplayVerb.Create(),
        };
        return root;
    }
}
