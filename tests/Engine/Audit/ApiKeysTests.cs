using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Audit;

[Suite(Suite.Database)]
public sealed class ApiKeysTests(TestCluster cluster)
{
    private static readonly Actor administrator = Actor.Person(Guid.NewGuid(), "an administrator", [Role.Administrator]);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2025, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_lets_its_program_in_with_its_rights_until_it_expires()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var keys = KeysOf(database);
        var issued = await IssueAsync(keys, days: 30);
        var actor = Assert.IsType<Outcome<Actor>.Done>(await keys.CheckAsync(issued.Secret, Stop)).Value;
        Assert.Equal((ActorKind.ApiClient, issued.Key.KeyId.ToString("D")), (actor.Kind, actor.Id));
        Assert.Equal([Right.Screen], actor.Allowed);
        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.IsType<Outcome<Actor>.Done>(await keys.CheckAsync(issued.Secret, Stop));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("key_expired", CodeOf(await keys.CheckAsync(issued.Secret, Stop)));
    }

    [Fact]
    public async Task A_revoked_key_ends_at_once_and_is_revoked_once()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var keys = KeysOf(database);
        var issued = await IssueAsync(keys);
        Assert.IsType<Outcome<ApiKey>.Done>(await keys.RevokeAsync(administrator, issued.Key.KeyId, "no longer needed", Stop));
        Assert.Equal("key_revoked", CodeOf(await keys.CheckAsync(issued.Secret, Stop)));
        Assert.Equal("key_unknown", Assert.IsType<Outcome<ApiKey>.Refused>(await keys.RevokeAsync(administrator, issued.Key.KeyId, "no longer needed", Stop)).Refusal.Code);
    }

    [Theory]
    [InlineData("")]                    // no reason
    [InlineData("  stolen   ")]         // nine characters short of one, whatever blanks stand around it
    [InlineData("stolen, we believe\nor so")]     // a second line, which no list of keys shows
    public async Task Nobody_revokes_a_key_without_saying_why(string reason)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var keys = KeysOf(database);
        var issued = await IssueAsync(keys);
        Assert.Equal("key_reason", Assert.IsType<Outcome<ApiKey>.Refused>(await keys.RevokeAsync(administrator, issued.Key.KeyId, reason, Stop)).Refusal.Code);
        Assert.IsType<Outcome<Actor>.Done>(await keys.CheckAsync(issued.Secret, Stop));
        await keys.RevokeAsync(administrator, issued.Key.KeyId, "It stood in a log of the desk.", Stop);
        Assert.Equal("It stood in a log of the desk.", Assert.Single(await new ApiKeyStore(database.Postgres).AllAsync(administrator, Stop)).RevokedReason);
    }

    [Fact]
    public async Task When_a_key_was_last_used_is_known_to_the_minute_and_a_refused_call_is_no_use()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var asService = await database.AsProcessAsync("service", Stop);
        var keys = new ApiKeys(asService, new ApiKeyStore(asService), new AuditTrail(asService, clock), clock);
        var issued = await IssueAsync(keys);
        async Task<DateTimeOffset?> LastUsedAsync() => Assert.Single(await new ApiKeyStore(asService).AllAsync(administrator, Stop)).LastUsedAt;
        await keys.CheckAsync(issued.Secret[..^1] + (issued.Secret[^1] == 'A' ? 'E' : 'A'), Stop);
        Assert.Null(await LastUsedAsync());
        var first = clock.GetUtcNow();
        await keys.CheckAsync(issued.Secret, Stop);
        clock.Advance(TimeSpan.FromSeconds(59));
        await keys.CheckAsync(issued.Secret, Stop);
        Assert.Equal(first, await LastUsedAsync());
        clock.Advance(TimeSpan.FromSeconds(1));
        await keys.CheckAsync(issued.Secret, Stop);
        Assert.Equal(first.AddMinutes(1), await LastUsedAsync());
    }

    [Fact]
    public async Task What_is_not_the_secret_is_answered_alike_whether_the_key_exists_or_not()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var keys = KeysOf(database);
        var one = (await IssueAsync(keys)).Secret;
        var other = (await IssueAsync(keys)).Secret;
        var answers = new List<Refusal>();
        foreach (var wrong in (string[])
            [
                "", "usd1_", "usd2" + one[4..], one + "A", one[..^1], one.ToUpperInvariant(),
                one[..38] + other[38..],                                // the id of one with the secret of the other
                $"usd1_{Guid.NewGuid():N}_{one[38..]}",                 // an id that was never issued
                one[..38] + new string('!', 43),                        // no base64url
            ])
        {
            answers.Add(Assert.IsType<Outcome<Actor>.Refused>(await keys.CheckAsync(wrong, Stop)).Refusal);
        }

        Assert.Equal("key_unknown", Assert.Single(answers.Distinct()).Code);
    }

    [Fact]
    public async Task The_secret_is_kept_nowhere()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var issued = await IssueAsync(KeysOf(database));
        var secret = issued.Secret[38..];
        var kept = await database.Postgres.Command("SELECT (SELECT string_agg(k::text, '') FROM api_key k) || (SELECT string_agg(a::text, '') FROM audit_entry a)").ScalarAsync<string>(Stop);
        Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, issued.ToString(), StringComparison.Ordinal);
        Assert.Contains("api_key.issue", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 90, "key_name", Right.Screen)]
    [InlineData("desk", 0, "key_days", Right.Screen)]
    [InlineData("desk", 731, "key_days", Right.Screen)]
    [InlineData("desk", 90, "key_scopes")]                              // no right at all
    [InlineData("desk", 90, "key_scopes", Right.ManagePeople)]          // it could issue itself another
    [InlineData("desk", 90, "key_scopes", Right.Screen, Right.ApproveDispositions)]
    public async Task A_key_that_says_too_little_or_may_too_much_is_not_issued(string name, int days, string code, params Right[] scopes)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var outcome = await KeysOf(database).IssueAsync(administrator, name, scopes, days, Stop);
        Assert.Equal(code, Assert.IsType<Outcome<IssuedApiKey>.Refused>(outcome).Refusal.Code);
        Assert.Empty(await new ApiKeyStore(database.Postgres).AllAsync(administrator, Stop));
    }

    [Fact]
    public async Task Only_who_manages_people_issues_lists_and_revokes_keys()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var keys = KeysOf(database);
        var officer = Actor.Person(Guid.NewGuid(), "an officer", [Role.ComplianceOfficer, Role.Auditor]);
        await Assert.ThrowsAsync<RightRefusedException>(() => keys.IssueAsync(officer, "desk", [Right.Screen], 90, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => keys.RevokeAsync(officer, Guid.NewGuid(), "no longer needed", Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => new ApiKeyStore(database.Postgres).AllAsync(officer, Stop));
    }

    private ApiKeys KeysOf(TestDatabase database) => new(database.Postgres, new ApiKeyStore(database.Postgres), new AuditTrail(database.Postgres, clock), clock);

    private static async Task<IssuedApiKey> IssueAsync(ApiKeys keys, int days = 90) =>
        Assert.IsType<Outcome<IssuedApiKey>.Done>(await keys.IssueAsync(administrator, "mint desk", [Right.Screen], days, Stop)).Value;

    private static string CodeOf(Outcome<Actor> outcome) => Assert.IsType<Outcome<Actor>.Refused>(outcome).Refusal.Code;
}
