using Microsoft.AspNetCore.Http;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>What the service does at each look: lists that are due, lists that somebody asked for, and nothing else.</summary>
[Suite(Suite.Database)]
public sealed class RefreshDueListsTests(TestCluster cluster) : IDisposable
{
    private readonly ListFiles files = new();
    private readonly RefreshFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        files.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_list_is_asked_for_at_once_then_when_its_gap_has_passed_and_a_restart_asks_no_publisher_anew()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, _) => MisbehavingPublisher.Send(context, ListFiles.FictionalText);
        var room = new ListRoom(database);
        var file = Write(publisher, "\"refreshMinutes\":60");
        await LookAsync(database, room, file);
        Assert.Single(publisher.Requests);
        foreach (var (minutes, asked) in new[] { (0, 1), (59, 1), (1, 2), (30, 2), (30, 3) })
        {
            room.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await LookAsync(database, room, file);      // each time by new objects, as after a restart: when it was asked stands in the database
            Assert.Equal(asked, publisher.Requests.Count);
        }
    }

    [Fact]
    public async Task After_a_failure_it_is_asked_again_in_ten_minutes_and_the_list_is_late_after_two_gaps_and_stale_after_its_age()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var ill = false;
        publisher.Answers = (context, _) => ill ? Status(context, 503) : MisbehavingPublisher.Send(context, ListFiles.FictionalText);
        var room = new ListRoom(database);
        var file = Write(publisher, "\"refreshMinutes\":60");
        await LookAsync(database, room, file);
        ill = true;
        foreach (var (minutes, asked, freshness) in new[] { (60, 2, ListFreshness.Fresh), (9, 2, ListFreshness.Fresh), (1, 3, ListFreshness.Fresh), (50, 4, ListFreshness.Fresh), (1, 4, ListFreshness.Late), (60 * 22, 5, ListFreshness.Stale) })
        {
            room.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await LookAsync(database, room, file);
            var standing = Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop));
            Assert.Equal((asked, freshness), (publisher.Requests.Count, standing.Freshness));
            Assert.Equal((true, standing.LastAttempt!.At.AddMinutes(10)), (standing.LastAttempt.Failed, standing.DueAt!.Value));
        }

        ill = false;
        room.Clock.Advance(TimeSpan.FromMinutes(10));
        await LookAsync(database, room, file);
        Assert.Equal(ListFreshness.Fresh, Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Freshness);
    }

    [Fact]
    public async Task What_somebody_asked_for_is_refreshed_though_it_is_not_due_and_the_login_of_the_pages_can_ask_and_no_more()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var ui = await database.AsProcessAsync("ui", Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, count) => count == 2 ? Status(context, 403) : MisbehavingPublisher.Send(context, ListFiles.FictionalText);
        var room = new ListRoom(database);
        var file = Write(publisher, "\"refreshMinutes\":60");
        await LookAsync(database, room, file);
        var requests = new ListRefreshRequests(ui, new AuditTrail(ui, room.Clock), room.Clock);
        await Assert.ThrowsAsync<RightRefusedException>(() => requests.AskAsync(ListRoom.Analyst, "demo", Stop));
        Assert.Equal("list_unknown", Assert.IsType<Outcome<ListRefreshRequest>.Refused>(await requests.AskAsync(ListRoom.Officer, "nowhere", Stop)).Refusal.Code);
        var asked = Assert.IsType<Outcome<ListRefreshRequest>.Done>(await requests.AskAsync(ListRoom.Officer, "demo", Stop)).Value;
        var again = Assert.IsType<Outcome<ListRefreshRequest>.Done>(await requests.AskAsync(ListRoom.SecondOfficer, "demo", Stop)).Value;
        Assert.Equal((asked.Id, "Olga Officer", null), (again.Id, again.AskedBy, again.FinishedAt));      // one refresh serves both

        await LookAsync(database, room, file);
        var failed = (await requests.LatestAsync(ListRoom.Analyst, "demo", Stop))!;
        Assert.Equal(("failed", true), (failed.Outcome, failed.Said.Contains("answered 403", StringComparison.Ordinal)));
        await requests.AskAsync(ListRoom.Officer, "demo", Stop);
        await LookAsync(database, room, file);
        Assert.Equal((3, "confirmed"), (publisher.Requests.Count, (await requests.LatestAsync(ListRoom.Analyst, "demo", Stop))!.Outcome));
        await LookAsync(database, room, file);
        Assert.Equal(3, publisher.Requests.Count);
        Assert.Equal("42501", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ui.Command("UPDATE list_refresh_request SET outcome = 'confirmed'").RunAsync(Stop))).SqlState);
    }

    [Fact]
    public async Task A_request_whose_process_died_is_taken_up_again_and_one_for_a_list_that_nobody_describes_is_answered()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, _) => MisbehavingPublisher.Send(context, ListFiles.FictionalText);
        var room = new ListRoom(database);
        var file = Write(publisher, "\"refreshMinutes\":60");
        await LookAsync(database, room, file);
        await room.Store.DescribeAsync(ListRoom.Officer, ListRoom.Demo with { Id = "gone", Urls = [publisher.At("/gone.xml")] }, Stop);
        var requests = new ListRefreshRequests(database.Postgres, room.Trail, room.Clock);
        await requests.AskAsync(ListRoom.Officer, "gone", Stop);
        await requests.AskAsync(ListRoom.Officer, "demo", Stop);
        await database.Postgres.Command("UPDATE list_refresh_request SET taken_at = asked_at, stage = 'reading' WHERE list_id = 'demo'").RunAsync(Stop);
        await LookAsync(database, room, file);
        Assert.Equal("confirmed", (await requests.LatestAsync(ListRoom.Analyst, "demo", Stop))!.Outcome);
        Assert.Contains("does not stand in lists.json", (await requests.LatestAsync(ListRoom.Analyst, "gone", Stop))!.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_file_of_lists_counts_without_a_restart()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, _) => MisbehavingPublisher.Send(context, ListFiles.FictionalText);
        var room = new ListRoom(database);
        await LookAsync(database, room, Write(publisher, "\"refreshMinutes\":60"));
        room.Clock.Advance(TimeSpan.FromMinutes(15));
        await LookAsync(database, room, Write(publisher, "\"refreshMinutes\":15"));
        Assert.Equal(2, publisher.Requests.Count);
        Assert.Equal(TimeSpan.FromMinutes(15), Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Schedule!.Gap);
    }

    [Theory]
    [InlineData("*/30 * * * *", "2026-05-05T08:10:00Z", false, "2026-05-05T08:30:00Z", 30)]
    [InlineData("10,40 12-23 * * MON-FRI", "2026-05-08T23:40:00Z", false, "2026-05-11T12:10:00Z", (60 * 60) + 30)]      // from Friday night to Monday noon
    [InlineData("0 6 * * *", "2026-05-05T06:00:00Z", false, "2026-05-06T06:00:00Z", 24 * 60)]
    [InlineData("0 6 * * *", "2026-05-05T06:00:00Z", true, "2026-05-05T06:10:00Z", 24 * 60)]                             // a failure does not wait for the next moment
    public void A_publisher_with_hours_is_asked_at_the_moments_of_a_cron_expression(string cron, string last, bool failed, string due, int gapMinutes)
    {
        var schedule = new RefreshSchedule(60, cron);
        Assert.Equal(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture), schedule.DueAt(new ListAttempt(DateTimeOffset.Parse(last, System.Globalization.CultureInfo.InvariantCulture), failed)));
        Assert.Equal((TimeSpan.FromMinutes(gapMinutes), null), (schedule.Gap, schedule.DueAt(null)));
    }

    [Theory]
    [InlineData("* * * * *")]            // every minute: no publisher thanks for that
    [InlineData("0 6 1 * *")]            // once a month: stale long before
    [InlineData("0 6 * * MON,THU")]      // farther apart than the 24 hours that the list may be old
    [InlineData("tomorrow")]
    public void A_cron_expression_that_asks_too_often_too_seldom_or_nothing_refuses_the_file(string cron)
    {
        var file = files.Write($$"""{"lists":[{"id":"demo","publisher":"Nobody","title":"Demo","format":"sdn-advanced-xml","blocking":true,"maxAgeHours":24,"refreshCron":"{{cron}}"}]}""", "lists.json");
        Assert.Equal("lists_file_wrong", Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Refused>(ListDefinition.ReadAll(file)).Refusal.Code);
    }

    [Fact]
    public async Task A_list_that_cannot_be_taken_in_keeps_no_other_from_judging_and_its_publisher_is_not_asked_at_every_look()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, _) => MisbehavingPublisher.Send(context, ListFiles.FictionalText);
        var room = new ListRoom(database);
        await database.Postgres.Command("""
            CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.list_id = 'broken' THEN RAISE EXCEPTION 'the disk is full'; END IF; RETURN NEW; END $$
            """).RunAsync(Stop);
        await database.Postgres.Command("CREATE TRIGGER break_one BEFORE INSERT ON list_version FOR EACH ROW EXECUTE FUNCTION break_one()").RunAsync(Stop);
        string Of(string id) => $$"""{"id":"{{id}}","publisher":"Nobody","title":"Demo","format":"sdn-advanced-xml","blocking":true,"maxAgeHours":24,"refreshMinutes":60,"urls":["{{publisher.At("/list.xml")}}"]}""";
        var file = files.Write($$"""{"lists":[{{Of("broken")}},{{Of("demo")}}]}""", "lists.json");

        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => LookAsync(database, room, file));

        Assert.Contains("broken was not refreshed", told.Message, StringComparison.Ordinal);
        Assert.Equal("demo", Assert.Single(await room.Store.VersionsInForceAsync(Stop)).ListId);
        Assert.Equal(2, publisher.Requests.Count);
        await LookAsync(database, room, file);
        Assert.Equal(2, publisher.Requests.Count);
        Assert.Equal("list_load_failed", await database.Postgres.Command("SELECT code FROM list_fetch WHERE list_id = 'broken'").RowAsync(row => row.GetString(0), Stop));
    }

    private string Write(MisbehavingPublisher publisher, string schedule) =>
        files.Write($$"""{"lists":[{"id":"demo","publisher":"Nobody","title":"Demo","format":"sdn-advanced-xml","blocking":true,"maxAgeHours":24,{{schedule}},"urls":["{{publisher.At("/list.xml")}}"]}]}""", "lists.json");

    private Task LookAsync(TestDatabase database, ListRoom room, string file) =>
        new RefreshDueLists(folder.Of(database, room), new ListFetchStore(database.Postgres, room.Clock), new ListRefreshRequests(database.Postgres, room.Trail, room.Clock), room.Clock).RunOnceAsync(file, (_, _) => { }, Stop);

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
