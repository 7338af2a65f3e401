using System.Diagnostics;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Audit;

[Suite(Suite.Database)]
public sealed class SignInTests(TestCluster cluster)
{
    private const string password = "correct horse battery staple";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_one_time_password_lets_a_person_in_and_gives_no_right_until_he_has_chosen_his_own()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var made = await desk.CreateAsync("ana", Role.Analyst);
        var first = (await desk.AttemptAsync("ANA", made.Password)).Welcomed();
        Assert.Equal(Owed.NewPassword, first.Owes);
        Assert.Empty(first.Actor.Allowed);
        var settled = (await desk.Door.ChangePasswordAsync(first.Actor, made.Password, password, Stop)).Done();
        Assert.Equal(Owed.Nothing, settled.Owes);
        Assert.True(settled.Actor.May(Right.WorkCases));
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", made.Password)).Refused().Code);
        Assert.Equal(Owed.Nothing, (await desk.AttemptAsync("ana", password)).Welcomed().Owes);
    }

    [Theory]
    [InlineData("eleven char", "password_length")]                        // one short
    [InlineData("aaaaaaaaaaaaaaaa", "password_weak")]
    [InlineData("my name is Ana, hello", "password_weak")]                // holds the user name
    [InlineData(password, "password_same")]
    [InlineData("twelve chars", "done")]
    public async Task A_password_is_long_and_not_what_a_guesser_tries_first(string chosen, string code)
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        Assert.Equal(code, (await desk.Door.ChangePasswordAsync(ana.Actor, password, chosen, Stop)).Code());
    }

    [Fact]
    public async Task A_stranger_cannot_tell_an_unknown_name_from_a_wrong_password_or_a_locked_account()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        await desk.SettleAsync("ana", password, Role.Analyst);
        var locked = await desk.SettleAsync("ben", password, Role.Analyst);
        (await desk.People.LockAsync(SignInDesk.Operator, locked.Person.Id, Stop)).Done();
        var wrong = (await desk.AttemptAsync("ana", "not her password")).Refused();
        Assert.Equal(wrong, (await desk.AttemptAsync("nobody", password)).Refused());
        Assert.Equal(wrong, (await desk.AttemptAsync("ben", password)).Refused());
        Assert.Equal(wrong, (await desk.AttemptAsync("", "")).Refused());
        Assert.Equal(wrong, (await desk.AttemptAsync("a\0b", password)).Refused());
        Assert.Equal(wrong, (await desk.AttemptAsync("ana'; DROP TABLE person; --", password)).Refused());
        Assert.Equal(wrong, (await desk.AttemptAsync("ana", new string('x', 1_000_000))).Refused());
    }

    [Fact]
    public async Task An_unknown_name_takes_the_same_path_as_a_wrong_password()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        await desk.SettleAsync("ana", password, Role.Analyst);
        var known = await StatementsOfAsync(desk, () => desk.AttemptAsync("ana", "not her password"));
        var unknown = await StatementsOfAsync(desk, () => desk.AttemptAsync("nobody", "not his password"));
        Assert.NotEmpty(known);
        Assert.Equal(known, unknown);
        Assert.Equal(2, (await desk.AuditedAsync()).Count(entry => entry.Action == "person.sign_in_refused"));
    }

    [Fact]
    public async Task Five_failures_lock_an_account_for_15_minutes_and_each_further_one_for_twice_as_long()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        for (var n = 0; n < 5; n++)
        {
            await desk.AttemptAsync("ana", "not her password");
        }

        Assert.Equal(SignInDesk.Monday.AddMinutes(15), (await desk.Store.FindAsync(SignInDesk.Operator, ana.Person.Id, Stop))!.LockedUntil);
        desk.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", password)).Refused().Code);      // right, and one second early
        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        await desk.AttemptAsync("ana", "still not her password");
        Assert.Equal(SignInDesk.Monday.AddMinutes(15 + 30), (await desk.Store.FindAsync(SignInDesk.Operator, ana.Person.Id, Stop))!.LockedUntil);
        desk.Clock.Advance(TimeSpan.FromMinutes(30));
        (await desk.AttemptAsync("ana", password)).Welcomed();

        // A success begins the count anew.
        await desk.AttemptAsync("ana", "not her password");
        (await desk.AttemptAsync("ana", password)).Welcomed();
    }

    [Fact]
    public async Task The_lock_grows_to_16_hours_and_no_further()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        await desk.AsOwner.Command("UPDATE person SET failed_sign_ins = 1000 WHERE user_id = $1", ana.Person.Id).RunAsync(Stop);
        await desk.AttemptAsync("ana", "not her password");
        Assert.Equal(SignInDesk.Monday.AddHours(16), (await desk.Store.FindAsync(SignInDesk.Operator, ana.Person.Id, Stop))!.LockedUntil);
    }

    [Fact]
    public async Task Many_guesses_at_once_are_counted_each()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        await desk.SettleAsync("ana", password, Role.Analyst);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => desk.AttemptAsync("ana", $"guess number {n}")));
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", password)).Refused().Code);

        // Five were judged; the others met a locked account, whichever they were.
        Assert.Equal(5, await desk.AsOwner.Command("SELECT failed_sign_ins FROM person WHERE user_name = 'ana'").ScalarAsync<int>(Stop));
    }

    [Fact]
    public async Task An_administrator_lifts_the_lock_before_its_time()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        for (var n = 0; n < 5; n++)
        {
            await desk.AttemptAsync("ana", "not her password");
        }

        (await desk.People.UnlockAsync(SignInDesk.Operator, ana.Person.Id, Stop)).Done();
        (await desk.AttemptAsync("ana", password)).Welcomed();
    }

    [Fact]
    public async Task A_session_ends_with_another_password_another_role_and_a_lock()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        var id = ana.Person.Id;
        Assert.NotNull(await desk.Door.ResumeAsync(id, ana.Person.SecurityStamp, Stop));
        Assert.Null(await desk.Door.ResumeAsync(id, Guid.NewGuid(), Stop));
        Assert.Null(await desk.Door.ResumeAsync(Guid.NewGuid(), ana.Person.SecurityStamp, Stop));

        var changed = (await desk.Door.ChangePasswordAsync(ana.Actor, password, "another long password", Stop)).Done();
        Assert.Null(await desk.Door.ResumeAsync(id, ana.Person.SecurityStamp, Stop));
        Assert.NotNull(await desk.Door.ResumeAsync(id, changed.Person.SecurityStamp, Stop));

        var promoted = (await desk.People.GiveRolesAsync(SignInDesk.Operator, id, [Role.Supervisor], Stop)).Done();
        Assert.Null(await desk.Door.ResumeAsync(id, changed.Person.SecurityStamp, Stop));
        Assert.True((await desk.Door.ResumeAsync(id, promoted.SecurityStamp, Stop))!.Actor.May(Right.ApproveDispositions));

        var locked = (await desk.People.LockAsync(SignInDesk.Operator, id, Stop)).Done();
        Assert.Null(await desk.Door.ResumeAsync(id, locked.SecurityStamp, Stop));
    }

    [Fact]
    public async Task Signing_out_in_one_place_ends_the_sessions_in_all()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var made = await desk.CreateAsync("ana", Role.Analyst);
        var here = (await desk.AttemptAsync("ana", made.Password)).Welcomed();
        Assert.NotNull(await desk.Door.ResumeAsync(here.Person.Id, here.Person.SecurityStamp, Stop));
        await desk.Door.SignOutAsync(here.Actor, Stop);
        Assert.Null(await desk.Door.ResumeAsync(here.Person.Id, here.Person.SecurityStamp, Stop));
    }

    [Fact]
    public async Task The_audit_trail_keeps_every_attempt_and_nothing_that_was_typed()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var made = await desk.CreateAsync("ana", Role.Analyst);
        await desk.AttemptAsync("ana", "a wrong password");
        await desk.AttemptAsync("hunter2-typed-as-name", "a wrong password");
        var first = (await desk.AttemptAsync("ana", made.Password)).Welcomed();
        await desk.Door.ChangePasswordAsync(first.Actor, made.Password, password, Stop);
        await desk.Door.SignOutAsync(first.Actor, Stop);
        var audited = await desk.AuditedAsync();
        Assert.Equal(["person.create", "person.sign_in_refused", "person.sign_in_refused", "person.sign_in", "person.password_changed", "person.sign_out"], audited.Select(entry => entry.Action));
        foreach (var secret in (string[])[made.Password, password, "a wrong password", "hunter2-typed-as-name"])
        {
            Assert.DoesNotContain(audited, entry => entry.Details.Contains(secret, StringComparison.Ordinal));
        }
    }

    // What the database is asked, as it counts it itself: the statements of a person's path and a stranger's must be the same ones.
    private static async Task<IReadOnlyList<string>> StatementsOfAsync(SignInDesk desk, Func<Task> act)
    {
        List<string> statements = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                var database = activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name");
                if (Equals(database, desk.DatabaseName) && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text)
                {
                    lock (statements)
                    {
                        statements.Add(text);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await act();
        return statements;
    }
}
