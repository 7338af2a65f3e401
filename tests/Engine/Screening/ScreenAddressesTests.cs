using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Tests.Engine.Screening;

[Suite(Suite.Database)]
public sealed class ScreenAddressesTests(TestCluster cluster)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2025, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, SeededList.Sanctioned, Verdict.Block)]                 // a list that blocks
    [InlineData(false, SeededList.Sanctioned, Verdict.Review)]               // a list that only warns
    [InlineData(true, SeededList.Clean, Verdict.Allow)]
    public async Task The_verdict_is_that_of_the_gravest_hit(bool blocking, string address, Verdict expected)
    {
        await using var screening = await StartAsync();
        await SeededList.PutInForceAsync(screening.Database, "blocks", blocking: true, clock.GetUtcNow(), [SeededList.TaggedWrong], Stop);
        await SeededList.PutInForceAsync(screening.Database, "list", blocking, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        await screening.RefreshAsync(Stop);
        var answer = await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean, address]));
        Assert.Equal(expected, answer.Verdict);
        Assert.Equal(expected == Verdict.Allow ? [] : ["listed_address"], answer.Reasons.Select(reason => reason.Code));
        Assert.Equal([Verdict.Allow, expected], answer.Addresses.Select(screened => screened.Verdict));
        Assert.Equal(["blocks", "list"], answer.Lists.Select(list => list.List));
    }

    [Theory]
    [InlineData(36, 0, Verdict.Allow)]       // as old as it may be
    [InlineData(36, 1, Verdict.Review)]      // a second older
    public async Task A_list_that_was_not_confirmed_for_too_long_never_lets_anything_through(int hours, int seconds, Verdict expected)
    {
        await using var screening = await StartAsync();
        await SeededList.PutInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow() - new TimeSpan(hours, 0, seconds), [SeededList.Lazarus], Stop);
        await screening.RefreshAsync(Stop);
        var answer = await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]));
        Assert.Equal(expected, answer.Verdict);
        Assert.Equal(expected == Verdict.Allow ? [] : ["list_stale"], answer.Reasons.Select(reason => reason.Code));
        Assert.Equal(expected != Verdict.Allow, Assert.Single(answer.Lists).Stale);
        Assert.Equal(Verdict.Block, (await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Sanctioned]))).Verdict);
    }

    [Theory]
    [InlineData(ScreeningPurpose.Mint, Verdict.Block)]             // unscreened tokens are not issued
    [InlineData(ScreeningPurpose.Redeem, Verdict.Review)]
    [InlineData(ScreeningPurpose.Onboarding, Verdict.Review)]
    public async Task Without_any_list_in_force_nothing_is_allowed(ScreeningPurpose purpose, Verdict expected)
    {
        await using var screening = await StartAsync();
        await screening.RefreshAsync(Stop);
        var answer = await AnswerAsync(screening, new ScreeningRequest(purpose, [SeededList.Clean]));
        Assert.Equal(expected, answer.Verdict);
        Assert.Equal(["list_missing"], answer.Reasons.Select(reason => reason.Code));
    }

    [Fact]
    public async Task A_list_for_review_alone_lets_nothing_through_since_nobody_was_screened_against_one_that_blocks()
    {
        await using var screening = await StartAsync();
        await SeededList.PutInForceAsync(screening.Database, "watch", blocking: false, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        await screening.RefreshAsync(Stop);
        var answer = await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]));
        Assert.Equal((Verdict.Block, "list_missing"), (answer.Verdict, Assert.Single(answer.Reasons).Code));
    }

    [Fact]
    public async Task A_list_that_the_file_of_lists_names_and_nobody_ever_loaded_lets_nothing_through_from_the_start_of_the_service()
    {
        await using var screening = await StartAsync();
        await SeededList.PutInForceAsync(screening.Database, "own", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        var described = await new DescribeLists(new ListStore(screening.Database.Postgres, screening.Audit, clock)).RunAsync(Checkout.PathOf("rules/lists.json"), Stop);
        Assert.Equal(5, Assert.IsType<Outcome<int>.Done>(described).Value);      // OFAC's two, the UN, the EU, the UK
        await screening.RefreshAsync(Stop);
        var answer = await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Onboarding, [SeededList.Clean]));
        Assert.Equal(Verdict.Review, answer.Verdict);
        // One reason for each list that is missing, in words that name it.
        Assert.Equal(5, answer.Reasons.Count(reason => reason.Code == "list_missing"));
        Assert.Single(answer.Reasons, reason => reason.Code == "list_missing" && reason.Message.Contains("ofac-sdn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_is_known_and_of_which_no_version_is_in_force_lets_nothing_through_beside_one_that_is()
    {
        await using var screening = await StartAsync();
        await SeededList.PutInForceAsync(screening.Database, "own", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        await screening.Database.Postgres.Command("INSERT INTO list (list_id, publisher, title, format, blocking, max_age_hours) VALUES ('ofac-sdn', 'OFAC', 'SDN', 'sdn-advanced', true, 36)").RunAsync(Stop);
        await screening.RefreshAsync(Stop);
        var answer = await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Redeem, [SeededList.Clean]));
        Assert.NotEqual(Verdict.Allow, answer.Verdict);
        Assert.Contains("ofac-sdn", Assert.Single(answer.Reasons, reason => reason.Code == "list_missing").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_becomes_blocking_blocks_from_then_on_by_the_same_version()
    {
        await using var screening = await StartAsync();
        await SeededList.PutInForceAsync(screening.Database, "own", blocking: false, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        await screening.RefreshAsync(Stop);
        Assert.Equal(Verdict.Review, (await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Redeem, [SeededList.Sanctioned]))).Verdict);
        await screening.Database.Postgres.Command("UPDATE list SET blocking = true").RunAsync(Stop);
        await screening.RefreshAsync(Stop);
        Assert.Equal(Verdict.Block, (await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Redeem, [SeededList.Sanctioned]))).Verdict);
    }

    [Fact]
    public async Task When_nobody_can_tell_which_lists_are_in_force_somebody_must_look()
    {
        await using var screening = await StartAsync();
        await SeededList.PutInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        await screening.RefreshAsync(Stop);
        clock.Advance(TimeSpan.FromSeconds(31));
        var answer = await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Redeem, [SeededList.Clean]));
        Assert.Equal(Verdict.Review, answer.Verdict);
        Assert.Equal(["index_unconfirmed", "labels_unconfirmed"], answer.Reasons.Select(reason => reason.Code));
    }

    [Fact]
    public async Task What_a_list_holds_to_the_letter_is_found_though_no_chain_writes_it_so()
    {
        const string paymentId = "5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320";
        await using var screening = await StartAsync();
        await SeededList.PutInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [new SeededEntry("A PARTY", paymentId, null, "XMR")], Stop);
        await screening.RefreshAsync(Stop);
        Assert.Equal(Verdict.Block, (await AnswerAsync(screening, new ScreeningRequest(ScreeningPurpose.Redeem, [paymentId]))).Verdict);
        Assert.Equal("address_unreadable", await RefusalAsync(screening, new ScreeningRequest(ScreeningPurpose.Redeem, [paymentId.Replace('5', '6')])));
    }

    [Fact]
    public async Task Each_answer_is_named_in_the_audit_trail_by_the_hash_of_its_letters()
    {
        await using var screening = await StartAsync();
        var kept = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => KeepAsync(screening, $"key-{n}", new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]))));
        var named = new HashSet<(Guid, string)>();
        foreach (var entry in await screening.Audit.ReadAsync(Actor.Job("test", Right.ReadAudit), AuditFilter.All, null, 1000, Stop))
        {
            if (entry.Action == "screening.decide")
            {
                Assert.Equal(screening.Client.Id, entry.ActorId);
                foreach (var screened in JsonDocument.Parse(entry.Details).RootElement.GetProperty("screenings").EnumerateArray())
                {
                    named.Add((screened.GetProperty("id").GetGuid(), screened.GetProperty("responseSha256").GetString()!));
                }
            }
        }

        Assert.Equal(kept.Select(one => (one.Id, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(one.Response))))).ToHashSet(), named);
        var batches = await screening.Database.Postgres.Command("""
            SELECT count(*) FROM screening WHERE NOT EXISTS (SELECT FROM audit_entry WHERE subject_kind = 'screening_batch' AND subject_id = batch_id::text)
            """).ScalarAsync<long>(Stop);
        Assert.Equal(0, batches);
        Assert.True((await new VerifyAudit(screening.Database.Postgres).CheckAsync(null, null, Stop)).Holds);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_letters_again_and_another_one_under_its_key_is_refused()
    {
        await using var screening = await StartAsync();
        var request = new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean], "order 7");
        var first = await KeepAsync(screening, "key-1", request);
        await SeededList.PutInForceAsync(screening.Database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        await screening.RefreshAsync(Stop);
        var second = await KeepAsync(screening, "key-1", request);
        Assert.False(first.Replayed);
        Assert.True(second.Replayed);
        Assert.Equal(first.Response, second.Response);
        foreach (var other in (ScreeningRequest[])
            [
                request with { Purpose = ScreeningPurpose.Redeem },
                request with { Reference = null },
                request with { Addresses = [SeededList.Clean, SeededList.Clean] },
                request with { Addresses = [SeededList.Sanctioned] },
            ])
        {
            Assert.Equal("idempotency_key_reused", await RefusalAsync(screening, other));
        }
    }

    [Fact]
    public async Task Many_calls_at_once_under_one_key_make_one_screening()
    {
        await using var screening = await StartAsync();
        await using var other = screening.NewWriter();
        var second = screening.NewScreen(other);
        var kept = await Task.WhenAll(Enumerable.Range(0, 60).Select(async n =>
            ((Outcome<KeptScreening>.Done)await (n % 2 == 0 ? screening.Screen : second).ScreenAsync(screening.Client, "one", new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]), Stop)).Value));
        Assert.Single(kept.Select(one => one.Response).Distinct());
        Assert.Single(kept, one => !one.Replayed);
        Assert.Equal(1, await screening.Database.Postgres.Command("SELECT count(*) FROM screening").ScalarAsync<long>(Stop));
    }

    [Fact]
    public async Task Two_instances_that_write_the_same_keys_in_other_orders_never_lock_each_other_out()
    {
        await using var screening = await StartAsync();
        await using var other = screening.NewWriter();
        var second = screening.NewScreen(other);
        var request = new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]);
        var forth = Enumerable.Range(0, 300).Select(n => screening.Screen.ScreenAsync(screening.Client, $"k{n:000}", request, Stop));
        var back = Enumerable.Range(0, 300).Reverse().Select(n => second.ScreenAsync(screening.Client, $"k{n:000}", request, Stop));
        var all = await Task.WhenAll(forth.Concat(back));
        Assert.All(all, outcome => Assert.IsType<Outcome<KeptScreening>.Done>(outcome));
        Assert.Equal(300, await screening.Database.Postgres.Command("SELECT count(*) FROM screening").ScalarAsync<long>(Stop));
    }

    [Fact]
    public async Task One_screening_that_the_database_refuses_does_not_take_the_others_of_its_group_with_it()
    {
        await using var screening = await StartAsync();
        var stranger = Actor.ApiClient(Guid.NewGuid(), "never issued", [Right.Screen]);
        var request = new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]);
        var good = Enumerable.Range(0, 20).Select(n => screening.Screen.ScreenAsync(screening.Client, $"key-{n}", request, Stop)).ToList();
        var bad = screening.Screen.ScreenAsync(stranger, "key", request, Stop);
        await Assert.ThrowsAsync<PostgresException>(() => bad);
        Assert.All(await Task.WhenAll(good), outcome => Assert.IsType<Outcome<KeptScreening>.Done>(outcome));
    }

    [Fact]
    public async Task A_program_sees_its_own_screenings_and_a_person_who_reads_cases_sees_all()
    {
        await using var screening = await StartAsync();
        var kept = await KeepAsync(screening, "key", new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]));
        var store = new ScreeningStore(screening.Database.Postgres);
        Assert.Equal(kept.Response, (await store.FindAsync(screening.Client, kept.Id, Stop))?.Response);
        Assert.Null(await store.FindAsync(Actor.ApiClient(Guid.NewGuid(), "another", [Right.Screen]), kept.Id, Stop));
        Assert.Equal(kept.Response, (await store.FindAsync(Actor.Person(Guid.NewGuid(), "an analyst", [Role.Analyst]), kept.Id, Stop))?.Response);
        await Assert.ThrowsAsync<RightRefusedException>(() => store.FindAsync(Actor.Person(Guid.NewGuid(), "an administrator", [Role.Administrator]), kept.Id, Stop));
    }

    [Theory]
    [InlineData("service")]
    [InlineData("ui")]
    public async Task No_process_may_change_or_remove_what_was_answered(string process)
    {
        await using var screening = await StartAsync();
        await KeepAsync(screening, "key", new ScreeningRequest(ScreeningPurpose.Mint, [SeededList.Clean]));
        await using var postgres = await screening.Database.AsProcessAsync(process, Stop);
        foreach (var attempt in (NpgsqlCommand[])
            [
                postgres.Command("UPDATE screening SET verdict = 'allow'"),
                postgres.Command("DELETE FROM screening"),
                postgres.Command("TRUNCATE screening"),
            ])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => attempt.RunAsync(Stop));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private static Task<KeptScreening> KeepAsync(RunningScreening screening, string key, ScreeningRequest request) => screening.KeepAsync(key, request, Stop);

    private static Task<ScreeningAnswer> AnswerAsync(RunningScreening screening, ScreeningRequest request) => screening.AnswerAsync(request, Stop);

    private static Task<string> RefusalAsync(RunningScreening screening, ScreeningRequest request) => screening.RefusalAsync(request, Stop);

    private Task<RunningScreening> StartAsync() => RunningScreening.StartAsync(cluster, clock, Stop);
}
