using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Audit;

[Suite(Suite.Database)]
public sealed class ManagePeopleTests(TestCluster cluster)
{
    private const string password = "correct horse battery staple";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_administrator_is_created_once_however_many_start_at_once()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.People.CreateFirstAdministratorAsync(SignInDesk.Operator, Stop)));
        var one = Assert.Single(made, person => person is not null)!;
        Assert.Equal(("admin", true), (one.Person.UserName, one.Person.MustChangePassword));
        Assert.Equal([Role.Administrator], one.Person.Roles);
        (await desk.AttemptAsync("admin", one.Password)).Welcomed();
        Assert.Null(await desk.People.CreateFirstAdministratorAsync(SignInDesk.Operator, Stop));
    }

    [Theory]
    [InlineData("a", "user_name_unreadable")]                 // one short
    [InlineData("ab", "done")]
    [InlineData("ana lind", "user_name_unreadable")]
    [InlineData("-ana", "user_name_unreadable")]
    [InlineData("ana\n", "user_name_unreadable")]             // what $ alone would let through
    [InlineData("аna", "user_name_unreadable")]               // a Cyrillic a: looks like ana
    [InlineData("ANA", "user_name_taken")]                    // the same name in another letter case
    [InlineData("ana.lind@example.com", "done")]
    public async Task A_user_name_is_plain_and_nobody_elses(string name, string code)
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        await desk.CreateAsync("ana");
        Assert.Equal(code, (await desk.People.CreateAsync(SignInDesk.Operator, name, "Somebody", [], Stop)).Code());
    }

    [Theory]
    [InlineData(Role.Analyst)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.ComplianceOfficer)]
    [InlineData(Role.RuleAuthor)]
    [InlineData(Role.Auditor)]
    public async Task Only_an_administrator_manages_people(Role role)
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var target = (await desk.CreateAsync("ana")).Person.Id;
        var actor = Actor.Person(Guid.NewGuid(), "somebody", [role]);
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.CreateAsync(actor, "ben", "Ben", [Role.Administrator], Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.CreateExternalAsync(actor, new ExternalSubject("https://id.example", "1"), "ben", "Ben", [], Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.GiveRolesAsync(actor, target, [Role.Administrator], Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.LockAsync(actor, target, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.UnlockAsync(actor, target, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.ResetPasswordAsync(actor, target, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.ResetTotpAsync(actor, target, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.CreateFirstAdministratorAsync(actor, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.People.CreateDemoPeopleAsync(actor, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.Store.AllAsync(actor, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.Store.FindAsync(actor, target, Stop));
    }

    [Fact]
    public async Task Nobody_changes_his_own_roles_lock_password_or_second_factor_as_an_administrator()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        await desk.CreateAsync("second", Role.Administrator);
        var admin = await desk.SettleAsync("admin", password, Role.Administrator);
        var own = admin.Person.Id;
        Assert.Equal("own_account", (await desk.People.GiveRolesAsync(admin.Actor, own, [Role.Administrator, Role.ComplianceOfficer], Stop)).Code());
        Assert.Equal("own_account", (await desk.People.LockAsync(admin.Actor, own, Stop)).Code());
        Assert.Equal("own_account", (await desk.People.UnlockAsync(admin.Actor, own, Stop)).Code());
        Assert.Equal("own_account", (await desk.People.ResetPasswordAsync(admin.Actor, own, Stop)).Code());
        Assert.Equal("own_account", (await desk.People.ResetTotpAsync(admin.Actor, own, Stop)).Code());
    }

    [Fact]
    public async Task One_administrator_always_remains()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var admin = (await desk.CreateAsync("admin", Role.Administrator)).Person.Id;
        Assert.Equal("last_administrator", (await desk.People.LockAsync(SignInDesk.Operator, admin, Stop)).Code());
        Assert.Equal("last_administrator", (await desk.People.GiveRolesAsync(SignInDesk.Operator, admin, [Role.Auditor], Stop)).Code());
        (await desk.People.GiveRolesAsync(SignInDesk.Operator, admin, [Role.Auditor, Role.Administrator], Stop)).Done();

        // One who is locked does not count as another.
        var second = (await desk.CreateAsync("second", Role.Administrator)).Person.Id;
        (await desk.People.LockAsync(SignInDesk.Operator, second, Stop)).Done();
        Assert.Equal("last_administrator", (await desk.People.LockAsync(SignInDesk.Operator, admin, Stop)).Code());
    }

    [Fact]
    public async Task Two_administrators_who_lock_each_other_at_once_do_not_both_succeed()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var (one, two) = (await desk.SettleAsync("one", password, Role.Administrator), await desk.SettleAsync("two", password, Role.Administrator));
        var both = await Task.WhenAll(desk.People.LockAsync(one.Actor, two.Person.Id, Stop), desk.People.LockAsync(two.Actor, one.Person.Id, Stop));
        Assert.Equal(["done", "last_administrator"], both.Select(outcome => outcome.Code()).Order());
    }

    [Fact]
    public async Task A_reset_password_is_a_one_time_one_and_the_audit_trail_does_not_hold_it()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        var reset = (await desk.People.ResetPasswordAsync(SignInDesk.Operator, ana.Person.Id, Stop)).Done();
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", password)).Refused().Code);
        Assert.Equal(Owed.NewPassword, (await desk.AttemptAsync("ana", reset.Password)).Welcomed().Owes);
        var audited = await desk.AuditedAsync();
        Assert.Contains(audited, entry => entry.Action == "person.password_reset");
        Assert.DoesNotContain(audited, entry => entry.Details.Contains(reset.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_from_outside_comes_in_by_issuer_and_subject_once_an_administrator_has_created_him()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var external = new ExternalSubject("https://id.example", "248289761001");
        Assert.Equal("external_unknown", (await desk.Door.WithExternalAsync(external, "olga", "Olga", null, Stop)).Refused().Code);
        var olga = (await desk.People.CreateExternalAsync(SignInDesk.Operator, external, "olga", "Olga", [Role.ComplianceOfficer], Stop)).Done();
        var signedIn = (await desk.Door.WithExternalAsync(external, "renamed at the issuer", "Olga", null, Stop)).Welcomed();
        Assert.Equal((olga.Id, Owed.Nothing), (signedIn.Person.Id, signedIn.Owes));

        // The same subject of another issuer is another person, and there is no password to guess.
        Assert.Equal("external_unknown", (await desk.Door.WithExternalAsync(external with { Issuer = "https://other.example" }, "olga", "Olga", null, Stop)).Refused().Code);
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("olga", password)).Refused().Code);
        Assert.Equal("external_person", (await desk.People.ResetPasswordAsync(SignInDesk.Operator, olga.Id, Stop)).Code());
        Assert.Equal("external_taken", (await desk.People.CreateExternalAsync(SignInDesk.Operator, external, "olga2", "Olga", [], Stop)).Code());
        (await desk.People.LockAsync(SignInDesk.Operator, olga.Id, Stop)).Done();
        Assert.Equal("sign_in_refused", (await desk.Door.WithExternalAsync(external, "olga", "Olga", Mapped(Role.ComplianceOfficer), Stop)).Refused().Code);
    }

    [Fact]
    public async Task Where_claims_are_mapped_to_roles_a_person_has_what_his_claims_say_each_time_he_comes()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var external = new ExternalSubject("https://id.example", "248289761001");
        (await desk.People.CreateExternalAsync(SignInDesk.Operator, external, "olga", "Olga", [Role.Supervisor], Stop)).Done();
        var first = (await desk.Door.WithExternalAsync(external, "olga", "Olga", Mapped(Role.Analyst), Stop)).Welcomed();
        Assert.Equal([Role.Analyst], first.Person.Roles);
        var second = (await desk.Door.WithExternalAsync(external, "olga", "Olga", Mapped(Role.Auditor), Stop)).Welcomed();
        Assert.False(second.Actor.May(Right.WorkCases));
        Assert.Null(await desk.Door.ResumeAsync(first.Person.Id, first.Person.SecurityStamp, Stop));
        Assert.Equal(2, (await desk.AuditedAsync()).Count(entry => entry.Action == "person.roles"));
    }

    [Fact]
    public async Task Whose_claims_give_no_role_any_more_is_refused_and_loses_the_roles_he_had_in_open_sessions_too()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var external = new ExternalSubject("https://id.example", "248289761001");
        (await desk.People.CreateExternalAsync(SignInDesk.Operator, external, "olga", "Olga", [], Stop)).Done();
        var before = (await desk.Door.WithExternalAsync(external, "olga", "Olga", Mapped(Role.ComplianceOfficer), Stop)).Welcomed();
        Assert.Equal("external_without_role", (await desk.Door.WithExternalAsync(external, "olga", "Olga", Mapped(), Stop)).Refused().Code);
        Assert.Null(await desk.Door.ResumeAsync(before.Person.Id, before.Person.SecurityStamp, Stop));
        Assert.Empty((await desk.Store.FindAsync(SignInDesk.Operator, before.Person.Id, Stop))!.Roles);
        Assert.Equal(["person.roles", "person.sign_in_refused"], (await desk.AuditedAsync()).TakeLast(2).Select(entry => entry.Action));
    }

    [Theory]
    [InlineData(false, true, "external_unknown")]          // a mapped role alone opens no door: an administrator names the person first
    [InlineData(true, false, "external_without_role")]     // newcomers are let in, and this one has no role
    public async Task Who_is_not_known_here_comes_in_only_where_newcomers_are_let_in_and_their_claims_give_a_role(bool newcomers, bool hasRole, string refusedAs)
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var external = new ExternalSubject("https://id.example", "248289761001");
        var mapped = Mapped(hasRole ? [Role.Analyst] : []) with { MayComeUnannounced = newcomers };
        Assert.Equal(refusedAs, (await desk.Door.WithExternalAsync(external, "olga", "Olga", mapped, Stop)).Refused().Code);
        Assert.Empty(await desk.Store.AllAsync(SignInDesk.Operator, Stop));

        // A name that somebody has already is not taken over by whoever the issuer calls so.
        await desk.CreateAsync("admin", Role.Administrator);
        var welcome = Mapped(Role.Analyst) with { MayComeUnannounced = true };
        Assert.Equal("user_name_taken", (await desk.Door.WithExternalAsync(external, "admin", "Admin", welcome, Stop)).Refused().Code);
        Assert.Equal([Role.Analyst], (await desk.Door.WithExternalAsync(external, "olga", "Olga", welcome, Stop)).Welcomed().Person.Roles);
    }

    [Fact]
    public async Task The_people_of_a_demo_are_created_where_nobody_of_ones_own_is_and_by_an_operator_alone()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var admin = await desk.SettleAsync("admin", password, Role.Administrator);
        Assert.Equal("not_a_demo", (await desk.People.CreateDemoPeopleAsync(admin.Actor, Stop)).Code());
        var made = (await desk.People.CreateDemoPeopleAsync(SignInDesk.Operator, Stop)).Done();
        Assert.Equal(["ana", "sam", "olga", "rita", "audrey"], made.Select(person => person.Person.UserName));
        Assert.Equal(Owed.Nothing, (await desk.AttemptAsync("sam", made[1].Password)).Welcomed().Owes);
        Assert.Empty((await desk.People.CreateDemoPeopleAsync(SignInDesk.Operator, Stop)).Done());
        await desk.CreateAsync("a-person-of-the-issuer");
        Assert.Equal("not_a_demo", (await desk.People.CreateDemoPeopleAsync(SignInDesk.Operator, Stop)).Code());
    }

    [Fact]
    public async Task The_database_refuses_a_password_to_somebody_whom_an_issuer_vouches_for()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        (await desk.People.CreateExternalAsync(SignInDesk.Operator, new ExternalSubject("https://id.example", "1"), "olga", "Olga", [], Stop)).Done();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => desk.AsUi.Command("UPDATE person SET password_hash = 'x' WHERE user_name = 'olga'").RunAsync(Stop));
        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
    }

    private static MappedRoles Mapped(params Role[] roles) => new([.. roles], MayComeUnannounced: false);
}
