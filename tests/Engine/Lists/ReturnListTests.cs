using Microsoft.AspNetCore.Http;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>Two persons return a list to an earlier version, and what the publisher gives out every hour does not undo it.</summary>
[Suite(Suite.Database)]
public sealed class ReturnListTests(TestCluster cluster) : IDisposable
{
    private const string why = "The publisher's notice of 5 May says that the file is wrong.";

    private readonly ListFiles files = new();

    // The fictional list a day later, with a party described otherwise; and a day after that.
    private static string Second => ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 5)).Replace("Kolibri", "Zimorodok", StringComparison.Ordinal);

    private static string Third => ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 6)).Replace("Kolibri", "Sinitsa", StringComparison.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task One_person_proposes_another_approves_and_the_earlier_version_judges_with_its_history_and_audit()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var ui = await database.AsProcessAsync("ui", Stop);
        var (room, first, second) = await TwoVersionsAsync(database);
        var returns = Returns(ui, room);
        var proposed = Done(await returns.ProposeAsync(ListRoom.Officer, "demo", first, why, Stop));
        Assert.Equal((ListReturnState.Proposed, second, first, "Olga Officer"), (proposed.State, proposed.AwayFrom, proposed.VersionId, proposed.ProposedBy));
        Assert.Equal(second, await InForceAsync(room));                                   // a proposal changes nothing

        Assert.Equal("four_eyes", Code(await returns.ApproveAsync(ListRoom.Officer, "demo", first, Stop)));
        var standing = Done(await returns.ApproveAsync(ListRoom.SecondOfficer, "demo", first, Stop));
        Assert.Equal((ListReturnState.Standing, "Otto Officer"), (standing.State, standing.DecidedBy));
        Assert.Equal(first, await InForceAsync(room));
        Assert.Equal([first, second, first], await database.Postgres.Command("SELECT version_id FROM list_in_force ORDER BY in_force_id").RowsAsync(row => row.GetInt64(0), Stop));
        Assert.Equal(["list.return", "list.return.propose"], (await room.Trail.ReadAsync(ListRoom.Officer, AuditFilter.About("list", "demo"), null, 2, Stop)).Select(entry => entry.Action));
        Assert.Equal([standing], await new ListReturnStore(ui).OfListAsync(ListRoom.Analyst, "demo", Stop));
    }

    [Fact]
    public async Task The_file_that_was_turned_away_stays_away_until_a_person_lets_the_return_go()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var (room, first, second) = await TwoVersionsAsync(database);
        await ReturnAsync(database, room, first);
        for (var hour = 0; hour < 3; hour++)
        {
            room.Clock.Advance(TimeSpan.FromHours(1));
            var again = await room.LoadAsync(files.Write(Second));
            Assert.Equal((second, false, ListReturnState.Standing), (again.Version.VersionId, again.Confirmed, again.TurnedAway!.State));
            Assert.Equal(first, await InForceAsync(room));
        }

        // What the publisher holds is newer: the list grows older from the day of that, and screening says so in the end.
        Assert.Equal(new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero), Assert.Single(await room.Store.VersionsInForceAsync(Stop)).CheckedAt);
        var ended = Done(await Returns(database.Postgres, room).LetGoAsync(ListRoom.Officer, "demo", "The publisher has confirmed the file after all.", Stop));
        Assert.Equal((ListReturnState.Ended, "Olga Officer"), (ended.State, ended.EndedBy));
        Assert.Equal(first, await InForceAsync(room));                                    // until the next file
        var taken = await room.LoadAsync(files.Write(Second));
        Assert.Equal((second, true, null), (taken.Version.VersionId, taken.Version.InForce, taken.TurnedAway));
    }

    [Fact]
    public async Task Another_file_of_the_publisher_judges_at_once_and_ends_the_return()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var (room, first, _) = await TwoVersionsAsync(database);
        await ReturnAsync(database, room, first);
        var third = await room.LoadAsync(files.Write(Third));
        Assert.Equal((true, null), (third.Version.InForce, third.TurnedAway));
        var ended = Assert.Single(await new ListReturnStore(database.Postgres).OfListAsync(ListRoom.Officer, "demo", Stop));
        Assert.Equal((ListReturnState.Ended, $"Version {third.Version.VersionId} was put in force."), (ended.State, ended.Words));
    }

    [Theory]
    [InlineData("half of the file")]
    [InlineData("a file that takes a wallet away")]      // compared with the version that judges: what it adds judges, and the wallet stays
    public async Task Another_file_is_looked_at_as_any_other(string which)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var (room, first, _) = await TwoVersionsAsync(database);
        await ReturnAsync(database, room, first);
        var load = await room.LoadAsync(files.Write(which == "half of the file" ? Third[..20_000] : ListFiles.Without(Third, "900002")));
        Assert.Equal(ListVersionStatus.Quarantined, load.Version.Status);
        var state = Assert.Single(await new ListReturnStore(database.Postgres).OfListAsync(ListRoom.Officer, "demo", Stop)).State;
        Assert.Equal(which == "half of the file" ? (first, ListReturnState.Standing) : (load.Interim!.VersionId, ListReturnState.Ended), (await InForceAsync(room), state));
    }

    [Fact]
    public async Task The_publishers_file_of_the_version_returned_to_is_not_turned_away_and_the_return_stands()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var (room, first, second) = await TwoVersionsAsync(database);
        await ReturnAsync(database, room, first);
        Assert.True((await room.LoadAsync(ListFiles.Fictional)).Confirmed);
        Assert.Equal(second, (await room.LoadAsync(files.Write(Second))).Version.VersionId);      // a mirror that swings back and forth brings nothing in
        Assert.Equal(first, await InForceAsync(room));
    }

    [Fact]
    public async Task The_refresh_asks_with_the_mark_of_the_file_that_is_turned_away_and_says_that_the_list_is_held()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        using var folder = new RefreshFolder();
        var room = new ListRoom(database);
        var list = ListRoom.Demo with { Urls = [publisher.At("/list.xml")] };
        var (text, etag) = (ListFiles.FictionalText, "\"first\"");
        publisher.Answers = (context, _) => context.Request.Headers.IfNoneMatch == etag ? NotModified(context) : MisbehavingPublisher.Send(context, text, etag: etag);
        var first = (await folder.RefreshAsync(database, room, list)).Load!.Version.VersionId;
        (text, etag) = (Second, "\"second\"");
        var second = (await folder.RefreshAsync(database, room, list)).Load!.Version.VersionId;
        await ReturnAsync(database, room, first);

        var held = await folder.RefreshAsync(database, room, list);
        Assert.Equal(("list_turned_away", second, 304), (held.Trouble!.Code, held.Load!.Version.VersionId, held.Attempts[^1].Status));
        Assert.Contains("Olga Officer and Otto Officer returned to version 1", held.Trouble.Message, StringComparison.Ordinal);
        Assert.Equal(["turned_away", "in_force", "in_force"], (await new ListFetchStore(database.Postgres, room.Clock).LatestAsync(ListRoom.Analyst, "demo", 10, Stop)).Select(fetched => fetched.Became));
        Assert.Equal(first, await InForceAsync(room));

        await Returns(database.Postgres, room).LetGoAsync(ListRoom.Officer, "demo", why, Stop);
        Assert.Equal(second, (await folder.RefreshAsync(database, room, list)).Load!.Version.VersionId);      // fetched whole again, and put in force
        Assert.Equal(second, await InForceAsync(room));
    }

    [Fact]
    public async Task What_cannot_be_returned_to_is_refused_by_name()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var (room, first, second) = await TwoVersionsAsync(database);
        var broken = (await room.LoadAsync(files.Write(Third[..20_000]))).Version.VersionId;
        var returns = Returns(database.Postgres, room);
        Assert.Equal("list_unknown", Code(await returns.ProposeAsync(ListRoom.Officer, "nowhere", first, why, Stop)));
        Assert.Equal("list_version_unknown", Code(await returns.ProposeAsync(ListRoom.Officer, "demo", 99, why, Stop)));
        Assert.Equal("list_version_in_force", Code(await returns.ProposeAsync(ListRoom.Officer, "demo", second, why, Stop)));
        Assert.Equal("list_version_not_accepted", Code(await returns.ProposeAsync(ListRoom.Officer, "demo", broken, why, Stop)));
        Assert.Equal("reason_too_short", Code(await returns.ProposeAsync(ListRoom.Officer, "demo", first, "wrong", Stop)));
        Assert.Equal("person_needed", Code(await returns.ProposeAsync(Actor.Operator("root"), "demo", first, why, Stop)));
        await Assert.ThrowsAsync<RightRefusedException>(() => returns.ProposeAsync(ListRoom.Analyst, "demo", first, why, Stop));
        Assert.Equal("list_return_none", Code(await returns.ApproveAsync(ListRoom.SecondOfficer, "demo", first, Stop)));
        Assert.Equal("list_return_none", Code(await returns.LetGoAsync(ListRoom.SecondOfficer, "demo", why, Stop)));
        Done(await returns.ProposeAsync(ListRoom.Officer, "demo", first, why, Stop));
        Assert.Equal("list_return_waits", Code(await returns.ProposeAsync(ListRoom.SecondOfficer, "demo", first, why, Stop)));
        Assert.Equal(ListReturnState.Refused, Done(await returns.RefuseAsync(ListRoom.SecondOfficer, "demo", first, "The notice is about another list.", Stop)).State);
        Assert.Equal("list_return_none", Code(await returns.ApproveAsync(ListRoom.SecondOfficer, "demo", first, Stop)));
        Assert.Equal(second, await InForceAsync(room));
    }

    [Fact]
    public async Task An_approval_of_a_state_of_affairs_that_has_passed_is_refused()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var (room, first, _) = await TwoVersionsAsync(database);
        var returns = Returns(database.Postgres, room);
        Done(await returns.ProposeAsync(ListRoom.Officer, "demo", first, why, Stop));
        var third = await room.LoadAsync(files.Write(Third));
        Assert.Equal("list_return_overtaken", Code(await returns.ApproveAsync(ListRoom.SecondOfficer, "demo", first, Stop)));
        Assert.Equal(third.Version.VersionId, await InForceAsync(room));
    }

    [Fact]
    public async Task The_login_of_the_pages_cannot_approve_its_own_proposal_nor_switch_a_version_by_SQL()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var ui = await database.AsProcessAsync("ui", Stop);
        var (room, first, second) = await TwoVersionsAsync(database);
        var proposal = Done(await Returns(ui, room).ProposeAsync(ListRoom.Officer, "demo", first, why, Stop));

        // Approving as who proposed; as another proposer than there was; as a job; and by changing the proposal.
        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusedAsync(ui.Command(step, proposal.Id, ListRoom.Officer.Id, "Person", ListRoom.Officer.Id, second)));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, await RefusedAsync(ui.Command(step, proposal.Id, ListRoom.SecondOfficer.Id, "Person", ListRoom.Officer.Id, second)));
        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusedAsync(ui.Command(step, proposal.Id, ListRoom.Officer.Id, "Job", "list-refresh", second)));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusedAsync(ui.Command("UPDATE list_return SET proposed_by_id = 'nobody'")));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusedAsync(database.Postgres.Command("DELETE FROM list_return_step WHERE false")));      // not even the owner
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusedAsync(ui.Command("UPDATE list SET version_in_force = $1 WHERE list_id = 'demo'", first)));
        Assert.Equal(second, await InForceAsync(room));

        await ui.Command(step, proposal.Id, ListRoom.Officer.Id, "Person", ListRoom.SecondOfficer.Id, second).RunAsync(Stop);
        await ui.Command("UPDATE list SET version_in_force = $1 WHERE list_id = 'demo'", first).RunAsync(Stop);      // what two agreed on goes through
        Assert.Equal(first, await InForceAsync(room));
    }

    [Fact]
    public async Task What_a_second_person_approves_in_the_browser_goes_through_by_the_login_of_the_pages()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var ui = await database.AsProcessAsync("ui", Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(ListFiles.Fictional);
        var waiting = (await room.LoadAsync(files.Write(ListFiles.Without(Second, "900002")))).Version.VersionId;
        var approval = new ApproveListVersion(ui, new AuditTrail(ui, room.Clock), room.Clock);
        Assert.True(Assert.IsType<Outcome<ListLoad>.Done>(await approval.ApproveAsync(ListRoom.SecondOfficer, waiting, why, Stop)).Value.Version.InForce);
    }

    private const string step = """
        INSERT INTO list_return_step (return_id, proposed_by_kind, proposed_by_id, kind, reason, seen_up_to, taken_by_kind, taken_by_id, taken_by_name, taken_at)
        VALUES ($1, 'Person', $2, 'approved', '', $5, $3, $4, 'somebody', now())
        """;

    private async Task<(ListRoom Room, long First, long Second)> TwoVersionsAsync(TestDatabase database)
    {
        var room = new ListRoom(database);
        var first = await room.LoadAsync(ListFiles.Fictional);
        room.Clock.Advance(TimeSpan.FromDays(1));
        return (room, first.Version.VersionId, (await room.LoadAsync(files.Write(Second))).Version.VersionId);
    }

    private static async Task ReturnAsync(TestDatabase database, ListRoom room, long version)
    {
        var returns = Returns(database.Postgres, room);
        Done(await returns.ProposeAsync(ListRoom.Officer, "demo", version, why, Stop));
        Done(await returns.ApproveAsync(ListRoom.SecondOfficer, "demo", version, Stop));
    }

    private static ReturnList Returns(NpgsqlDataSource postgres, ListRoom room) => new(postgres, new AuditTrail(postgres, room.Clock), room.Clock);

    private static async Task<long> InForceAsync(ListRoom room) => Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId;

    private static ListReturn Done(Outcome<ListReturn> outcome) => Assert.IsType<Outcome<ListReturn>.Done>(outcome).Value;

    private static string Code(Outcome<ListReturn> outcome) => Assert.IsType<Outcome<ListReturn>.Refused>(outcome).Refusal.Code;

    private static async Task<string> RefusedAsync(NpgsqlCommand command) => (await Assert.ThrowsAsync<PostgresException>(() => command.RunAsync(Stop))).SqlState;

    private static Task NotModified(HttpContext context)
    {
        context.Response.StatusCode = 304;
        return Task.CompletedTask;
    }
}
