namespace Usd1Compliance.Rules;

/// <summary>One thing that is wrong with a pack.</summary>
/// <param name="File">The file's name, or the folder where no file is to blame.</param>
/// <param name="Rule">The rule's id, in the layer the part (<c>dust</c>, <c>taints.mixer</c>); null where the fault lies outside any.</param>
/// <param name="Line">1 and up; 0 where the whole file is to blame.</param>
/// <param name="Column">In characters, 1 and up; 0 where the whole file is to blame.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Mend">What to do about it.</param>
public sealed record RuleProblem(string File, string? Rule, int Line, int Column, string Message, string Mend)
{
    /// <summary>As a compiler would say it: <c>08-structuring.json(7,31): structuring-sent: … …</c></summary>
    public override string ToString() => $"{File}{(Line > 0 ? $"({Line},{Column})" : "")}: {(Rule is null ? "" : $"{Rule}: ")}{Message} {Mend}";
}

/// <summary>A pack that has to be sound is not: the one in force no longer reads under this build, or the shipped one was broken.</summary>
public sealed class RulePackRefusedException : InvalidOperationException
{
    /// <summary>Names every problem.</summary>
    public RulePackRefusedException(IReadOnlyList<RuleProblem> problems)
        : base($"The rule pack refuses to load, for {problems.Count} reasons: {string.Join(" ", problems)}") => Problems = problems;

    /// <summary>All of them.</summary>
    public IReadOnlyList<RuleProblem> Problems { get; }
}
