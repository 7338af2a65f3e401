using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>
/// Name and password, then the code where a second factor is set up. Between the two steps the page carries name and password sealed
/// for three minutes: the server keeps nothing of a half sign-in.
/// </summary>
public sealed partial class SignInPage : ComponentBase
{
    private static readonly TimeSpan timeForTheCode = TimeSpan.FromMinutes(3);

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    /// <summary>Of the engine.</summary>
    [Inject]
    public required SignIn SignIn { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required SessionCookie Sessions { get; init; }

    /// <summary>Seals the first step.</summary>
    [Inject]
    public required IDataProtectionProvider Protection { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required IServiceProvider Services { get; init; }

    /// <summary>Leads on.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Of the first form.</summary>
    [SupplyParameterFromForm(FormName = "password")]
    public string? UserName { get; set; }

    /// <summary>Of the first form.</summary>
    [SupplyParameterFromForm(FormName = "password")]
    public string? Password { get; set; }

    /// <summary>Of the second form: the first one, sealed.</summary>
    [SupplyParameterFromForm(FormName = "code")]
    public string? Step { get; set; }

    /// <summary>Of the second form.</summary>
    [SupplyParameterFromForm(FormName = "code")]
    public string? Code { get; set; }

    /// <summary>Where to go afterwards: a page of this host.</summary>
    [SupplyParameterFromQuery]
    public string? ReturnTo { get; set; }

    /// <summary>Whether a session ended behind the person's back.</summary>
    [SupplyParameterFromQuery]
    public bool Ended { get; set; }

    /// <summary>Why the issuer's word was not enough.</summary>
    [SupplyParameterFromQuery]
    public string? Refused { get; set; }

    private string? Refusal { get; set; }

    private OpenIdSettings? OpenId { get; set; }

    private ITimeLimitedDataProtector Sealed => Protection.CreateProtector("sign-in step").ToTimeLimitedDataProtector();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        OpenId = Services.GetService<OpenIdSettings>();
        Refusal = Refused is null ? null : OpenIdFaults.WordsOf(Refused);
    }

    private async Task WithPasswordAsync() => await AnswerAsync(new FirstStep(UserName ?? "", Password ?? ""), null);

    private async Task WithCodeAsync()
    {
        try
        {
            await AnswerAsync(JsonSerializer.Deserialize<FirstStep>(Sealed.Unprotect(Step ?? ""))!, Code ?? "");
        }
        catch (CryptographicException)
        {
            Step = null;
            Refusal = "The time for the code is over. Sign in again.";
        }
    }

    private async Task AnswerAsync(FirstStep first, string? code)
    {
        switch (await SignIn.WithPasswordAsync(first.UserName, first.Password, code, Http.RequestAborted))
        {
            case SignInAnswer.Welcome(var person):
                await Sessions.IssueAsync(Http, person.Person);
                Navigation.NavigateTo(person.Owes == Owed.Nothing ? LocalPage(ReturnTo) : "/account");
                break;
            case SignInAnswer.CodeNeeded:
                Step = Sealed.Protect(JsonSerializer.Serialize(first), timeForTheCode);
                break;
            case SignInAnswer.Refused(var refusal):
                Step = null;
                Refusal = refusal.Message;
                break;
        }
    }

    // Never to another host, whatever a link to this page says: "//host" and "/\host" are addresses of one.
    private static string LocalPage(string? page) => page is ['/'] or ['/', not ('/' or '\\'), ..] && !page.Contains('\\', StringComparison.Ordinal) ? page : "/";

    private sealed record FirstStep(string UserName, string Password);
}
