namespace Usd1Compliance.Rules;

/// <summary>Reads packs: strictly, whole, and with every problem at once.</summary>
public sealed class RulePackReader(FactModel facts)
{
    /// <summary>Unit tests of rules stand beside them under this ending, and are no part of the pack.</summary>
    public const string TestsEnding = ".tests.json";

    /// <summary>What the rules of this reader may look at.</summary>
    public FactModel Facts => facts;

    /// <summary>Reads a pack from its files.</summary>
    public PackReading Read(IReadOnlyList<RulePackFile> files) => throw new NotImplementedException($"{files.Count}");

    /// <summary>Reads every *.json of a folder that is not a test file.</summary>
    public PackReading ReadDirectory(string path) => throw new NotImplementedException(path);
}
