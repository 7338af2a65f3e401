using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Tests.Ingest;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>The real deposits into and withdrawals from the Tornado Cash pools, under the real list that still held them.</summary>
[Suite(Suite.Database)]
public sealed class RealTornadoTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pool_events_raise_sanctions_alerts_that_say_whether_the_pool_was_listed_at_that_time()
    {
        var events = Checkout.RealData("ml/tornado_pool_events_ethereum.csv");
        var list = Checkout.RealData("sanctions/lists/ofac-sdn-advanced/sdn_advanced.2025-03-04.xml.bz2");
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, listed: false);
        var lists = ledger.Of<ListStore>();
        await lists.DescribeAsync(Actor.Operator("ops"), new ListDefinition("ofac-sdn", "OFAC", "SDN", ListDefinition.SdnAdvancedXml, Blocking: true, MaxAgeHours: 24), Stop);
        Assert.IsType<Outcome<ListLoad>.Done>(await ledger.Of<LoadList>().LoadAsync(Actor.Operator("ops"), "ofac-sdn", list, null, Stop));
        await using (var ingest = await RunningIngest.StartAsync(ledger.Database, Stop))
        {
            await RunningIngest.AddAsync(ledger.Database, new NewSource("tornado", SourceKind.File, "ethereum",
                SourceSettings.Write(new FileSourceSettings(events, Checkout.PathOf("rules/mappings/tornado-pools.json")))), Stop);
            await ingest.AwaitStateAsync("tornado", SourceState.Finished, Stop);
        }

        Assert.Equal(13_612, await ledger.MonitorAsync());
        var alerts = (await ledger.AllAsync()).Where(alert => alert.RuleId.StartsWith("sanctioned-", StringComparison.Ordinal)).ToList();

        // Counted in the files by other means: all ten pools are on the list, which names 2022-11-08; the last event is of 2022-10-09.
        Assert.Equal(["sanctioned-beneficiary-later", "sanctioned-originator-later"], alerts.Select(alert => alert.RuleId).Distinct().Order());
        Assert.Equal(7_058, alerts.Where(alert => alert.RuleId == "sanctioned-beneficiary-later").Sum(alert => 1 + alert.Repeats));
        Assert.Equal(6_557, alerts.Where(alert => alert.RuleId == "sanctioned-originator-later").Sum(alert => 1 + alert.Repeats));
        Assert.Equal(
            "0x22aaA7720ddd5388A3c0A3333430953C68f1849b is on ofac-sdn (party 39796 TORNADO CASH, programmes CYBER2, DPRK3), listed on 2022-11-08; the transfer of 2019-12-25 came before that: it was not listed at that time.",
            alerts[0].Evidence.Sentences()[0]);
    }
}
