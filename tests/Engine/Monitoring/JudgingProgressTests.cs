using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Monitoring;

[Suite(Suite.Database)]
public sealed class JudgingProgressTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("service")]      // shows it at /health
    [InlineData("ui")]           // shows it on the overview
    public async Task What_stands_in_the_ledger_is_held_against_what_was_judged_source_by_source(string process)
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await using var asProcess = await ledger.Database.AsProcessAsync(process, Stop);
        var judged = await ledger.AddSourceAsync("judged");
        var waiting = await ledger.AddSourceAsync("waiting");
        await ledger.AddSourceAsync("empty");
        var transfers = new Ledgers();
        await ledger.WriteAsync(judged, Few(transfers, 4));
        await ledger.WriteAsync(waiting, Few(transfers, 3));
        await ledger.MonitorAsync();
        await ledger.WriteAsync(waiting, Few(transfers, 2));
        var cameIn = await ledger.Database.Postgres.Command("SELECT max(recorded_at) FROM ingest_checkpoint").ScalarAsync<DateTime>(Stop);
        await ledger.WriteAsync(waiting, Few(transfers, 5));

        var progress = await new JudgingProgressStore(asProcess, new FakeTimeProvider(new DateTimeOffset(cameIn).AddSeconds(90))).AllAsync(MonitoredLedger.Analyst, Stop);
        Assert.Equal([("empty", 0, 0, 0, 0.0), ("judged", 4, 4, 0, 0.0), ("waiting", 10, 3, 7, 90.0)],
            progress.Select(source => (source.Source, source.InLedger, source.JudgedUpTo, source.LagTransfers, Math.Round(source.Lag.TotalSeconds))));

        await ledger.MonitorAsync();
        Assert.All(await new JudgingProgressStore(asProcess, TimeProvider.System).AllAsync(MonitoredLedger.Analyst, Stop), source => Assert.Equal((0, TimeSpan.Zero), (source.LagTransfers, source.Lag)));
    }

    [Fact]
    public async Task Whoever_may_not_read_cases_does_not_learn_what_sources_there_are()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var author = Actor.Person(Guid.NewGuid(), "an author", [Role.RuleAuthor]);
        await Assert.ThrowsAsync<RightRefusedException>(() => ledger.Of<JudgingProgressStore>().AllAsync(author, Stop));
    }

    private static IEnumerable<Transfer> Few(Ledgers ledgers, int count) => Enumerable.Range(0, count).Select(n => ledgers.Transfer(Ledgers.Noon.AddMinutes(n), 1, 2, 50m));
}
