using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Benchmarks;

/// <summary>
/// How well laundering patterns are found by the facts that monitoring measures, without amounts: LightGBM trained on a sample with cycles and tested on one with fan-ins, and the other
/// way round. No label of the tested sample is used in training. That triangles tell, though, was found by looking at the labels of both, and both stand on one network of
/// ordinary transfers: a sample that nobody has seen will come out somewhat lower.
/// </summary>
public static class AmlSimBenchmarks
{
    private const int Seeds = 5;
    private const string command = "./bench amlsim";

    private static readonly string[] ofTriangles = [nameof(AddressFacts.TriangleGroup), nameof(PairFacts.CommonCounterparties)];

    public static Task RunAsync(CancellationToken cancellationToken)
    {
        if (SharedData.Find("ml/amlsim_20K_cycle200/nodes.csv") is not { } cycles || SharedData.Find("ml/amlsim_20K_fanin200/nodes.csv") is not { } fanIns)
        {
            Console.Error.WriteLine("amlsim: skipped, because ../shared/data is not there: the figures are about two sample graphs of AMLSim.");
            return Task.CompletedTask;
        }

        var (cycle, fanIn) = (AmlSimSample.Read(Path.GetDirectoryName(cycles)!), AmlSimSample.Read(Path.GetDirectoryName(fanIns)!));
        Compare("", "", AmlSimFacts.WithoutAmounts, cycle, fanIn, cancellationToken);
        Compare(".without_triangles", $", all but {string.Join(" and ", ofTriangles)}", [.. AmlSimFacts.WithoutAmounts.Where(fact => !ofTriangles.Contains(fact.Name.Split('.')[1]))], cycle, fanIn, cancellationToken);
        foreach (var (name, tested) in new[] { ("cycle_to_fanin", fanIn), ("fanin_to_cycle", cycle) })
        {
            Figure.Print($"amlsim.{name}.pr_auc.repeats", AveragePrecision.Of(tested.Fraud, Repeating(tested)), "PR-AUC", $"{tested.Name}; no model: has the address a pair that sends more than once? In these samples none outside the patterns does, in life most do", command);
        }

        return Task.CompletedTask;
    }

    private static void Compare(string variant, string which, IReadOnlyList<Fact> facts, AmlSimSample cycle, AmlSimSample fanIn, CancellationToken cancellationToken)
    {
        var (ofCycle, ofFanIn) = (AmlSimFacts.Measure(cycle, facts, cancellationToken), AmlSimFacts.Measure(fanIn, facts, cancellationToken));
        Print($"cycle_to_fanin.pr_auc{variant}", cycle, ofCycle, fanIn, ofFanIn);
        Print($"fanin_to_cycle.pr_auc{variant}", fanIn, ofFanIn, cycle, ofCycle);

        void Print(string name, AmlSimSample trained, float[][] learned, AmlSimSample tested, float[][] asked)
        {
            var results = Enumerable.Range(1, Seeds).Select(seed => AveragePrecision.Of(tested.Fraud, new AmlSimModel(learned, trained.Fraud, seed).Score(asked))).ToList();
            var on = $"trained on {trained.Name}, tested on {tested.Name}: {tested.Fraud.Length:N0} addresses, {tested.Fraud.Count(fraud => fraud):N0} of a pattern, {tested.Transfers.Count:N0} transfers; {facts.Count} facts of the engine{which}, in {asked[0].Length} columns an address, every amount the same";
            Figure.Print($"amlsim.{name}", results.Average(), "PR-AUC", $"{on}; mean of {Seeds} seeds", command);
            Figure.Print($"amlsim.{name}.lowest", results.Min(), "PR-AUC", $"{on}; lowest of {Seeds} seeds", command);
            Figure.Print($"amlsim.{name}.highest", results.Max(), "PR-AUC", $"{on}; highest of {Seeds} seeds", command);
        }
    }

    private static float[] Repeating(AmlSimSample sample)
    {
        var repeating = new float[sample.Fraud.Length];
        foreach (var pair in sample.Transfers.GroupBy(transfer => (transfer.Originator, transfer.Beneficiary)).Where(pair => pair.Count() > 1))
        {
            (repeating[pair.Key.Originator], repeating[pair.Key.Beneficiary]) = (1, 1);
        }

        return repeating;
    }
}
