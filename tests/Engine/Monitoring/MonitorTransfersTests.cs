using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

[Suite(Suite.Database)]
public sealed class MonitorTransfersTests(TestCluster cluster)
{
    private const string Structuring = "originator.SentBelow10000Count24h >= 3 && originator.SentBelow10000Usd24h >= 10000m";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_carries_what_it_rests_on_and_tells_it_in_words()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var source = await ledger.AddSourceAsync("chain");
        await ledger.WriteAsync(source, Three(new Ledgers(), 9_500));
        Assert.Equal(3, await ledger.MonitorAsync());
        var alert = Assert.Single(await ledger.AllAsync(), alert => alert.RuleId == "structuring-sent-10000");
        Assert.Equal(new TransferId(source.SourceId, 3), alert.Transfer);
        Assert.Equal(Ledgers.Address(1), alert.Subject);
        Assert.Equal(Severity.High, alert.Severity);
        Assert.Contains(alert.Evidence.Facts, fact => fact == new EvidenceFact("originator.SentBelow10000Usd24h", "28500"));
        Assert.Equal("3", alert.Evidence.Parameters["times"]);
        Assert.Contains("Sent 3 transfers between $8,000 and $10,000 in 24 hours, $28,500.00 together.", alert.Evidence.Sentences());
        Assert.Equal(alert.AlertId, (await ledger.Alerts.FindAsync(MonitoredLedger.Analyst, alert.AlertId, Stop))!.AlertId);
    }

    [Fact]
    public async Task Each_batch_that_raised_alerts_leaves_one_audit_entry_and_the_chain_holds()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var source = await ledger.AddSourceAsync("chain");
        await ledger.WriteAsync(source, Three(new Ledgers(), 9_500));
        await ledger.MonitorAsync();
        var entries = await new AuditTrail(ledger.Database.Postgres, TimeProvider.System).ReadAsync(Actor.Operator("ops"), AuditFilter.About("source", $"{source.SourceId}"), null, 10, Stop);
        Assert.Single(entries, entry => entry.Action == "alert.raise");
        Assert.True((await new VerifyAudit(ledger.Database.Postgres).CheckAsync(null, null, Stop)).Holds);
    }

    [Fact]
    public async Task After_a_restart_monitoring_goes_on_as_if_it_had_never_stopped()
    {
        await using var straight = await MonitoredLedger.OpenAsync(cluster);
        await using var broken = await MonitoredLedger.OpenAsync(cluster);
        var stream = Three(new Ledgers(), 9_500, count: 12, minutes: 200).ToList();
        foreach (var ledger in new[] { straight, broken })
        {
            var source = await ledger.AddSourceAsync("chain");
            foreach (var part in stream.Chunk(2))
            {
                await ledger.WriteAsync(source, part);
                await ledger.MonitorAsync();
                if (ledger == broken)
                {
                    ledger.Restart();
                }
            }
        }

        Assert.Equal(Essence(await straight.AllAsync()), Essence(await broken.AllAsync()));
        Assert.NotEmpty(await broken.AllAsync());
        Assert.Equal(0, await broken.MonitorAsync());
    }

    [Fact]
    public async Task How_the_stream_is_cut_into_batches_changes_no_alert()
    {
        List<List<string>> runs = [];
        foreach (var size in new[] { 1, 7, 50 })
        {
            await using var ledger = await MonitoredLedger.OpenAsync(cluster);
            var source = await ledger.AddSourceAsync("chain");
            foreach (var part in Three(new Ledgers(), 9_500, count: 50, minutes: 70).Chunk(size))
            {
                await ledger.WriteAsync(source, part);
                await ledger.MonitorAsync();
            }

            runs.Add(Essence(await ledger.AllAsync()));
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
    }

    [Fact]
    public async Task Two_services_that_monitor_at_once_judge_each_transfer_once()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.JudgeByAsync(("any", "critical", "transfer.AmountUsd > 0"));
        var rows = new Ledgers();
        var sources = new[] { await ledger.AddSourceAsync("one"), await ledger.AddSourceAsync("two") };
        MonitorTransfers[] monitors = [ledger.AnotherMonitor(), ledger.AnotherMonitor(), ledger.AnotherMonitor()];
        for (var round = 0; round < 5; round++)
        {
            foreach (var source in sources)
            {
                await ledger.WriteAsync(source, Three(rows, 10 + round, count: 20));
            }

            await Task.WhenAll(monitors.Select(async monitor =>
            {
                for (var n = 0; n < 6; n++)
                {
                    await monitor.RunOnceAsync(Stop);
                }
            }));
        }

        await ledger.MonitorAsync();
        var alerts = await ledger.AllAsync();
        Assert.Equal(200, alerts.Count);
        Assert.Equal(200, alerts.Select(alert => alert.Transfer).Distinct().Count());
    }

    [Fact]
    public async Task Further_findings_within_the_window_are_repeats_of_one_alert_across_batches_and_restarts()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.JudgeByAsync(("structuring", "high", Structuring));
        var source = await ledger.AddSourceAsync("chain");
        foreach (var part in Three(new Ledgers(), 9_500, count: 30, minutes: 60).Chunk(4))
        {
            await ledger.WriteAsync(source, part);
            await ledger.MonitorAsync();
            ledger.Restart();
        }

        // Hour 2 raises; hours 3 to 25 repeat it; hour 26 is the first that is not less than a day later.
        var alerts = await ledger.AllAsync();
        Assert.Equal([3L, 27L], alerts.Select(alert => alert.Transfer.Sequence));
        Assert.Equal([23, 3], alerts.Select(alert => alert.Repeats));

        // Each is kept with what it rests on, in the order of judging.
        var repeats = await ledger.Alerts.RepeatsAsync(MonitoredLedger.Analyst, [.. alerts.Select(alert => alert.AlertId)], Stop);
        Assert.Equal([.. Enumerable.Range(4, 23).Select(n => (alerts[0].AlertId, (long)n)), .. Enumerable.Range(28, 3).Select(n => (alerts[1].AlertId, (long)n))],
            repeats.Select(repeat => (repeat.AlertId, repeat.Transfer.Sequence)));
        Assert.Contains(new EvidenceFact("originator.SentBelow10000Count24h", "4"), repeats[0].Evidence.Facts);
    }

    [Fact]
    public async Task A_critical_finding_is_never_suppressed()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.JudgeByAsync(("structuring", "critical", Structuring));
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), Three(new Ledgers(), 9_500, count: 10));
        await ledger.MonitorAsync();
        Assert.Equal(8, (await ledger.AllAsync()).Count);
    }

    [Fact]
    public async Task The_side_that_a_mint_or_burn_does_not_have_is_no_data_gap()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var source = await ledger.AddSourceAsync("chain");
        var rows = new Ledgers();
        await ledger.ListAsync((Ledgers.Address(9), new DateOnly(2020, 1, 1)));
        await ledger.WriteAsync(source, [rows.Mint(Ledgers.Noon, 1, 500), rows.Burn(Ledgers.Noon.AddMinutes(1), 1, 200)]);
        await ledger.MonitorAsync();
        var gaps = await ledger.Alerts.DataGapsAsync(MonitoredLedger.Analyst, Stop);
        Assert.DoesNotContain(gaps, gap => gap.Fact.EndsWith(".IsListed", StringComparison.Ordinal));
        Assert.Contains(gaps, gap => gap is { RuleId: "mint-without-order", Fact: "transfer.MintIsOrdered" });     // what truly nobody told
    }

    [Fact]
    public async Task A_list_that_changes_between_batches_judges_from_the_next_batch_on_and_alerts_name_its_version()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, listed: false);
        var source = await ledger.AddSourceAsync("chain");
        var rows = new Ledgers();
        await ledger.ListAsync((Ledgers.Address(9), new DateOnly(2020, 1, 1)));
        await ledger.WriteAsync(source, [rows.Transfer(Ledgers.Noon, 1, 2, 50)]);
        await ledger.MonitorAsync();
        Assert.Empty(await ledger.AllAsync());

        await ledger.ListAsync((Ledgers.Address(2), DateOnly.FromDateTime(Ledgers.Noon.UtcDateTime)), (Ledgers.Address(9), new DateOnly(2020, 1, 1)));
        await ledger.WriteAsync(source, [rows.Transfer(Ledgers.Noon.AddMinutes(1), 1, 2, 50), rows.Transfer(Ledgers.Noon.AddDays(-300), 2, 3, 50)]);
        await ledger.MonitorAsync();
        var alerts = await ledger.AllAsync();
        Assert.Equal(["sanctioned-beneficiary", "sanctioned-originator-later"], alerts.Select(alert => alert.RuleId));
        Assert.All(alerts, alert => Assert.Equal([2L], alert.ListVersions));
        Assert.Equal([true, false], alerts.Select(alert => Assert.Single(alert.Evidence.Hits).ListedAtTheTime));
        Assert.Contains(alerts[1].Evidence.Sentences(), sentence => sentence.EndsWith("the transfer of 2025-05-06 came before that: it was not listed at that time.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_cannot_be_computed_is_a_finding_of_its_own_and_the_others_go_on()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        const string overflow = "originator.SentUsd24h * 1000000000000m * 1000000000000m * 1000000000000m > 1";
        await ledger.JudgeByAsync(("overflow", "medium", overflow), ("structuring", "high", Structuring));
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), Three(new Ledgers(), 9_500));
        await ledger.MonitorAsync();
        var alerts = await ledger.AllAsync();
        Assert.Equal([("rule-failed/overflow", 2, Severity.High), ("structuring", 0, Severity.High)], alerts.Select(alert => (alert.RuleId, alert.Repeats, alert.Severity)));
        Assert.NotNull(alerts[0].Evidence.Failure);
    }

    [Fact]
    public async Task A_batch_whose_commit_fails_leaves_nothing_behind_and_is_judged_again()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var source = await ledger.AddSourceAsync("chain");
        var rows = new Ledgers();
        await ledger.WriteAsync(source, Three(rows, 9_500, count: 2));
        await ledger.MonitorAsync();

        // The cursor cannot be written: what is judged must not be kept, neither as rows nor in memory.
        await ledger.Database.Postgres.Command("REVOKE INSERT ON monitored_batch FROM usd1_service").RunAsync(Stop);
        await ledger.WriteAsync(source, [rows.Transfer(Ledgers.Noon.AddHours(3), 1, 2, 9_500)]);
        for (var n = 0; n < 3; n++)
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(ledger.MonitorAsync);
        }

        Assert.Empty(await ledger.AllAsync());
        await ledger.Database.Postgres.Command("GRANT INSERT ON monitored_batch TO usd1_service").RunAsync(Stop);
        Assert.Equal(1, await ledger.MonitorAsync());
        var alert = Assert.Single(await ledger.AllAsync(), alert => alert.RuleId == "structuring-sent-10000");
        Assert.Contains(alert.Evidence.Facts, fact => fact == new EvidenceFact("originator.SentBelow10000Count24h", "3"));
    }

    [Theory]
    [InlineData("high", null, null, 1)]
    [InlineData("low", null, null, 0)]
    [InlineData(null, "structuring", null, 1)]
    [InlineData(null, null, 1, 1)]
    [InlineData(null, null, 2, 0)]                // the recipient is not whom the alert is about
    public async Task The_queue_answers_what_is_asked_for(string? severity, string? rule, int? subject, int expected)
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.JudgeByAsync(("structuring", "high", Structuring));
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), Three(new Ledgers(), 9_500));
        await ledger.MonitorAsync();
        var filter = new AlertFilter(severity is null ? null : Enum.Parse<Severity>(severity, ignoreCase: true), rule, null, subject is { } number ? Ledgers.Address(number) : null,
            ledger.Clock.GetUtcNow().AddHours(-1), ledger.Clock.GetUtcNow().AddHours(1));
        var page = await ledger.Alerts.QueueAsync(MonitoredLedger.Analyst, filter, 0, 10, Stop);
        Assert.Equal(expected, page.Total);
        Assert.Equal(expected, page.Rows.Count);
        Assert.Equal([new AlertsOfDay(new DateOnly(2026, 6, 1), Severity.High, 1)], await ledger.Alerts.PerDayAsync(MonitoredLedger.Analyst, 7, Stop));
    }

    [Fact]
    public async Task Whoever_may_not_read_cases_sees_no_alert()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var administrator = Actor.Person(Guid.NewGuid(), "Adam", [Role.Administrator]);
        await Assert.ThrowsAsync<RightRefusedException>(() => ledger.Alerts.QueueAsync(administrator, AlertFilter.All, 0, 10, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => ledger.Alerts.FindAsync(administrator, 1, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => ledger.Alerts.DataGapsAsync(administrator, Stop));
    }

    private static IEnumerable<Transfer> Three(Ledgers rows, decimal usd, int count = 3, int minutes = 60) =>
        Enumerable.Range(0, count).Select(n => rows.Transfer(Ledgers.Noon.AddMinutes(n * minutes), 1, 2, usd));

    private static List<string> Essence(IEnumerable<Alert> alerts) =>
        [.. alerts.Select(alert => $"{alert.Transfer} {alert.RuleId} {AddressText.Write(alert.Subject)} {alert.Repeats} {string.Join(", ", alert.Evidence.Facts)}")];
}
