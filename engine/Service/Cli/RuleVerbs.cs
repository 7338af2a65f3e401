using System.CommandLine;
using Spectre.Console;
using Usd1Compliance.Audit;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 rules test</c>, <c>check</c>, <c>show</c>, <c>facts</c> and <c>load</c>: what a rule author does without the database, and how a pack comes in force.</summary>
public static class RuleVerbs
{
    private static RulePackReader Reader => new(FactModel.Of<TransferFacts>());

    /// <summary>The family.</summary>
    public static Command Create() => new("rules", "Check, test and show rule packs, and put them in force.") { Test(), Check(), Show(), Facts(), Load() };

    private static Argument<string?> Folder() => new("dir") { Description = $"A folder with rule packs; the shipped ones if not given ({RulesFolder.Variable} names the folder rules/).", Arity = ArgumentArity.ZeroOrOne };

    private static string FolderOf(ParseResult parsed, Argument<string?> folder) => parsed.GetValue(folder) ?? RulesFolder.Packs;

    private static Command Test()
    {
        var folder = Folder();
        var command = new Command("test", "Run the unit tests beside the rules. Fails too for a rule without a yes, a no and an unknown among its tests.") { folder };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console => Task.FromResult(Test(console, FolderOf(parsed, folder)))));
        return command;
    }

    private static int Test(OperatorConsole console, string folder)
    {
        var report = new RunRuleTests(Reader).Run(folder);
        if (report.Pack is null)
        {
            return Refuse(console, report.Problems);
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
        var folder = Folder();
        var command = new Command("check", "Read a folder of rule packs and name everything that is wrong, with file, rule, line, column and mend.") { folder };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console => Task.FromResult(WithPack(console, FolderOf(parsed, folder), pack =>
        {
            console.Answer(new { sound = true, rules = pack.Rules.Count, files = pack.Files.Count, sha256 = Convert.ToHexStringLower(pack.Sha256) },
                $"{pack.Rules.Count} rules in {pack.Files.Count} files are sound. SHA-256 {Convert.ToHexStringLower(pack.Sha256)}.");
            return ExitCode.Done;
        }))));
        return command;
    }

    private static Command Show()
    {
        var folder = Folder();
        var command = new Command("show", "Show the rules of a folder: what each finds, on which facts, with which thresholds.") { folder };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console => Task.FromResult(WithPack(console, FolderOf(parsed, folder), pack =>
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
            var facts = Reader.Facts.All;
            console.Answer(facts.Select(fact => new { fact.Name, type = TypeOf(fact.Type) }), facts.Select(fact => $"{fact.Name,-45} {TypeOf(fact.Type)}"));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Command Load()
    {
        var folder = new Argument<string>("dir") { Description = "A folder with rule packs and their tests." };
        var command = new Command("load", "Test the rule packs of a folder and put them in force. The pack in force stays if one test fails.") { folder };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var report = new RunRuleTests(Reader).Run(parsed.GetValue(folder)!);
            if (report.Pack is null)
            {
                return Refuse(console, report.Problems);
            }

            if (!report.Passed)
            {
                var faults = report.Results.Where(result => result.Fault is not null).Select(result => $"{result.Test.Rule}: {result.Test.Says}: {result.Fault}").Concat(report.Problems.Select(problem => $"{problem}"));
                return console.Fail(ExitCode.Unsound, "rule_tests_failed", $"the tests beside the rules do not pass, so that the pack in force stays. {string.Join(" ", faults)}");
            }

            var packs = new RulePackStore(postgres, Reader, new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);
            var put = await packs.PutAsync(OperatorConsole.Operator, report.Pack, cancellationToken);
            console.Answer(new { put.Record.PackId, sha256 = Convert.ToHexStringLower(put.Record.Sha256), put.Record.Rules, put.Record.LoadedAt },
                $"Pack {put.Record.PackId} with {put.Record.Rules} rules is in force since {put.Record.LoadedAt:u}. SHA-256 {Convert.ToHexStringLower(put.Record.Sha256)}.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static int WithPack(OperatorConsole console, string folder, Func<RulePack, int> show) => Reader.ReadDirectory(folder) switch
    {
        PackReading.Sound(var pack) => show(pack),
        var refused => Refuse(console, ((PackReading.Refused)refused).Problems),
    };

    private static int Refuse(OperatorConsole console, IReadOnlyList<RuleProblem> problems)
    {
        console.Answer(new { sound = false, problems }, problems.Select(problem => $"{problem}"));
        return console.IsForScripts ? ExitCode.Unsound
            : console.Fail(ExitCode.Unsound, "rule_pack_refused", $"the pack refuses to load: {problems.Count} problem{(problems.Count == 1 ? "" : "s")}.");
    }

    private static string Lower<TEnum>(TEnum value) where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    private static string TypeOf(FactType type) => type switch
    {
        FactType.YesNo => "true or false",
        FactType.Count => "whole number",
        FactType.Number => "decimal number",
        _ => "text",
    };
}
