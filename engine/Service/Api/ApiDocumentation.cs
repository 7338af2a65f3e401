using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Usd1Compliance.Service.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and a page to read it at <c>/docs</c>. Nothing on that page comes from another host.</summary>
internal static class ApiDocumentation
{
    private const string screeningExample = """
        { "purpose": "redeem", "reference": "order-4711", "addresses": [ "0x52908400098527886E0F7030069857D2E4169EE7" ],
          "parties": [ { "name": "Иван Петров", "names": [ "Ivan Petrov" ], "kind": "person", "birthDate": "1965-03", "countries": [ "RU" ], "gender": "male",
                         "identifiers": [ { "type": "passport", "number": "71 1234567" } ] } ] }
        """;

    public static void AddApiDocumentation(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddOperationTransformer((operation, _, _) =>
        {
            if (operation.OperationId == "screen" && operation.RequestBody?.Content is { } bodies)
            {
                bodies["application/json"].Example = JsonNode.Parse(screeningExample);
            }

            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Usd1Compliance";
            document.Info.Description = "Screening for the issuer of a US-dollar stablecoin, and the parties that are screened. Every error is application/problem+json with a stable code; docs/errors.md explains each.";
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [ApiKeyAuthentication.SchemeName] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key: usd1_…" },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKeyAuthentication.SchemeName, document)] = [] }];
            return Task.CompletedTask;
        });
    });

    public static void MapApiDocumentation(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", options => options.WithTitle("Usd1Compliance API").DisableDefaultFonts());
    }
}
