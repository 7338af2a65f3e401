using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Tests.Engine.Screening;

namespace Usd1Compliance.Tests.Service;

[Suite(Suite.Api)]
public sealed class ScreeningApiTests(TestCluster cluster)
{
    private const string clean = $$"""{"purpose":"mint","addresses":["{{SeededList.Clean}}"]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SeededList.Sanctioned, true, "block", "listed_address")]
    [InlineData(SeededList.Sanctioned, false, "review", "listed_address")]      // a list that only warns
    [InlineData(SeededList.SanctionedTron, true, "block", "listed_address")]    // listed as Bitcoin, and Tron by its form
    [InlineData(SeededList.Clean, true, "allow", null)]
    public async Task A_program_hears_whether_it_may_go_on_and_why_not(string address, bool blocking, string verdict, string? reason)
    {
        await using var service = await StartAsync(blocking);
        var key = await RunningService.IssueKeyAsync(service.Database, Stop);
        using var response = await service.Http.SendAsync(RunningService.Screening(key.Secret, "order-1", Body("mint", address)), Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(verdict, answer.GetProperty("verdict").GetString());
        Assert.Equal(reason is null ? [] : [reason], answer.GetProperty("reasons").EnumerateArray().Select(one => one.GetProperty("code").GetString()!));
        Assert.Equal(blocking ? ["ofac-sdn"] : ["ofac-sdn", "own-watch"], answer.GetProperty("lists").EnumerateArray().Select(one => one.GetProperty("list").GetString()!));
        var list = answer.GetProperty("lists")[0];
        Assert.Equal(("ofac-sdn", 64, "2025-11-19"), (list.GetProperty("list").GetString(), list.GetProperty("sha256").GetString()!.Length, list.GetProperty("publishedOn").GetString()));
        if (address == SeededList.SanctionedTron)
        {
            var hit = answer.GetProperty("addresses")[0].GetProperty("hits")[0];
            Assert.Equal(("unknown", "XBT"), (hit.GetProperty("listedNow").GetString(), hit.GetProperty("tag").GetString()));
        }
    }

    [Fact]
    public async Task A_stale_list_never_answers_allow()
    {
        await using var service = await StartAsync(blocking: true, checkedAgo: TimeSpan.FromHours(37));
        var key = await RunningService.IssueKeyAsync(service.Database, Stop);
        using var response = await service.Http.SendAsync(RunningService.Screening(key.Secret, "order-1", clean), Stop);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal("review", answer.GetProperty("verdict").GetString());
        Assert.Equal("list_stale", Assert.Single(answer.GetProperty("reasons").EnumerateArray()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_list_that_is_to_be_screened_against_and_was_never_loaded_lets_nothing_through_beside_one_that_was()
    {
        var database = await cluster.CreateAsync(Stop);
        await SeededList.PutInForceAsync(database, "own-list", blocking: true, TimeProvider.System.GetUtcNow(), [SeededList.Lazarus], Stop);
        await using var service = await RunningService.StartAsync(database, Stop);
        var key = await RunningService.IssueKeyAsync(service.Database, Stop);
        using var response = await service.Http.SendAsync(RunningService.Screening(key.Secret, "order-1", clean), Stop);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal("block", answer.GetProperty("verdict").GetString());
        var reason = Assert.Single(answer.GetProperty("reasons").EnumerateArray());
        Assert.Equal("list_missing", reason.GetProperty("code").GetString());
        Assert.Contains("ofac-sdn", reason.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_after_the_health_of_the_service_hears_that_judging_waits_for_a_list_and_then_that_it_goes_on()
    {
        await using var service = await RunningService.StartAsync(await cluster.CreateAsync(Stop), Stop);
        Assert.Equal(("waiting", "no_blocking_list"), await HealthAsync("waiting"));
        await SeededList.PutInForceAsync(service.Database, "ofac-sdn", blocking: true, TimeProvider.System.GetUtcNow(), [SeededList.Lazarus], Stop);
        Assert.Equal(("judging", null), await HealthAsync("judging"));

        async Task<(string?, string?)> HealthAsync(string awaited)
        {
            for (var look = 0; ; look++)
            {
                var health = await service.Http.GetFromJsonAsync<JsonElement>("/health", Stop);
                if (look == 300 || health.GetProperty("monitoring").GetString() == awaited)
                {
                    return (health.GetProperty("monitoring").GetString(), health.GetProperty("code").GetString());
                }

                await Task.Delay(100, Stop);
            }
        }
    }

    [Fact]
    public async Task The_health_of_the_service_tells_how_many_transfers_of_which_source_are_not_judged_yet_and_for_how_long()
    {
        await using var service = await RunningService.StartAsync(await cluster.CreateAsync(Stop), Stop);
        await service.Database.Postgres.Command("""
            -- Judging waits for a list, so what a checkpoint says to be in the ledger stays unjudged.
            WITH s AS (INSERT INTO source (name, kind, chain, settings, enabled, registered_at) VALUES ('desk', 'file', 'ethereum', '{}', false, now()) RETURNING source_id)
            INSERT INTO ingest_checkpoint (source_id, sequence, block_number, block_hash, recorded_at) SELECT source_id, n * 10, n, '', now() - (200 - n * 50) * interval '1 second' FROM s, generate_series(1, 2) n
            """).RunAsync(Stop);
        var health = await service.Http.GetFromJsonAsync<JsonElement>("/health", Stop);
        Assert.Equal(20, health.GetProperty("lagTransfers").GetInt64());
        Assert.InRange(health.GetProperty("lagSeconds").GetInt64(), 149, 600);
        var source = Assert.Single(health.GetProperty("sources").EnumerateArray());
        Assert.Equal(("desk", 20, 0), (source.GetProperty("source").GetString(), source.GetProperty("inLedger").GetInt64(), source.GetProperty("judgedUpTo").GetInt64()));
    }

    [Fact]
    public async Task Without_a_list_nothing_is_minted()
    {
        await using var service = await RunningService.StartAsync(await cluster.CreateAsync(Stop), Stop);
        var key = await RunningService.IssueKeyAsync(service.Database, Stop);
        using var response = await service.Http.SendAsync(RunningService.Screening(key.Secret, "order-1", clean), Stop);
        Assert.Contains("\"verdict\":\"block\"", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 400, "json_malformed", "line 1, byte 2")]                                               // the text ends too early
    [InlineData("{\n  \"purpose\": mint }", 400, "json_malformed", "line 2, byte 14")]
    [InlineData("", 400, "json_malformed", "line 1")]
    [InlineData("[]", 400, "member_wrong", "an array")]
    [InlineData("""{"purpose":"mint","addresses":["0x52908400098527886E0F7030069857D2E4169EE7"],"amount":1}""", 400, "member_unknown", "'amount'")]
    [InlineData("""{"Purpose":"mint","addresses":["0x52908400098527886E0F7030069857D2E4169EE7"]}""", 400, "member_unknown", "'Purpose'")]
    [InlineData("""{"\ud800":1}""", 400, "member_unknown", "no text")]                                       // half of a surrogate pair
    [InlineData("""{"purpose":"mint","purpose":"redeem","addresses":[]}""", 400, "member_repeated", "purpose")]
    [InlineData("""{"addresses":["0x52908400098527886E0F7030069857D2E4169EE7"]}""", 400, "member_missing", "purpose")]
    [InlineData("""{"purpose":"mint"}""", 400, "member_missing", "addresses")]
    [InlineData("""{"purpose":"gift","addresses":[]}""", 400, "member_wrong", "mint, redeem or onboarding")]
    [InlineData("""{"purpose":null,"addresses":[]}""", 400, "member_wrong", "null")]
    [InlineData("""{"purpose":"mint","addresses":"0x52908400098527886E0F7030069857D2E4169EE7"}""", 400, "member_wrong", "array of text")]
    [InlineData("""{"purpose":"mint","addresses":["0x52908400098527886E0F7030069857D2E4169EE7",7]}""", 400, "member_wrong", "addresses[1]")]
    [InlineData("""{"purpose":"mint","addresses":["\ud800"]}""", 400, "member_wrong", "addresses[0]")]
    [InlineData("""{"purpose":"mint","addresses":[]}""", 422, "address_count", "1 to 100")]
    [InlineData("""{"purpose":"mint","addresses":["0x52908400098527886E0F7030069857D2E4169EE7","0x529084000985"]}""", 422, "address_unreadable", "addresses[1]")]
    [InlineData("""{"purpose":"mint","addresses":["T\u0000"]}""", 422, "address_unreadable", "addresses[0]")]
    [InlineData("""{"purpose":"mint","addresses":["0x52908400098527886E0F7030069857D2E4169EE7"],"reference":"a\u0000b"}""", 422, "reference_invalid", "200 characters")]
    public async Task A_request_that_cannot_be_read_is_refused_with_the_place_and_the_mend(string body, int status, string code, string says)
    {
        await using var service = await StartAsync();
        var key = await RunningService.IssueKeyAsync(service.Database, Stop);
        using var response = await service.Http.SendAsync(RunningService.Screening(key.Secret, "order-1", body), Stop);
        Assert.Contains(says, await ProblemAsync(response, status, code), StringComparison.Ordinal);
        Assert.Equal(0, await service.Database.Postgres.Command("SELECT count(*) FROM screening").ScalarAsync<long>(Stop));
    }

    [Fact]
    public async Task What_is_too_much_or_not_JSON_is_not_read()
    {
        await using var service = await StartAsync();
        var secret = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        var many = Body("mint", [.. Enumerable.Repeat(SeededList.Clean, 101)]);
        await AssertProblemAsync(service, RunningService.Screening(secret, "k", many), 422, "address_count");
        await AssertProblemAsync(service, RunningService.Screening(secret, "k", new string(' ', 64 << 10) + clean), 413, "body_too_large");
        await AssertProblemAsync(service, RunningService.Screening(secret, "k", clean, "text/plain"), 415, "content_type");
        await AssertProblemAsync(service, RunningService.Screening(secret, "k", clean, "application/json; charset=utf-16"), 415, "content_type");

        var chunked = RunningService.Screening(secret, "k", new string(' ', 100_000) + clean);
        chunked.Headers.TransferEncodingChunked = true;                  // no length in front: it is counted as it comes
        await AssertProblemAsync(service, chunked, 413, "body_too_large");

        var latin = RunningService.Screening(secret, "k", clean);
        latin.Content = new ByteArrayContent([.. "{\"reference\":\""u8, 0xe9, .. "\"}"u8]);
        latin.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await AssertProblemAsync(service, latin, 400, "json_malformed");
    }

    [Theory]
    [InlineData(null, "idempotency_key_missing")]
    [InlineData("", "idempotency_key_missing")]
    [InlineData("two words", "idempotency_key_invalid")]
    [InlineData("201", "idempotency_key_invalid")]       // characters
    public async Task A_request_needs_a_name_by_which_it_can_be_sent_again(string? name, string code)
    {
        await using var service = await StartAsync();
        var secret = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        await AssertProblemAsync(service, RunningService.Screening(secret, name == "201" ? new string('k', 201) : name, clean), 400, code);
    }

    [Fact]
    public async Task Only_a_key_that_is_good_and_may_screen_is_let_in()
    {
        await using var service = await StartAsync();
        var long_ago = new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(31));
        var expired = await RunningService.IssueKeyAsync(service.Database, Stop, clock: long_ago);
        var foreign = await RunningService.IssueKeyAsync(service.Database, Stop, Right.ReadCases);
        var revoked = await RunningService.IssueKeyAsync(service.Database, Stop);
        var good = await RunningService.IssueKeyAsync(service.Database, Stop);
        var keys = new ApiKeys(service.Database.Postgres, new ApiKeyStore(service.Database.Postgres), new AuditTrail(service.Database.Postgres, TimeProvider.System), TimeProvider.System);
        await keys.RevokeAsync(Actor.Operator("test"), revoked.Key.KeyId, "no longer needed", Stop);

        foreach (var (secret, status, code) in ((string?, int, string)[])
            [
                (null, 401, "key_missing"),
                ("usd1_nonsense", 401, "key_unknown"),
                (good.Secret[..^4] + "AAAA", 401, "key_unknown"),
                (expired.Secret, 401, "key_expired"),
                (revoked.Secret, 401, "key_revoked"),
                (foreign.Secret, 403, "right_missing"),
            ])
        {
            using var response = await service.Http.SendAsync(RunningService.Screening(secret, "k", clean), Stop);
            await ProblemAsync(response, status, code);
            Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Count == 1);
        }

        using var admitted = await service.Http.SendAsync(RunningService.Screening(good.Secret, "k", clean), Stop);
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        await keys.RevokeAsync(Actor.Operator("test"), good.Key.KeyId, "no longer needed", Stop);
        await AssertProblemAsync(service, RunningService.Screening(good.Secret, "k", clean), 401, "key_revoked");
    }

    [Fact]
    public async Task Fifty_calls_at_once_under_one_name_are_one_screening_and_one_answer()
    {
        await using var service = await StartAsync();
        var secret = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Http.SendAsync(RunningService.Screening(secret, "order-1", clean), Stop)));
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Single((await Task.WhenAll(responses.Select(response => response.Content.ReadAsStringAsync(Stop)))).Distinct());
        Assert.Single(responses, response => !response.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, await service.Database.Postgres.Command("SELECT count(*) FROM screening").ScalarAsync<long>(Stop));
        await AssertProblemAsync(service, RunningService.Screening(secret, "order-1", clean.Replace("mint", "redeem", StringComparison.Ordinal)), 409, "idempotency_key_reused");
    }

    [Fact]
    public async Task The_same_name_of_two_programs_is_two_requests()
    {
        await using var service = await StartAsync();
        foreach (var key in new[] { await RunningService.IssueKeyAsync(service.Database, Stop), await RunningService.IssueKeyAsync(service.Database, Stop) })
        {
            using var response = await service.Http.SendAsync(RunningService.Screening(key.Secret, "order-1", clean), Stop);
            Assert.False(response.Headers.Contains("Idempotency-Replayed"));
        }
    }

    [Fact]
    public async Task A_screening_is_read_again_to_the_letter_by_its_own_program_alone()
    {
        await using var service = await StartAsync();
        var mine = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        var other = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        using var first = await service.Http.SendAsync(RunningService.Screening(mine, "order-1", clean), Stop);
        var body = await first.Content.ReadAsStringAsync(Stop);
        var path = $"/v1/screenings/{JsonDocument.Parse(body).RootElement.GetProperty("id").GetGuid()}";
        using var again = await service.Http.SendAsync(Get(path, mine), Stop);
        Assert.Equal(body, await again.Content.ReadAsStringAsync(Stop));
        await AssertProblemAsync(service, Get(path, other), 404, "screening_unknown");
        await AssertProblemAsync(service, Get($"/v1/screenings/{Guid.NewGuid()}", mine), 404, "screening_unknown");
        await AssertProblemAsync(service, Get("/v1/screenings/7", mine), 404, "not_found");
        await AssertProblemAsync(service, Get("/v1/screenings", mine), 405, "method_not_allowed");
        await AssertProblemAsync(service, Get(path, null), 401, "key_missing");
    }

    [Fact]
    public async Task A_new_version_of_a_list_judges_within_seconds_of_being_put_in_force()
    {
        await using var service = await StartAsync();
        var secret = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        await SeededList.PutInForceAsync(service.Database, "own-list", blocking: true, TimeProvider.System.GetUtcNow(), [new SeededEntry("NEWLY LISTED", SeededList.Clean, null)], Stop);
        for (var attempt = 0; ; attempt++)
        {
            using var response = await service.Http.SendAsync(RunningService.Screening(secret, $"order-{attempt}", clean), Stop);
            if ((await response.Content.ReadAsStringAsync(Stop)).Contains("NEWLY LISTED", StringComparison.Ordinal))
            {
                break;
            }

            Assert.True(attempt < 50, "Ten seconds later it still does not judge.");
            await Task.Delay(200, Stop);
        }
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_is_acknowledged()
    {
        var database = await cluster.CreateAsync(Stop);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, TimeProvider.System.GetUtcNow(), [SeededList.Lazarus], Stop);
        await using var wire = new CuttableWire(await database.ConnectionStringOfAsync("service", Stop));
        await using var service = await RunningService.StartAsync(database, Stop, wire.ConnectionString);
        var secret = (await RunningService.IssueKeyAsync(database, Stop)).Secret;

        wire.Cut();
        await AssertProblemAsync(service, RunningService.Screening(secret, "order-1", clean), 503, "database_unreachable");
        using var health = await service.Http.GetAsync("/health", Stop);
        await ProblemAsync(health, 503, "database_unreachable");
        Assert.Equal(0, await database.Postgres.Command("SELECT count(*) FROM screening").ScalarAsync<long>(Stop));

        wire.Mend();
        using var response = await service.Http.SendAsync(RunningService.Screening(secret, "order-1", clean), Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task However_often_the_database_goes_away_what_was_answered_is_there_and_each_name_is_answered_once()
    {
        var database = await cluster.CreateAsync(Stop);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, TimeProvider.System.GetUtcNow(), [SeededList.Lazarus], Stop);
        await using var wire = new CuttableWire(await database.ConnectionStringOfAsync("service", Stop));
        await using var service = await RunningService.StartAsync(database, Stop, wire.ConnectionString);
        var secret = (await RunningService.IssueKeyAsync(database, Stop)).Secret;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var cutting = Task.Run(async () =>
        {
            for (var cut = 0; cut < 8; cut++)
            {
                await Task.Delay(120, Stop);
                wire.Cut();
                await Task.Delay(40, Stop);
                wire.Mend();
            }

            await enough.CancelAsync();
        }, Stop);

        // Eight programs that send each order until it is answered, as the document tells them to.
        var answered = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async program =>
        {
            for (var order = 0; !enough.IsCancellationRequested; order++)
            {
                var name = $"{program}-{order}";
                while (true)
                {
                    using var response = await service.Http.SendAsync(RunningService.Screening(secret, name, clean), Stop);
                    if (response.StatusCode == HttpStatusCode.OK)
                    {
                        answered[name] = await response.Content.ReadAsStringAsync(Stop);
                        break;
                    }

                    await ProblemAsync(response, 503, "database_unreachable");
                }
            }
        }));
        await cutting;
        var kept = await database.Postgres.Command("SELECT idempotency_key, response::text FROM screening").RowsAsync(row => (row.GetString(0), row.GetString(1)), Stop);
        Assert.True(answered.Count > 20, $"only {answered.Count} were answered");
        Assert.Equal(answered.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value)), kept.OrderBy(one => one.Item1, StringComparer.Ordinal));
        Assert.True((await new VerifyAudit(database.Postgres).CheckAsync(null, null, Stop)).Holds);
    }

    [Fact]
    public async Task The_document_names_every_answer_and_the_page_that_shows_it_loads_nothing_from_elsewhere()
    {
        await using var service = await StartAsync();
        var document = await service.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Stop);
        var post = document.GetProperty("paths").GetProperty("/v1/screenings").GetProperty("post");
        Assert.Equal(["200", "400", "401", "403", "409", "413", "415", "422", "500", "503"], post.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).Order());
        Assert.Contains("Idempotency-Key", post.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.Contains("addresses", document.GetProperty("components").GetProperty("schemas").GetProperty("ScreeningRequest").GetRawText(), StringComparison.Ordinal);

        var page = await service.Http.GetStringAsync("/docs/", Stop);
        Assert.DoesNotMatch("""(src|href)\s*=\s*["'](https?:)?//""", page);
    }

    private static HttpRequestMessage Get(string path, string? secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        return request;
    }

    private static string Body(string purpose, params string[] addresses) => JsonSerializer.Serialize(new { purpose, addresses });

    private static async Task AssertProblemAsync(RunningService service, HttpRequestMessage request, int status, string code)
    {
        using var response = await service.Http.SendAsync(request, Stop);
        await ProblemAsync(response, status, code);
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((code, $"urn:usd1:problem:{code}", status), (problem.GetProperty("code").GetString(), problem.GetProperty("type").GetString(), problem.GetProperty("status").GetInt32()));
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return problem.GetProperty("detail").GetString()!;
    }

    private async Task<RunningService> StartAsync(bool blocking = true, TimeSpan checkedAgo = default)
    {
        var database = await cluster.CreateAsync(Stop);
        var checkedAt = TimeProvider.System.GetUtcNow() - checkedAgo;
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, checkedAt, blocking ? [SeededList.Lazarus, SeededList.TaggedWrong] : [SeededList.TaggedWrong], Stop);
        if (!blocking)
        {
            await SeededList.PutInForceAsync(database, "own-watch", blocking: false, checkedAt, [SeededList.Lazarus], Stop);
        }

        return await RunningService.StartAsync(database, Stop);
    }
}
