using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Usd1Compliance.Ui.Session;

/// <summary>What can be wrong with an issuer's answer, as a code of docs/errors.md and in words for the person at the door.</summary>
public static class OpenIdFaults
{
    /// <summary>The code of what did not hold.</summary>
    public static string CodeOf(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            var code = cause switch
            {
                OpenIdConnectProtocolInvalidNonceException => "openid_nonce",
                SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException => "openid_expired",
                SecurityTokenInvalidIssuerException => "openid_issuer",
                SecurityTokenInvalidAudienceException => "openid_audience",
                SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException => "openid_signature",
                _ => null,
            };
            if (code is not null)
            {
                return code;
            }
        }

        return "openid_failed";
    }

    /// <summary>What to tell the person. A code that is not known, such as somebody may type into the address, gets the general sentence.</summary>
    public static string WordsOf(string code) => code switch
    {
        "external_unknown" => "Your organisation knows you, but nobody added you here. Ask an administrator to add you under Users.",
        "external_without_role" => "Your organisation knows you, but nothing in your sign-in gives you a role here. Ask whoever manages the groups of your organisation.",
        "user_name_taken" or "user_name_unreadable" or "display_name_length" => "Your organisation knows you, but by a name that cannot be taken over here. Ask an administrator to add you under Users.",
        "sign_in_refused" => "You are locked out here. Ask an administrator to unlock you under Users.",
        "openid_expired" => "Your organisation's sign-in came too late, or its clock is wrong. Try again; if it stays, tell an administrator.",
        "openid_nonce" => "Your organisation's sign-in answered another question than ours. Begin again from this page; if it stays, tell an administrator.",
        "openid_issuer" or "openid_audience" => "The sign-in was made by or for somebody else, and was not taken. Tell an administrator.",
        "openid_signature" => "The sign-in is not signed by your organisation, and was not taken. Tell an administrator.",
        _ => "Your organisation's sign-in was not completed. Try again, or ask an administrator.",
    };
}
