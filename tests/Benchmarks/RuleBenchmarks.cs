using System.Diagnostics;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;
using Usd1Compliance.Tests.Engine.Rules;

namespace Usd1Compliance.Benchmarks;

/// <summary>The shipped rules as a compiled pack, beside ExecuteAllRulesAsync on the same rules and the same facts, in one run.</summary>
public static class RuleBenchmarks
{
    private const int Inputs = 1000;
    private const string command = "./bench rules";

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var model = FactModel.Of<TransferFacts>();
        var pack = new RulePackReader(model).ReadDirectory(RulesFolder.Packs).Demand();
        var random = new RandomFacts(42, pack, model);
        var inputs = Enumerable.Range(0, Inputs).Select(_ => random.Next(allKnown: true)).ToList();
        var (facts, objects) = (inputs.ConvertAll(model.Row), inputs.ConvertAll(model.Build<TransferFacts>));
        var reach = $"{pack.Rules.Count} shipped rules, {Inputs} random inputs near the thresholds, everything known, one thread; best of 40 rounds";

        var (compiled, compiling) = Timed(() => new CompiledPack(pack, model));
        var itself = new RulesEngineItself(pack);
        var relaxed = RelaxedPack.Of(pack, model);
        var below = new CompiledPack(new RulePack([], [.. relaxed.Select(rule => rule.Rule)]) { Layer = pack.Layer }, model);
        var (ours, theirs, under) = (double.MaxValue, double.MaxValue, double.MaxValue);
        for (var round = 0; round < 40; round++)
        {
            // They take turns, so that whatever else the machine does falls on both.
            ours = Math.Min(ours, Judge(compiled, facts, 50));
            under = Math.Min(under, Judge(below, facts, 50));
            theirs = Math.Min(theirs, await ExecuteAsync(itself, objects, cancellationToken));
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Judge(compiled, facts, 10);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Figure.Print("rules.compiled.ns_per_evaluation", ours, "ns", reach, command);
        Figure.Print("rules.rulesengine.ns_per_evaluation", theirs, "ns", reach + "; ExecuteAllRulesAsync, one workflow, no formatted messages", command);
        Figure.Print("rules.compiled.times_rulesengine", theirs / ours, "ratio", reach, command);
        Figure.Print("rules.below_the_line.ns_per_evaluation", under, "ns", $"{relaxed.Count} of {reach}; each transfer is judged once more, by these", command);
        Figure.Print("rules.compiled.allocated_bytes_per_evaluation", allocated / (10.0 * Inputs), "bytes", reach, command);
        Figure.Print("rules.compiled.compile_ms", compiling, "ms", $"{pack.Rules.Count} shipped rules, read before, first compilation of the process", command);
    }

    private static double Judge(CompiledPack compiled, List<FactRow> facts, int times)
    {
        Span<ulong> masks = stackalloc ulong[2 * compiled.Words];
        var clock = Stopwatch.StartNew();
        for (var n = 0; n < times; n++)
        {
            foreach (var fact in facts)
            {
                compiled.Evaluate(fact, masks[..compiled.Words], masks[compiled.Words..]);
            }
        }

        return clock.Elapsed.TotalNanoseconds / ((double)times * facts.Count);
    }

    private static async Task<double> ExecuteAsync(RulesEngineItself itself, List<TransferFacts> facts, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        foreach (var fact in facts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await itself.ExecuteAsync(fact);
        }

        return clock.Elapsed.TotalNanoseconds / facts.Count;
    }

    private static (T Made, double Milliseconds) Timed<T>(Func<T> make)
    {
        var clock = Stopwatch.StartNew();
        return (make(), clock.Elapsed.TotalMilliseconds);
    }
}
