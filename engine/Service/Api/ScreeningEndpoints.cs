using System.Diagnostics;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Usd1Compliance.Audit;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Service.Api;

/// <summary>The screening API.</summary>
internal static class ScreeningEndpoints
{
    public const string IdempotencyKey = "Idempotency-Key";
    public const string Replayed = "Idempotency-Replayed";

    public static void MapScreenings(this IEndpointRouteBuilder routes)
    {
        var screenings = routes.MapGroup("/v1/screenings").RequireAuthorization().WithTags("Screenings")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status500InternalServerError).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        screenings.MapPost("", ScreenAsync).WithName("screen").Accepts<ScreeningRequest>(MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        screenings.MapGet("/{id:guid}", FindAsync).WithName("findScreening").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Screens up to 100 addresses and 20 parties against the lists in force: allow, review or block.</summary>
    /// <remarks>
    /// The answer is durable before it is given. Sent again with the same Idempotency-Key, the same request gets the same answer to the
    /// letter, with the header Idempotency-Replayed: true. A check that cannot be made (a list that is stale or missing) is never allow. Errors, in this order:
    /// 401 key_missing, key_unknown, key_revoked, key_expired; 403 right_missing; 400 idempotency_key_missing; 415 content_type; 413 body_too_large;
    /// 400 json_malformed, member_unknown, member_repeated, member_missing, member_wrong; 400 idempotency_key_invalid; 422 address_count, party_count, reference_invalid,
    /// party_wrong, party_date_unreadable, name_count, name_too_long, name_unreadable, party_country_unknown, screened_party_unknown, address_unreadable; 503
    /// database_unreachable; 409 idempotency_key_reused.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <param name="screen">The engine's command.</param>
    /// <param name="key">Your own name for this request, 1 to 200 visible ASCII characters: a UUID does. A new one for each new request.</param>
    /// <param name="cancellationToken">Ends when the client goes.</param>
    private static async Task<Results<StoredScreening, ProblemHttpResult>> ScreenAsync(HttpContext context, AnswerScreening screen,
        [FromHeader(Name = IdempotencyKey)] string? key, CancellationToken cancellationToken)
    {
        var actor = ActorOf(context);
        actor.Demand(Right.Screen);
        if (string.IsNullOrEmpty(key))
        {
            return Problem.Of("idempotency_key_missing", "Send an Idempotency-Key header: your own name for this request, such as a UUID. It makes it safe to send the request again.");
        }

        var read = await ScreeningRequestReader.ReadAsync(context.Request, cancellationToken);
        if (read is Outcome<ScreeningRequest>.Refused(var unreadable))
        {
            return Problem.Of(unreadable);
        }

        var request = ((Outcome<ScreeningRequest>.Done)read).Value;
        return (await screen.ScreenAsync(actor, key, request, cancellationToken))
            .Match<Results<StoredScreening, ProblemHttpResult>>(kept => new StoredScreening(kept), refused => Problem.Of(refused));
    }

    /// <summary>A screening that was made before, to the letter as it was answered.</summary>
    /// <remarks>A client sees its own. 404 screening_unknown when there is none of that id, or it is another client's.</remarks>
    /// <param name="id">As the answer gave it.</param>
    /// <param name="context">The request.</param>
    /// <param name="screenings">The engine's store.</param>
    /// <param name="cancellationToken">Ends when the client goes.</param>
    private static async Task<Results<StoredScreening, ProblemHttpResult>> FindAsync(Guid id, HttpContext context, ScreeningStore screenings, CancellationToken cancellationToken) =>
        await screenings.FindAsync(ActorOf(context), id, cancellationToken) is { } kept
            ? new StoredScreening(kept with { Replayed = false })
            : Problem.Of("screening_unknown", $"There is no screening {id:D} of this client.");

    private static Actor ActorOf(HttpContext context) => context.Features.Get<Actor>() ?? throw new UnreachableException("The route asks for an API key.");
}
