using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Service.Workers;
using Usd1Compliance.Tests.Engine.Lists;

namespace Usd1Compliance.Tests.Service;

/// <summary><c>usd1 lists refresh</c>, <c>return</c> and <c>let-go</c>, the worker that refreshes, and what <c>/health</c> says of lists.</summary>
[Suite(Suite.Database)]
public sealed class RefreshVerbTests(TestCluster cluster) : IDisposable
{
    private readonly ListFiles files = new();
    private readonly RefreshFolder folder = new();

    private static string Second => ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 5)).Replace("Kolibri", "Zimorodok", StringComparison.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        files.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_refresh_at_the_command_line_tells_each_fetch_and_its_exit_code_tells_whether_somebody_must_look()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        var text = ListFiles.FictionalText;
        publisher.Answers = (context, _) => text.Length == 0 ? Status(context, 403) : MisbehavingPublisher.Send(context, text);
        using var usd1 = Of(database, publisher);
        (await usd1.RunAsync("lists", "refresh", "nowhere", "--json")).IsRefused(2, "list_unknown");
        (await usd1.RunAsync("lists", "refresh", "hand", "--json")).IsRefused(2, "list_without_urls");

        var taken = await usd1.RunAsync("lists", "refresh");
        Assert.Equal(0, taken.ExitCode);
        Assert.Contains("HTTP 200", taken.Output, StringComparison.Ordinal);
        Assert.Contains("demo: version 1 is in force. 8 parties.", taken.Output, StringComparison.Ordinal);
        Assert.Contains("demo: version 1 is confirmed as current.", (await usd1.RunAsync("lists", "refresh", "demo")).Output, StringComparison.Ordinal);

        text = "";
        var refused = await usd1.RunAsync("lists", "refresh", "demo");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("failed (fetch_refused)", refused.Output, StringComparison.Ordinal);
        Assert.Contains("PROBLEM: demo could not be confirmed as current", refused.Output, StringComparison.Ordinal);

        text = ListFiles.Without(Second, "900002");
        var held = await usd1.RunAsync("lists", "refresh", "demo");
        Assert.Equal(1, held.ExitCode);
        Assert.Contains("waits for a second person", held.Output, StringComparison.Ordinal);
        Assert.Contains("usd1 lists diff 3 2 names all that would go", held.Output, StringComparison.Ordinal);
        Assert.Contains("in force, interim of 2", (await usd1.RunAsync("lists", "show", "demo")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_persons_return_a_list_at_the_command_line_and_one_of_them_lets_it_go()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await using var people = new PeopleOf(database, usd1.Key);
        await people.SettleAsync("olga", Role.ComplianceOfficer);
        await people.SettleAsync("otto", Role.ComplianceOfficer);
        await people.SettleAsync("anna", Role.Analyst);
        await usd1.AskAsync("lists", "load", "demo", ListFiles.Fictional);
        var second = usd1.Write("second.xml", Second);
        await usd1.AskAsync("lists", "load", "demo", second);

        (await AsAsync("olga", "return", "nowhere", "1", "--reason", "the notice says so")).IsRefused(2, "list_unknown");
        (await AsAsync("anna", "return", "demo", "1", "--reason", "the notice says so")).IsRefused(2, "right_missing");
        (await AsAsync("olga", "return", "demo", "1")).IsRefused(2, "reason_too_short");
        (await AsAsync("olga", "return", "demo", "1", "--approve", "--refuse")).IsRefused(2, "arguments_wrong");
        Assert.Equal(0, (await AsAsync("olga", "return", "demo", "1", "--reason", "the notice says so")).ExitCode);
        Assert.Contains("PROPOSED: olga wants to return to version 1", (await usd1.RunAsync("lists", "show", "demo")).Output, StringComparison.Ordinal);
        (await AsAsync("olga", "return", "demo", "1", "--approve")).IsRefused(2, "four_eyes");
        Assert.Equal(0, (await AsAsync("otto", "return", "demo", "1", "--approve")).ExitCode);
        (await usd1.RunAsync("lists", "load", "demo", second, "--json")).IsRefused(1, "list_turned_away");
        (await usd1.RunAsync("lists", "load", "demo", second, "--allow-older", "--json")).IsRefused(1, "list_turned_away");      // an operator does not undo what two persons decided
        Assert.Contains("RETURNED to version 1 by olga and otto", (await usd1.RunAsync("lists", "show", "demo")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AsAsync("otto", "let-go", "demo", "--reason", "the publisher has confirmed it")).ExitCode);
        Assert.True((await usd1.AskAsync("lists", "load", "demo", second)).GetProperty("version").GetProperty("inForce").GetBoolean());

        Task<Usd1.Said> AsAsync(string name, string verb, params string[] rest) => usd1.TypeAsync([PeopleOf.Password], ["lists", verb, .. rest, "--as", name, "--json"]);
    }

    [Fact]
    public async Task A_late_list_is_said_once_in_the_log_and_stands_in_health_and_judging_goes_on()
    {
        var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        publisher.Answers = (context, _) => MisbehavingPublisher.Send(context, ListFiles.FictionalText);
        var room = new ListRoom(database);
        room.Clock.SetUtcNow(TimeProvider.System.GetUtcNow().AddMinutes(-121));
        await folder.RefreshAsync(database, room, ListRoom.Demo with { Urls = [publisher.At("/list.xml")] });
        publisher.Answers = (context, _) => Status(context, 403);
        room.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());

        var log = new Collected();
        var due = new RefreshDueLists(folder.Of(database, room), new ListFetchStore(database.Postgres, room.Clock), new ListRefreshRequests(database.Postgres, room.Trail, room.Clock), room.Clock);
        var file = files.Write($$"""{"lists":[{"id":"demo","publisher":"Nobody","title":"Demo","format":"sdn-advanced-xml","blocking":true,"maxAgeHours":24,"urls":["{{publisher.At("/list.xml")}}"]}]}""", "lists.json");
        using (var worker = new ListRefreshWorker(due, room.Store, file, room.Clock, log))
        {
            await worker.StartAsync(Stop);
            while (publisher.Requests.Count < 4)
            {
                await Task.Delay(50, Stop);
                room.Clock.Advance(TimeSpan.FromMinutes(1));      // look after look, failure after failure
            }

            await worker.StopAsync(Stop);
        }

        Assert.Single(log.Lines, line => line.Contains("demo is late", StringComparison.Ordinal));
        await using var service = await RunningService.StartAsync(database, Stop);
        var lists = (await service.Http.GetFromJsonAsync<JsonElement>("/health", Stop)).GetProperty("lists").EnumerateArray().ToDictionary(list => list.GetProperty("list").GetString()!);
        Assert.Equal(("late", 1), (lists["demo"].GetProperty("state").GetString(), lists["demo"].GetProperty("version").GetInt64()));
        Assert.Equal("missing", lists["ofac-sdn"].GetProperty("state").GetString());      // of the service's own file of lists, and never loaded
    }

    private static Usd1 Of(TestDatabase database, MisbehavingPublisher publisher)
    {
        var usd1 = new Usd1(database);
        usd1.Lists = usd1.Write("lists.json", $$"""
            { "lists": [
              { "id": "demo", "publisher": "Nobody", "title": "Demo", "format": "sdn-advanced-xml", "blocking": true, "maxAgeHours": 24, "urls": [ "{{publisher.At("/list.xml")}}" ] },
              { "id": "hand", "publisher": "us", "title": "own", "format": "own-list", "blocking": true, "maxAgeHours": 24 } ] }
            """);
        return usd1;
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private sealed class Collected : ILogger<ListRefreshWorker>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add(formatter(state, exception));
            }
        }
    }
}
