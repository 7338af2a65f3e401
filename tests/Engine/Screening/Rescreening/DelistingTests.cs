using Microsoft.Extensions.DependencyInjection;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Hits;
using static Usd1Compliance.Tests.Engine.Screening.Rescreening.RescreeningDesk;

namespace Usd1Compliance.Tests.Engine.Screening.Rescreening;

/// <summary>What a change of a list does to hits that stand and to cases: it tells of a release to be looked at, and releases nothing.</summary>
[Suite(Suite.Database)]
public sealed class DelistingTests(TestCluster cluster)
{
    private const string Viktor = "Viktor Anatolyevich Bout";

    private static readonly string other = Row("x-9", "Somebody Else Entirely");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delisting_is_told_to_a_true_match_which_stays_one_and_a_relisting_takes_that_back()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", Viktor);
        await desk.ListAsync("own", true, other, Row("x-1", Viktor));
        await desk.RunAsync();
        await desk.DecideAsync(Assert.Single(await desk.AllAsync()), HitState.TrueMatch);

        await desk.ListAsync("own", true, other);
        await desk.RunAsync();
        var gone = Assert.Single(await desk.AllAsync());
        Assert.Equal((HitState.TrueMatch, true), (gone.State, gone.NeedsReleaseReview));
        Assert.Equal((1, 1L), ((await desk.LastAsync("own")).Counts.EntriesRemoved, (await desk.LastAsync("own")).Counts.HitsGone));

        await desk.ListAsync("own", true, other, Row("x-1", Viktor));
        await desk.RunAsync();
        var back = Assert.Single(await desk.AllAsync());
        Assert.Equal((HitState.TrueMatch, false), (back.State, back.NeedsReleaseReview));
        Assert.Equal([HitStepKind.EntryGone, HitStepKind.EntryBack], (await desk.Hits.StepsAsync(Reader, back.Id, Stop)).Select(step => step.Kind).Where(kind => kind is HitStepKind.EntryGone or HitStepKind.EntryBack));
    }

    [Fact]
    public async Task An_entry_that_stays_listed_and_blocks_no_longer_is_looked_at_for_release_and_the_same_run_again_does_not_take_that_back()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", Viktor);
        await desk.ListAsync("own", true, Row("x-1", Viktor));
        await desk.RunAsync();
        await desk.DecideAsync(Assert.Single(await desk.AllAsync()), HitState.TrueMatch);
        await desk.ListAsync("own", true, Row("x-1", Viktor, measure: "review"));
        await desk.RunAsync();
        Assert.True(Assert.Single(await desk.AllAsync()).NeedsReleaseReview);
        await desk.PartyAsync("c-1", Viktor, born: "1967");
        await desk.RunAsync();
        Assert.True(Assert.Single(await desk.AllAsync()).NeedsReleaseReview);
    }

    [Fact]
    public async Task A_party_that_another_list_still_blocks_is_not_up_for_release()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", Viktor);
        await desk.TransfersAsync((null, Evm(1), 5m));
        await desk.ListAsync("un", true, other, Row("QDi.001", Viktor, addresses: Text(1)));
        await desk.ListAsync("uk", true, other, Row("U-7", Viktor, addresses: Text(1), sameAs: "un:QDi.001"));
        await desk.RunAsync();
        Assert.Equal(2, (await desk.AllAsync()).Count);
        await desk.ListAsync("un", true, other);
        await desk.RunAsync();
        Assert.All(await desk.AllAsync(), hit => Assert.Null(hit.GoneAt));
        Assert.Empty(await ReviewsAsync(desk));
        await desk.ListAsync("uk", true, other);
        await desk.RunAsync();
        Assert.All(await desk.AllAsync(), hit => Assert.NotNull(hit.GoneAt));
        Assert.Equal(["uk U-7"], await ReviewsAsync(desk));
    }

    [Fact]
    public async Task A_wallet_that_its_party_has_lost_is_up_for_release_though_the_party_is_listed_still()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.TransfersAsync((null, Evm(1), 5m), (null, Evm(2), 5m));
        await desk.ListAsync("own", true, Row("x-1", Viktor, addresses: $"{Text(1)}|{Text(2)}"));
        await desk.RunAsync();
        await desk.ListAsync("own", true, Row("x-1", Viktor, addresses: Text(2)));
        await desk.RunAsync();
        var hits = await desk.AllAsync();
        Assert.Equal([(HitSubject.Address(Evm(1)), true), (HitSubject.Address(Evm(2)), false)], hits.Select(hit => (hit.Subject, hit.GoneAt is not null)));
        Assert.Equal(["own x-1"], await ReviewsAsync(desk));
    }

    [Fact]
    public async Task A_false_positive_is_not_raised_again_by_other_changes_and_is_when_its_own_entry_has_changed()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", Viktor);
        await desk.ListAsync("own", true, Row("x-1", Viktor));
        await desk.RunAsync();
        await desk.DecideAsync(Assert.Single(await desk.AllAsync()), HitState.FalsePositive);

        await desk.ListAsync("own", true, other, Row("x-1", Viktor));
        await desk.RunAsync();
        Assert.Single(await desk.AllAsync());

        await desk.ListAsync("own", true, other, Row("x-1", Viktor, born: "1967-01-13"));
        await desk.RunAsync();
        var hits = await desk.AllAsync();
        Assert.Equal([HitState.FalsePositive, HitState.Open], hits.Select(hit => hit.State));
        Assert.Equal(hits[0].Id, hits[1].EarlierHitId);
    }

    [Fact]
    public async Task A_holder_that_a_list_blocks_has_a_case_without_an_alert_and_after_a_true_match_a_delisting_opens_another_that_names_it()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.TransfersAsync((null, Evm(1), 5m), (null, Evm(2), 5m), (Evm(2), Evm(3), 5m));
        await desk.ListAsync("own", true, other, Row("x-1", Viktor, addresses: $"{Text(1)}|{Text(2)}"));
        await desk.ListAsync("looked-at", false, Row("r-1", "A Third Party", addresses: Text(3)));
        await desk.RunAsync();
        var cases = await OpenAsync(desk);
        Assert.Equal([(Evm(1), Severity.Critical, 0, 1), (Evm(2), Severity.High, 0, 1)], cases.Select(file => (file.Subject, file.Severity, file.Alerts, file.Hits)));       // the second holds nothing; the third is on a list that does not block
        var store = desk.Of<CaseStore>();
        var step = (await store.StepsAsync(Reader, cases[0].Id, Stop))[^1];
        Assert.Equal(CaseStepKind.HitFound, step.Kind);
        Assert.Contains("own version", step.Text, StringComparison.Ordinal);
        Assert.Equal(HitSubject.Address(Evm(1)), Assert.Single(await store.HitsAsync(Reader, cases[0].Id, Stop)).Subject);

        var analyst = await desk.PersonAsync("analyst", Role.Analyst);
        var work = new WorkCases(desk.AsUi, new PersonStore(desk.AsUi), new AuditTrail(desk.AsUi, desk.Clock), desk.Clock);
        (await work.ProposeAsync(analyst, cases[1].Id, cases[1].Revision, Disposition.TrueMatch, "The address of the listed party.", Stop)).Done();
        await desk.ListAsync("own", true, other);
        await desk.RunAsync();
        var after = await OpenAsync(desk);
        Assert.Equal([(Evm(1), Severity.Critical), (Evm(2), Severity.High)], after.Select(file => (file.Subject, file.Severity)));
        Assert.Equal(cases[0].Id, after[0].Id);
        Assert.NotEqual(cases[1].Id, after[1].Id);
        var review = (await store.StepsAsync(Reader, after[1].Id, Stop))[^1];
        Assert.Equal(CaseStepKind.ReleaseReview, review.Kind);
        Assert.Contains($"true match in case {cases[1].Id}", review.Text, StringComparison.Ordinal);
        Assert.Contains("own blocks it no longer: entry x-1", review.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing is released by itself", (await store.StepsAsync(Reader, after[0].Id, Stop))[^1].Text, StringComparison.Ordinal);
        Assert.All((await desk.AllAsync()).Where(hit => hit.Blocking), hit => Assert.Equal(HitState.Open, hit.State));
        Assert.Equal(2, (await OpenAsync(desk)).Count);
        var verdict = await new VerifyAudit(desk.AsUi).CheckAsync(null, null, Stop);
        Assert.True(verdict.Holds, verdict.Fault);
    }

    private static async Task<IReadOnlyList<CaseFile>> OpenAsync(RescreeningDesk desk)
    {
        while ((await desk.Engine.GetRequiredService<OpenCases>().RunOnceAsync(Stop)).DidWork)
        {
        }

        return [.. (await desk.Of<CaseStore>().QueueAsync(Reader, new CaseFilter(), 0, 50, Stop)).Rows.OrderBy(file => file.Subject)];
    }

    private static Task<IReadOnlyList<string>> ReviewsAsync(RescreeningDesk desk) =>
        desk.AsUi.Command("SELECT list_id || ' ' || entry_key FROM address_finding WHERE kind = 'release_review' ORDER BY finding_id").RowsAsync(row => row.GetString(0), Stop);
}
