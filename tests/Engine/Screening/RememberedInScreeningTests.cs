using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Tests.Engine.Screening;

/// <summary>What people decided on a hit of a registered party counts when it is screened again.</summary>
[Suite(Suite.Database)]
public sealed class RememberedInScreeningTests(TestCluster cluster)
{
    private const string because = "Passport and date of birth were compared with the entry.";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2025, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registered_party_is_screened_by_all_of_its_names_and_its_hit_is_raised_once_with_the_answer()
    {
        await using var screening = await StartAsync();
        await PutAsync(screening, Customer("Salim Zelmor", "Askold Brem Quillfeather"));
        var first = await screening.AnswerAsync(Asking("C-1"), Stop);
        Assert.Equal(("C-1", "Askold Brem Quillfeather", "new", null), (first.Parties[0].PartyId, first.Parties[0].Hits[0].Entries[0].Comparison.Asked, first.Parties[0].Hits[0].Standing, first.Parties[0].Hits[0].HitId));
        var second = await screening.AnswerAsync(Asking("C-1"), Stop);
        var hit = Assert.Single(second.Parties[0].Hits);
        Assert.Equal((Verdict.Review, "open", 1L), (hit.Verdict, hit.Standing, hit.HitId));
        Assert.Equal([("party", "C-1", $"screening:{first.Id:D}")], await screening.Database.Postgres.Command("SELECT subject_kind, subject_id, found_by FROM hit").RowsAsync(row => (row.GetString(0), row.GetString(1), row.GetString(2)), Stop));
        Assert.True((await new VerifyAudit(screening.Database.Postgres).CheckAsync(null, null, Stop)).Holds);
    }

    [Theory]
    [InlineData(HitState.FalsePositive, Verdict.Allow, "false_positive")]
    [InlineData(HitState.TrueMatch, Verdict.Block, "true_match")]
    [InlineData(HitState.Inconclusive, Verdict.Review, "inconclusive")]
    public async Task The_word_of_people_counts_and_a_dismissed_hit_is_still_shown(HitState decided, Verdict expected, string standing)
    {
        await using var screening = await StartAsync();
        await PutAsync(screening, Customer("Askold Brem Quillfeather"));
        await screening.AnswerAsync(Asking("C-1"), Stop);
        await DecideAsync(screening, decided);
        var answer = await screening.AnswerAsync(Asking("C-1"), Stop);
        var hit = Assert.Single(answer.Parties[0].Hits);
        Assert.Equal((expected, expected, standing, 1L), (answer.Verdict, hit.Verdict, hit.Standing, hit.HitId));
        Assert.Equal(decided == HitState.FalsePositive, hit.DismissedUntil is not null);
        Assert.Equal(decided == HitState.FalsePositive ? 0 : 1, answer.Reasons.Count);
    }

    [Fact]
    public async Task What_was_dismissed_is_asked_anew_once_the_party_or_the_entry_changes()
    {
        await using var screening = await StartAsync();
        await PutAsync(screening, Customer("Askold Brem Quillfeather"));
        await screening.AnswerAsync(Asking("C-1"), Stop);
        await DecideAsync(screening, HitState.FalsePositive);
        await PutAsync(screening, Customer("Askold Brem Quillfeather") with { Countries = ["IR"] });
        Assert.Equal("new", Assert.Single((await screening.AnswerAsync(Asking("C-1"), Stop)).Parties[0].Hits).Standing);
    }

    [Fact]
    public async Task The_same_party_given_by_its_names_is_nobody_whom_a_decision_could_be_remembered_of()
    {
        await using var screening = await StartAsync();
        await PutAsync(screening, Customer("Askold Brem Quillfeather"));
        await screening.AnswerAsync(Asking("C-1"), Stop);
        await DecideAsync(screening, HitState.FalsePositive);
        var answer = await screening.AnswerAsync(new ScreeningRequest(ScreeningPurpose.Redeem, []) { Parties = [new AskedParty { Name = "Askold Brem Quillfeather", Kind = "person" }] }, Stop);
        Assert.Equal((Verdict.Review, "new"), (answer.Verdict, answer.Parties[0].Hits[0].Standing));
    }

    [Fact]
    public async Task A_party_that_is_unknown_or_closed_is_refused_and_what_was_answered_before_it_was_closed_is_answered_again()
    {
        await using var screening = await StartAsync();
        Assert.Equal("screened_party_unknown", await screening.RefusalAsync(Asking("C-1"), Stop));
        await PutAsync(screening, Customer("Salim Zelmor"));
        var kept = await screening.KeepAsync("order-1", Asking("C-1"), Stop);
        await new ManageParties(screening.Database.Postgres, screening.Audit, clock).CloseAsync(Actor.Job("tests", Right.ManageParties), "C-1", null, Stop);
        Assert.Equal("screened_party_unknown", await screening.RefusalAsync(Asking("C-1"), Stop));
        var again = await screening.KeepAsync("order-1", Asking("C-1"), Stop);
        Assert.Equal((kept.Response, true), (again.Response, again.Replayed));
    }

    [Fact]
    public async Task A_request_sent_again_gets_the_same_letters_and_raises_no_second_hit()
    {
        await using var screening = await StartAsync();
        var request = new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]) { Parties = [new AskedParty { Name = "Аскольд Квиллфезер", Names = ["Askold Brem Quillfeather"], Kind = "person", BirthDate = "1965" }] };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => screening.KeepAsync("order-1", request, Stop)));
        Assert.Single(answers.Select(answer => answer.Response).Distinct());
        Assert.Contains("Аскольд Квиллфезер", answers[0].Response, StringComparison.Ordinal);
        Assert.Equal(1, await screening.Database.Postgres.Command("SELECT count(*) FROM hit").ScalarAsync<long>(Stop));
        foreach (var other in (AskedParty[])
            [
                request.Parties[0] with { BirthDate = "1966" }, request.Parties[0] with { Kind = "organisation" }, request.Parties[0] with { Countries = ["IR"] }, request.Parties[0] with { Gender = "male" },
                request.Parties[0] with { Names = ["Askold Quillfeather"] }, request.Parties[0] with { Identifiers = [new PartyIdentifier("passport", "1")] },
            ])
        {
            Assert.Equal("idempotency_key_reused", Assert.IsType<Outcome<KeptScreening>.Refused>(await screening.Screen.ScreenAsync(screening.Client, "order-1", request with { Parties = [other] }, Stop)).Refusal.Code);
        }
    }

    private static ScreeningRequest Asking(string partyId) => new(ScreeningPurpose.Redeem, []) { Parties = [new AskedParty { PartyId = partyId }] };

    private static PartyDraft Customer(params string[] names) => new("C-1", PartyRole.Customer, PartyKind.Person, names);

    private async Task PutAsync(RunningScreening screening, PartyDraft draft) =>
        Assert.IsType<Outcome<PartyPut>.Done>(await new ManageParties(screening.Database.Postgres, screening.Audit, clock).PutAsync(Actor.Job("tests", Right.ManageParties), draft, null, Stop));

    private async Task DecideAsync(RunningScreening screening, HitState state)
    {
        // One person decides here: when two are needed is told where hits are decided.
        var work = new WorkHits(screening.Database.Postgres, screening.Audit, clock, new AdjudicationPolicy(1, 365, 4, 24));
        await screening.Database.Postgres.Command("UPDATE hit SET needs_two = false").RunAsync(Stop);
        var userId = Guid.NewGuid();
        await screening.Database.Postgres.Command("INSERT INTO person (user_id, user_name, display_name, roles, security_stamp, created_at) VALUES ($1, $2, $2, $3, $4, $5)",
            userId, "ana", new[] { nameof(Role.Analyst) }, Guid.NewGuid(), clock.GetUtcNow()).RunAsync(Stop);
        Assert.IsType<Outcome<Hit>.Done>(await work.DecideAsync(Actor.Person(userId, "ana", [Role.Analyst]), 1, 1, state, because, Stop));
    }

    private async Task<RunningScreening> StartAsync()
    {
        var screening = await RunningScreening.StartAsync(cluster, clock, Stop);
        await SeededList.PutPartiesInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [new ListEntry("36", ListEntryKind.Individual, [SeededList.Primary("Askold Brem Quillfeather")])], Stop);
        await screening.RefreshAsync(Stop);
        return screening;
    }
}
