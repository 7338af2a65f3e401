using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>Ends the session of an open page when the person's security stamp changes, also when nobody touches the page.</summary>
public sealed class SessionWatch(ILoggerFactory logs, SignIn signIn) : RevalidatingServerAuthenticationStateProvider(logs)
{
    /// <summary>How often an idle page is looked at. (Every step that a person takes asks anyway.)</summary>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await signIn.ResumeAsync(authenticationState.User, cancellationToken) is not null;
}
