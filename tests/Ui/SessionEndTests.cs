using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Session;

namespace Usd1Compliance.Tests.Ui;

/// <summary>Its own workplace: its clock is moved past everybody's session.</summary>
[Suite(Suite.Ui)]
public sealed class SessionEndTests(TestCluster cluster, Browser browser) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private Workplace workplace = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        workplace = new Workplace(cluster, browser) { Clock = clock };
        await workplace.InitializeAsync();
    }

    public ValueTask DisposeAsync() => workplace.DisposeAsync();

    [Fact]
    public async Task A_page_that_stays_open_past_the_end_of_its_session_does_nothing_more()
    {
        var page = await workplace.OpenAsAsync(Role.Analyst);
        clock.Advance(SessionCookie.Lifetime - TimeSpan.FromSeconds(2));
        await page.GetByRole(AriaRole.Link, new() { Name = "Transfers", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Transfers" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("No transfer meets this.")).ToBeVisibleAsync();

        clock.Advance(TimeSpan.FromSeconds(2));
        await page.GetByLabel("Kind").SelectOptionAsync("mint");
        await AssertEndedAsync(page);
        await page.GotoAsync("/transfers");
        await AssertEndedAsync(page);
    }

    [Fact]
    public async Task Pages_that_nobody_touches_end_within_half_a_minute_of_a_lock_or_of_a_sign_out_elsewhere()
    {
        var leaver = await workplace.AddPersonAsync("leaver", Role.Analyst);
        var locked = await workplace.OpenAsAsync("leaver");
        var left = await workplace.OpenAsAsync(Role.Supervisor);
        var stays = await workplace.OpenAsAsync(Role.Auditor);
        await locked.GotoAsync("/transfers");
        await left.GotoAsync("/transfers");
        await stays.GotoAsync("/audit");
        foreach (var page in (IPage[])[locked, left, stays])
        {
            await Assertions.Expect(page.Locator(".state.loading")).ToHaveCountAsync(0);
            await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
        }

        await workplace.Services.GetRequiredService<ManagePeople>().LockAsync(Actor.Operator("tests"), leaver.Id, Stop);
        await workplace.Services.GetRequiredService<SignIn>().SignOutAsync(await workplace.ActorOfAsync("supervisor"), Stop);
        await AssertEndedAsync(locked, 30_000);
        await AssertEndedAsync(left, 30_000);
        await Assertions.Expect(stays.GetByRole(AriaRole.Heading, new() { Name = "Audit trail" })).ToBeVisibleAsync();
    }

    private static Task AssertEndedAsync(IPage page, float timeout = 15_000) =>
        Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync(new() { Timeout = timeout });
}
