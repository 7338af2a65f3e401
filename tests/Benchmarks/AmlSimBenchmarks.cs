namespace Usd1Compliance.Benchmarks;

/// <summary>
/// How well laundering patterns are found by graph features that a stream of transfers can feed, without amounts: LightGBM trained on a sample with cycles and tested on one
/// with fan-ins, and the other way round. No label of the tested sample is used in training. What a tie is,
/// though, was found by looking at the labels of both, and both stand on one network of ordinary transfers: a sample that nobody has seen will come out somewhat lower.
/// </summary>
public static class AmlSimBenchmarks
{
    private const int Seeds = 5;
    private const string command = "./bench amlsim";

    public static Task RunAsync(CancellationToken cancellationToken)
    {
        if (SharedData.Find("ml/amlsim_20K_cycle200/nodes.csv") is not { } cycles || SharedData.Find("ml/amlsim_20K_fanin200/nodes.csv") is not { } fanIns)
        {
            Console.Error.WriteLine("amlsim: skipped, because ../shared/data is not there: the figures are about two sample graphs of AMLSim.");
            return Task.CompletedTask;
        }

        var cycle = Measured(AmlSimSample.Read(Path.GetDirectoryName(cycles)!), cancellationToken);
        var fanIn = Measured(AmlSimSample.Read(Path.GetDirectoryName(fanIns)!), cancellationToken);
        foreach (var (name, trained, tested) in new[] { ("cycle_to_fanin", cycle, fanIn), ("fanin_to_cycle", fanIn, cycle) })
        {
            var reach = $"trained on {trained.Sample.Name}, tested on {tested.Sample.Name}: {tested.Sample.Fraud.Length:N0} addresses, {tested.Sample.Fraud.Count(fraud => fraud):N0} of a pattern, {tested.Sample.Transfers.Count:N0} transfers, no amounts";
            Print($"{name}.pr_auc", AmlSimFeatures.Names.Count, measured => measured.AtTheEnd, $"{reach}; {AmlSimFeatures.Names.Count} features as of the end of the stream", withSpread: true);
            Print($"{name}.pr_auc.at_own_transfers", AmlSimFeatures.Names.Count, measured => measured.AtOwnTransfers, $"{reach}; each address as of its own last transfer, so that nothing is known of what its counterparties did later", withSpread: false);
            Print($"{name}.pr_auc.degrees", AmlSimFeatures.Degrees, measured => measured.AtTheEnd, $"{reach}; the {AmlSimFeatures.Degrees} counts of transfers and counterparties alone", withSpread: false);
            var repeating = tested.AtTheEnd.Select(row => row[0] + row[1] > row[2] + row[3] ? 1f : 0f).ToArray();
            Figure.Print($"amlsim.{name}.pr_auc.repeats", AveragePrecision.Of(tested.Sample.Fraud, repeating), "PR-AUC", $"{tested.Sample.Name}; no model: has the address a pair that sends more than once? In these samples none outside the patterns does, in life most do", command);

            void Print(string figure, int features, Func<MeasuredSample, float[][]> rows, string on, bool withSpread)
            {
                float[][] Some(MeasuredSample measured) => [.. rows(measured).Select(row => row[..features])];
                var results = Enumerable.Range(1, Seeds).Select(seed => AveragePrecision.Of(tested.Sample.Fraud, new AmlSimModel(Some(trained), trained.Sample.Fraud, seed).Score(Some(tested)))).ToList();
                Figure.Print($"amlsim.{figure}", results.Average(), "PR-AUC", $"{on}; mean of {Seeds} seeds", command);
                if (withSpread)
                {
                    Figure.Print($"amlsim.{figure}.lowest", results.Min(), "PR-AUC", $"{on}; lowest of {Seeds} seeds", command);
                }
            }
        }

        return Task.CompletedTask;
    }

    private sealed record MeasuredSample(AmlSimSample Sample, float[][] AtTheEnd, float[][] AtOwnTransfers);

    /// <summary>Takes the transfers in order and measures both sides after each; then every address once more at the end.</summary>
    private static MeasuredSample Measured(AmlSimSample sample, CancellationToken cancellationToken)
    {
        var features = new AmlSimFeatures(sample.Fraud.Length);
        var atOwnTransfers = Enumerable.Range(0, sample.Fraud.Length).Select(features.Measure).ToArray();
        foreach (var (originator, beneficiary, step) in sample.Transfers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            features.Take(originator, beneficiary, step);
            atOwnTransfers[originator] = features.Measure(originator);
            atOwnTransfers[beneficiary] = features.Measure(beneficiary);
        }

        return new(sample, [.. Enumerable.Range(0, sample.Fraud.Length).Select(features.Measure)], atOwnTransfers);
    }
}
