using Microsoft.AspNetCore.Components;
using QRCoder;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Session;

/// <summary>What a person does for himself: password and second factor. Whoever owes one of them comes here first and sees nothing else.</summary>
public sealed partial class AccountPage : ComponentBase
{
    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    /// <summary>Of the engine.</summary>
    [Inject]
    public required SignIn SignIn { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required SessionCookie Sessions { get; init; }

    /// <summary>Leads on.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The password that he has.</summary>
    [SupplyParameterFromForm(FormName = "password")]
    public string? Current { get; set; }

    /// <summary>The one that he wants.</summary>
    [SupplyParameterFromForm(FormName = "password")]
    public string? Chosen { get; set; }

    /// <summary>And again.</summary>
    [SupplyParameterFromForm(FormName = "password")]
    public string? Again { get; set; }

    /// <summary>Asked again before a second factor is set up.</summary>
    [SupplyParameterFromForm(FormName = "totp-begin")]
    public string? TotpPassword { get; set; }

    /// <summary>The first code of a new second factor.</summary>
    [SupplyParameterFromForm(FormName = "totp-confirm")]
    public string? Code { get; set; }

    private SignedIn? Now { get; set; }

    private TotpEnrolment? Enrolment { get; set; }

    private Notice? Said { get; set; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Now = await Sessions.ResumeAsync(Http.User, Http.RequestAborted);
        if (Now is null)
        {
            Navigation.NavigateTo("/sign-in?ended=true");
        }
    }

    private async Task ChangePasswordAsync()
    {
        if (!string.Equals(Chosen, Again, StringComparison.Ordinal))
        {
            Said = new Notice(NoticeKind.Refused, "The new password and its repetition differ. Nothing was changed.", "password_repetition");
            return;
        }

        await TakeUpAsync(await SignIn.ChangePasswordAsync(Now!.Actor, Current ?? "", Chosen ?? "", Http.RequestAborted), "Your password is changed. Your other sessions have ended.");
    }

    private async Task BeginTotpAsync()
    {
        var begun = await SignIn.BeginTotpAsync(Now!.Actor, TotpPassword ?? "", Http.RequestAborted);
        Enrolment = begun is Outcome<TotpEnrolment>.Done(var enrolment) ? enrolment : null;
        Said = begun is Outcome<TotpEnrolment>.Refused(var refusal) ? new Notice(NoticeKind.Refused, refusal.Message, refusal.Code) : null;
    }

    private async Task ConfirmTotpAsync() =>
        await TakeUpAsync(await SignIn.ConfirmTotpAsync(Now!.Actor, Code ?? "", Http.RequestAborted), "Your second factor is set up: every sign-in asks for a code from now on.");

    // The stamp has changed, so this session goes on under a new cookie; all others have ended.
    private async Task TakeUpAsync(Outcome<SignedIn> outcome, string done)
    {
        if (outcome is Outcome<SignedIn>.Done(var changed))
        {
            var owedBefore = Now!.Owes;
            Now = changed;
            await Sessions.IssueAsync(Http, changed.Person);
            Said = new Notice(NoticeKind.Done, done);
            if (owedBefore != Owed.Nothing && changed.Owes == Owed.Nothing)
            {
                Navigation.NavigateTo("/");
            }
        }
        else if (outcome is Outcome<SignedIn>.Refused(var refusal))
        {
            Said = new Notice(NoticeKind.Refused, refusal.Message, refusal.Code);
        }
    }

    private static string QrOf(string otpauthUri)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(otpauthUri, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(code);
        return picture.GetGraphic(4);
    }
}
