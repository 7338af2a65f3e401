using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Tests.Engine.Screening;

namespace Usd1Compliance.Tests.Service;

/// <summary>Parties over HTTP, as the service's own login.</summary>
[Suite(Suite.Api)]
public sealed class PartyScreeningApiTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_hears_whom_a_customer_may_be_and_why_and_the_row_keeps_policy_and_versions()
    {
        await using var service = await StartAsync();
        var secret = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        const string body = """{"purpose":"onboarding","parties":[{"name":"Аскольд Квиллфезер","names":["Askold Quillfeather"],"kind":"person","birthDate":"1965-03-04","countries":["IR"],"gender":"male","identifiers":[{"type":"passport","number":"A 1"}]}]}""";
        using var response = await service.Http.SendAsync(RunningService.Screening(secret, "order-1", body), Stop);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal((HttpStatusCode.OK, "block"), (response.StatusCode, answer.GetProperty("verdict").GetString()));
        var hit = answer.GetProperty("parties")[0].GetProperty("hits")[0];
        Assert.Equal(("name", "new", "36"), (hit.GetProperty("by").GetString(), hit.GetProperty("standing").GetString(), hit.GetProperty("entries")[0].GetProperty("entry").GetString()));
        var comparison = hit.GetProperty("entries")[0].GetProperty("comparison");
        Assert.Equal(("Askold Quillfeather", "primary"), (comparison.GetProperty("fullName").GetString(), comparison.GetProperty("strength").GetString()));

        var row = Assert.Single(await service.Database.Postgres.Command("SELECT encode(policy_sha256, 'hex'), list_versions, request::text FROM screening").RowsAsync(row => (row.GetString(0), row.GetFieldValue<long[]>(1), row.GetString(2)), Stop));
        Assert.Equal((answer.GetProperty("policySha256").GetString(), answer.GetProperty("lists")[0].GetProperty("versionId").GetInt64()), (row.Item1, Assert.Single(row.Item2)));
        Assert.Contains("Quillfeather", row.Item3, StringComparison.Ordinal);

        using var again = await service.Http.SendAsync(RunningService.Screening(secret, "order-1", body), Stop);
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(await response.Content.ReadAsStringAsync(Stop), await again.Content.ReadAsStringAsync(Stop));
        Assert.Equal(1, await service.Database.Postgres.Command("SELECT count(*) FROM hit").ScalarAsync<long>(Stop));
    }

    [Theory]
    [InlineData("""{"name":"Salim Zelmor","kind":"person","phone":"1"}""", 400, "member_unknown", "parties[0]")]
    [InlineData("""{"name":"Salim Zelmor","name":"x","kind":"person"}""", 400, "member_repeated", "name")]
    [InlineData("""{"name":7,"kind":"person"}""", 400, "member_wrong", "parties[0].name")]
    [InlineData("""{"name":"Salim Zelmor","kind":"person","countries":"IR"}""", 400, "member_wrong", "parties[0].countries")]
    [InlineData("""{"name":"Salim Zelmor","kind":"person","identifiers":[{"number":"1"}]}""", 400, "member_wrong", "identifiers[0]")]
    [InlineData("""7""", 400, "member_wrong", "parties[0]")]
    [InlineData("""{"name":"Salim Zelmor"}""", 422, "party_wrong", "person or organisation")]
    [InlineData("""{"name":"Salim Zelmor","kind":"vessel"}""", 422, "party_wrong", "person or organisation")]
    [InlineData("""{"name":"Salim Zelmor","kind":"person","gender":"unknown"}""", 422, "party_wrong", "gender")]
    [InlineData("""{"partyId":"C-1","name":"Salim Zelmor"}""", 422, "party_wrong", "partyId and more")]
    [InlineData("""{"partyId":"C-1"}""", 422, "screened_party_unknown", "parties[0].partyId")]
    [InlineData("""{"name":"Salim Zelmor","kind":"person","birthDate":"1965-02-30"}""", 422, "party_date_unreadable", "birthDate")]
    [InlineData("""{"name":"Salim Zelmor","kind":"person","birthDate":"04.03.1965"}""", 422, "party_date_unreadable", "birthDate")]
    [InlineData("""{"name":"Salim Zelmor","kind":"person","countries":["IR","ZZ"]}""", 422, "party_country_unknown", "countries[1]")]
    [InlineData("""{"kind":"person"}""", 422, "name_count", "0 names")]
    [InlineData("""{"name":"\ud800","kind":"person"}""", 422, "name_unreadable", "parties[0].name")]
    [InlineData("""{"name":"Salim Zelmor","names":["\udc00x"],"kind":"person"}""", 422, "name_unreadable", "parties[0].names[0]")]
    [InlineData("""{"name":"😀","kind":"person"}""", 422, "name_unreadable", "parties[0].name")]
    [InlineData("""{"name":"The Company","kind":"organisation"}""", 422, "name_unreadable", "parties[0].name")]
    public async Task A_party_that_cannot_be_read_is_refused_with_the_place_and_the_mend(string party, int status, string code, string says)
    {
        await using var service = await StartAsync();
        var secret = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        await RefusedAsync(service, secret, $$"""{"purpose":"mint","addresses":[],"parties":[{{party}}]}""", status, code, says);
    }

    [Fact]
    public async Task Too_many_parties_or_names_and_nothing_at_all_are_refused()
    {
        await using var service = await StartAsync();
        var secret = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        const string one = """{"name":"Salim Zelmor","kind":"person"}""";
        await RefusedAsync(service, secret, $$"""{"purpose":"mint","parties":[{{string.Join(',', Enumerable.Repeat(one, 21))}}]}""", 422, "party_count", "20");
        await RefusedAsync(service, secret, """{"purpose":"mint","parties":[]}""", 422, "address_count", "1 to 100");
        await RefusedAsync(service, secret, """{"purpose":"mint","parties":{}}""", 400, "member_wrong", "parties");
        await RefusedAsync(service, secret, $$"""{"purpose":"mint","parties":[{"kind":"person","names":[{{string.Join(',', Enumerable.Range(0, 33).Select(n => $"\"Salim Zelmor {n}\""))}}]}]}""", 422, "name_count", "33");
        await RefusedAsync(service, secret, $$"""{"purpose":"mint","parties":[{"kind":"person","name":"{{new string('q', 10_000)}}"}]}""", 422, "name_too_long", "10000");
        using var most = await service.Http.SendAsync(RunningService.Screening(secret, "order-20", $$"""{"purpose":"mint","parties":[{{string.Join(',', Enumerable.Repeat(one, 20))}}]}"""), Stop);
        Assert.Contains("\"verdict\":\"allow\"", await most.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_shows_what_may_be_asked_and_what_is_answered_with_an_example()
    {
        await using var service = await StartAsync();
        var document = await service.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Stop);
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal(["birthDate", "countries", "gender", "identifiers", "kind", "name", "names", "partyId"], schemas.GetProperty("AskedParty").GetProperty("properties").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Contains("comparison", schemas.GetProperty("ScreenedEntry").GetRawText(), StringComparison.Ordinal);
        var example = document.GetProperty("paths").GetProperty("/v1/screenings").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example");

        // An example that the service itself would refuse helps nobody.
        var secret = (await RunningService.IssueKeyAsync(service.Database, Stop)).Secret;
        using var response = await service.Http.SendAsync(RunningService.Screening(secret, "example", example.GetRawText()), Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task RefusedAsync(RunningService service, string secret, string body, int status, string code, string says)
    {
        using var response = await service.Http.SendAsync(RunningService.Screening(secret, "order-1", body), Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((status, code), ((int)response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains(says, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await service.Database.Postgres.Command("SELECT count(*) FROM screening").ScalarAsync<long>(Stop));
    }

    private async Task<RunningService> StartAsync()
    {
        var database = await cluster.CreateAsync(Stop);
        await SeededList.PutPartiesInForceAsync(database, "ofac-sdn", blocking: true, TimeProvider.System.GetUtcNow(), [new ListEntry("36", ListEntryKind.Individual, [SeededList.Primary("Askold Quillfeather")])
        {
            BirthDates = [new DateInterval(new DateOnly(1965, 3, 4), new DateOnly(1965, 3, 4), false)],
        }], Stop);
        return await RunningService.StartAsync(database, Stop);
    }
}
