using System.Diagnostics;
using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;

namespace Usd1Compliance.Service.Api;

/// <summary>The API by which the issuer's customer system tells who its customers are.</summary>
internal static class PartyEndpoints
{
    public static void MapParties(this IEndpointRouteBuilder routes)
    {
        var parties = routes.MapGroup("/v1/parties").RequireAuthorization().WithTags("Parties")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status500InternalServerError).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        parties.MapPut("/{id}", PutAsync).WithName("putParty").Accepts<PartyBody>(MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        parties.MapGet("/{id}", FindAsync).WithName("findParty").ProducesProblem(StatusCodes.Status404NotFound);
        parties.MapPost("/{id}/close", CloseAsync).WithName("closeParty")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    /// <summary>Creates a party or changes it to what the body says: 201 where it is new, 200 otherwise.</summary>
    /// <remarks>
    /// Safe to send again: what stands exactly so makes no version. With If-Match, or If-None-Match: *, it changes only what you saw; without, it
    /// changes whatever stands. Errors, in this order: 401 key_missing, key_unknown, key_revoked, key_expired; 403 right_missing; 400 precondition_wrong; 415 content_type; 413 body_too_large;
    /// 400 json_malformed, member_unknown, member_repeated, member_missing, member_wrong; 422 party_id_invalid, party_name_missing, party_too_many, party_text_wrong,
    /// party_name_without_letter, party_date_unreadable, party_country_unknown, party_wallet_unreadable, party_owner_wrong; 412 party_changed; 422 party_owner_unknown; 503 database_unreachable.
    /// </remarks>
    /// <param name="id">Your own opaque number of it: 1 to 64 letters, digits, dots, low lines and dashes. It stands in logs: no name, no social security number.</param>
    /// <param name="context">The request.</param>
    /// <param name="parties">The engine's command.</param>
    /// <param name="match">The version that you saw, in quotes, as ETag gave it.</param>
    /// <param name="noneMatch">* where you saw none.</param>
    /// <param name="cancellationToken">Ends when the client goes.</param>
    private static async Task<Results<Ok<PartyAnswer>, Created<PartyAnswer>, ProblemHttpResult>> PutAsync(string id, HttpContext context, ManageParties parties,
        [FromHeader(Name = "If-Match")] string? match, [FromHeader(Name = "If-None-Match")] string? noneMatch, CancellationToken cancellationToken)
    {
        var actor = ActorOf(context);
        actor.Demand(Right.ManageParties);
        if (!TryReadExpected(match, noneMatch, out var expected))
        {
            return PreconditionWrong();
        }

        var read = await JsonBody.ReadAsync(context.Request, root => PartyJson.Read(root, "The body", id), cancellationToken);
        if (read is not Outcome<PartyDraft>.Done(var draft))
        {
            return Problem.Of(((Outcome<PartyDraft>.Refused)read).Refusal);
        }

        return (await parties.PutAsync(actor, draft, expected, cancellationToken)).Match<Results<Ok<PartyAnswer>, Created<PartyAnswer>, ProblemHttpResult>>(
            put => put.Created ? TypedResults.Created($"/v1/parties/{put.Version.Party.Id}", Answer(context, put.Version)) : TypedResults.Ok(Answer(context, put.Version)),
            refused => Problem.Of(refused));
    }

    /// <summary>A party as it stands, its version in the ETag.</summary>
    /// <remarks>For a key with the right to manage parties or to read cases. 404 party_unknown when there is none of that id.</remarks>
    /// <param name="id">Your number of it.</param>
    /// <param name="context">The request.</param>
    /// <param name="parties">The engine's store.</param>
    /// <param name="cancellationToken">Ends when the client goes.</param>
    private static async Task<Results<Ok<PartyAnswer>, ProblemHttpResult>> FindAsync(string id, HttpContext context, PartyStore parties, CancellationToken cancellationToken) =>
        await parties.FindAsync(ActorOf(context), id, cancellationToken) is { } version
            ? TypedResults.Ok(Answer(context, version))
            : Problem.Of("party_unknown", "There is no party of that id.");

    /// <summary>Ends the relationship with a party: it is kept, and screened no more.</summary>
    /// <remarks>One that is closed already stays as it is. Put it with the status active to take it up again. 400 precondition_wrong; 404 party_unknown; 412 party_changed.</remarks>
    /// <param name="id">Your number of it.</param>
    /// <param name="context">The request.</param>
    /// <param name="parties">The engine's command.</param>
    /// <param name="match">The version that you saw, in quotes; left out, whatever stands is closed.</param>
    /// <param name="cancellationToken">Ends when the client goes.</param>
    private static async Task<Results<Ok<PartyAnswer>, ProblemHttpResult>> CloseAsync(string id, HttpContext context, ManageParties parties, [FromHeader(Name = "If-Match")] string? match, CancellationToken cancellationToken) =>
        !TryReadExpected(match, null, out var expected)
            ? PreconditionWrong()
            : (await parties.CloseAsync(ActorOf(context), id, expected, cancellationToken)).Match<Results<Ok<PartyAnswer>, ProblemHttpResult>>(
                put => TypedResults.Ok(Answer(context, put.Version)),
                refused => Problem.Of(refused));

    // A condition that cannot be read is refused: to pass over it would change what the caller meant to protect.
    private static bool TryReadExpected(string? match, string? noneMatch, out long? expected)
    {
        expected = null;
        if (noneMatch is not null)
        {
            expected = 0;
            return match is null && noneMatch.Trim() == "*";
        }

        if (match is null)
        {
            return true;
        }

        if (match.Trim() is ['"', .. var digits, '"'] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
        {
            expected = version;
            return true;
        }

        return false;
    }

    private static ProblemHttpResult PreconditionWrong() =>
        Problem.Of("precondition_wrong", "If-Match is one version in quotes, as the ETag gave it, and If-None-Match is *; send one of the two, or neither.");

    private static PartyAnswer Answer(HttpContext context, PartyVersion version)
    {
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version.VersionId}\"");
        context.Response.Headers.CacheControl = "no-store";
        return PartyAnswer.Of(version);
    }

    private static Actor ActorOf(HttpContext context) => context.Features.Get<Actor>() ?? throw new UnreachableException("The route asks for an API key.");
}
