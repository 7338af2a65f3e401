using System.CommandLine;

namespace Usd1Compliance.Service.Cli;

/// <summary>The operators' command line: <c>usd1 VERB …</c>, each family of verbs in a file of its own beside this one.</summary>
public static class CommandLine
{
    /// <summary>Set on any verb: one JSON document on standard output in place of text for people.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document for scripts instead of text for people.", Recursive = true };

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
            PeopleVerbs.Create(),
            KeyVerbs.Create(),
            SourceVerbs.Create(),
            SimulateVerbs.Create(),
        };
        return root;
    }
}
