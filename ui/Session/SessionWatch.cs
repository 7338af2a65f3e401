using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Usd1Compliance.Ui.Session;

/// <summary>Ends an open page when its session does, by time, by a lock or by a sign-out elsewhere, also when nobody touches the page.</summary>
public sealed class SessionWatch(ILoggerFactory logs, SessionCookie sessions) : RevalidatingServerAuthenticationStateProvider(logs)
{
    /// <summary>How often an idle page is looked at. (Every step that a person takes asks anyway.)</summary>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await sessions.ResumeAsync(authenticationState.User, cancellationToken) is not null;
}
