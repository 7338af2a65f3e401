using System.CommandLine;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 rules test</c>, <c>check</c>, <c>show</c> and <c>facts</c>: what a rule author does without the database. How a pack comes in force: <see cref="PackVerbs"/>.</summary>
public static class RuleVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("rules", "Check, test and show rule packs, and put them in force by two persons.")
    {
        Test(), Check(), Show(), Facts(), PackVerbs.Propose(), PackVerbs.Proposals(), PackVerbs.Approve(), PackVerbs.Refuse(), PackVerbs.Packs(),
    };

    private static Command Test()
    {
        var folder = RuleFolders.Folder();
        var command = new Command("test", "Run the unit tests beside the rules. Fails too for a rule without a yes, a no and an unknown among its tests.") { folder };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console => Task.FromResult(Test(console, RuleFolders.FolderOf(parsed, folder)))));
        return command;
    }

    private static int Test(OperatorConsole console, string folder)
    {
        var report = new RunRuleTests(RuleFolders.Reader).Run(folder);
        if (report.Pack is null)
        {
            return RuleFolders.Refuse(console, report.Problems);
        }

        console.Answer(
            new
            {
                passed = report.Passed, rules = report.Pack.Rules.Count, tests = report.Results.Count,
                failed = report.Results.Where(result => result.Fault is not null).Select(result => new { result.Test.File, result.Test.Rule, result.Test.Says, result.Fault }),
                problems = report.Problems.Select(problem => problem.ToString()),
            },
            [
                .. console.IsForScripts ? [] : Lines(report),
                .. report.Results.Where(result => result.Fault is not null).Select(result => $"FAILED {result.Test.File}: {result.Test.Rule}: {result.Test.Says}: {result.Fault}"),
                .. report.Problems.Select(problem => $"FAILED {problem}"),
                $"{report.Results.Count(result => result.Fault is null)} of {report.Results.Count} tests of {report.Pack.Rules.Count} rules pass.",
            ]);
        return report.Passed ? ExitCode.Done : ExitCode.Unsound;
    }

    private static IEnumerable<string> Lines(RuleTestReport report)
    {
        yield return $"{"rule",-30} {"tests",5}  {"yes",3} {"no",3} {"unknown",7}  ";
        foreach (var rule in report.Pack!.Rules)
        {
            var results = report.Results.Where(result => result.Test.Rule == rule.Id).ToList();
            yield return $"{rule.Id,-30} {results.Count,5}  {Count(Truth.Yes),3} {Count(Truth.No),3} {Count(Truth.Unknown),7}  {(results.All(result => result.Fault is null) ? "pass" : "FAIL")}";

            int Count(Truth verdict) => results.Count(result => result.Test.Verdict == verdict);
        }
    }

    private static Command Check()
    {
        var folder = RuleFolders.Folder();
        var command = new Command("check", "Read a folder of rule packs and name everything that is wrong, with file, rule, line, column and mend.") { folder };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console => Task.FromResult(WithPack(console, RuleFolders.FolderOf(parsed, folder), pack =>
        {
            console.Answer(new { sound = true, rules = pack.Rules.Count, files = pack.Files.Count, sha256 = Convert.ToHexStringLower(pack.Sha256) },
                $"{pack.Rules.Count} rules in {pack.Files.Count} files are sound. SHA-256 {Convert.ToHexStringLower(pack.Sha256)}.");
            return ExitCode.Done;
        }))));
        return command;
    }

    private static Command Show()
    {
        var folder = RuleFolders.Folder();
        var command = new Command("show", "Show the rules of a folder: what each finds, on which facts, with which thresholds.") { folder };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console => Task.FromResult(WithPack(console, RuleFolders.FolderOf(parsed, folder), pack =>
        {
            console.Answer(
                pack.Rules.Select(rule => new { rule.Id, rule.Version, rule.Number, rule.Typology, Market = Lower(rule.Market), Severity = Lower(rule.Severity), rule.Score, Subject = Lower(rule.Subject), rule.Says, rule.Source, Suppression = $"{rule.Suppression}", rule.Parameters, rule.Facts, rule.Expression, rule.FalsePositives }),
                pack.Rules.SelectMany(rule => (string[])
                [
                    $"{rule.Number,2} {rule.Id} (version {rule.Version}): {Lower(rule.Severity)}, score {rule.Score}, {Lower(rule.Market)}, about the {Lower(rule.Subject)}, repeats for {rule.Suppression.TotalHours:0.##} h",
                    $"   {rule.Says}",
                    $"   {rule.Expression}",
                    .. rule.Parameters.Count == 0 ? [] : (string[])[$"   with {string.Join(", ", rule.Parameters.Select(parameter => FormattableString.Invariant($"{parameter.Key} = {parameter.Value}")))}"],
                ]));
            return ExitCode.Done;
        }))));
        return command;
    }

    private static Command Facts()
    {
        var command = new Command("facts", "List the facts that a rule may look at.");
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console =>
        {
            var facts = RuleFolders.Reader.Facts.All;
            console.Answer(facts.Select(fact => new { fact.Name, type = TypeOf(fact.Type) }), facts.Select(fact => $"{fact.Name,-45} {TypeOf(fact.Type)}"));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static int WithPack(OperatorConsole console, string folder, Func<RulePack, int> show) => RuleFolders.Reader.ReadDirectory(folder) switch
    {
        PackReading.Sound(var pack) => show(pack),
        var refused => RuleFolders.Refuse(console, ((PackReading.Refused)refused).Problems),
    };

    private static string Lower<TEnum>(TEnum value) where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    private static string TypeOf(FactType type) => type switch
    {
        FactType.YesNo => "true or false",
        FactType.Count => "whole number",
        FactType.Number => "decimal number",
        _ => "text",
    };
}
