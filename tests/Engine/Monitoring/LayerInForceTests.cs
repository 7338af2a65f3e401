using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;
using Usd1Compliance.Tests.Engine.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>A change of the layer comes in force as the pack does, by two people; from then on the whole ledger counts by it, and what was raised before is derived by the layer of then.</summary>
[Suite(Suite.Database)]
public sealed class LayerInForceTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]      // a process that starts after the change
    public async Task Another_layer_makes_the_memory_anew_and_an_alert_is_derived_by_the_one_it_was_raised_by(bool restarts)
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        (string, string, string)[] rules = [("twice", "critical", "transfer.Kind == \"transfer\" && originator.SentCount24h >= 2")];
        await ledger.JudgeByAsync(rules);
        var (source, chain) = (await ledger.AddSourceAsync("chain"), new Ledgers());
        await ledger.WriteAsync(source, [chain.Transfer(Ledgers.Noon, 1, 2, 0.50m), chain.Transfer(Ledgers.Noon.AddMinutes(1), 1, 2, 0.50m)]);
        await ledger.MonitorAsync();
        Assert.Equal(["2"], await CountsAsync());

        // Half a dollar is dust now: the two payments of before never were, in no count of any.
        await ledger.JudgeByAsync(Packs.Layer(layer => layer["dust"]!["limitUsd"] = "0.50"), rules);
        if (restarts)
        {
            ledger.Restart();
        }

        await ledger.WriteAsync(source, [chain.Transfer(Ledgers.Noon.AddMinutes(2), 1, 2, 5m)]);
        await ledger.MonitorAsync();
        Assert.Equal(["2"], await CountsAsync());
        await ledger.WriteAsync(source, [chain.Transfer(Ledgers.Noon.AddMinutes(3), 1, 2, 5m)]);
        await ledger.MonitorAsync();
        Assert.Equal(["2", "2"], await CountsAsync());
        foreach (var alert in await ledger.AllAsync())
        {
            var replay = (await ledger.Of<ReplayAlert>().RunAsync(MonitoredLedger.Analyst, alert.AlertId, Stop)).Done();
            Assert.True(replay.IsTheSame, string.Join(" ", replay.Differences));
        }

        async Task<IEnumerable<string?>> CountsAsync() => (await ledger.AllAsync()).Select(alert => alert.Evidence.Facts.Single(fact => fact.Name == "originator.SentCount24h").Value);
    }

    [Fact]
    public async Task An_alert_of_a_segment_names_it_and_the_value_that_was_used_and_is_derived_again()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await new PackDesk(ledger.Database.Postgres, ledger.Clock).PutAsync(new RulePackReader(Packs.Model).Read([
            Packs.File(Packs.Rule("large", "transfer.AmountUsd >= limitUsd", new System.Text.Json.Nodes.JsonObject { ["limitUsd"] = "1000.00" })),
            Packs.Layer(layer => layer["segments"]!["of"]![4]!["parameters"] = System.Text.Json.Nodes.JsonNode.Parse("""{ "large": { "limitUsd": "500.00" } }"""))]).Demand());
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), [new Ledgers().Transfer(Ledgers.Noon, 1, 2, 500m)]);
        await ledger.MonitorAsync();
        var alert = Assert.Single(await ledger.AllAsync());
        Assert.Equal(("private", "500", "500"), (alert.Evidence.Segment!.Id, alert.Evidence.Segment.Parameters["limitUsd"], alert.Evidence.Parameters["limitUsd"]));
        Assert.Contains("Judged by the thresholds of the segment private: limitUsd 500.", alert.Evidence.Sentences());
        Assert.Contains(alert.Evidence.Facts, fact => fact == new EvidenceFact("originator.Segment", "private"));
        var replay = (await ledger.Of<ReplayAlert>().RunAsync(MonitoredLedger.Analyst, alert.AlertId, Stop)).Done();
        Assert.True(replay.IsTheSame, string.Join(" ", replay.Differences));
    }

    [Fact]
    public async Task A_pack_without_a_layer_is_proposed_by_nobody()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var desk = new PackDesk(ledger.Database.Postgres, ledger.Clock);
        var without = new RulePackReader(Packs.Model).Read([Packs.File(Packs.Rule("a-rule", "originator.SentUsd24h > 5"))]).Demand();
        Assert.Equal("layer_missing", (await desk.ProposeAsync(without)).Code());
    }
}
