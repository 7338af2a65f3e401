using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Service.Api;

/// <summary>What a failure that rises to the request is answered with: never a stack trace, never what the database said.</summary>
internal sealed class FailureAnswers(ILogger<FailureAnswers> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            RightRefusedException refused => Problem.Of("right_missing", refused.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => BodyTooLarge(),
            BadHttpRequestException => Problem.Of("request_wrong", "The request could not be read to its end. Send it again."),
            NpgsqlException failure when IsOutage(failure) => Problem.Of("database_unreachable", "The database does not answer, so nothing was made durable and nothing is answered. Send the same request with the same key again."),
            TimeoutException => Problem.Of("database_unreachable", "The database did not answer in time. Send the same request with the same key again."),
            _ => Problem.Of("failure", $"Something failed here. The service's log has it under {context.TraceIdentifier}."),
        };
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            // An outage is no fault of the code: its stack, once for each request, would only bury what else the log says.
            log.LogWarning("Request {TraceIdentifier} was not answered: {Outage}", context.TraceIdentifier, exception.Message);
        }
        else if (problem.StatusCode == StatusCodes.Status500InternalServerError)
        {
            log.LogError(exception, "Request {TraceIdentifier} failed as {Code}", context.TraceIdentifier, problem.ProblemDetails.Extensions["code"]);
        }

        await problem.ExecuteAsync(context);
        return true;
    }

    internal static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult BodyTooLarge() =>
        Problem.Of("body_too_large", $"The body is larger than the {JsonBody.MaxBytes >> 10} KiB that a request may have. Ask in several requests, each with a key of its own.");

    // A refused statement is a fault of ours; a connection that cannot be had, or that ends, is an outage.
    private static bool IsOutage(NpgsqlException failure) => failure is not PostgresException refused || refused.IsTransient
        || refused.SqlState.StartsWith("57P", StringComparison.Ordinal) || refused.SqlState.StartsWith("53", StringComparison.Ordinal);
}
