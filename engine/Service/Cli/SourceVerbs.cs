using System.CommandLine;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 sources …</c>: where transfers come from.</summary>
public static class SourceVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("sources", "Add and see the sources of transfers.") { AddSimulatedVerb.Create() };
}
