using Usd1Compliance.Postgres;
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

    [Fact]
    public async Task What_comes_while_somebody_decides_is_never_dismissed_unseen()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        await desk.PublishAsync("eu", ("EU.1", "John Smith"));
        var ofUn = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.8f, HitKind.Name, "un:QDi.001");
        var ofEu = await desk.FoundAsync("eu", "EU.1", "John Smith", 0.8f, HitKind.Name, "un:QDi.001");
        var hitId = (await desk.RaiseAsync("C-1", "Jon Smith", ofUn))[0].HitId;

        // Somebody holds the end of the audit trail, so that the analyst's decision has locked the hit and waits there while the entry of the EU comes.
        await using var blocker = await AtomicWrite.BeginAsync(desk.AsOwner, Stop);
        await blocker.Command("SELECT pg_advisory_xact_lock(hashtext('audit_entry'))").RunAsync(Stop);
        var deciding = desk.Work.DecideAsync(desk.Analyst, hitId, 1, HitState.FalsePositive, "Another date of birth than the entry's.", Stop);
        await WaitingAsync(desk, 1);
        var raising = desk.RaiseAsync("C-1", "Jon Smith", ofUn, ofEu);
        await WaitingAsync(desk, 2);
        await blocker.CommitAsync(Stop);
        Assert.Equal("done", (await deciding).Code());
        var raised = Assert.Single(await raising);

        Assert.True(raised.IsNew);
        Assert.Equal(hitId, (await desk.HitAsync(raised.HitId)).EarlierHitId);
        Assert.Equal(HitStanding.Open, await desk.StandingAsync("C-1", "Jon Smith", ofUn, ofEu));
    }

    [Fact]
    public async Task An_open_hit_that_comes_to_be_blocked_by_ownership_takes_two()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "SMITH TRADING"));
        var byName = await desk.FoundAsync("un", "QDi.001", "SMITH TRADING") with { Blocking = false };
        var hitId = (await desk.RaiseAsync("C-1", "Smith Trade", byName))[0].HitId;

        await desk.RaiseAsync("C-1", "Smith Trade", byName with { Kind = HitKind.Ownership, Blocking = true, Explanation = """{"ownership":{"finding":"blocked"}}""" });

        var hit = await desk.HitAsync(hitId);
        Assert.True(hit is { NeedsTwo: true, Blocking: true });
        Assert.Equal(HitKind.Ownership, Assert.Single(await desk.Hits.EntriesAsync(desk.Analyst, hitId, Stop)).Kind);
        Assert.Equal(2, (await desk.Hits.EntriesAsync(desk.Analyst, hitId, all: true, Stop)).Count);
    }

    [Fact]
    public async Task An_open_hit_weighs_what_is_known_of_the_party_now()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var hitId = (await desk.RaiseAsync("C-1", "Jon Smith", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.75f)))[0].HitId;

        await desk.RaiseAsync("C-1", "Jon Smith, passport X1", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.99f));
        var hit = await desk.HitAsync(hitId);
        Assert.True(hit.NeedsTwo);
        Assert.Equal(0.99f, hit.Score);
        await desk.DecideAsync(hitId, HitState.FalsePositive);

        // What was decided on is the party with its passport, and no longer the one without.
        Assert.Equal(HitStanding.FalsePositive, await desk.StandingAsync("C-1", "Jon Smith, passport X1", await desk.FoundAsync("un", "QDi.001", "JOHN SMITH", 0.99f)));
    }

    [Fact]
    public async Task A_false_positive_of_an_entry_for_review_does_not_hold_once_it_blocks()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("un", ("QDi.001", "JOHN SMITH"));
        var forReview = await desk.FoundAsync("un", "QDi.001", "JOHN SMITH") with { Blocking = false };
        await desk.DecideAsync((await desk.RaiseAsync("C-1", "Jon Smith", forReview))[0].HitId, HitState.FalsePositive);

        Assert.Equal(HitStanding.New, await desk.StandingAsync("C-1", "Jon Smith", forReview with { Blocking = true }));
    }

    [Fact]
    public async Task A_true_match_that_froze_nothing_is_a_hit_again_once_its_entry_blocks()
    {
        await using var desk = await HitDesk.OpenAsync(cluster);
        await desk.PublishAsync("uk", ("UK.1", "JOHN SMITH, travel ban"));
        var ban = await desk.FoundAsync("uk", "UK.1", "JOHN SMITH, travel ban") with { Blocking = false };
        var earlier = (await desk.RaiseAsync("C-1", "Jon Smith", ban))[0].HitId;
        await desk.DecideAsync(earlier, HitState.TrueMatch);
        await desk.PublishAsync("uk", ("UK.1", "JOHN SMITH, asset freeze"));
        var freeze = await desk.FoundAsync("uk", "UK.1", "JOHN SMITH, asset freeze");

        // Whoever asks is told of the true match, and somebody gets it to work on, once.
        Assert.Equal(HitStanding.TrueMatch, await desk.StandingAsync("C-1", "Jon Smith", freeze));
        var anew = Assert.Single(await desk.RaiseAsync("C-1", "Jon Smith", freeze));
        Assert.True(anew.IsNew);
        Assert.Equal(earlier, (await desk.HitAsync(anew.HitId)).EarlierHitId);
        Assert.Equal((anew.HitId, HitStanding.Open), (await desk.RaiseAsync("C-1", "Jon Smith", freeze)).Select(hit => (hit.HitId, hit.Standing)).Single());
        await desk.DecideAsync(anew.HitId, HitState.TrueMatch);
        Assert.Equal((anew.HitId, HitStanding.TrueMatch), (await desk.RaiseAsync("C-1", "Jon Smith", freeze)).Select(hit => (hit.HitId, hit.Standing)).Single());
    }

    // Until so many wait for a lock in this database.
    private static async Task WaitingAsync(HitDesk desk, int many)
    {
        while (await desk.AsOwner.Command("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").ScalarAsync<long>(Stop) < many)
        {
            await Task.Delay(20, Stop);
        }
    }
}
