using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Names;
using Usd1Compliance.Service.Cli;

namespace Usd1Compliance.Benchmarks;

/// <summary>How well the shipped policy tells pairs of names that are one party from pairs that are not, on labelled pairs of many authors: as <c>usd1 screening measure</c> prints it.</summary>
internal static class NamePairBenchmarks
{
    public static void Run()
    {
        if (SharedData.Find("sanctions/dev.jsonl") is not { } file)
        {
            Console.Error.WriteLine("screening: pairs of names were skipped, because ../shared/data is not there: the figures are about its labelled pairs.");
            return;
        }

        foreach (var (name, value, unit, on) in MeasurePairsVerb.Figures(NamePolicy.Read(PolicyFolder), new FileInfo(file)))
        {
            Figure.Print($"screening.pairs.{name}", value, unit, $"dev.jsonl, {on}", "./bench screening");
        }
    }

    /// <summary>The folder of the shipped policy.</summary>
    internal static string PolicyFolder => RulesFolder.Screening;
}
