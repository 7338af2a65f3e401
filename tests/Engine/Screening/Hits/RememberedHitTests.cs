using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Tests.Engine.Screening.Hits;

[Suite(Suite.Database)]
public sealed class RememberedHitTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_finding_twice_is_one_hit()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var entry = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH");

        var first = Assert.Single(await desk.RaiseAsync("C-1", "Jon Smith", entry));
        var second = Assert.Single(await desk.RaiseAsync("C-1", "Jon Smith", entry));

        Assert.True(first.IsNew);
        Assert.Equal((first.HitId, HitStanding.Open), (second.HitId, second.Standing));
        Assert.Equal(1, (await desk.HitAsync(first.HitId)).Revision);
        Assert.Equal(["hit.raise"], await desk.AuditedAsync());
    }

    [Fact]
    public async Task A_party_that_four_lists_repeat_is_one_hit_with_four_entries()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("ofac-sdn", ("7771", "SMITH, John"));
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        await desk.PublishAsync("eu", ("EU.1", "John Smith"));
        await desk.PublishAsync("uk", ("UK.1", "Smith John"));

        // The EU repeats the UN's key and our own data that of OFAC's: A and C belong together by way of B.
        var raised = await desk.RaiseAsync("C-1", "Jon Smith",
            await desk.FoundAsync("ofac-sdn", "7771", "SMITH, John", 0.85f, HitKind.Name, "ofac:7771"),
            await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.82f, HitKind.Name, "un:QDi.001"),
            await desk.FoundAsync("eu", "EU.1", "John Smith", 0.8f, HitKind.Name, "un:QDi.001", "ofac:7771"),
            await desk.FoundAsync("uk", "UK.1", "Smith John", 0.81f, HitKind.Name, "un:QDi.001"));

        var hit = await desk.HitAsync(Assert.Single(raised).HitId);
        Assert.Equal(["eu", "ofac-sdn", "uk", "un"], hit.Lists);
        Assert.Equal((0.85f, "SMITH, John"), (hit.Score, hit.ListedName));
        Assert.Equal([0.85f, 0.82f, 0.81f, 0.8f], (await desk.Hits.EntriesAsync(desk.Analyst, hit.Id, Stop)).Select(entry => entry.Score));
    }

    [Fact]
    public async Task Two_listed_parties_are_two_hits_however_alike_their_names()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"), ("QDi.002", "JOHN SMITH the younger"));

        var raised = await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.8f, HitKind.Name, "un:QDi.001"), await desk.FoundAsync("un", "QDi.002", "JOHN SMITH the younger", 0.8f, HitKind.Name, "un:QDi.002"));

        Assert.Equal(2, raised.Select(hit => hit.HitId).Distinct().Count());
    }

    [Theory]
    [InlineData(HitState.TrueMatch, HitStanding.TrueMatch)]
    [InlineData(HitState.FalsePositive, HitStanding.FalsePositive)]
    [InlineData(HitState.Inconclusive, HitStanding.Inconclusive)]
    public async Task A_decision_is_remembered_while_party_and_entry_stay_as_they_are(HitState decided, HitStanding expected)
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var entry = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH");
        var hitId = (await desk.RaiseAsync("C-1", "Jon Smith", entry))[0].HitId;
        await desk.DecideAsync(hitId, decided);

        Assert.Equal(expected, await desk.StandingAsync("C-1", "Jon Smith", entry));
        Assert.Equal((hitId, expected), (await desk.RaiseAsync("C-1", "Jon Smith", entry)).Select(hit => (hit.HitId, hit.Standing)).Single());
    }

    [Fact]
    public async Task A_false_positive_is_forgotten_when_the_party_changes()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var entry = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH");
        var earlier = (await desk.RaiseAsync("C-1", "Jon Smith", entry))[0].HitId;
        await desk.DecideAsync(earlier, HitState.FalsePositive);

        var anew = Assert.Single(await desk.RaiseAsync("C-1", "Jon Smith, born 1965", entry));

        Assert.True(anew.IsNew);
        Assert.Equal(earlier, (await desk.HitAsync(anew.HitId)).EarlierHitId);
    }

    [Fact]
    public async Task A_false_positive_is_forgotten_when_the_entry_is_described_otherwise()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var earlier = (await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH")))[0].HitId;
        await desk.DecideAsync(earlier, HitState.FalsePositive);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH alias JON SMITH"));

        var anew = Assert.Single(await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH alias JON SMITH")));

        Assert.True(anew.IsNew);
        Assert.Equal(earlier, (await desk.HitAsync(anew.HitId)).EarlierHitId);
    }

    [Fact]
    public async Task A_false_positive_is_forgotten_when_another_list_comes_to_repeat_the_entry()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var ofUn = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.8f, HitKind.Name, "un:QDi.001");
        await desk.DecideAsync((await desk.RaiseAsync("C-1", "Jon Smith", ofUn))[0].HitId, HitState.FalsePositive);
        await desk.PublishAsync("eu", ("EU.1", "John Smith, born 1965"));

        Assert.Equal(HitStanding.New, await desk.StandingAsync("C-1", "Jon Smith", ofUn, await desk.FoundAsync("eu", "EU.1", "John Smith, born 1965", 0.8f, HitKind.Name, "un:QDi.001")));
    }

    [Theory]
    [InlineData(364, HitStanding.FalsePositive)]       // the last day but one
    [InlineData(365, HitStanding.New)]                 // its end is its end
    public async Task A_false_positive_expires(int days, HitStanding expected)
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var entry = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH");
        await desk.DecideAsync((await desk.RaiseAsync("C-1", "Jon Smith", entry))[0].HitId, HitState.FalsePositive);

        desk.Clock.Advance(TimeSpan.FromDays(days));

        Assert.Equal(expected, await desk.StandingAsync("C-1", "Jon Smith", entry));
    }

    [Fact]
    public async Task A_decision_on_one_party_says_nothing_of_another_with_the_same_name()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var entry = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH");
        await desk.DecideAsync((await desk.RaiseAsync("C-1", "Jon Smith", entry))[0].HitId, HitState.FalsePositive);

        Assert.Equal(HitStanding.New, await desk.StandingAsync("C-2", "Jon Smith", entry));
    }

    [Fact]
    public async Task A_true_match_outlives_every_change_of_party_and_entry()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var hitId = (await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH")))[0].HitId;
        await desk.DecideAsync(hitId, HitState.TrueMatch);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH alias X"));

        var again = Assert.Single(await desk.RaiseAsync("C-1", "Somebody Else", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH alias X", 0.97f)));

        // The entry as it is now is added; the decision, made by one at the score of then, stands.
        Assert.Equal((hitId, HitStanding.TrueMatch), (again.HitId, again.Standing));
        var hit = await desk.HitAsync(hitId);
        Assert.Equal((HitState.TrueMatch, 0.97f, 2), (hit.State, hit.Score, (await desk.Hits.EntriesAsync(desk.Analyst, hitId, Stop)).Count));
    }

    [Fact]
    public async Task An_open_hit_takes_in_what_is_found_later_and_can_come_to_need_two()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var first = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.8f, HitKind.Name, "un:QDi.001");
        var hitId = (await desk.RaiseAsync("C-1", "Jon Smith", first))[0].HitId;
        Assert.False((await desk.HitAsync(hitId)).NeedsTwo);
        await desk.PublishAsync("uk", ("UK.1", "Jon Smith"));

        await desk.RaiseAsync("C-1", "Jon Smith", first, await desk.FoundAsync("uk", "UK.1", "Jon Smith", 0.95f, HitKind.Name, "un:QDi.001"));

        var hit = await desk.HitAsync(hitId);
        Assert.True(hit.NeedsTwo);
        Assert.Equal((0.95f, 2), (hit.Score, hit.Revision));
    }

    [Fact]
    public async Task Two_writers_that_find_the_same_at_once_raise_it_once()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var entry = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH");

        var raised = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => desk.RaiseAsync("C-1", "Jon Smith", entry), Stop)));

        Assert.Single(raised.SelectMany(hits => hits), hit => hit.IsNew);
        Assert.Single(raised.SelectMany(hits => hits).Select(hit => hit.HitId).Distinct());
    }
}
