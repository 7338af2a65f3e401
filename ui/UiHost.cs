using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ui;

/// <summary>The people's door as one process.</summary>
public static class UiHost
{
    /// <summary>A host that is ready to run.</summary>
    /// <param name="postgres">Open as the role of the UI.</param>
    /// <param name="args"><c>--urls http://127.0.0.1:5082</c>.</param>
    public static WebApplication Create(NpgsqlDataSource postgres, string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddEngine(postgres);
        var app = builder.Build();
        app.MapGet("/health", async (NpgsqlDataSource database, CancellationToken cancellationToken) =>
        {
            await database.Command("SELECT 1").RunAsync(cancellationToken);
            return TypedResults.Ok(new { status = "healthy" });
        });
        return app;
    }
}
