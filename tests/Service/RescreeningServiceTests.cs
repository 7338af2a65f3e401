using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Tests.Engine.Lists;

namespace Usd1Compliance.Tests.Service;

/// <summary>Changes of lists as the running service answers them, and as operators see them.</summary>
[Suite(Suite.Api)]
public sealed class RescreeningServiceTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_service_answers_a_change_within_seconds_and_says_so_to_whoever_asks()
    {
        var database = await cluster.CreateAsync(Stop);          // goes with the service
        var room = new ListRoom(database);
        await room.LoadAsync(ListFiles.Fictional);
        await using var service = await RunningService.StartAsync(database, Stop);
        var answered = "";
        for (var look = 0; look < 300 && answered != "answered"; look++)
        {
            await Task.Delay(100, Stop);
            answered = (await service.Http.GetFromJsonAsync<JsonElement>("/health", Stop)).GetProperty("rescreening").GetString()!;
        }

        Assert.Equal("answered", answered);
        var last = Assert.Single(await new RescreeningStore(database.Postgres).LatestAsync(Actor.Job("test", Right.ReadCases), "demo", 10, Stop));
        Assert.Equal((RescreeningStage.Finished, 8), (last.Stage, last.Counts.EntriesAdded));
    }

    [Fact]
    public async Task A_change_that_nobody_answers_is_running_and_after_ten_minutes_late()
    {
        var since = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
        var change = new UnansweredChange("own", 1, since);
        Assert.False(change.IsLate(since.AddMinutes(10)));           // ten minutes exactly are not more than ten
        Assert.True(change.IsLate(since.AddMinutes(10).AddSeconds(1)));
        await using var database = await cluster.CreateAsync(Stop);
        await new ListRoom(database).LoadAsync(ListFiles.Fictional);
        var store = new RescreeningStore(await database.AsProcessAsync("ui", Stop));
        Assert.Equal("demo", Assert.Single(await store.UnansweredAsync(Stop)).ListId);
        await Assert.ThrowsAsync<RightRefusedException>(() => store.LatestAsync(Actor.Job("nobody"), null, 10, Stop));
        Assert.Equal(0, await database.Postgres.Command("SELECT count(*) FROM rescreening").ScalarAsync<long>(Stop));
    }

    [Fact]
    public async Task Operators_see_what_waits_and_then_how_soon_it_was_answered()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await new ListRoom(database).LoadAsync(ListFiles.Fictional);
        using var usd1 = new Usd1(database);
        var before = await usd1.AskAsync("lists", "rescreenings");
        Assert.Equal(("demo", 0), (before.GetProperty("unanswered")[0].GetProperty("listId").GetString(), before.GetProperty("rescreenings").GetArrayLength()));
        var services = new ServiceCollection().AddEngine(database.Postgres);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        await using var engine = services.BuildServiceProvider();
        await engine.GetRequiredService<RescreenLists>().RunOnceAsync(Stop);
        var after = await usd1.AskAsync("lists", "rescreenings", "demo");
        Assert.Equal(0, after.GetProperty("unanswered").GetArrayLength());
        Assert.Equal(8, after.GetProperty("rescreenings")[0].GetProperty("counts").GetProperty("entriesAdded").GetInt32());
        Assert.Contains("from publication seen to last verdict", (await usd1.RunAsync("lists", "rescreenings")).Output, StringComparison.Ordinal);
    }
}
