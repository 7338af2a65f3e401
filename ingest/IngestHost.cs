using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ingest;

/// <summary>The process that brings facts in. Its database role can insert facts and read what to follow, and nothing else.</summary>
public static class IngestHost
{
    /// <summary>A host that is ready to run.</summary>
    /// <param name="postgres">Open as the role of ingest.</param>
    /// <param name="args"><c>--urls http://127.0.0.1:5081</c>: where its health is asked.</param>
    public static WebApplication Create(NpgsqlDataSource postgres, string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddEngine(postgres);
        builder.Services.AddSingleton<SourceMaker>();
        builder.Services.AddHostedService<SourceRunner>();
        var app = builder.Build();
        app.MapGet("/health", async (NpgsqlDataSource database, CancellationToken cancellationToken) =>
        {
            await database.Command("SELECT 1").RunAsync(cancellationToken);
            return TypedResults.Ok(new { status = "healthy" });
        });
        return app;
    }
}
