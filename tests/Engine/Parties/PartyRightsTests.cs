using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Parties;

[Suite(Suite.Database)]
public sealed class PartyRightsTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> WhoMayNotWrite() => [.. Enum.GetValues<Role>().Where(role => role != Role.ComplianceOfficer).Select(role => role.ToString()), "Screen", "ReadCases"];

    [Theory]
    [MemberData(nameof(WhoMayNotWrite))]
    public async Task Nobody_but_the_compliance_officer_an_operator_and_a_key_with_that_scope_may_change_a_party(string who)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var actor = Enum.TryParse<Role>(who, out var role) ? Actor.Person(Guid.NewGuid(), who, [role]) : Actor.ApiClient(Guid.NewGuid(), who, [Enum.Parse<Right>(who)]);
        await Assert.ThrowsAsync<RightRefusedException>(() => room.Manage.PutAsync(actor, PartyRoom.Person("C-1"), null, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => room.Manage.CloseAsync(actor, "C-1", null, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => room.Manage.ImportAsync(actor, [], null, Stop));
        Assert.Empty(await room.Store.ChangedAsync(0, 10, Stop));
    }

    [Fact]
    public async Task A_key_with_the_scope_and_an_operator_change_and_see_one_party_and_no_more_than_that()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        foreach (var actor in (Actor[])[Actor.Operator("root"), Actor.ApiClient(Guid.NewGuid(), "crm", [Right.ManageParties])])
        {
            Assert.IsType<Outcome<PartyPut>.Done>(await room.Manage.PutAsync(actor, PartyRoom.Person("C-1", actor.Name), null, Stop));
            Assert.Equal(actor.Name, (await room.Store.FindAsync(actor, "C-1", Stop))!.Party.PrimaryName);
            await Assert.ThrowsAsync<RightRefusedException>(() => room.Store.ListAsync(actor, new PartyFilter(), 0, 50, Stop));
            await Assert.ThrowsAsync<RightRefusedException>(() => room.Store.VersionsAsync(actor, "C-1", Stop));
            await Assert.ThrowsAsync<RightRefusedException>(() => room.Store.OwnedByAsync(actor, "C-1", Stop));
        }
    }

    [Fact]
    public async Task Who_may_not_read_cases_sees_no_party()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("C-1"));
        foreach (var actor in (Actor[])[Actor.Person(Guid.NewGuid(), "Adam", [Role.Administrator, Role.RuleAuthor]), Actor.ApiClient(Guid.NewGuid(), "mint", [Right.Screen])])
        {
            await Assert.ThrowsAsync<RightRefusedException>(() => room.Store.FindAsync(actor, "C-1", Stop));
            await Assert.ThrowsAsync<RightRefusedException>(() => room.Store.ListAsync(actor, new PartyFilter(), 0, 50, Stop));
        }
    }

    [Theory]
    [InlineData("ui", "INSERT INTO party_version (party_id, content, content_hash, since, by_kind, by_id, by_name) VALUES ('X', '{}', decode(repeat('00', 32), 'hex'), now(), '', '', '')")]
    [InlineData("ui", "UPDATE party SET status = 'closed'")]
    [InlineData("ui", "INSERT INTO party_wallet (party_id, family, address) VALUES ('C-1', 1, '\\x01')")]
    [InlineData("ui", "DELETE FROM party_wallet")]
    [InlineData("ingest", "SELECT content FROM party_version")]
    [InlineData("ingest", "SELECT primary_name FROM party")]
    [InlineData("service", "UPDATE party_version SET content = '{}'")]
    [InlineData("service", "DELETE FROM party_version")]
    [InlineData("service", "TRUNCATE party_version")]
    [InlineData("service", "DELETE FROM party")]
    public async Task The_database_refuses_a_process_what_it_has_no_business_with(string process, string attack)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("C-1"));
        await using var postgres = await room.Database.AsProcessAsync(process, Stop);
        await AssertRefusedAsync(postgres, attack);
    }

    [Theory]
    [InlineData("UPDATE party_version SET content_hash = decode(repeat('00', 32), 'hex')")]
    [InlineData("DELETE FROM party_version")]
    public async Task Not_even_the_owner_changes_a_version_without_switching_the_guard_off_first(string attack)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("C-1"));
        await AssertRefusedAsync(room.Database.Postgres, attack);
    }

    [Fact]
    public async Task A_party_never_points_to_the_version_of_another()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("C-1"));
        var other = await room.PutAsync(PartyRoom.Person("C-2"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => room.Postgres.Command("UPDATE party SET version_id = $1 WHERE party_id = 'C-1'", other.Version.VersionId).RunAsync(Stop));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refused.SqlState);
    }

    private static async Task AssertRefusedAsync(NpgsqlDataSource postgres, string attack)
    {
#pragma warning disable CA1857, CA2100 // The statements are the constants of the theories above.
        var refused = await Assert.ThrowsAsync<PostgresException>(() => postgres.Command(attack).RunAsync(Stop));
#pragma warning restore CA1857, CA2100
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
