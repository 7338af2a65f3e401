using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Names;
using Usd1Compliance.Tests.Engine.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening;

/// <summary>The names in force, while lists change and go wrong.</summary>
[Suite(Suite.Database)]
public sealed class CurrentNameIndexTests(TestCluster cluster)
{
    private static readonly ListEntry askold = new("36", ListEntryKind.Individual, [SeededList.Primary("Askold Brem Quillfeather")]);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2025, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hit_leads_back_to_list_version_and_entry()
    {
        await using var screening = await StartAsync();
        var names = screening.Names.Names!;
        var hit = Assert.Single(names.Find(new PartyQuery(["Askold Brem Quillfeather"], NameOf.Person, PartyFacts.None), 0.7f).Hits);
        var version = Assert.Single(await screening.Lists.VersionsInForceAsync(Stop));
        Assert.Equal((version.VersionId, "ofac-sdn", "36", true), (hit.Party.Listed!.VersionId, hit.Party.ListId, hit.Party.Key, hit.Party.Listed.Blocking));
        Assert.Equal("36", (await screening.Lists.FindEntryAsync(Actor.Job("tests", Right.ReadCases), hit.Party.Listed.EntryId, Stop))!.Entry.Key);
    }

    [Fact]
    public async Task Between_two_versions_of_a_list_names_and_addresses_do_not_speak_of_the_same_lists_and_the_answer_says_so()
    {
        await using var screening = await StartAsync();
        var before = (await screening.Lists.VersionsInForceAsync(Stop))[0].VersionId;
        var after = await SeededList.PutPartiesInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [askold, new ListEntry("37", ListEntryKind.Individual, [SeededList.Primary("Salim Zelmor")])], Stop);
        await screening.Addresses.RefreshAsync(Stop);

        var both = await screening.AnswerAsync(new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]) { Parties = [Person("Salim Zelmor")] }, Stop);
        Assert.Equal((Verdict.Review, "index_unconfirmed"), (both.Verdict, Assert.Single(both.Reasons).Code));
        Assert.Contains($"versions {after} and names against {before}", both.Reasons[0].Message, StringComparison.Ordinal);
        Assert.Equal([before, after], both.Lists.Select(list => list.VersionId));
        Assert.Equal(Verdict.Allow, (await screening.AnswerAsync(new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]), Stop)).Verdict);

        await screening.Names.RefreshAsync(Stop);
        Assert.Equal(["listed_name"], (await screening.AnswerAsync(new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]) { Parties = [Person("Salim Zelmor")] }, Stop)).Reasons.Select(reason => reason.Code));
    }

    [Fact]
    public async Task While_one_version_follows_another_every_answer_is_of_one_of_them()
    {
        await using var screening = await StartAsync();
        var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var order = 0; order < 15; order++)
            {
                var answer = await screening.AnswerAsync(Asking(Person("Askold Brem Quillfeather")), Stop);
                var entry = answer.Parties[0].Hits[0].Entries[0];
                Assert.Equal(Assert.Single(answer.Lists).VersionId, entry.VersionId);
            }
        }, Stop)));
        for (var version = 0; version < 5; version++)
        {
            await SeededList.PutPartiesInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [askold], Stop);
            await screening.RefreshAsync(Stop);
        }

        await asking;
    }

    [Theory]
    [InlineData(36, Verdict.Allow)]
    [InlineData(37, Verdict.Review)]
    public async Task A_stale_list_lets_no_name_through(int hours, Verdict expected)
    {
        await using var screening = await StartAsync();
        clock.Advance(TimeSpan.FromHours(hours));
        await screening.RefreshAsync(Stop);
        var answer = await screening.AnswerAsync(Asking(Person("Salim Zelmor")), Stop);
        Assert.Equal(expected, answer.Verdict);
        Assert.Equal(expected == Verdict.Allow ? [] : ["list_stale"], answer.Reasons.Select(reason => reason.Code));
    }

    [Fact]
    public async Task Names_that_nobody_could_confirm_for_half_a_minute_let_nobody_through()
    {
        await using var screening = await StartAsync();
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(["index_unconfirmed"], (await screening.AnswerAsync(Asking(Person("Salim Zelmor")), Stop)).Reasons.Select(reason => reason.Code));
    }

    [Fact]
    public async Task Before_the_first_index_stands_no_party_is_allowed_and_addresses_are_screened()
    {
        await using var screening = await StartAsync();
        using var notBuilt = new CurrentNameIndex(screening.Lists, ShippedPolicy.Policy, clock);
        var screen = new AnswerScreening(screening.Addresses, notBuilt, screening.AddressLabels, new Usd1Compliance.Parties.PartyStore(screening.Database.Postgres),
            new Usd1Compliance.Screening.Hits.RecallHits(screening.Database.Postgres, clock), new ScreeningStore(screening.Database.Postgres), screening.Writer, clock);
        var kept = Assert.IsType<Outcome<KeptScreening>.Done>(await screen.ScreenAsync(screening.Client, "order-1", Asking(Person("Salim Zelmor")), Stop)).Value;
        Assert.Equal(Verdict.Review, kept.Verdict);
        Assert.Contains("index_unconfirmed", kept.Response, StringComparison.Ordinal);
        Assert.DoesNotContain("\"allow\"", kept.Response, StringComparison.Ordinal);
        Assert.Equal(Verdict.Allow, Assert.IsType<Outcome<KeptScreening>.Done>(await screen.ScreenAsync(screening.Client, "order-2", new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]), Stop)).Value.Verdict);
    }

    [Fact]
    public async Task An_index_that_finds_somebody_by_a_name_that_nobody_has_never_judges_and_the_one_before_stays()
    {
        await using var screening = await StartAsync();
        var standing = screening.Names.Names;
        await SeededList.PutPartiesInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [new ListEntry("38", ListEntryKind.Individual, [SeededList.Primary("Wvuxq Jzkqpf")])], Stop);
        await Assert.ThrowsAsync<IndexUnsoundException>(() => screening.Names.RefreshAsync(Stop));
        Assert.Same(standing, screening.Names.Names);
        clock.Advance(TimeSpan.FromSeconds(31));
        await screening.Addresses.RefreshAsync(Stop);
        var answer = await screening.AnswerAsync(Asking(Person("Askold Brem Quillfeather")), Stop);
        Assert.Equal(["index_unconfirmed", "listed_name"], answer.Reasons.Select(reason => reason.Code).Order());
    }

    [Fact]
    public void An_index_that_has_lost_a_party_or_holds_one_of_another_version_is_told_by_its_own_test()
    {
        ListedParty Party(string name, long version, NameOf _) => new("un", version, 1, name, ListEntryKind.Individual, true, [], [SeededList.Primary(name)]);
        var sound = ListedNames.Of(ShippedPolicy.Policy, [Party("Askold Quillfeather", 1, NameOf.Person), Party("😀", 1, NameOf.Person)]);
        Assert.Contains("is of version 1", TestNameIndex.FaultOf(sound), StringComparison.Ordinal);
        Assert.Null(TestNameIndex.FaultOf(sound.With([new ListInForce("un", "un", true, 1, [], null, clock.GetUtcNow(), TimeSpan.FromHours(1))])));
    }

    [Fact]
    public async Task A_label_is_shown_and_changes_no_verdict_unless_the_policy_says_so()
    {
        await using var screening = await StartAsync();
        var importer = Actor.Operator("test");
        await screening.Labels.ImportAsync(importer, "research", new StringReader($"address,category,name\n{SeededList.Clean},mixer,Grey Heron\n{SeededList.Sanctioned},denylist,\n"), Stop);
        await screening.RefreshAsync(Stop);
        var answer = await screening.AnswerAsync(new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean, SeededList.Sanctioned]), Stop);
        Assert.Equal((Verdict.Allow, new ScreenedLabel("mixer", "Grey Heron", "research", Verdict.Allow)), (answer.Addresses[0].Verdict, Assert.Single(answer.Addresses[0].Labels)));
        Assert.Equal((Verdict.Review, "labelled_address"), (answer.Addresses[1].Verdict, Assert.Single(answer.Reasons).Code));
        await screening.Labels.ImportAsync(importer, "research", new StringReader($"address,category,name\n{SeededList.Clean},mixer,\n"), Stop);
        await screening.RefreshAsync(Stop);
        Assert.Empty((await screening.AnswerAsync(new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Sanctioned]), Stop)).Addresses[0].Labels);
    }

    private static AskedParty Person(string name) => new() { Name = name, Kind = "person" };

    private static ScreeningRequest Asking(params AskedParty[] parties) => new(ScreeningPurpose.Redeem, []) { Parties = parties };

    private async Task<RunningScreening> StartAsync()
    {
        var screening = await RunningScreening.StartAsync(cluster, clock, Stop);
        await SeededList.PutPartiesInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [askold], Stop);
        await screening.RefreshAsync(Stop);
        return screening;
    }
}
