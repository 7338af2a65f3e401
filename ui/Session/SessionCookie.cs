using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>What the cookie of a session says: who, and the security stamp that the person had when it was issued. No rights: those are asked for at each step.</summary>
public static class SessionCookie
{
    private const string stampClaim = "stamp";

    /// <summary>Starts the session of a person who has proved who he is, in place of any other.</summary>
    public static Task IssueAsync(HttpContext http, Person person) =>
        http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, PrincipalOf(person), new AuthenticationProperties { IsPersistent = false });

    /// <summary>The principal of a session.</summary>
    public static ClaimsPrincipal PrincipalOf(Person person) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, person.Id.ToString("D")),
            new Claim(ClaimTypes.Name, person.DisplayName),
            new Claim(stampClaim, person.SecurityStamp.ToString("D")),
        ], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Who a session is now, or null when it has ended or never was one.</summary>
    public static async Task<SignedIn?> ResumeAsync(this SignIn signIn, ClaimsPrincipal? session, CancellationToken cancellationToken) =>
        Guid.TryParse(session?.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && Guid.TryParse(session.FindFirstValue(stampClaim), out var stamp)
            ? await signIn.ResumeAsync(id, stamp, cancellationToken)
            : null;
}
