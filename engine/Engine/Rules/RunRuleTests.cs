namespace Usd1Compliance.Rules;

/// <summary>
/// Runs the unit tests that stand beside the rules of a folder. Each is judged by the compiled pack, by its rule alone and by the
/// interpreter, and all three must give the verdict. A rule without a yes, a no and an unknown among its tests is itself a problem.
/// </summary>
public sealed class RunRuleTests(RulePackReader reader)
{
    /// <summary>Reads the pack of a folder and runs the tests beside it.</summary>
    /// <param name="folder">With *.json and their *.tests.json.</param>
    public RuleTestReport Run(string folder)
    {
        if (reader.ReadDirectory(folder) is not PackReading.Sound(var pack))
        {
            return new RuleTestReport(null, [], ((PackReading.Refused)reader.ReadDirectory(folder)).Problems);
        }

        List<RuleProblem> problems = [];
        var (tests, read) = (new List<RuleTest>(), new RuleTestReader(reader.Facts, pack));
        foreach (var file in Directory.EnumerateFiles(folder, "*" + RulePackReader.TestsEnding).Order(StringComparer.Ordinal))
        {
            tests.AddRange(read.Read(Path.GetFileName(file), File.ReadAllText(file), new FileProblems(Path.GetFileName(file), problems)));
        }

        foreach (var rule in pack.Rules)
        {
            var missing = Enum.GetValues<Truth>().Except(tests.Where(test => test.Rule == rule.Id).Select(test => test.Verdict)).ToList();
            if (missing.Count > 0)
            {
                problems.Add(new RuleProblem(rule.File, rule.Id, 0, 0, $"No test has the verdict {string.Join(" or ", missing).ToLowerInvariant()}.",
                    $"Write it into {Path.ChangeExtension(rule.File, null)}{RulePackReader.TestsEnding}."));
            }
        }

        var compiled = new CompiledPack(pack, reader.Facts);
        return new RuleTestReport(pack, [.. tests.Select(test => Judge(compiled, test))], problems);
    }

    private RuleTestResult Judge(CompiledPack compiled, RuleTest test)
    {
        var index = compiled.Pack.Rules.Select((rule, i) => (rule, i)).First(pair => pair.rule.Id == test.Rule).i;
        var facts = reader.Facts.Row(test.Facts);
        var (yes, unknown) = (new ulong[compiled.Words], new ulong[compiled.Words]);
        if (compiled.Evaluate(facts, yes, unknown).FirstOrDefault(failure => failure.Rule.Id == test.Rule) is { } failed)
        {
            return new RuleTestResult(test, null, $"It could not be computed: {failed.Message}");
        }

        var bit = 1UL << index;
        var got = (yes[index / 64] & bit) != 0 ? Truth.Yes : (unknown[index / 64] & bit) != 0 ? Truth.Unknown : Truth.No;
        var (alone, interpreted) = (compiled.Evaluate(index, facts), compiled.Interpret(index, facts));
        return new RuleTestResult(test, got,
            got != alone || got != interpreted ? $"The pack answers {got}, the rule alone {alone}, the interpreter {interpreted}: a fault of the engine, not of the rule."
            : got != test.Verdict ? $"It answers {got}, not {test.Verdict}."
            : null);
    }
}
