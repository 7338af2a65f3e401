using Microsoft.AspNetCore.Components.Authorization;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>Who looks at the pages of a circuit.</summary>
public sealed class SignedInPerson(AuthenticationStateProvider session, SessionCookie sessions)
{
    /// <summary>The person and what he may now: read at each step, so that a role taken away or a lock counts at once.</summary>
    /// <exception cref="SessionEndedException">The session does not stand any more.</exception>
    public async Task<SignedIn> NowAsync(CancellationToken cancellationToken) =>
        await sessions.ResumeAsync((await session.GetAuthenticationStateAsync()).User, cancellationToken) ?? throw new SessionEndedException();
}
