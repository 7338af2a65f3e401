using Usd1Compliance.Audit;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>What monitoring makes of lists that are missing, stale or not blocking: silence of a list that cannot speak is never taken for no.</summary>
[Suite(Suite.Database)]
public sealed class ListKnowledgeTests(TestCluster cluster)
{
    private static readonly DateOnly longAgo = new(2020, 1, 1);
    private readonly Ledgers rows = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_no_blocking_list_is_in_force_judging_waits_and_says_why_and_goes_on_by_itself_when_one_comes()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, listed: false);
        await ledger.ListAsync("own-watch", blocking: false, (Ledgers.Address(2), longAgo));       // one for review alone answers nothing of what must be asked
        var source = await ledger.AddSourceAsync("chain");
        await ledger.WriteAsync(source, [rows.Transfer(Ledgers.Noon, 1, 2, 50), rows.Transfer(Ledgers.Noon.AddMinutes(1), 1, 3, 50)]);
        Assert.Equal(0, await ledger.MonitorAsync());
        Assert.Equal(0, await ledger.MonitorAsync());
        Assert.Equal((0L, 0), (await ledger.Database.Postgres.Command("SELECT count(*) FROM monitored_batch").ScalarAsync<long>(Stop), (await ledger.Alerts.DataGapsAsync(MonitoredLedger.Analyst, Stop)).Count));

        await using var ui = await ledger.Database.AsProcessAsync("ui", Stop);                      // people see it in another process
        var hold = await new MonitoringHoldStore(ui, new AuditTrail(ui, ledger.Clock), ledger.Clock).ReadAsync(Stop);
        Assert.Equal(("no_blocking_list", ledger.Clock.GetUtcNow()), (hold!.Code, hold.Since));
        Assert.Contains("usd1 lists load", hold.Message, StringComparison.Ordinal);

        ledger.Restart();                                                                           // a restart does not let anything pass either
        Assert.Equal(0, await ledger.MonitorAsync());
        ledger.Clock.Advance(TimeSpan.FromHours(2));
        await ledger.ListAsync((Ledgers.Address(3), longAgo));
        Assert.Equal(2, await ledger.MonitorAsync());
        Assert.Null(await ledger.Of<MonitoringHoldStore>().ReadAsync(Stop));
        Assert.Contains(await ledger.AllAsync(), alert => alert is { RuleId: "sanctioned-beneficiary", Transfer.Sequence: 2 });
        var trail = await new AuditTrail(ledger.Database.Postgres, ledger.Clock).ReadAsync(Actor.Operator("ops"), AuditFilter.About("monitoring", "judging"), null, 10, Stop);
        Assert.Equal(["monitoring.go-on", "monitoring.wait"], trail.Select(entry => entry.Action));
    }

    [Fact]
    public async Task When_the_last_blocking_list_stops_blocking_judging_waits_again()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var source = await ledger.AddSourceAsync("chain");
        await ledger.WriteAsync(source, [rows.Transfer(Ledgers.Noon, 1, 2, 50)]);
        Assert.Equal(1, await ledger.MonitorAsync());
        await ledger.Database.Postgres.Command("UPDATE list SET blocking = false").RunAsync(Stop);
        await ledger.WriteAsync(source, [rows.Transfer(Ledgers.Noon.AddMinutes(1), 1, 2, 50)]);
        Assert.Equal(0, await ledger.MonitorAsync());
        Assert.Equal(0, await ledger.MonitorAsync());
        Assert.NotNull(await ledger.Of<MonitoringHoldStore>().ReadAsync(Stop));
        await ledger.Database.Postgres.Command("UPDATE list SET blocking = true").RunAsync(Stop);
        Assert.Equal(1, await ledger.MonitorAsync());
    }

    [Theory]
    [InlineData(24 * 60, false)]            // as old as it may be
    [InlineData(24 * 60 + 1, true)]         // a minute older: what it does not hold may be listed by now
    public async Task That_a_stale_list_does_not_hold_an_address_is_a_data_gap_and_never_a_no(int minutes, bool isGap)
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var source = await ledger.AddSourceAsync("chain");
        ledger.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await ledger.WriteAsync(source, [.. Enumerable.Range(0, 5).Select(n => rows.Transfer(Ledgers.Noon.AddMinutes(n), 1, 2, 10))]);
        Assert.Equal(5, await ledger.MonitorAsync());
        var gaps = (await ledger.Alerts.DataGapsAsync(MonitoredLedger.Analyst, Stop)).Where(gap => gap.RuleId == "sanctioned-originator").ToList();
        Assert.Equal(isGap ? [("originator.IsListed", 5L), ("originator.WasListedAtTheTime", 5L)] : [], gaps.Select(gap => (gap.Fact, gap.Transfers)));
        Assert.Equal(isGap ? ["test-list"] : [], await ledger.Database.Postgres.Command("SELECT silent_lists FROM monitored_batch").ScalarAsync<string[]>(Stop));

        await ledger.ListAsync((Ledgers.Address(3), longAgo));                                      // the current one is loaded: nothing more is unknown
        await ledger.WriteAsync(source, [rows.Transfer(Ledgers.Noon.AddMinutes(9), 1, 2, 10)]);
        await ledger.MonitorAsync();
        Assert.All((await ledger.Alerts.DataGapsAsync(MonitoredLedger.Analyst, Stop)).Where(gap => gap.RuleId == "sanctioned-originator"), gap => Assert.Equal(5, gap.Transfers));
    }

    [Fact]
    public async Task A_stale_list_still_finds_whom_it_holds()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, listed: false);
        await ledger.ListAsync((Ledgers.Address(2), longAgo));
        ledger.Clock.Advance(TimeSpan.FromDays(3));
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), [rows.Transfer(Ledgers.Noon, 1, 2, 10)]);
        await ledger.MonitorAsync();
        Assert.Equal(["sanctioned-beneficiary"], (await ledger.AllAsync()).Select(alert => alert.RuleId));
    }

    [Theory]
    [InlineData(true, true)]             // a blocking list that was never loaded may hold anybody
    [InlineData(false, false)]           // one for review that was never loaded leaves the blocking ones complete
    public async Task A_list_that_was_never_loaded_leaves_open_what_it_could_have_said(bool blocking, bool isListedUnknown)
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.DescribeAsync("never-loaded", blocking);
        await ledger.JudgeByAsync(("listed", "critical", "beneficiary.IsListed == true"), ("watched", "medium", "beneficiary.IsOnReviewList == true"));
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), [rows.Transfer(Ledgers.Noon, 1, 2, 10)]);
        Assert.Equal(1, await ledger.MonitorAsync());
        var gaps = (await ledger.Alerts.DataGapsAsync(MonitoredLedger.Analyst, Stop)).Select(gap => gap.Fact).ToList();
        Assert.Equal(isListedUnknown, gaps.Contains("beneficiary.IsListed"));
        Assert.Contains("beneficiary.IsOnReviewList", gaps);
        Assert.Equal(["never-loaded"], await ledger.Database.Postgres.Command("SELECT silent_lists FROM monitored_batch").ScalarAsync<string[]>(Stop));
    }

    [Fact]
    public async Task A_hit_on_a_list_that_does_not_block_is_raised_for_review_and_not_as_a_sanction()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.ListAsync("own-watch", blocking: false, (Ledgers.Address(2), longAgo));
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), [rows.Transfer(Ledgers.Noon, 1, 2, 10), rows.Transfer(Ledgers.Noon.AddMinutes(1), 2, 3, 10), rows.Transfer(Ledgers.Noon.AddMinutes(2), 1, 3, 10)]);
        await ledger.MonitorAsync();
        var alerts = await ledger.AllAsync();
        Assert.Equal(["review-listed-beneficiary", "review-listed-originator"], alerts.Select(alert => alert.RuleId));
        Assert.All(alerts, alert => Assert.Equal((Ledgers.Address(2), "own-watch", false), (alert.Subject, Assert.Single(alert.Evidence.Hits).ListId, alert.Evidence.Hits[0].Blocking)));
        Assert.Contains("Stands on a list in force that does not block property.", alerts[0].Evidence.Sentences());
    }
}
