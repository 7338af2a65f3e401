using System.Text.Json.Nodes;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.BelowTheLine;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;
using Usd1Compliance.Tests.Engine.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>Each week some of what a rule just did not find is drawn and looked at: it is no alert, and the draw is the same however it came about.</summary>
[Suite(Suite.Database)]
public sealed class BelowTheLineTests(TestCluster cluster)
{
    private static readonly DateTimeOffset monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_draw_is_the_same_in_one_batch_and_in_many_and_after_restarts()
    {
        await using var atOnce = await OpenAsync(perWeek: 5);
        await using var bit = await OpenAsync(perWeek: 5);
        var stream = Payments(400);
        await atOnce.WriteAsync(await atOnce.AddSourceAsync("chain"), stream);
        await atOnce.MonitorAsync();
        var source = await bit.AddSourceAsync("chain");
        foreach (var part in stream.Chunk(37))
        {
            await bit.WriteAsync(source, part);
            await bit.MonitorAsync();
            bit.Restart();
        }

        var drawn = await DrawnAsync(atOnce);
        Assert.Equal(drawn, await DrawnAsync(bit));
        Assert.Equal(3 * 5, drawn.Count);                                                  // three weeks of more than five subjects each

        // By hand: of each subject and week the lowest draw, of these the five lowest.
        Assert.Equal(stream.Where(one => one.AmountUsd is >= 800 and < 1_000).GroupBy(one => BelowLineDraw.WeekOf(one.OccurredAt))
            .SelectMany(week => week.GroupBy(one => one.From).Select(subject => subject.MinBy(one => BelowLineDraw.Of("near", week.Key, one.Id))!).OrderBy(one => BelowLineDraw.Of("near", week.Key, one.Id)).Take(5)
                .Select((one, place) => (week.Key, place + 1, one.Id.Sequence))).Order(), drawn);
    }

    [Fact]
    public async Task What_lies_below_the_line_raises_nothing_and_says_what_the_rule_saw_and_how_far_its_line_was_moved()
    {
        await using var ledger = await OpenAsync(perWeek: 50);
        var chain = new Ledgers();
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), [chain.Transfer(monday, 1, 2, 799.99m), chain.Transfer(monday, 3, 4, 800m), chain.Transfer(monday, 5, 6, 999.99m), chain.Transfer(monday, 7, 8, 1_000m)]);
        await ledger.MonitorAsync();
        Assert.Equal(Ledgers.Address(7), Assert.Single(await ledger.AllAsync()).Subject);
        var found = await PageAsync(ledger, new BelowLineFilter());
        Assert.Equal([Ledgers.Address(3), Ledgers.Address(5)], found.OrderBy(one => one.Transfer.Sequence).Select(one => one.Subject));
        var one = found.Single(one => one.Subject == Ledgers.Address(3));
        Assert.Equal(("1000", "800"), (one.Evidence.Parameters["limitUsd"], one.Relaxed["limitUsd"]));
        Assert.Equal("800", Assert.Single(one.Evidence.Facts, fact => fact.Name == "transfer.AmountUsd").Value);
        Assert.Equal(0, await ledger.Database.Postgres.Command("SELECT count(*) FROM case_file").ScalarAsync<long>(Stop));
        Assert.Equal(0, await ledger.Database.Postgres.Command("SELECT count(*) FROM alert_repeat").ScalarAsync<long>(Stop));
    }

    [Theory]
    [InlineData("transfer.AmountUsd >= limitUsd && originator.SentUsd24h >= dayUsd", "1000.00", "500.00", "limitUsd 800")]            // the day's sum is met as it stands
    [InlineData("transfer.AmountUsd >= limitUsd && originator.SentUsd24h >= dayUsd", "100.00", "1000.00", "dayUsd 800")]
    [InlineData("transfer.AmountUsd >= limitUsd && originator.SentUsd24h >= dayUsd", "1000.00", "1000.00", "dayUsd 800, limitUsd 800")]
    [InlineData("transfer.AmountUsd >= limitUsd || originator.SentUsd24h >= dayUsd", "1000.00", "1000.00", "dayUsd 800, limitUsd 800")]    // either would do: both are told
    public async Task A_finding_names_the_thresholds_that_let_it_through_and_no_others(string expression, string limitUsd, string dayUsd, string named)
    {
        await using var ledger = await OpenAsync(perWeek: 50, expression: expression, parameters: new JsonObject { ["limitUsd"] = limitUsd, ["dayUsd"] = dayUsd });
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), [new Ledgers().Transfer(monday, 1, 2, 900m)]);
        await ledger.MonitorAsync();
        var relaxed = Assert.Single(await PageAsync(ledger, new BelowLineFilter())).Relaxed;
        Assert.Equal(named, string.Join(", ", relaxed.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Somebody_says_once_what_a_finding_is_when_its_week_is_over_and_the_trail_has_it()
    {
        await using var ledger = await OpenAsync(perWeek: 50);
        var chain = new Ledgers();
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), [chain.Transfer(monday, 1, 2, 900m), chain.Transfer(monday, 3, 4, 900m), chain.Transfer(ledger.Clock.GetUtcNow().AddHours(-1), 5, 6, 900m)]);
        await ledger.MonitorAsync();
        var (first, second, late) = ((await OfAsync(1)).Id, (await OfAsync(3)).Id, (await OfAsync(5)).Id);
        var desk = ledger.Of<ReviewBelowLine>();
        var ana = await PersonAsync("ana", Role.Analyst);
        const string reason = "A friend paid back in five parts, as his messages show.";

        await Assert.ThrowsAsync<RightRefusedException>(() => desk.ReviewAsync(Actor.Person(Guid.NewGuid(), "Aud", [Role.Auditor]), first, BelowLineVerdict.RightlyLeftOut, reason, Stop));
        Assert.Equal("person_needed", (await desk.ReviewAsync(Actor.Job("nobody", Right.WorkCases), first, BelowLineVerdict.RightlyLeftOut, reason, Stop)).Code());
        Assert.Equal("reason_too_short", (await desk.ReviewAsync(ana, first, BelowLineVerdict.RightlyLeftOut, "fine", Stop)).Code());
        Assert.Equal("below_line_unknown", (await desk.ReviewAsync(ana, 4711, BelowLineVerdict.RightlyLeftOut, reason, Stop)).Code());
        Assert.Equal("week_not_over", (await desk.ReviewAsync(ana, late, BelowLineVerdict.RightlyLeftOut, reason, Stop)).Code());

        // The pages' login says it, the service's may not.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => desk.ReviewAsync(ana, first, BelowLineVerdict.RightlyLeftOut, reason, Stop));
        await using var ui = await ledger.Database.AsProcessAsync("ui", Stop);
        var (trail, store) = (new AuditTrail(ui, ledger.Clock), new BelowLineStore(ui, ledger.Clock));
        desk = new ReviewBelowLine(ui, store, trail, ledger.Clock);
        Assert.Equal(("ana", BelowLineVerdict.RightlyLeftOut), (await desk.ReviewAsync(ana, first, BelowLineVerdict.RightlyLeftOut, reason, Stop)).Done().Review is { } said ? (said.By, said.Verdict) : default);
        Assert.Equal("below_line_reviewed", (await desk.ReviewAsync(ana, first, BelowLineVerdict.ShouldHaveBeen, "On second thoughts it is odd.", Stop)).Code());
        (await desk.ReviewAsync(ana, second, BelowLineVerdict.ShouldHaveBeen, "The same wallet as in case 12, paid in parts.", Stop)).Done();

        Assert.Equal(new BelowLineFigure("near", 3, 2, 1), Assert.Single(await store.FiguresAsync(ana, Stop)));
        Assert.Equal(0.5m, (await store.FiguresAsync(ana, Stop))[0].Share);
        Assert.Equal([late], (await PageAsync(ledger, new BelowLineFilter(Reviewed: false))).Select(one => one.Id));
        Assert.Equal([second], (await PageAsync(ledger, new BelowLineFilter(Verdict: BelowLineVerdict.ShouldHaveBeen))).Select(one => one.Id));
        Assert.Equal(["below_line.review ana", "below_line.review ana"], await ui.Command("SELECT action || ' ' || actor_name FROM audit_entry WHERE action LIKE 'below_line.%' ORDER BY number").RowsAsync(row => row.GetString(0), Stop));
        var export = await new BelowLineExport(store, new ExportDesk(trail, ledger.Clock)).TakeAsync(ana, new BelowLineFilter(RuleId: "near"), Stop);
        var lines = System.Text.Encoding.UTF8.GetString(export.Content).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Single(lines, line => line.Contains(",should_have_been,", StringComparison.Ordinal) && line.Contains("limitUsd 1000,limitUsd 800,", StringComparison.Ordinal));

        async Task<BelowLineFinding> OfAsync(int address) => (await PageAsync(ledger, new BelowLineFilter())).Single(one => one.Subject == Ledgers.Address(address));

        async Task<Actor> PersonAsync(string name, Role role)
        {
            var id = Guid.NewGuid();
            await ledger.Database.Postgres.Command("INSERT INTO person (user_id, user_name, display_name, roles, security_stamp, created_at) VALUES ($1, $2, $2, $3, $4, $5)", id, name, new[] { role.ToString() }, Guid.NewGuid(), monday).RunAsync(Stop);
            return Actor.Person(id, name, [role]);
        }
    }

    [Fact]
    public async Task A_rule_that_is_undecided_or_whose_number_is_left_out_lies_on_no_side_of_a_line()
    {
        await using var ledger = await OpenAsync(perWeek: 50, except: 8);
        var chain = new Ledgers();
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), [chain.Transfer(monday, 1, 2, 900m)]);
        await ledger.MonitorAsync();
        Assert.Empty(await PageAsync(ledger, new BelowLineFilter()));

        await using var open = await OpenAsync(perWeek: 50, expression: "transfer.AmountUsd >= limitUsd || customer.IsVasp == true");      // nothing feeds that
        await open.WriteAsync(await open.AddSourceAsync("chain"), [new Ledgers().Transfer(monday, 1, 2, 900m)]);
        await open.MonitorAsync();
        Assert.Empty(await PageAsync(open, new BelowLineFilter()));
    }

    [Fact]
    public void A_week_begins_on_Monday_in_universal_time_and_the_draw_is_the_same_in_every_process()
    {
        Assert.Equal(new DateOnly(2026, 3, 2), BelowLineDraw.WeekOf(new DateTimeOffset(2026, 3, 8, 23, 59, 59, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2026, 3, 9), BelowLineDraw.WeekOf(new DateTimeOffset(2026, 3, 8, 23, 0, 0, TimeSpan.FromHours(-5))));
        var week = new DateOnly(2026, 3, 2);
        Assert.NotEqual(BelowLineDraw.Of("near", week, new TransferId(1, 1)), BelowLineDraw.Of("near", week, new TransferId(1, 2)));
        Assert.NotEqual(BelowLineDraw.Of("near", week, new TransferId(1, 1)), BelowLineDraw.Of("near", week.AddDays(7), new TransferId(1, 1)));
        // HMAC-SHA256 with the key "near 2026-03-02" of the bytes 00000001 0000000000000001, its first 63 bits: computed by another program.
        Assert.Equal(2_735_534_235_022_928_744, BelowLineDraw.Of("near", week, new TransferId(1, 1)));
    }

    private async Task<MonitoredLedger> OpenAsync(int perWeek, int? except = null, string expression = "transfer.AmountUsd >= limitUsd", JsonObject? parameters = null)
    {
        var ledger = await MonitoredLedger.OpenAsync(cluster);
        var pack = new RulePackReader(Packs.Model).Read([
            Packs.File(Packs.Rule("near", expression, parameters ?? new JsonObject { ["limitUsd"] = "1000.00" })),
            Packs.Layer(layer =>
            {
                layer["belowTheLine"]!["perRuleAndWeek"] = perWeek;
                layer["belowTheLine"]!["exceptNumbers"] = except is { } number ? new JsonArray(number) : new JsonArray();
            })]).Demand();
        await new PackDesk(ledger.Database.Postgres, ledger.Clock).PutAsync(pack);
        return ledger;
    }

    // Payments of $700 to $1,300 between thirty wallets over three weeks.
    private static List<Transfer> Payments(int count)
    {
        var (chain, random) = (new Ledgers(), new SplitMix64(20261126));
        return [.. Enumerable.Range(0, count).Select(n => chain.Transfer(monday.AddMinutes(n * 3.0 * 7 * 24 * 60 / count), (int)(random.Next() % 30) + 1, (int)(random.Next() % 30) + 40, 700 + (int)(random.Next() % 600)))];
    }

    private static async Task<List<(DateOnly Week, int Place, long Sequence)>> DrawnAsync(MonitoredLedger ledger) => [.. (await PageAsync(ledger, new BelowLineFilter())).Select(one => (one.Week, one.Place, one.Transfer.Sequence)).Order()];

    private static async Task<IReadOnlyList<BelowLineFinding>> PageAsync(MonitoredLedger ledger, BelowLineFilter filter) => (await ledger.Of<BelowLineStore>().PageAsync(MonitoredLedger.Analyst, filter, 0, 10_000, Stop)).Rows;
}
