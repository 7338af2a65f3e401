using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>Lists are fetched from a real server that misbehaves in every way that publishers' servers do: each has a clear answer, and the version in force stays.</summary>
[Suite(Suite.Database)]
public sealed class RefreshListsTests(TestCluster cluster) : IDisposable
{
    private const string etag = "\"may-4\"";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("usd1-refresh-");

    private static string Page => "<!DOCTYPE html>\n<html><body>Access denied</body></html>";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    public static TheoryData<string, Func<HttpContext, Task>, string> Misbehaviour => new()
    {
        { "the connection ends before the announced length", Truncated, "fetch_cut_off" },
        { "half of the file, and a proper end of the answer", context => MisbehavingPublisher.Send(context, ListFiles.FictionalText[..20_000]), "list_not_xml" },
        { "a web page that says that it is one", context => MisbehavingPublisher.Send(context, Page, "text/html; charset=utf-8"), "fetch_content_type" },
        { "a web page that says that it is the list", context => MisbehavingPublisher.Send(context, Page), "list_is_web_page" },
        { "a firewall", context => Status(context, 403), "fetch_refused" },
        { "moved without notice", context => Status(context, 404), "fetch_refused" },
        { "out of order for longer than it is asked", context => Status(context, 503), "fetch_server_error" },
        { "an older file", context => MisbehavingPublisher.Send(context, ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 3))), "list_older" },
        { "larger than any list", context => MisbehavingPublisher.Send(context, ListFiles.FictionalText + new string(' ', 1 << 20)), "fetch_too_large" },
        { "a byte now and then, without end", Endless, "fetch_too_slow" },
        { "nothing after the first bytes", Silent, "fetch_too_slow" },
        { "another encoding than it says", context => MisbehavingPublisher.Send(context, Encoding.Latin1.GetBytes(ListFiles.FictionalText.Replace("HARBOUR", "HÅRBÖUR", StringComparison.Ordinal))), "list_not_xml" },
        { "a redirect to itself", context => Redirect(context, context.Request.Path), "fetch_redirects" },
        { "a redirect to another server in the clear", context => Redirect(context, "http://127.0.0.1:9/list.xml"), "fetch_redirects" },
        { "a redirect to a file of this machine", context => Redirect(context, "file:///etc/passwd"), "fetch_redirects" },
        { "not modified, though nobody asked", context => Status(context, 304), "fetch_refused" },
        { "nothing at all", context => MisbehavingPublisher.Send(context, ""), "list_empty" },
    };

    [Theory]
    [MemberData(nameof(Misbehaviour), DisableDiscoveryEnumeration = true)]
    public async Task A_publisher_that_misbehaves_is_told_by_name_and_the_version_in_force_stays(string how, Func<HttpContext, Task> answer, string code)
    {
        Assert.NotEmpty(how);
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var room = new ListRoom(database);
        var good = await room.LoadAsync(ListFiles.Fictional);
        room.Clock.Advance(TimeSpan.FromHours(1));
        publisher.Answers = (context, _) => answer(context);

        var refreshed = await RefreshAsync(database, room, publisher.At("/SDN_ADVANCED.XML"));
        Assert.Equal("list_not_refreshed", refreshed.Trouble!.Code);
        Assert.Contains("the version in force stays", refreshed.Trouble.Message, StringComparison.Ordinal);
        var attempt = refreshed.Attempts[^1];
        if (code.StartsWith("fetch_", StringComparison.Ordinal))
        {
            Assert.Equal(("failed", code), (attempt.Outcome, attempt.Code));
            Assert.NotEmpty(attempt.Error);
            Assert.Empty(folder.EnumerateFiles("*", SearchOption.AllDirectories));
        }
        else
        {
            Assert.Equal(("fetched", ListVersionStatus.Quarantined), (attempt.Outcome, refreshed.Load!.Version.Status));
            var entry = Assert.Single(await room.Trail.ReadAsync(ListRoom.Officer, AuditFilter.About("list", "demo"), null, 1, Stop));
            Assert.Contains(code, entry.Details, StringComparison.Ordinal);
        }

        var standing = Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop));
        Assert.Equal((good.Version.VersionId, TimeSpan.FromHours(1)), (standing.InForce!.VersionId, standing.Age));      // a failed check confirms nothing
        Assert.Equal(refreshed.Attempts.Count, (await new ListFetchStore(database.Postgres, room.Clock).LatestAsync(ListRoom.Analyst, "demo", 100, Stop)).Count);
    }

    [Fact]
    public async Task A_file_that_has_not_changed_is_not_fetched_again_and_confirms_the_version_in_force()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var room = new ListRoom(database);
        publisher.Answers = (context, _) => context.Request.Headers.IfNoneMatch == etag ? Status(context, 304) : MisbehavingPublisher.Send(context, ListFiles.FictionalText, etag: etag);

        var first = await RefreshAsync(database, room, publisher.At("/SDN_ADVANCED.XML"));
        Assert.Equal((null, true, "SDN_ADVANCED.XML"), (first.Trouble, first.Load!.Version.InForce, first.Load.Version.FileName));
        room.Clock.Advance(TimeSpan.FromHours(30));
        var second = await RefreshAsync(database, room, publisher.At("/SDN_ADVANCED.XML"));
        Assert.Equal((null, true, "not_modified", 304), (second.Trouble, second.Load!.Confirmed, second.Attempts[^1].Outcome, second.Attempts[^1].Status));
        Assert.Equal(TimeSpan.Zero, Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Age);
        Assert.Equal(["", etag], publisher.Requests.Select(request => request.IfNoneMatch));
        Assert.All(publisher.Requests, request => Assert.Matches("^Mozilla/5\\.0 .{28,}", request.UserAgent));
        Assert.Empty(folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_mark_of_a_file_that_was_refused_is_never_asked_with()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(ListFiles.Fictional);
        publisher.Answers = (context, _) => MisbehavingPublisher.Send(context, ListFiles.FictionalText[..20_000], etag: "\"broken\"");
        await RefreshAsync(database, room, publisher.At("/list.xml"));
        await RefreshAsync(database, room, publisher.At("/list.xml"));
        Assert.All(publisher.Requests, request => Assert.Empty(request.IfNoneMatch));
        Assert.Equal(2, (await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop)).Count);       // the same broken file twice is one version in quarantine
    }

    [Fact]
    public async Task A_burst_of_faults_is_waited_out_and_each_try_is_recorded()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, count) => count < 3 ? Status(context, 500) : MisbehavingPublisher.Send(context, ListFiles.FictionalText);
        var refreshed = await RefreshAsync(database, new ListRoom(database), publisher.At("/list.xml"));
        Assert.Equal((null, true), (refreshed.Trouble, refreshed.Load!.Version.InForce));
        Assert.Equal(["failed 500", "failed 500", "fetched 200"], refreshed.Attempts.Select(attempt => $"{attempt.Outcome} {attempt.Status}"));
    }

    [Fact]
    public async Task The_second_address_is_asked_where_the_first_gives_no_list()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, _) => context.Request.Path == "/first.xml" ? MisbehavingPublisher.Send(context, Page) : context.Request.Path == "/second.xml" ? Redirect(context, "/moved.xml") : MisbehavingPublisher.Send(context, ListFiles.Pack(ListFiles.FictionalText, "gzip"), "application/gzip");
        var refreshed = await RefreshAsync(database, new ListRoom(database), publisher.At("/first.xml"), publisher.At("/second.xml"));
        Assert.Equal((null, true), (refreshed.Trouble, refreshed.Load!.Version.InForce));
        Assert.Equal(["/first.xml", "/second.xml", "/moved.xml"], publisher.Requests.Select(request => request.Path));
    }

    [Theory]
    [InlineData(80, "list_size_implausible")]       // half-empty
    [InlineData(2000, "list_size_implausible")]     // ten times larger
    public async Task A_list_of_another_size_waits_for_a_person_whatever_the_server_says_of_it(int parties, string code)
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var room = new ListRoom(database);
        var count = 200;
        publisher.Answers = (context, _) => MisbehavingPublisher.Send(context, "key,name\n" + string.Concat(Enumerable.Range(1, count).Select(number => $"p-{number},Party {number}\n")), "text/csv");
        var own = ListRoom.Demo with { Format = ListFormats.OwnList, Urls = [publisher.At("/own.csv")] };
        var first = await RefreshAsync(database, room, own);
        count = parties;
        var second = await RefreshAsync(database, room, own);
        Assert.Equal("list_not_refreshed", second.Trouble!.Code);
        Assert.Contains(code, Assert.Single(await room.Trail.ReadAsync(ListRoom.Officer, AuditFilter.About("list", "demo"), null, 1, Stop)).Details, StringComparison.Ordinal);
        Assert.Equal(first.Load!.Version.VersionId, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId);
    }

    [Fact]
    public async Task A_fetched_delisting_waits_for_a_second_person_and_not_modified_keeps_the_list_fresh_meanwhile()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var service = await database.AsProcessAsync("service", Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var room = new ListRoom(database, service);
        await room.LoadAsync(ListFiles.Fictional);
        var later = ListFiles.PublishedOn(ListFiles.Without(ListFiles.FictionalText, "900002"), new DateOnly(2026, 5, 5));
        publisher.Answers = (context, _) => context.Request.Headers.IfNoneMatch == etag ? Status(context, 304) : MisbehavingPublisher.Send(context, later, etag: etag);
        var held = await RefreshAsync(database, room, publisher.At("/list.xml"));
        Assert.Equal((null, ListVersionStatus.Quarantined, true), (held.Trouble, held.Load!.Version.Status, held.Load.Interim!.InForce));
        room.Clock.Advance(TimeSpan.FromHours(30));
        var again = await RefreshAsync(database, room, publisher.At("/list.xml"));
        Assert.Equal((held.Load.Version.VersionId, true), (again.Load!.Version.VersionId, again.Load.Confirmed));
        Assert.False(Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Stale);
        Assert.True(Assert.IsType<Outcome<ListLoad>.Done>(await room.Approve.ApproveAsync(ListRoom.Officer, held.Load.Version.VersionId, Stop)).Value.Version.InForce);    // the job was the first of the two
    }

    [Fact]
    public async Task Who_may_not_manage_lists_may_not_refresh_them_and_a_list_without_addresses_is_refused_by_name()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var refresh = new Refresh(database, new ListRoom(database), Settings);
        await Assert.ThrowsAsync<RightRefusedException>(() => refresh.Lists.RunAsync(ListRoom.Analyst, ListRoom.Demo, Stop));
        Assert.Equal("list_without_urls", Assert.IsType<Outcome<ListRefresh>.Refused>(await refresh.Lists.RunAsync(ListRoom.Officer, ListRoom.Demo, Stop)).Refusal.Code);
    }

    [Fact]
    public void The_shipped_user_agent_passes_the_firewall_of_OFAC_which_wants_a_browsers_beginning_and_40_characters()
    {
        Assert.StartsWith("Mozilla/5.0 ", FetchSettings.DefaultUserAgent, StringComparison.Ordinal);
        Assert.True(FetchSettings.DefaultUserAgent.Length >= 40);
    }

    private FetchSettings Settings => new(folder.FullName) { TotalTime = TimeSpan.FromSeconds(4), IdleTime = TimeSpan.FromSeconds(1), SizeLimit = 1 << 19, RetryPause = TimeSpan.Zero };

    private Task<ListRefresh> RefreshAsync(TestDatabase database, ListRoom room, params Uri[] urls) => RefreshAsync(database, room, ListRoom.Demo with { Urls = urls });

    private async Task<ListRefresh> RefreshAsync(TestDatabase database, ListRoom room, ListDefinition list)
    {
        using var refresh = new Refresh(database, room, Settings);
        var clock = Stopwatch.StartNew();
        var outcome = await refresh.Lists.RunAsync(Actor.Job("list-refresh", Right.ManageLists), list, Stop);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"it took {clock.Elapsed}");
        return Assert.IsType<Outcome<ListRefresh>.Done>(outcome).Value;
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Redirect(HttpContext context, string to)
    {
        context.Response.Headers.Location = to;
        return Status(context, 302);
    }

    private static async Task Truncated(HttpContext context)
    {
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = 100_000;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(ListFiles.FictionalText[..10_000]), Stop);
        await context.Response.Body.FlushAsync(Stop);
        await Task.Delay(300, Stop);        // what was sent is on its way before the connection goes
        context.Abort();
    }

    private static async Task Endless(HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(" "u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(100, context.RequestAborted);
        }
    }

    private static async Task Silent(HttpContext context)
    {
        await MisbehavingPublisher.Send(context, "<Sanctions>");
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private sealed class Refresh : IDisposable
    {
        private readonly FetchList fetch;

        public Refresh(TestDatabase database, ListRoom room, FetchSettings settings)
        {
            fetch = new FetchList(settings, room.Clock);
            Lists = new RefreshLists(database.Postgres, room.Store, room.Load, fetch, new ListFetchStore(database.Postgres, room.Clock), settings, room.Clock);
        }

        public RefreshLists Lists { get; }

        public void Dispose() => fetch.Dispose();
    }
}
