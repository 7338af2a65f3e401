namespace Usd1Compliance.Service.Cli;

/// <summary>What a verb answers to the shell. Documented in README and by <c>usd1 --help</c>.</summary>
public static class ExitCode
{
    /// <summary>Done, or checked and sound.</summary>
    public const int Done = 0;

    /// <summary>Checked and not sound: a broken audit chain, a rule whose test fails, a list that stands in quarantine.</summary>
    public const int Unsound = 1;

    /// <summary>The command or what it was given cannot be understood; nothing was changed.</summary>
    public const int BadInput = 2;

    /// <summary>The database or another service could not be reached; nothing was changed.</summary>
    public const int Unreachable = 3;
}
