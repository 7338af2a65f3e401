using Npgsql;
using Usd1Compliance.Monitoring;
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
        // Waiting for a list is no illness of the process: it is said here, and the API answers by its own reasons meanwhile.
        app.MapGet("/health", async (MonitoringHoldStore holds, CancellationToken cancellationToken) =>
            TypedResults.Ok(await holds.ReadAsync(cancellationToken) is { } hold
                ? new HealthAnswer("healthy", "waiting", hold.Code, hold.Message, hold.Since)
                : new HealthAnswer("healthy", "judging", null, null, null)));
        return app;
    }

    /// <summary>What <c>GET /health</c> answers while the database does.</summary>
    /// <param name="Status">healthy.</param>
    /// <param name="Monitoring">judging, or waiting for what the code and message say.</param>
    /// <param name="Code">Null while judging.</param>
    /// <param name="Message">Null while judging.</param>
    /// <param name="Since">Null while judging; UTC.</param>
    private sealed record HealthAnswer(string Status, string Monitoring, string? Code, string? Message, DateTimeOffset? Since);
}
