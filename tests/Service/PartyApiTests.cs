using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;

namespace Usd1Compliance.Tests.Service;

[Suite(Suite.Api)]
public sealed class PartyApiTests(TestCluster cluster)
{
    private const string whole = """
        {"role":"customer","kind":"person","names":["Zoe Petrova","Зоя Петрова"],"birthDates":["1970-03"],"countries":["US"],"gender":"female",
         "identifiers":[{"type":"passport","number":"AB 12"}],"wallets":["0xbadbad00000000000000000000000000000000aa"],"owners":[{"party":"O-1","sharePercent":33.34}]}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_party_is_put_read_put_again_and_closed()
    {
        await using var desk = await DeskAsync();
        using var owner = await desk.PutAsync("O-1", """{"role":"beneficial_owner","kind":"person","names":["Ann Roe"]}""");
        using var created = await desk.PutAsync("C-1", whole);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/v1/parties/C-1", created.Headers.Location!.ToString());
        Assert.Equal("no-store", created.Headers.CacheControl!.ToString());

        using var read = await desk.SendAsync(HttpMethod.Get, "/v1/parties/C-1");
        var party = await BodyAsync(read);
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        Assert.Equal($"\"{party.GetProperty("version").GetInt64()}\"", read.Headers.ETag!.Tag);
        Assert.Equal(("C-1", "customer", "person", "active", "female"), (Text(party, "id"), Text(party, "role"), Text(party, "kind"), Text(party, "status"), Text(party, "gender")));
        Assert.Equal("""["Zoe Petrova","Зоя Петрова"]""", Unescaped(party.GetProperty("names")));
        Assert.Equal("""[{"party":"O-1","sharePercent":33.34}]""", party.GetProperty("owners").GetRawText());
        Assert.Equal("""["1970-03"]""", party.GetProperty("birthDates").GetRawText());

        using var again = await desk.PutAsync("C-1", whole);
        Assert.Equal((HttpStatusCode.OK, created.Headers.ETag), (again.StatusCode, again.Headers.ETag));
        using var closed = await desk.SendAsync(HttpMethod.Post, "/v1/parties/C-1/close");
        Assert.Equal((HttpStatusCode.OK, "closed"), (closed.StatusCode, Text(await BodyAsync(closed), "status")));
    }

    [Fact]
    public async Task A_condition_lets_only_the_one_who_saw_what_stands_change_it()
    {
        await using var desk = await DeskAsync();
        const string body = """{"role":"vasp","kind":"organisation","names":["Alder Exchange"]}""";
        using var created = await desk.PutAsync("V-1", body, ("If-None-Match", "*"));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        await IsRefusedAsync(await desk.PutAsync("V-1", body, ("If-None-Match", "*")), HttpStatusCode.PreconditionFailed, "party_changed");
        var seen = created.Headers.ETag!.Tag;
        using var changed = await desk.PutAsync("V-1", body.Replace("Alder", "Birch", StringComparison.Ordinal), ("If-Match", seen));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await IsRefusedAsync(await desk.PutAsync("V-1", body, ("If-Match", seen)), HttpStatusCode.PreconditionFailed, "party_changed");
        await IsRefusedAsync(await desk.SendAsync(HttpMethod.Post, "/v1/parties/V-1/close", null, ("If-Match", seen)), HttpStatusCode.PreconditionFailed, "party_changed");
        await IsRefusedAsync(await desk.PutAsync("V-2", body, ("If-Match", seen)), HttpStatusCode.PreconditionFailed, "party_changed");
        using var closed = await desk.SendAsync(HttpMethod.Post, "/v1/parties/V-1/close", null, ("If-Match", changed.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
    }

    [Theory]
    [InlineData("If-Match", "*")]
    [InlineData("If-Match", "12")]
    [InlineData("If-Match", "W/\"12\"")]
    [InlineData("If-Match", "\"1\", \"2\"")]
    [InlineData("If-Match", "\"-1\"")]
    [InlineData("If-None-Match", "\"12\"")]
    public async Task A_condition_that_cannot_be_read_is_refused_and_not_passed_over(string header, string value)
    {
        await using var desk = await DeskAsync();
        await IsRefusedAsync(await desk.PutAsync("C-1", """{"role":"customer","kind":"person","names":["Zoe"]}""", (header, value)), HttpStatusCode.BadRequest, "precondition_wrong");
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "json_malformed")]
    [InlineData("[]", HttpStatusCode.BadRequest, "member_wrong")]
    [InlineData("""{"kind":"person","names":["Zoe"]}""", HttpStatusCode.BadRequest, "member_missing")]
    [InlineData("""{"role":"customer","kind":"person"}""", HttpStatusCode.BadRequest, "member_missing")]
    [InlineData("""{"role":"customer","kind":"person","names":null}""", HttpStatusCode.BadRequest, "member_missing")]
    [InlineData("""{"role":"customer","kind":"person","names":"Zoe"}""", HttpStatusCode.BadRequest, "member_wrong")]
    [InlineData("""{"role":"customer","kind":"person","names":[1]}""", HttpStatusCode.BadRequest, "member_wrong")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe \ud83d"]}""", HttpStatusCode.BadRequest, "member_wrong")]
    [InlineData("""{"role":"Customer","kind":"person","names":["Zoe"]}""", HttpStatusCode.BadRequest, "member_wrong")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"ssn":"078-05-1120"}""", HttpStatusCode.BadRequest, "member_unknown")]
    [InlineData("""{"role":"customer","role":"vasp","kind":"person","names":["Zoe"]}""", HttpStatusCode.BadRequest, "member_repeated")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"id":"C-2"}""", HttpStatusCode.BadRequest, "member_wrong")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"owners":[{"party":"O-1","sharePercent":"33"}]}""", HttpStatusCode.BadRequest, "member_wrong")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"owners":[{"party":"O-1","sharePercent":1e99}]}""", HttpStatusCode.BadRequest, "member_wrong")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"owners":[{"sharePercent":3}]}""", HttpStatusCode.BadRequest, "member_missing")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"identifiers":[{"type":"passport","number":"1","by":"US"}]}""", HttpStatusCode.BadRequest, "member_unknown")]
    [InlineData("""{"role":"customer","kind":"person","names":[]}""", HttpStatusCode.UnprocessableEntity, "party_name_missing")]
    [InlineData("""{"role":"customer","kind":"person","names":["123"]}""", HttpStatusCode.UnprocessableEntity, "party_name_without_letter")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"birthDates":["1970-02-30"]}""", HttpStatusCode.UnprocessableEntity, "party_date_unreadable")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"countries":["ZZ"]}""", HttpStatusCode.UnprocessableEntity, "party_country_unknown")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"wallets":["0x12"]}""", HttpStatusCode.UnprocessableEntity, "party_wallet_unreadable")]
    [InlineData("""{"role":"customer","kind":"person","names":["Zoe"],"owners":[{"party":"O-9"}]}""", HttpStatusCode.UnprocessableEntity, "party_owner_unknown")]
    public async Task Each_thing_that_is_wrong_with_a_body_has_an_answer_of_its_own_and_changes_nothing(string body, HttpStatusCode status, string code)
    {
        await using var desk = await DeskAsync();
        await IsRefusedAsync(await desk.PutAsync("C-1", body), status, code);
        Assert.Empty(await new PartyStore(desk.Service.Database.Postgres).ChangedAsync(0, 10, Stop));
    }

    [Theory]
    [InlineData("/v1/parties/C%201")]
    [InlineData("/v1/parties/-1")]
    [InlineData("/v1/parties/C-1%0A")]
    public async Task An_id_that_is_none_is_refused_and_found_by_nobody(string path)
    {
        await using var desk = await DeskAsync();
        await IsRefusedAsync(await desk.SendAsync(HttpMethod.Put, path, """{"role":"customer","kind":"person","names":["Zoe"]}"""), HttpStatusCode.UnprocessableEntity, "party_id_invalid");
        await IsRefusedAsync(await desk.SendAsync(HttpMethod.Get, path), HttpStatusCode.NotFound, "party_unknown");
        await IsRefusedAsync(await desk.SendAsync(HttpMethod.Post, $"{path}/close"), HttpStatusCode.NotFound, "party_unknown");
    }

    [Theory]
    [InlineData(Right.Screen, false)]
    [InlineData(Right.ReadCases, true)]
    public async Task A_key_without_the_scope_changes_nothing_and_reads_only_where_it_may_read(Right right, bool reads)
    {
        await using var desk = await DeskAsync();
        using var created = await desk.PutAsync("C-1", """{"role":"customer","kind":"person","names":["Zoe"]}""");
        var other = new Desk(desk.Service, (await RunningService.IssueKeyAsync(desk.Service.Database, Stop, right)).Secret);
        await IsRefusedAsync(await other.PutAsync("C-1", """{"role":"vasp","kind":"person","names":["Eve"]}"""), HttpStatusCode.Forbidden, "right_missing");
        await IsRefusedAsync(await other.SendAsync(HttpMethod.Post, "/v1/parties/C-1/close"), HttpStatusCode.Forbidden, "right_missing");
        using var read = await other.SendAsync(HttpMethod.Get, "/v1/parties/C-1");
        Assert.Equal(reads ? HttpStatusCode.OK : HttpStatusCode.Forbidden, read.StatusCode);
        await IsRefusedAsync(await new Desk(desk.Service, "usd1_nonsense").PutAsync("C-1", "{}"), HttpStatusCode.Unauthorized, "key_unknown");
    }

    [Fact]
    public async Task The_description_of_the_api_shows_what_a_party_is()
    {
        await using var desk = await DeskAsync();
        using var document = JsonDocument.Parse(await desk.Service.Http.GetStringAsync("/openapi/v1.json", Stop));
        var put = document.RootElement.GetProperty("paths").GetProperty("/v1/parties/{id}").GetProperty("put");
        Assert.Equal(["200", "201", "400", "401", "403", "412", "413", "415", "422", "500", "503"], put.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).Order());
        Assert.Contains(put.GetProperty("parameters").EnumerateArray(), parameter => Text(parameter, "name") == "If-Match");
        Assert.True(document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("PartyBody").GetProperty("properties").TryGetProperty("birthDates", out _));
        Assert.True(document.RootElement.GetProperty("paths").TryGetProperty("/v1/parties/{id}/close", out _));
    }

    private async Task<Desk> DeskAsync()
    {
        var service = await RunningService.StartAsync(await cluster.CreateAsync(Stop), Stop);
        return new Desk(service, (await RunningService.IssueKeyAsync(service.Database, Stop, Right.ManageParties)).Secret);
    }

    private static async Task IsRefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        using (answer)
        {
            Assert.Equal((status, code), (answer.StatusCode, (await BodyAsync(answer)).GetProperty("code").GetString()));
        }
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;

    private static string? Text(JsonElement value, string member) => value.GetProperty(member).GetString();

    private static string Unescaped(JsonElement texts) => $"[{string.Join(',', texts.EnumerateArray().Select(text => $"\"{text.GetString()}\""))}]";

    /// <summary>A program with a key.</summary>
    private sealed class Desk(RunningService service, string secret) : IAsyncDisposable
    {
        public RunningService Service => service;

        public Task<HttpResponseMessage> PutAsync(string id, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, $"/v1/parties/{id}", body, headers);

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            return await service.Http.SendAsync(request, Stop);
        }

        public ValueTask DisposeAsync() => service.DisposeAsync();
    }
}
