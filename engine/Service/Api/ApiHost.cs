using System.Globalization;
using Microsoft.AspNetCore.Authentication;

namespace Usd1Compliance.Service.Api;

/// <summary>What the API needs of its process: keys, problems, documentation, and its endpoints.</summary>
internal static class ApiHost
{
    public static void AddApi(this IServiceCollection services)
    {
        services.AddExceptionHandler<FailureAnswers>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            // Only the framework's own answers come without a code: a path that leads nowhere, a method that is not served.
            var problem = context.ProblemDetails;
            if (!problem.Extensions.ContainsKey("code"))
            {
                var code = Problem.CodeOf(problem.Status ?? context.HttpContext.Response.StatusCode);
                problem.Extensions["code"] = code;
                problem.Type = Problem.TypeOf(code);
                problem.Detail ??= string.Create(CultureInfo.InvariantCulture, $"{context.HttpContext.Request.Method} is not answered at this path. /openapi/v1.json says what is.");
            }
        });
        // The core alone: AddAuthentication would bring data protection and its key files, and an API key needs neither.
        services.AddWebEncoders();
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthentication.SchemeName);
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        services.AddAuthorization();
        services.AddApiDocumentation();
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapScreenings();
        app.MapParties();
        app.MapApiDocumentation();
    }
}
