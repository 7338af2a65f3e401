using System.Net.Mime;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Service.Api;

/// <summary>200 with the bytes of a screening as they were first answered: read from where they are kept, never written anew.</summary>
internal sealed class StoredScreening(KeptScreening kept) : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    public int? StatusCode => StatusCodes.Status200OK;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = Encoding.UTF8.GetBytes(kept.Response);
        var response = httpContext.Response;
        response.ContentType = MediaTypeNames.Application.Json;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        if (kept.Replayed)
        {
            response.Headers[ScreeningEndpoints.Replayed] = "true";
        }

        return response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ScreeningAnswer), [MediaTypeNames.Application.Json]));
}
