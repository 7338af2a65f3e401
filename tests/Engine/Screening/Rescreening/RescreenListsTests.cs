using Microsoft.Extensions.DependencyInjection;
using Usd1Compliance.Ledger;
using Usd1Compliance.Parties;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Rescreening;
using static Usd1Compliance.Tests.Engine.Screening.Rescreening.RescreeningDesk;

namespace Usd1Compliance.Tests.Engine.Screening.Rescreening;

/// <summary>What a change of a list does to those who are known already.</summary>
[Suite(Suite.Database)]
public sealed class RescreenListsTests(TestCluster cluster)
{
    private const string Viktor = "Viktor Anatolyevich Bout";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_who_is_listed_today_is_a_hit_within_one_run_with_its_comparison_and_its_times()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", "Viktor Bout", born: "1967-01-13");
        await desk.PartyAsync("c-2", "Maria Lindqvist");
        var first = await desk.ListAsync("own", true, Row("x-1", "Somebody Else Entirely"));
        await desk.RunAsync();
        Assert.Empty(await desk.AllAsync());

        var second = await desk.ListAsync("own", true, Row("x-1", "Somebody Else Entirely"), Row("x-2", Viktor, aliases: "Viktor Bout", born: "1967-01-13"));
        desk.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, (await desk.RunAsync()).Answered);

        var hit = Assert.Single(await desk.AllAsync());
        Assert.Equal((HitSubject.Party("c-1"), true, HitState.Open, Viktor), (hit.Subject, hit.Blocking, hit.State, hit.ListedName));
        Assert.Equal(Monday.AddSeconds(4).AddHours(24), hit.DueAt);
        var entry = Assert.Single(await desk.Hits.EntriesAsync(Reader, hit.Id, Stop));
        Assert.Equal(("own", "x-2", second, HitKind.Name, "Viktor Bout", true), (entry.ListId, entry.Key, entry.VersionId, entry.Kind, entry.Asked, entry.FullName));
        Assert.Contains("\"evidence\": \"same_birth_date\"", entry.Explanation, StringComparison.Ordinal);
        Assert.Contains("\"pairs\"", entry.Explanation, StringComparison.Ordinal);
        var last = await desk.LastAsync("own");
        Assert.Equal((hit.FoundBy, (long?)first, second, RescreeningStage.Finished), (last.FoundBy, last.FromVersion, last.ToVersion, last.Stage));
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4)), (last.FromSeenToLastVerdict, last.FromInForceToLastVerdict));
    }

    [Fact]
    public async Task What_did_not_change_is_not_looked_at_again()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", "Viktor Bout");
        await desk.PartyAsync("c-2", "Maria Lindqvist");
        await desk.PartyAsync("c-3", "Closed Customer");
        await desk.CloseAsync("c-3");
        await desk.ListAsync("own", true, Row("x-1", Viktor), Row("x-2", "Somebody Else", addresses: Text(1)));
        await desk.RunAsync();
        var first = (await desk.LastAsync("own")).Counts;
        Assert.Equal((2, 0, 1L, 2L), (first.EntriesAdded, first.EntriesChanged, first.AddressesChecked, first.PartiesCompared));     // who is closed is asked no more

        await desk.ListAsync("own", true, Row("x-1", Viktor), Row("x-2", "Somebody Else", addresses: Text(1)), Row("x-3", "A Third Party Altogether", "entity"));
        await desk.RunAsync();
        var second = (await desk.LastAsync("own")).Counts;
        Assert.Equal((1, 0, 0, 0L, 2L, 0L), (second.EntriesAdded, second.EntriesChanged, second.EntriesRemoved, second.AddressesChecked, second.PartiesCompared, second.HitsRaised));
        Assert.Single(await desk.AllAsync());
    }

    [Fact]
    public async Task An_entry_that_gains_an_alias_finds_the_customer_who_has_it()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", "Marigold Shipping Company", PartyKind.Organisation);
        await desk.ListAsync("own", true, Row("x-1", "Chrysanthemum Trading House", "entity"));
        await desk.RunAsync();
        Assert.Empty(await desk.AllAsync());
        await desk.ListAsync("own", true, Row("x-1", "Chrysanthemum Trading House", "entity", aliases: "Marigold Shipping Co."));
        await desk.RunAsync();
        var hit = Assert.Single(await desk.AllAsync());
        Assert.Equal(HitSubject.Party("c-1"), hit.Subject);
        Assert.Equal((0, 1), ((await desk.LastAsync("own")).Counts.EntriesAdded, (await desk.LastAsync("own")).Counts.EntriesChanged));
    }

    [Fact]
    public async Task The_wallet_of_a_customer_that_is_listed_is_a_hit_though_it_never_moved_a_token()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", "Maria Lindqvist", wallets: Text(1));
        await desk.ListAsync("own", true, Row("x-1", "Somebody Else", addresses: Text(1)));
        await desk.RunAsync();
        var hit = Assert.Single(await desk.AllAsync());
        Assert.Equal((HitSubject.Address(Evm(1)), true, 1f, true), (hit.Subject, hit.NeedsTwo, hit.Score, hit.Blocking));
        var explained = await desk.ExplainedAsync(hit);
        Assert.Equal(("c-1", "never moved tokens", null), (explained.WalletOf, explained.Balance, explained.PastTransfers));
    }

    [Fact]
    public async Task A_holder_who_is_nobodys_customer_is_found_by_its_address_with_its_balance_and_its_past()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.TransfersAsync((null, Evm(1), 1_000m), (Evm(1), Evm(2), 400m), (Evm(2), Evm(1), 0.5m), (Evm(3), Evm(4), 7m));
        await desk.ListAsync("own", true, Row("x-1", "Somebody Else", addresses: Text(1)));
        await desk.RunAsync();
        var hit = Assert.Single(await desk.AllAsync());
        var explained = await desk.ExplainedAsync(hit);
        Assert.Equal((Text(1), Text(1)), (explained.Asked, explained.Matched));
        Assert.Equal("600.5 USD1 (ethereum)", explained.Balance);
        Assert.Equal((3L, Monday.AddDays(-30).AddMinutes(1), Monday.AddDays(-30).AddMinutes(3)), (explained.PastTransfers!.Count, explained.PastTransfers.First, explained.PastTransfers.Last));
        Assert.Equal(("1000.5 USD1 (ethereum)", "400 USD1 (ethereum)", "1-3, 1-2, 1-1"), (explained.PastTransfers.Received, explained.PastTransfers.Sent, explained.PastTransfers.Newest));
        Assert.Equal(3, (await desk.LastAsync("own")).Counts.PastTransfers);
    }

    [Fact]
    public async Task An_address_that_has_sent_all_away_is_a_hit_for_its_past()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.TransfersAsync((null, Evm(1), 1_000m), (Evm(1), Evm(1), 3m), (Evm(1), Evm(2), 1_000m));
        await desk.ListAsync("own", true, Row("x-1", "Somebody Else", addresses: Text(1)), Row("x-2", "A Stranger", addresses: Text(9)));
        await desk.RunAsync();
        var explained = await desk.ExplainedAsync(Assert.Single(await desk.AllAsync()));       // the ledger never saw the stranger's
        Assert.Equal("0 USD1 (ethereum)", explained.Balance);
        Assert.Equal(3, explained.PastTransfers!.Count);      // one to itself, counted once
    }

    [Fact]
    public async Task A_hash_that_is_listed_in_one_form_is_found_in_the_form_that_moved_tokens()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        var cash = new ChainAddress(AddressFamily.BitcoinCash, [0x00, .. Enumerable.Repeat((byte)7, 20)]);
        var listed = AddressForms.OthersOf(cash).Single();
        await desk.TransfersAsync((null, cash, 5m));
        await desk.ListAsync("own", true, Row("x-1", "Somebody Else", addresses: AddressText.Write(listed)));
        await desk.RunAsync();
        var hit = Assert.Single(await desk.AllAsync());
        Assert.Equal(HitSubject.Address(cash), hit.Subject);
        Assert.Equal((AddressText.Write(cash), AddressText.Write(listed)), ((await desk.ExplainedAsync(hit)).Asked, (await desk.ExplainedAsync(hit)).Matched));
    }

    [Fact]
    public async Task Who_registers_or_changes_after_the_list_is_screened_against_all_of_it()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.ListAsync("own", true, Row("x-1", Viktor), Row("x-2", "Somebody Else", addresses: Text(1)));
        await desk.RunAsync();
        await desk.PartyAsync("c-1", "Viktor Anatolyevich Bout");
        await desk.PartyAsync("c-2", "Maria Lindqvist");
        Assert.Equal(new RescreeningRun(0, 2, false), await desk.RunAsync());
        Assert.Equal([HitSubject.Party("c-1")], (await desk.AllAsync()).Select(hit => hit.Subject));

        await desk.PartyAsync("c-2", "Maria Lindqvist", wallets: Text(1));
        Assert.Equal(new RescreeningRun(0, 1, false), await desk.RunAsync());
        Assert.Equal([HitSubject.Party("c-1"), HitSubject.Address(Evm(1))], (await desk.AllAsync()).Select(hit => hit.Subject));
        Assert.Equal(new RescreeningRun(0, 0, false), await desk.RunAsync());
    }

    [Fact]
    public async Task Whom_ownership_blocks_because_of_another_list_is_found_though_his_own_entry_did_not_change()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", "Marigold Shipping Company", PartyKind.Organisation);
        await desk.ListAsync("owners", false, Row("f-1", "Marigold Shipping Company", "entity", "ownership", owners: "own:x-1=60"));
        await desk.RunAsync();
        Assert.Empty(await desk.AllAsync());

        await desk.ListAsync("own", true, Row("x-1", "Somebody Else Entirely"));
        await desk.RunAsync();
        var hit = Assert.Single(await desk.AllAsync());
        var entry = Assert.Single(await desk.Hits.EntriesAsync(Reader, hit.Id, Stop));
        Assert.Equal((true, HitKind.Ownership, "owners"), (hit.Blocking, entry.Kind, entry.ListId));
        Assert.Contains("own:x-1", entry.Explanation, StringComparison.Ordinal);

        await desk.ListAsync("own", true, Row("x-2", "Another Altogether"));
        await desk.RunAsync();
        Assert.NotNull(Assert.Single(await desk.AllAsync()).GoneAt);
    }

    [Fact]
    public async Task Entries_of_two_lists_that_repeat_one_another_are_one_hit_whichever_came_first()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", Viktor);
        await desk.ListAsync("un", true, Row("QDi.001", Viktor));
        await desk.RunAsync();
        await desk.ListAsync("uk", true, Row("U-7", Viktor, sameAs: "un:QDi.001"));
        await desk.RunAsync();
        var hit = Assert.Single(await desk.AllAsync());
        Assert.Equal(["uk", "un"], hit.Lists);
        Assert.Equal(2, hit.Revision);
    }

    [Fact]
    public async Task The_same_run_twice_raises_nothing_twice_and_two_processes_do_not_work_at_once()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", Viktor, wallets: Text(1));
        await desk.TransfersAsync((null, Evm(1), 5m));
        await desk.ListAsync("own", true, Row("x-1", Viktor, addresses: Text(1)));
        var other = (RescreenLists)desk.NewEngine().GetService(typeof(RescreenLists))!;
        var both = await Task.WhenAll(desk.RunAsync(), other.RunOnceAsync(Stop));
        Assert.Equal(1, both.Sum(run => run.Answered));
        Assert.Equal(new RescreeningRun(0, 0, false), await other.RunOnceAsync(Stop));
        Assert.Equal(2, (await desk.AllAsync()).Count);
    }

    [Fact]
    public async Task A_version_that_was_overtaken_before_it_was_answered_is_answered_by_the_next()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.PartyAsync("c-1", Viktor);
        await desk.ListAsync("own", true, Row("x-1", "Somebody Else Entirely"));
        await desk.RunAsync();
        await desk.ListAsync("own", true, Row("x-1", "Somebody Else Entirely"), Row("x-2", Viktor));
        desk.Clock.Advance(TimeSpan.FromMinutes(11));
        var waits = Assert.Single(await desk.Rescreenings.UnansweredAsync(Stop));
        Assert.True(waits.IsLate(desk.Clock.GetUtcNow()));
        await desk.ListAsync("own", true, Row("x-1", "Somebody Else Entirely"), Row("x-2", Viktor), Row("x-3", "A Third Party Altogether"));
        await desk.RunAsync();
        Assert.Empty(await desk.Rescreenings.UnansweredAsync(Stop));
        Assert.Single(await desk.AllAsync());
        var last = await desk.LastAsync("own");
        Assert.Equal((2, TimeSpan.FromMinutes(11)), (last.Counts.EntriesAdded, last.FromSeenToLastVerdict));       // counted from the first that was seen
    }

    [Fact]
    public async Task A_false_positive_whose_time_is_over_is_asked_again_once()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.ListAsync("own", true, Row("1", "Askold Quillfeather"));
        await desk.PartyAsync("C-1", "Askold Quillfeather");
        await desk.RunAsync();
        var first = Assert.Single(await desk.AllAsync());
        await desk.DecideAsync(first, HitState.FalsePositive);
        desk.Clock.Advance(TimeSpan.FromDays(364));
        await desk.RunAsync();
        Assert.Single(await desk.AllAsync());

        desk.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await desk.RunAsync()).Parties);

        Assert.Equal(first.Id, (await desk.AllAsync())[1].EarlierHitId);
        Assert.Equal(0, (await desk.RunAsync()).Parties);
        Assert.Equal(2, (await desk.AllAsync()).Count);
    }

    [Fact]
    public async Task A_party_whose_name_is_nobodys_is_told_until_it_has_one()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.ListAsync("own", true, Row("1", "Askold Quillfeather"));
        await desk.PartyAsync("C-1", "THE COMPANY LTD", PartyKind.Organisation);
        await desk.RunAsync();
        var gap = Assert.Single((await desk.Rescreenings.GapsAsync(Reader, null, 10, Stop)).Rows);
        Assert.Equal(("C-1", NameGap.Unreadable), (gap.PartyId, gap.Gap));

        await desk.PartyAsync("C-1", "THE QUILLFEATHER COMPANY LTD", PartyKind.Organisation);
        await desk.RunAsync();

        Assert.Empty((await desk.Rescreenings.GapsAsync(Reader, null, 10, Stop)).Rows);
    }

    [Fact]
    public async Task A_list_that_comes_to_block_property_is_asked_about_anew_though_its_file_is_the_same()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        string[] rows = [Row("1", "Askold Quillfeather", addresses: Text(1))];
        await desk.TransfersAsync((null, Evm(1), 100));
        await desk.PartyAsync("C-1", "Askold Quillfeather");
        await desk.ListAsync("own", false, rows);
        await desk.RunAsync();
        foreach (var hit in await desk.AllAsync())
        {
            Assert.False(hit.Blocking);
            await desk.DecideAsync(hit, HitState.FalsePositive);
        }

        await desk.ListAsync("own", true, rows);
        await desk.RunAsync();

        var anew = (await desk.AllAsync()).Where(hit => hit.State == HitState.Open).ToList();
        Assert.Equal(2, anew.Count);
        Assert.All(anew, hit => Assert.True(hit is { Blocking: true, EarlierHitId: not null }));
        Assert.Equal(0, (await desk.RunAsync()).Answered);
    }

    [Fact]
    public async Task Whom_ownership_comes_to_block_while_another_change_is_being_answered_is_not_passed_over()
    {
        await using var desk = await RescreeningDesk.OpenAsync(cluster);
        await desk.TransfersAsync((null, Evm(1), 100));
        await desk.PartyAsync("C-1", "Nobody Alike");
        await desk.ListAsync("own", false, Row("F", "Quillfeather Trading", "entity", "ownership", addresses: Text(1), owners: "other:O=60"));
        await desk.RunAsync();
        Assert.DoesNotContain(await desk.AllAsync(), hit => hit.Blocking);
        await desk.ListAsync("third", true, Row("1", "Zorvath Keldan"));

        // The addresses of the third list are answered and its names are not; meanwhile another list blocks the owner.
        desk.Of<CurrentNameIndex>().Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(desk.RunAsync);
        Assert.Equal(RescreeningStage.Names, (await desk.LastAsync("third")).Stage);
        await desk.ListAsync("other", true, Row("O", "Askold Brem"));
        Assert.Equal(2, (await desk.NewEngine().GetRequiredService<RescreenLists>().RunOnceAsync(Stop)).Answered);

        Assert.Contains(await desk.AllAsync(), hit => hit is { Subject.Kind: HitSubjectKind.Address, Blocking: true });
    }
}
