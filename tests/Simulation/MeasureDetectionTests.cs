using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Market;
using Usd1Compliance.Simulation.Measuring;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>What a monitoring engine found is counted as people would count it.</summary>
[Suite(Suite.Unit)]
public sealed class MeasureDetectionTests
{
    private static readonly DateTimeOffset morning = new(2026, 5, 4, 8, 0, 0, TimeSpan.Zero);

    private static readonly DetectionTruth truth = new(
        [
            new TruthInstance("structuring-1", 8, TruthLabel.Planted, morning, []),
            new TruthInstance("structuring-2", 8, TruthLabel.Planted, morning, []),
            new TruthInstance("structuring-3", 8, TruthLabel.Planted, morning, []),
            new TruthInstance("smurfing-1", 10, TruthLabel.Planted, morning, [8]),
            new TruthInstance("not-structuring-1", 8, TruthLabel.HardNegative, morning, []),
            new TruthInstance("not-structuring-2", 8, TruthLabel.HardNegative, morning, []),
        ],
        [(1, "structuring-1"), (2, "structuring-1"), (3, "structuring-2"), (4, "structuring-3"), (5, "smurfing-1"), (6, "not-structuring-1")]);

    [Fact]
    public void An_instance_is_found_by_any_alert_of_its_typology_on_any_of_its_transfers()
    {
        var figures = Of(8, Alert(2, 8, "a", 30), Alert(4, 8, "c", 90), Alert(3, 11, "b", 5));
        Assert.Equal((3, 2), (figures.Instances, figures.Found));
        Assert.Equal(2.0 / 3, figures.Recall!.Value, 1e-9);
        Assert.Equal(60, figures.MedianMinutes);        // 30 and 90 minutes after the first transfer
    }

    [Fact]
    public void Alerts_of_one_rule_about_one_subject_on_one_day_are_one_alert()
    {
        var figures = Of(8, Alert(1, 8, "a", 10), Alert(2, 8, "a", 40), Alert(100, 8, "z", 10), Alert(101, 8, "z", 1_600));
        Assert.Equal((3, 1, 2), (figures.Alerts, figures.OnInstances, figures.Elsewhere));       // z is alerted on two days
        Assert.Equal(1.0 / 3, figures.Precision!.Value, 1e-9);
        Assert.Equal(10, figures.MedianMinutes);        // the first of the two counts
    }

    [Fact]
    public void An_alert_on_an_instance_that_meets_a_second_typology_is_no_false_one_and_finds_nothing_of_the_second()
    {
        var figures = Of(8, Alert(5, 8, "s", 10));
        Assert.Equal((1, 1, 0), (figures.Alerts, figures.OnInstances, figures.Found));
    }

    [Fact]
    public void Alerts_on_lawful_look_alikes_are_counted_for_each_true_instance()
    {
        var figures = Of(8, Alert(6, 8, "n", 10), Alert(1, 8, "a", 10));
        Assert.Equal((1, 1), (figures.OnHardNegatives, figures.Elsewhere));
        Assert.Equal(1.0 / 3, figures.HardNegativesPerInstance!.Value, 1e-9);
    }

    [Fact]
    public void Without_alerts_there_is_no_precision_and_without_instances_no_recall()
    {
        Assert.Null(Of(8).Precision);
        Assert.Null(Of(8).MedianMinutes);
        Assert.Null(Of(30, Alert(7, 30, "r", 10)).Recall);
    }

    [Fact]
    public async Task The_truth_of_a_written_economy_is_read_back_and_alerts_on_all_of_it_find_all_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("usd1-measure-");
        try
        {
            var settings = new MarketSettings { Until = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero), Days = 30, Addresses = 3_000, Transfers = 30_000 };
            await WriteMarket.IntoAsync(settings, folder.FullName, Usd1Compliance.Simulation.Files.FileFormat.Csv, null, TestContext.Current.CancellationToken);
            var read = DetectionTruth.Read(folder.FullName);
            var alerts = Enumerable.Range(1, 60_000).Select(id => (Id: id, Instance: read.OfTransfer(id))).Where(each => each.Instance is not null)
                .Select(each => new MeasuredAlert(each.Id, "all", each.Instance!.Typology, each.Instance.Name, each.Instance.FirstAt)).ToList();
            Assert.All(MeasureDetection.Of(read, alerts), figures => Assert.Equal((1.0, 0.0), (figures.Recall, figures.MedianMinutes)));
            Assert.InRange(MeasureDetection.Of(read, alerts).Count, 40, 46);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Tables_of_two_economies_are_not_taken_together() =>
        Assert.Contains("'structuring-9'", Assert.Throws<InvalidDataException>(() => new DetectionTruth([], [(1, "structuring-9")])).Message, StringComparison.Ordinal);

    private static MeasuredAlert Alert(long transfer, int typology, string subject, int minutes) => new(transfer, $"rule-{typology}", typology, subject, morning.AddMinutes(minutes));

    private static TypologyFigures Of(int typology, params MeasuredAlert[] alerts) => MeasureDetection.Of(truth, alerts).Single(figures => figures.Typology == typology);
}
