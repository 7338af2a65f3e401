using System.CommandLine;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary>Folders of rules as the verbs of <c>usd1 rules</c> take them, and what is wrong with them in lines.</summary>
internal static class RuleFolders
{
    public static RulePackReader Reader => new(FactModel.Of<TransferFacts>());

    public static Argument<string?> Folder() => new("dir") { Description = $"A folder with rule packs; the shipped ones if not given ({RulesFolder.Variable} names the folder rules/).", Arity = ArgumentArity.ZeroOrOne };

    public static string FolderOf(ParseResult parsed, Argument<string?> folder) => parsed.GetValue(folder) ?? RulesFolder.Packs;

    public static int Refuse(OperatorConsole console, IReadOnlyList<RuleProblem> problems)
    {
        console.Answer(new { sound = false, problems }, problems.Select(problem => $"{problem}"));
        return console.IsForScripts ? ExitCode.Unsound
            : console.Fail(ExitCode.Unsound, "rule_pack_refused", $"the pack refuses to load: {problems.Count} problem{(problems.Count == 1 ? "" : "s")}.");
    }
}
