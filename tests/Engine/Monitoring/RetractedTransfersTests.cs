using System.Globalization;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>A reorganisation takes back exactly what it added; alerts can be derived again, also those that were raised before.</summary>
[Suite(Suite.Database)]
public sealed class RetractedTransfersTests(TestCluster cluster)
{
    private const string rule = "transfer.Kind == \"transfer\" && originator.SentCount24h >= 3";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]      // a process that starts between: it never had a mark to go back to
    public async Task What_is_judged_after_a_reorganisation_is_judged_as_though_the_old_branch_had_never_been(bool restarts)
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.JudgeByAsync(("sent-three", "critical", rule));
        await using var chain = await BlockChain.OpenAsync(ledger);
        await chain.WriteAsync(1, 2);             // two blocks, a payment of wallet 1 each
        await ledger.MonitorAsync();
        await chain.WriteAsync(3);                     // the third payment: an alert
        await ledger.MonitorAsync();
        Assert.Single(await ledger.AllAsync());
        if (restarts)
        {
            ledger.Restart();
            await ledger.MonitorAsync();
        }

        await chain.RetractAsync(fork: 2);
        await chain.WriteAsync(4);                     // on the new branch wallet 1 pays for the third time again: it is the third, not the fourth
        await ledger.MonitorAsync();
        var alerts = await ledger.AllAsync();
        Assert.Equal(["3", "3"], alerts.Select(alert => alert.Evidence.Facts.Single(fact => fact.Name == "originator.SentCount24h").Value));
        Assert.Equal(1, await ledger.Database.Postgres.Command("SELECT alerts FROM monitored_retraction").ScalarAsync<int>(Stop));

        // The first rests on what no longer stands, and says so; the filter tells the two apart.
        Assert.Equal([true, false], alerts.Select(alert => alert.RetractedAt is not null));
        Assert.Equal([alerts[0].AlertId], await NumbersAsync(new AlertFilter(Retracted: true)));
        Assert.Equal([alerts[1].AlertId], await NumbersAsync(new AlertFilter(Retracted: false)));
        Assert.Equal(2, (await NumbersAsync(AlertFilter.All)).Count());
        foreach (var alert in alerts)
        {
            var replay = Assert.IsType<Outcome<AlertReplay>.Done>(await ledger.Of<ReplayAlert>().RunAsync(MonitoredLedger.Analyst, alert.AlertId, Stop)).Value;
            Assert.True(replay.IsTheSame, string.Join(" ", replay.Differences));
        }

        async Task<IEnumerable<long>> NumbersAsync(AlertFilter filter) => (await ledger.Alerts.QueueAsync(MonitoredLedger.Analyst, filter, 0, 10, Stop)).Rows.Select(alert => alert.AlertId);
    }

    [Fact]
    public async Task After_whatever_reorganisations_a_memory_that_saw_them_says_what_one_says_that_never_did()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.JudgeByAsync(("anything", "critical", "transfer.Kind == \"transfer\" && originator.SentUsd24h > 0"));
        await using var chain = await BlockChain.OpenAsync(ledger);
        var random = new SplitMix64(20261126);
        for (var round = 0; round < 12; round++)
        {
            await chain.WriteAsync([.. Enumerable.Range(0, 1 + (int)(random.Next() % 4)).Select(_ => (int)(random.Next() % 50) + 1)]);
            await ledger.MonitorAsync();
            if (round % 3 == 2)
            {
                await chain.RetractAsync(fork: Math.Max(1, chain.Height - 1 - (int)(random.Next() % 3)));
            }
        }

        await chain.WriteAsync(7);
        await ledger.MonitorAsync();
        var seen = (await ledger.AllAsync())[^1];
        Assert.True(Assert.IsType<Outcome<AlertReplay>.Done>(await ledger.Of<ReplayAlert>().RunAsync(MonitoredLedger.Analyst, seen.AlertId, Stop)).Value is { IsTheSame: true } replay, "the newest alert is not derived again");

        // By plain sums over the rows that stand: everything that wallet 1 sent.
        var standing = (await new TransferStore(ledger.Database.Postgres).NextAsync(chain.SourceId, 0, 100_000, Stop)).Where(row => row.RetractionId is null).Sum(row => row.AmountUsd!.Value);
        Assert.Equal(standing, decimal.Parse(seen.Evidence.Facts.Single(fact => fact.Name == "originator.SentUsd24h").Value!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task An_alert_is_derived_again_with_the_labels_and_rules_of_its_time_and_a_difference_is_named()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await ledger.JudgeByAsync(("to-a-mixer", "critical", "beneficiary.Category == \"mixer\" && transfer.AmountUsd > 10m"));
        var source = await ledger.AddSourceAsync("file");
        await ImportAsync(ledger, "mixer");
        var days = new Ledgers();
        await ledger.WriteAsync(source, [days.Transfer(Ledgers.Noon, 1, 2, 500)]);
        await ledger.MonitorAsync();
        await ImportAsync(ledger, "exchange");              // what it is labelled today says nothing of then
        await ledger.JudgeByAsync(("other", "critical", "transfer.AmountUsd > 1000000m"));
        await ledger.WriteAsync(source, [days.Transfer(Ledgers.Noon.AddHours(1), 1, 2, 500)]);
        await ledger.MonitorAsync();
        var alert = Assert.Single(await ledger.AllAsync());
        var replay = Assert.IsType<Outcome<AlertReplay>.Done>(await ledger.Of<ReplayAlert>().RunAsync(MonitoredLedger.Analyst, alert.AlertId, Stop)).Value;
        Assert.True(replay.IsTheSame, string.Join(" ", replay.Differences));

        await ledger.Database.Postgres.Command("UPDATE alert SET evidence = replace(evidence::text, '\"500\"', '\"900\"')::jsonb").RunAsync(Stop);
        replay = Assert.IsType<Outcome<AlertReplay>.Done>(await ledger.Of<ReplayAlert>().RunAsync(MonitoredLedger.Analyst, alert.AlertId, Stop)).Value;
        Assert.Contains(replay.Differences, difference => difference.Contains("transfer.AmountUsd was 900 and is 500", StringComparison.Ordinal));
        Assert.Equal("alert_unknown", Assert.IsType<Outcome<AlertReplay>.Refused>(await ledger.Of<ReplayAlert>().RunAsync(MonitoredLedger.Analyst, 999, Stop)).Refusal.Code);
    }

    private static async Task ImportAsync(MonitoredLedger ledger, string category) =>
        Assert.IsType<Outcome<LabelImport>.Done>(await ledger.Of<AddressLabelStore>().ImportAsync(Actor.Job("test", Right.ManageLists), "test",
            new StringReader($"address,category,name\n{AddressText.Write(Ledgers.Address(2))},{category},\n"), Stop));
}
