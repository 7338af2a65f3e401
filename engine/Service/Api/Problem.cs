using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Service.Api;

/// <summary>
/// Every answer of the API that is not what was asked for: application/problem+json (RFC 9457) with a stable <c>code</c>, which
/// docs/errors.md explains, and a detail that names the thing, what is wrong and the mend.
/// </summary>
public static class Problem
{
    private static readonly FrozenDictionary<string, int> statusOf = new Dictionary<string, int>
    {
        ["json_malformed"] = StatusCodes.Status400BadRequest,
        ["member_unknown"] = StatusCodes.Status400BadRequest,
        ["member_repeated"] = StatusCodes.Status400BadRequest,
        ["member_missing"] = StatusCodes.Status400BadRequest,
        ["member_wrong"] = StatusCodes.Status400BadRequest,
        ["request_wrong"] = StatusCodes.Status400BadRequest,
        ["idempotency_key_missing"] = StatusCodes.Status400BadRequest,
        ["idempotency_key_invalid"] = StatusCodes.Status400BadRequest,
        ["precondition_wrong"] = StatusCodes.Status400BadRequest,
        ["key_missing"] = StatusCodes.Status401Unauthorized,
        ["key_unknown"] = StatusCodes.Status401Unauthorized,
        ["key_expired"] = StatusCodes.Status401Unauthorized,
        ["key_revoked"] = StatusCodes.Status401Unauthorized,
        ["right_missing"] = StatusCodes.Status403Forbidden,
        ["client_needed"] = StatusCodes.Status403Forbidden,
        ["not_found"] = StatusCodes.Status404NotFound,
        ["screening_unknown"] = StatusCodes.Status404NotFound,
        ["party_unknown"] = StatusCodes.Status404NotFound,
        ["method_not_allowed"] = StatusCodes.Status405MethodNotAllowed,
        ["idempotency_key_reused"] = StatusCodes.Status409Conflict,
        ["party_changed"] = StatusCodes.Status412PreconditionFailed,
        ["body_too_large"] = StatusCodes.Status413PayloadTooLarge,
        ["content_type"] = StatusCodes.Status415UnsupportedMediaType,
        ["address_count"] = StatusCodes.Status422UnprocessableEntity,
        ["address_unreadable"] = StatusCodes.Status422UnprocessableEntity,
        ["party_count"] = StatusCodes.Status422UnprocessableEntity,
        ["party_wrong"] = StatusCodes.Status422UnprocessableEntity,
        ["name_count"] = StatusCodes.Status422UnprocessableEntity,
        ["name_too_long"] = StatusCodes.Status422UnprocessableEntity,
        ["name_unreadable"] = StatusCodes.Status422UnprocessableEntity,
        ["screened_party_unknown"] = StatusCodes.Status422UnprocessableEntity,
        ["reference_invalid"] = StatusCodes.Status422UnprocessableEntity,
        ["party_id_invalid"] = StatusCodes.Status422UnprocessableEntity,
        ["party_name_missing"] = StatusCodes.Status422UnprocessableEntity,
        ["party_name_without_letter"] = StatusCodes.Status422UnprocessableEntity,
        ["party_text_wrong"] = StatusCodes.Status422UnprocessableEntity,
        ["party_too_many"] = StatusCodes.Status422UnprocessableEntity,
        ["party_date_unreadable"] = StatusCodes.Status422UnprocessableEntity,
        ["party_country_unknown"] = StatusCodes.Status422UnprocessableEntity,
        ["party_wallet_unreadable"] = StatusCodes.Status422UnprocessableEntity,
        ["party_owner_wrong"] = StatusCodes.Status422UnprocessableEntity,
        ["party_owner_unknown"] = StatusCodes.Status422UnprocessableEntity,
        ["failure"] = StatusCodes.Status500InternalServerError,
        ["database_unreachable"] = StatusCodes.Status503ServiceUnavailable,
    }.ToFrozenDictionary();

    /// <summary>Every code that the API answers.</summary>
    public static IReadOnlyCollection<string> Codes => statusOf.Keys;

    /// <summary>The problem of a refusal, under the status that belongs to its code.</summary>
    public static ProblemHttpResult Of(Refusal refusal)
    {
        if (!statusOf.TryGetValue(refusal.Code, out var status))
        {
            throw new UnreachableException($"No status is set down for the refusal {refusal.Code}.");
        }

        return TypedResults.Problem(refusal.Message, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status), type: TypeOf(refusal.Code),
            extensions: new Dictionary<string, object?> { ["code"] = refusal.Code });
    }

    /// <summary>The problem of a code.</summary>
    public static ProblemHttpResult Of(string code, string detail) => Of(new Refusal(code, detail));

    /// <summary>The code of an answer that the framework itself gives, such as a path that leads nowhere.</summary>
    internal static string CodeOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        StatusCodes.Status415UnsupportedMediaType => "content_type",
        >= 500 => "failure",
        _ => "request_wrong",
    };

    internal static string TypeOf(string code) => $"urn:usd1:problem:{code}";
}
