using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Tests.Engine.Lists;
using Usd1Compliance.Tests.Ingest;
using static Usd1Compliance.Tests.Engine.Screening.Rescreening.RescreeningDesk;

namespace Usd1Compliance.Tests.Engine.Screening.Rescreening;

/// <summary>OFAC's real list of 2025 over the real deposits into and withdrawals from the Tornado Cash pools.</summary>
[Suite(Suite.Database)]
public sealed class RealOfacRescreeningTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pools_are_hits_with_their_whole_past_and_their_delisting_is_reviewed_after_a_second_person_approved_it()
    {
        var events = Checkout.RealData("ml/tornado_pool_events_ethereum.csv");
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await using (var ingest = await RunningIngest.StartAsync(desk.Database, Stop))
        {
            await RunningIngest.AddAsync(desk.Database, new NewSource("tornado", SourceKind.File, "ethereum", SourceSettings.Write(new FileSourceSettings(events, Checkout.PathOf("rules/mappings/tornado-pools.json")))), Stop);
            await ingest.AwaitStateAsync("tornado", SourceState.Finished, Stop);
        }

        await desk.Of<ListStore>().DescribeAsync(ListRoom.Officer, new ListDefinition("ofac-sdn", "OFAC", "SDN", ListDefinition.SdnAdvancedXml, Blocking: true, MaxAgeHours: 24), Stop);
        await LoadAsync(desk, "2025-03-04");
        await desk.RunAsync();
        var pools = (await desk.AllAsync()).Where(hit => hit.ListedName == "TORNADO CASH").ToList();
        // Counted in the files by other means: 13,612 events of ten pools, and in three of them an eleventh address of the same party, which used the pools itself.
        Assert.Equal(11, pools.Count);
        var past = 0L;
        foreach (var pool in pools)
        {
            past += (await desk.ExplainedAsync(pool)).PastTransfers!.Count;
        }

        Assert.Equal(13_615, past);
        Assert.Equal(11, (await OpenAsync(desk)).Count);

        // The version of 03-21 waits, since it takes 90 addresses away; what judges meanwhile takes none.
        var waiting = await LoadAsync(desk, "2025-03-21");
        Assert.Equal(ListVersionStatus.Quarantined, waiting.Version.Status);
        await desk.RunAsync();
        Assert.All((await desk.AllAsync()).Where(hit => hit.ListedName == "TORNADO CASH"), hit => Assert.Null(hit.GoneAt));
        Assert.IsType<Outcome<ListLoad>.Done>(await desk.Of<ApproveListVersion>().ApproveAsync(ListRoom.SecondOfficer, waiting.Version.VersionId, Stop));
        await desk.RunAsync();
        Assert.Equal(90, await desk.AsUi.Command("SELECT count(DISTINCT address) FROM address_finding WHERE kind = 'release_review' AND listed_name = 'TORNADO CASH'").ScalarAsync<long>(Stop));
        Assert.All((await desk.AllAsync()).Where(hit => hit.ListedName == "TORNADO CASH"), hit => Assert.Equal((true, HitState.Open), (hit.GoneAt is not null, hit.State)));
        foreach (var file in await OpenAsync(desk))
        {
            Assert.Equal(CaseStepKind.ReleaseReview, (await desk.Of<CaseStore>().StepsAsync(Reader, file.Id, Stop))[^1].Kind);
        }
    }

    private static async Task<ListLoad> LoadAsync(RescreeningDesk desk, string day) =>
        Assert.IsType<Outcome<ListLoad>.Done>(await desk.Of<LoadList>().LoadAsync(ListRoom.Officer, "ofac-sdn", ListFiles.Real(day), null, Stop)).Value;

    private static async Task<IReadOnlyList<CaseFile>> OpenAsync(RescreeningDesk desk)
    {
        while ((await desk.Of<OpenCases>().RunOnceAsync(Stop)).DidWork)
        {
        }

        return (await desk.Of<CaseStore>().QueueAsync(Reader, new CaseFilter(), 0, 100, Stop)).Rows;
    }
}
