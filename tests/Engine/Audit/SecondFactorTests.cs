using OtpNet;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Audit;

[Suite(Suite.Database)]
public sealed class SecondFactorTests(TestCluster cluster)
{
    private const string password = "correct horse battery staple";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_has_set_up_a_second_factor_is_asked_for_its_code_once_name_and_password_are_right()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var totp = await desk.EnrolAsync(await desk.SettleAsync("ana", password, Role.Analyst), password);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<SignInAnswer.CodeNeeded>(await desk.AttemptAsync("ana", password));
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", "not her password")).Refused().Code);
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", "not her password", desk.Code(totp))).Refused().Code);
        Assert.True((await desk.AttemptAsync("ana", password, desk.Code(totp))).Welcomed().Actor.May(Right.WorkCases));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]       // a clock that is half a minute slow
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_code_of_the_step_before_or_after_is_accepted_and_no_other(int stepsOff, bool accepted)
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var totp = await desk.EnrolAsync(await desk.SettleAsync("ana", password, Role.Analyst), password);
        desk.Clock.Advance(TimeSpan.FromMinutes(10));
        var code = totp.ComputeTotp(desk.Clock.GetUtcNow().UtcDateTime.AddSeconds(30 * stepsOff));
        Assert.Equal(accepted, await desk.AttemptAsync("ana", password, code) is SignInAnswer.Welcome);
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var totp = await desk.EnrolAsync(await desk.SettleAsync("ana", password, Role.Analyst), password);

        // The one that confirmed the set-up is used already.
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", password, desk.Code(totp))).Refused().Code);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        var code = desk.Code(totp);
        var both = await Task.WhenAll(desk.AttemptAsync("ana", password, code), desk.AttemptAsync("ana", password, $" {code[..3]} {code[3..]} "));
        Assert.Single(both, answer => answer is SignInAnswer.Welcome);
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", password, code)).Refused().Code);

        // Nor is the code of a step before one that was used, within its window though it be.
        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", password, totp.ComputeTotp(desk.Clock.GetUtcNow().UtcDateTime.AddSeconds(-30)))).Refused().Code);
    }

    [Fact]
    public async Task Whoever_has_the_password_cannot_guess_codes_without_end()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        await desk.EnrolAsync(await desk.SettleAsync("ana", password, Role.Analyst), password);
        for (var n = 0; n < 5; n++)
        {
            Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", password, "000000")).Refused().Code);
            if (n < 4)
            {
                // Asking for the code again and again does not take the failures back.
                Assert.IsType<SignInAnswer.CodeNeeded>(await desk.AttemptAsync("ana", password));
            }
        }

        Assert.Equal("sign_in_refused", (await desk.AttemptAsync("ana", password)).Refused().Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("１２３４５６")]      // full-width digits
    public async Task What_is_not_a_code_of_the_secret_does_not_confirm_it(string code)
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        Assert.Equal("totp_not_begun", (await desk.Door.ConfirmTotpAsync(ana.Actor, code, Stop)).Code());
        (await desk.Door.BeginTotpAsync(ana.Actor, password, Stop)).Done();
        Assert.Equal("totp_wrong", (await desk.Door.ConfirmTotpAsync(ana.Actor, code, Stop)).Code());
        Assert.IsType<SignInAnswer.Welcome>(await desk.AttemptAsync("ana", password));
    }

    [Fact]
    public async Task A_second_factor_is_set_up_with_the_password_and_replaced_by_an_administrators_reset_alone()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        Assert.Equal("password_wrong", (await desk.Door.BeginTotpAsync(ana.Actor, "a session left open", Stop)).Code());
        var enrolment = (await desk.Door.BeginTotpAsync(ana.Actor, password, Stop)).Done();
        Assert.StartsWith("otpauth://totp/", enrolment.OtpauthUri, StringComparison.Ordinal);
        Assert.Contains(enrolment.Secret.TrimEnd('='), enrolment.OtpauthUri, StringComparison.Ordinal);
        (await desk.Door.ConfirmTotpAsync(ana.Actor, desk.Code(new Totp(Base32Encoding.ToBytes(enrolment.Secret))), Stop)).Done();
        Assert.Equal("totp_stands", (await desk.Door.BeginTotpAsync(ana.Actor, password, Stop)).Code());
        (await desk.People.ResetTotpAsync(SignInDesk.Operator, ana.Person.Id, Stop)).Done();
        (await desk.AttemptAsync("ana", password)).Welcomed();
        Assert.DoesNotContain(await desk.AuditedAsync(), entry => entry.Details.Contains(enrolment.Secret.TrimEnd('='), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_installation_requires_it_nobody_holds_a_right_before_his_second_factor_stands()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster, requireTotp: true);
        var ana = await desk.SettleAsync("ana", password, Role.Analyst);
        Assert.Equal(Owed.Totp, ana.Owes);
        Assert.Empty(ana.Actor.Allowed);
        await desk.EnrolAsync(ana, password);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        var totpSecret = await desk.AsOwner.Command("SELECT totp_secret FROM person WHERE user_name = 'ana'").ScalarAsync<byte[]>(Stop);
        Assert.Equal(1 + 12 + 16 + 20, totpSecret.Length);
        Assert.Equal(Owed.Nothing, (await desk.Door.ResumeAsync(ana.Person.Id, (await desk.Store.FindAsync(SignInDesk.Operator, ana.Person.Id, Stop))!.SecurityStamp, Stop))!.Owes);
    }

    [Fact]
    public async Task A_secret_that_was_copied_into_another_persons_row_does_not_open_his_account()
    {
        await using var desk = await SignInDesk.OpenAsync(cluster);
        var attacker = await desk.EnrolAsync(await desk.SettleAsync("mallory", password, Role.Analyst), password);
        await desk.EnrolAsync(await desk.SettleAsync("sam", password, Role.Supervisor), password);
        await desk.AsOwner.Command("UPDATE person SET totp_secret = (SELECT totp_secret FROM person WHERE user_name = 'mallory') WHERE user_name = 'sam'").RunAsync(Stop);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => desk.AttemptAsync("sam", password, desk.Code(attacker)));
    }
}
