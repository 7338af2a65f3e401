using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening;
using Usd1Compliance.Service;

namespace Usd1Compliance.Tests.Service;

/// <summary>The service as it runs in production: over HTTP on a port of its own, as the restricted login, on a database of its own.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly NpgsqlDataSource asService;

    private RunningService(TestDatabase database, NpgsqlDataSource asService, WebApplication app)
    {
        (Database, this.asService, this.app) = (database, asService, app);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public TestDatabase Database { get; }

    public HttpClient Http { get; }

    /// <param name="database">Goes with the service when that is disposed.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="connectionString">Of the service's login, where it is to come another way.</param>
    public static async Task<RunningService> StartAsync(TestDatabase database, CancellationToken stop, string? connectionString = null)
    {
        var postgres = connectionString is null ? await database.AsProcessAsync("service", stop) : PostgresConnection.Open(connectionString, "service");
        var app = ServiceHost.Create(postgres, "http://127.0.0.1:0", Checkout.PathOf("tests/Service/lists.json"));
        await app.StartAsync(stop);
        var service = new RunningService(database, postgres, app);
        await service.RefreshAsync(stop);
        return service;
    }

    /// <summary>Issues a key on the database, as an operator would.</summary>
    public static async Task<IssuedApiKey> IssueKeyAsync(TestDatabase database, CancellationToken stop, Right right = Right.Screen, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var keys = new ApiKeys(database.Postgres, new ApiKeyStore(database.Postgres), new AuditTrail(database.Postgres, clock), clock);
        return Assert.IsType<Outcome<IssuedApiKey>.Done>(await keys.IssueAsync(Actor.Operator("test"), "mint desk", [right], 30, stop)).Value;
    }

    /// <summary>Takes up what was put in force, without waiting for the next second.</summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        await app.Services.GetRequiredService<CurrentAddressIndex>().RefreshAsync(stop);
        await app.Services.GetRequiredService<CurrentNameIndex>().RefreshAsync(stop);
        await app.Services.GetRequiredService<CurrentAddressLabels>().RefreshAsync(stop);
    }

    /// <summary>POST /v1/screenings.</summary>
    public static HttpRequestMessage Screening(string? secret, string? idempotencyKey, string body, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/screenings") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (secret is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await asService.DisposeAsync();
        await Database.DisposeAsync();
    }
}
