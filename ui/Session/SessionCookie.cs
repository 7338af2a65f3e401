using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>
/// What the cookie of a session says: who, the security stamp that the person had when it was issued, and until when. No rights: those are
/// asked for at each step. The end stands in the session itself because an open page goes on without its cookie.
/// </summary>
public sealed class SessionCookie(SignIn signIn, TimeProvider clock)
{
    /// <summary>How long a session lasts: a working day.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(10);

    private const string stampClaim = "stamp";
    private const string untilClaim = "until";

    /// <summary>Starts the session of a person who has proved who he is, in place of any other.</summary>
    public Task IssueAsync(HttpContext http, Person person) =>
        http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, PrincipalOf(person), new AuthenticationProperties { IsPersistent = false });

    /// <summary>The principal of a session that begins now.</summary>
    public ClaimsPrincipal PrincipalOf(Person person) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, person.Id.ToString("D")),
            new Claim(ClaimTypes.Name, person.DisplayName),
            new Claim(stampClaim, person.SecurityStamp.ToString("D")),
            new Claim(untilClaim, (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Who a session is now, or null when its time is over, it was ended, or it never was one.</summary>
    public async Task<SignedIn?> ResumeAsync(ClaimsPrincipal? session, CancellationToken cancellationToken) =>
        Guid.TryParse(session?.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && Guid.TryParse(session.FindFirstValue(stampClaim), out var stamp)
            && long.TryParse(session.FindFirstValue(untilClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var until) && clock.GetUtcNow().ToUnixTimeSeconds() < until
            ? await signIn.ResumeAsync(id, stamp, cancellationToken)
            : null;
}
