using Npgsql;
using Usd1Compliance.Postgres;
using Usd1Compliance.Service.Api;
using Usd1Compliance.Service.Workers;

namespace Usd1Compliance.Service;

/// <summary>The machines' door as one process: composes the engine, the endpoints and the workers.</summary>
public static class ServiceHost
{
    /// <summary>A host that is ready to run.</summary>
    /// <param name="postgres">Open as the service's role.</param>
    /// <param name="urls">Where to listen, separated by semicolons.</param>
    public static WebApplication Create(NpgsqlDataSource postgres, string urls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        // A line for each request tells nobody anything that the screening table does not, and costs more than the screening.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A failed request is logged once, by FailureAnswers.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        builder.Services.AddEngine(postgres);
        builder.Services.AddApi();
        builder.Services.AddHostedService<AddressIndexWorker>();
        builder.Services.AddHostedService<MonitoringWorker>();
        builder.Services.AddHostedService<CaseOpeningWorker>();

        var app = builder.Build();
        app.UseApi();
        app.MapGet("/health", async (NpgsqlDataSource database, CancellationToken cancellationToken) =>
        {
            await database.Command("SELECT 1").RunAsync(cancellationToken);
            return TypedResults.Ok(new { status = "healthy" });
        });
        return app;
    }
}
