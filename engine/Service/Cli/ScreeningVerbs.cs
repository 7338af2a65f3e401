using System.CommandLine;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 screening score | measure | search | calibrate | policy</c>: name screening by itself, without a database, to measure it and to see how it decides.</summary>
public static class ScreeningVerbs
{
    /// <summary>Where the policy lies; the shipped one where it is not given.</summary>
    internal static readonly Option<DirectoryInfo?> Policy = new("--policy") { Description = "Folder of the screening policy; rules/screening where it is not given." };

    /// <summary>The family of verbs.</summary>
    public static Command Create() => new("screening", "Compare and look up names by the screening policy. No database is needed.")
    {
        ScorePairsVerb.Create(), MeasurePairsVerb.Create(), SearchListsVerb.Create(), CalibrateVerb.Create(), CountWordsVerb.Create(), PolicyTable(),
    };

    /// <summary>The policy of the command line.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read: says file, line and mend.</exception>
    internal static NamePolicy Read(ParseResult parsed)
    {
        var folder = parsed.GetValue(Policy)?.FullName ?? RulesFolder.Screening;
        try
        {
            return NamePolicy.Read(folder);
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidOperationException(wrong.Message, wrong);
        }
    }

    private static Command PolicyTable()
    {
        var command = new Command("policy", "Print the policy as the page docs/screening-policy.md: features, weights, bounds and why.") { Policy };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console =>
        {
            var policy = Read(parsed);
            console.Answer(new { policy.Version, policy.Sha256, policy.Calibrated, policy.PersonBias, policy.OtherBias, features = policy.Lines, policy.Qualifiers, policy.Thresholds }, PolicyPage.Of(policy));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
