using Microsoft.AspNetCore.Http;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>OFAC's legacy files on the day on which the advanced file is not to be had: what they add judges, and they take nothing away.</summary>
[Suite(Suite.Database)]
public sealed class FallbackListTests(TestCluster cluster) : IDisposable
{
    private static readonly string[] four = ["/sdn.csv", "/alt.csv", "/add.csv", "/sdn_comments.csv"];

    private readonly ListFiles files = new();
    private readonly RefreshFolder folder = new();
    private string advanced = ListFiles.Without(ListFiles.FictionalText, "900002");
    private bool isDown;
    private string? missing;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        files.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task The_four_files_are_fetched_together_and_what_they_add_judges_beside_all_that_was_in_force()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var (room, list) = (new ListRoom(database), Described(publisher));
        var first = await folder.RefreshAsync(database, room, list);
        Assert.Equal(["/list.xml"], publisher.Requests.Select(request => request.Path));      // nobody asks for the fallback while the list's own file is there
        var before = await room.Store.AddressesInForceAsync(Stop);

        isDown = true;
        room.Clock.Advance(TimeSpan.FromHours(30));
        var fallback = await folder.RefreshAsync(database, room, list);
        Assert.Equal(["/list.xml", "/list.xml", .. four], publisher.Requests.Select(request => request.Path));
        Assert.Equal((null, ListVersionStatus.Quarantined, true), (fallback.Trouble, fallback.Load!.Version.Status, fallback.Load.Version.IsFallback));
        Assert.Contains("The parties that it adds (1) judge already, beside all that was in force: GREY LAGOON", fallback.Load.Version.Reason, StringComparison.Ordinal);
        Assert.Equal((first.Load!.Version.Counts.Parties + 1, new DateOnly(2026, 5, 4)), (fallback.Load.Interim!.Counts.Parties, fallback.Load.Interim.PublishedOn));
        var entries = await room.Store.EntriesAsync(ListRoom.Officer, fallback.Load.Interim.VersionId, null, 0, 100, Stop);
        Assert.Contains(entries.Rows, entry => entry.Entry.Key == "900002");
        Assert.Subset((await room.Store.AddressesInForceAsync(Stop)).Select(address => (address.EntryKey, address.Text)).ToHashSet(), before.Select(address => (address.EntryKey, address.Text)).ToHashSet());
        Assert.False(Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Stale);
        Assert.Empty(folder.Left);

        room.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await folder.RefreshAsync(database, room, list)).Load!.Confirmed);      // the same four again are no news
        Assert.Equal(3, (await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop)).Count);
    }

    [Fact]
    public async Task The_lists_own_file_takes_its_place_again_and_an_old_copy_of_it_takes_away_nothing_that_the_fallback_added()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var (room, list) = (new ListRoom(database), Described(publisher));
        await folder.RefreshAsync(database, room, list);
        isDown = true;
        var interim = (await folder.RefreshAsync(database, room, list)).Load!.Interim!.VersionId;
        isDown = false;
        await folder.RefreshAsync(database, room, list);      // the very file of before, from a cache
        Assert.Equal(interim, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId);

        advanced = ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 5));
        var own = await folder.RefreshAsync(database, room, list);
        Assert.Equal((true, false, 8), (own.Load!.Version.InForce, own.Load.Version.IsFallback, own.Load.Version.Counts.Parties));
    }

    [Theory]
    [InlineData("/alt.csv")]
    [InlineData("/sdn_comments.csv")]
    public async Task Three_of_the_four_are_no_list_and_nothing_of_them_is_taken(string absent)
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var (room, list) = (new ListRoom(database), Described(publisher));
        var first = await folder.RefreshAsync(database, room, list);
        (isDown, missing) = (true, absent);
        var refreshed = await folder.RefreshAsync(database, room, list);
        Assert.Equal(("list_not_refreshed", null), (refreshed.Trouble!.Code, refreshed.Load));
        Assert.Contains($"{absent}: the publisher's server answered 404", refreshed.Trouble.Message, StringComparison.Ordinal);
        Assert.Equal(first.Load!.Version.VersionId, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId);
        Assert.Empty(folder.Left);
    }

    [Fact]
    public async Task A_fallback_that_adds_nobody_confirms_the_list()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        advanced = ListFiles.FictionalText;
        var (room, list) = (new ListRoom(database), Described(publisher));
        var first = await folder.RefreshAsync(database, room, list);
        isDown = true;
        room.Clock.Advance(TimeSpan.FromHours(30));
        var refreshed = await folder.RefreshAsync(database, room, list);
        Assert.Equal((null, true, first.Load!.Version.VersionId), (refreshed.Trouble, refreshed.Load!.Confirmed, refreshed.Load.Version.VersionId));
        Assert.Single(await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop));
    }

    [Fact]
    public async Task A_fallback_does_not_end_what_two_persons_decided()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var (room, list) = (new ListRoom(database), Described(publisher));
        var first = (await folder.RefreshAsync(database, room, list)).Load!.Version.VersionId;
        advanced = ListFiles.PublishedOn(advanced, new DateOnly(2026, 5, 5)).Replace("Kolibri", "Sinitsa", StringComparison.Ordinal);
        await folder.RefreshAsync(database, room, list);
        var returns = new ReturnList(database.Postgres, room.Trail, room.Clock);
        await returns.ProposeAsync(ListRoom.Officer, "demo", first, "The publisher's notice says so.", Stop);
        Assert.IsType<Outcome<ListReturn>.Done>(await returns.ApproveAsync(ListRoom.SecondOfficer, "demo", first, Stop));
        isDown = true;
        Assert.Equal("list_turned_away", (await folder.RefreshAsync(database, room, list)).Trouble!.Code);
        Assert.Equal(first, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId);
    }

    private ListDefinition Described(MisbehavingPublisher publisher)
    {
        publisher.Answers = (context, _) => context.Request.Path.Value switch
        {
            "/list.xml" when !isDown => MisbehavingPublisher.Send(context, advanced),
            "/list.xml" => Status(context, 503),
            { } path when path == missing => Status(context, 404),
            { } path => MisbehavingPublisher.Send(context, File.ReadAllBytes(PublisherFiles.Of(path[1..])), "text/csv"),
            null => Status(context, 404),
        };
        return ListRoom.Demo with { Urls = [publisher.At("/list.xml")], Fallback = [.. four.Select(publisher.At)] };
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
