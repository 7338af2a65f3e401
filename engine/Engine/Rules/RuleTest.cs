namespace Usd1Compliance.Rules;

/// <summary>A unit test of a rule, as its author wrote it beside the rule: facts in, verdict out.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Says">On which edge it stands, in words.</param>
/// <param name="Facts">What is known; every other fact is unknown.</param>
/// <param name="Verdict">What the rule must answer.</param>
public sealed record RuleTest(string File, string Rule, string Says, IReadOnlyDictionary<string, object> Facts, Truth Verdict);

/// <summary>How a unit test of a rule went.</summary>
/// <param name="Test">The test.</param>
/// <param name="Got">What the rule answered, or null where it failed.</param>
/// <param name="Fault">Why it did not pass, or null where it did.</param>
public sealed record RuleTestResult(RuleTest Test, Truth? Got, string? Fault);

/// <summary>How the unit tests of a folder went.</summary>
/// <param name="Pack">The pack, or null where it did not read.</param>
/// <param name="Results">One for each test, in order of file and place.</param>
/// <param name="Problems">Of the pack, of the test files, and of rules that lack a test of each verdict.</param>
public sealed record RuleTestReport(RulePack? Pack, IReadOnlyList<RuleTestResult> Results, IReadOnlyList<RuleProblem> Problems)
{
    /// <summary>Whether the pack reads, every rule is tested, and every test passes.</summary>
    public bool Passed => Problems.Count == 0 && Results.All(result => result.Fault is null);
}
