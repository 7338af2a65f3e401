using System.Xml.Linq;
using Microsoft.Playwright;
using OtpNet;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Ui;

[Suite(Suite.Ui)]
public sealed class SignInTests(Workplace workplace) : IClassFixture<Workplace>
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task Nobody_sees_a_page_without_signing_in_and_comes_back_to_the_one_that_was_asked_for()
    {
        var page = await workplace.OpenAsync();
        await page.GotoAsync("/cases?severity=critical");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Workplace.FillSignInAsync(page, "analyst", Workplace.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cases" })).ToBeVisibleAsync();
        Assert.EndsWith("/cases?severity=critical", page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analyst", "not my password")]      // a person who is there
    [InlineData("nobody-at-all", "not my password")] // one who is not: the same answer
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer(string userName, string password)
    {
        var page = await workplace.OpenAsync();
        await page.GotoAsync("/sign-in");
        await Workplace.FillSignInAsync(page, userName, password);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not right, or the account is locked");
        await Expect(page.GetByLabel("User name")).ToHaveValueAsync(userName);
        await Expect(page.GetByLabel("Password")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task After_five_failures_even_the_right_password_waits()
    {
        await workplace.AddPersonAsync("forgetful", Role.Analyst);
        var page = await workplace.OpenAsync();
        await page.GotoAsync("/sign-in");
        for (var attempt = 0; attempt < SignInPolicy.FailuresToLock; attempt++)
        {
            await Workplace.FillSignInAsync(page, "forgetful", "wrong");
            await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        }

        await Workplace.FillSignInAsync(page, "forgetful", Workplace.Password);
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_one_time_password_opens_nothing_until_the_person_has_chosen_his_own()
    {
        var made = await workplace.CreateAsync("newcomer", Role.Analyst);
        var page = await workplace.OpenAsync();
        await page.GotoAsync("/sign-in");
        await Workplace.FillSignInAsync(page, "newcomer", made.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Choose your own password" })).ToBeVisibleAsync();
        await page.GotoAsync("/alerts");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Choose your own password" })).ToBeVisibleAsync();
        await page.GetByLabel("The one you have now").FillAsync(made.Password);
        await page.GetByLabel("A new one").FillAsync("a long enough pass phrase");
        await page.GetByLabel("The new one again").FillAsync("a long enough pass phrase");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_second_factor_is_set_up_by_its_code_and_asked_for_from_then_on()
    {
        await workplace.AddPersonAsync("careful", Role.Analyst);
        var page = await workplace.OpenAsAsync("careful");
        await page.GetByRole(AriaRole.Link, new() { Name = "Careful" }).ClickAsync();
        await page.GetByLabel("Your password").FillAsync(Workplace.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        await Expect(page.Locator(".qr svg")).ToBeVisibleAsync();
        var totp = new Totp(Base32Encoding.ToBytes(await page.Locator(".card code").InnerTextAsync()));
        await page.GetByLabel("The code that the app shows now").FillAsync(totp.ComputeTotp());
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("second factor is set up");

        var again = await workplace.OpenAsync();
        await again.GotoAsync("/sign-in");
        await Workplace.FillSignInAsync(again, "careful", Workplace.Password);
        await Expect(again.GetByRole(AriaRole.Heading, new() { Name = "Your code" })).ToBeVisibleAsync();
        await again.GetByLabel("The six digits").FillAsync("000000");
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(again.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Workplace.FillSignInAsync(again, "careful", Workplace.Password);
        // The code that set it up is used: the one of the next step is within the clock's tolerance.
        await again.GetByLabel("The six digits").FillAsync(totp.ComputeTotp(DateTime.UtcNow.AddSeconds(30)));
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(again.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_is_locked_out_while_a_page_is_open_sees_nothing_more()
    {
        var person = await workplace.AddPersonAsync("leaver", Role.Analyst);
        var page = await workplace.OpenAsAsync("leaver");
        var administrator = await workplace.OpenAsAsync(Role.Administrator);
        await administrator.GotoAsync("/users");
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Lock leaver" }).ClickAsync();
        await Expect(administrator.GetByRole(AriaRole.Status)).ToContainTextAsync("locked out");
        await page.GetByRole(AriaRole.Link, new() { Name = "Alerts", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Equal("leaver", person.UserName);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var page = await workplace.OpenAsAsync(Role.Auditor);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await page.GotoAsync("/audit");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]      // another host
    [InlineData("//elsewhere.example/")]            // the same without a scheme
    [InlineData("/\\elsewhere.example/")]           // browsers read a backslash as a slash
    public async Task The_way_back_after_signing_in_never_leads_to_another_host(string returnTo)
    {
        var page = await workplace.OpenAsync();
        await page.GotoAsync($"/sign-in?returnTo={Uri.EscapeDataString(returnTo)}");
        await Workplace.FillSignInAsync(page, "analyst", Workplace.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        Assert.Equal(workplace.Origin.Authority, new Uri(page.Url).Authority);
    }

    [Fact]
    public async Task The_keys_of_sessions_are_sealed_where_they_are_kept()
    {
        await workplace.OpenAsAsync(Role.Analyst);
        var files = Directory.GetFiles(Path.Combine(workplace.DataFolder, "ui-keys"));
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.Contains(XDocument.Parse(text).Descendants("sealed"), secret => secret.Value.Length > 100);
            Assert.DoesNotContain("masterKey", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_a_page_to_itself()
    {
        using var http = new HttpClient { BaseAddress = workplace.Origin };
        using var answer = await http.GetAsync("/sign-in", TestContext.Current.CancellationToken);
        var policy = answer.Headers.GetValues("Content-Security-Policy").ToList();
        Assert.Contains(policy, value => value.Contains("default-src 'self'", StringComparison.Ordinal) && value.Contains("script-src 'self'", StringComparison.Ordinal) && value.Contains("frame-ancestors 'none'", StringComparison.Ordinal));
        Assert.DoesNotContain(policy, value => value.Contains("unsafe-eval", StringComparison.Ordinal));
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }
}
