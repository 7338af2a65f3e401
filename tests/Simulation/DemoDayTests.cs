using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;
using Usd1Compliance.Tests.Ingest;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>What a newcomer sees: the economy of the demo comes in through ingest, is judged by the shipped rules and lists, and becomes alerts and cases.</summary>
[Suite(Suite.Database)]
public sealed class DemoDayTests(TestCluster cluster)
{
    private static readonly DateTimeOffset until = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<int, string> typologies = new()
    {
        [1] = "direct-sanctioned-counterparty", [5] = "mixer-deposit", [8] = "structuring", [11] = "rapid-pass-through", [12] = "fan-in-burst", [13] = "fan-out-burst",
        [20] = "mint-and-run", [27] = "dormant-wallet-wakes", [28] = "new-wallet-high-value", [30] = "round-amounts", [36] = "address-poisoning", [45] = "supply-mismatch",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_planted_instance_is_raised_few_look_alikes_are_and_the_queue_is_one_that_people_can_work()
    {
        await using var database = await cluster.CreateAsync(Cancellation);
        await using var service = await ServiceAsync(database);
        var source = await IngestAsync(database);
        var alerts = await JudgeAsync(service);
        var truth = new Economy(new SimulationSettings { Until = until }).Transfers().ToDictionary(transfer => transfer.Sequence, transfer => transfer.Truth);

        var figures = typologies.Select(typology => Figures(typology.Key, typology.Value, alerts, truth)).ToList();
        Print(figures, alerts, await CasesAsync(service));
        Assert.All(figures, of => Assert.True(of.Planted == of.Raised, $"{of.Name}: {of.Raised} of {of.Planted} planted instances were raised; missed: {of.Missed}"));
        Assert.All(figures, of => Assert.True(of.LookAlikesRaised <= of.Planted, $"{of.Name}: {of.LookAlikesRaised} look-alikes raised against {of.Planted} planted"));
        Assert.InRange(alerts.Count, 50, 200);
        Assert.All(Enum.GetValues<Severity>(), severity => Assert.Contains(alerts, alert => alert.Severity == severity));
        Assert.InRange((await CasesAsync(service)).Count, 20, 90);
        Assert.All(alerts, alert => Assert.Equal(source.SourceId, alert.Transfer.SourceId));
    }

    private sealed record Figure(int Number, string Name, int Planted, int Raised, string Missed, int LookAlikes, int LookAlikesRaised, int Alerts);

    private static Figure Figures(int number, string name, IReadOnlyList<Alert> alerts, Dictionary<long, TransferTruth> truth)
    {
        var raised = alerts.Where(alert => alert.Typology == name).ToList();
        var hit = raised.Select(alert => truth[alert.Transfer.Sequence]).Where(about => about.Typology == number).Select(about => about.Instance).ToHashSet();
        List<string> Instances(TruthLabel label) => [.. truth.Values.Where(about => about.Label == label && about.Typology == number).Select(about => about.Instance).Distinct()];
        var (planted, lookAlikes) = (Instances(TruthLabel.Planted), Instances(TruthLabel.HardNegative));
        return new Figure(number, name, planted.Count, planted.Count(hit.Contains), string.Join(' ', planted.Where(instance => !hit.Contains(instance))), lookAlikes.Count, lookAlikes.Count(hit.Contains), raised.Count);
    }

    private static void Print(IReadOnlyList<Figure> figures, IReadOnlyList<Alert> alerts, IReadOnlyList<CaseFile> cases)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine("no  typology                        planted  raised  look-alikes  raised  alerts");
        foreach (var of in figures)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{of.Number,2}  {of.Name,-30} {of.Planted,8} {of.Raised,7} {of.LookAlikes,12} {of.LookAlikesRaised,7} {of.Alerts,7}"));
        }

        output.WriteLine($"{alerts.Count} alerts: {string.Join(", ", alerts.GroupBy(alert => alert.Severity).OrderByDescending(group => group.Key).Select(group => $"{group.Count()} {group.Key}"))}");
        output.WriteLine($"{cases.Count} cases: {string.Join(", ", cases.GroupBy(file => file.Severity).OrderByDescending(group => group.Key).Select(group => $"{group.Count()} {group.Key}"))}");
        output.WriteLine(string.Join(", ", alerts.GroupBy(alert => alert.RuleId).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}")));
    }

    /// <summary>The engine as Service composes it, on its login, with the shipped packs, the fictional list and the labels of the demo in force.</summary>
    private static async Task<ServiceProvider> ServiceAsync(TestDatabase database)
    {
        var service = new ServiceCollection().AddLogging().AddEngine(await database.AsProcessAsync("service", Cancellation)).BuildServiceProvider();
        await service.GetRequiredService<LoadShippedPacks>().RunAsync(RulesFolder.Packs, Cancellation);
        var rules = Path.GetDirectoryName(RulesFolder.Packs)!;
        var definitions = Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Done>(ListDefinition.ReadAll(Path.Combine(rules, "demo/lists.json"))).Value;
        await service.GetRequiredService<ListStore>().DescribeAsync(RunningIngest.Operator, definitions.Single(list => list.Id == "demo"), Cancellation);
        Assert.IsType<Outcome<ListLoad>.Done>(await service.GetRequiredService<LoadList>().LoadAsync(RunningIngest.Operator, "demo", Path.Combine(rules, "demo/fictional-sdn.xml"), null, Cancellation));
        using var labels = new StreamReader(Path.Combine(rules, "demo/labels.csv"));
        var imported = await service.GetRequiredService<AddressLabelStore>().ImportAsync(RunningIngest.Operator, "demo", labels, Cancellation);
        Assert.True(imported is Outcome<LabelImport>.Done, (imported as Outcome<LabelImport>.Refused)?.Refusal.Message);
        return service;
    }

    private static async Task<Source> IngestAsync(TestDatabase database)
    {
        var settings = new SimulatedSourceSettings(1, until, Minters: [.. new Economy(new SimulationSettings { Until = until }).KnownMinters.Select(minter => minter.ToString())]);
        var source = await RunningIngest.AddAsync(database, new NewSource("demo", SourceKind.Simulated, Economy.Chain, SourceSettings.Write(settings)), Cancellation);
        await using var ingest = await RunningIngest.StartAsync(database, Cancellation);
        await ingest.AwaitStateAsync("demo", SourceState.Finished, Cancellation);
        return source;
    }

    private static async Task<IReadOnlyList<Alert>> JudgeAsync(ServiceProvider service)
    {
        var monitor = service.GetRequiredService<MonitorTransfers>();
        while (await monitor.RunOnceAsync(Cancellation) > 0)
        {
        }

        var opening = service.GetRequiredService<OpenCases>();
        while ((await opening.RunOnceAsync(Cancellation)).Alerts > 0)
        {
        }

        return (await service.GetRequiredService<AlertStore>().QueueAsync(RunningIngest.Analyst, AlertFilter.All, 0, 500, Cancellation)).Rows;
    }

    private static async Task<IReadOnlyList<CaseFile>> CasesAsync(ServiceProvider service) =>
        (await service.GetRequiredService<CaseStore>().QueueAsync(RunningIngest.Analyst, new CaseFilter(), 0, 500, Cancellation)).Rows;
}
