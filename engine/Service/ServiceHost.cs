using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;
using Usd1Compliance.Service.Api;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Service.Workers;

namespace Usd1Compliance.Service;

/// <summary>The machines' door as one process: composes the engine, the endpoints and the workers.</summary>
public static class ServiceHost
{
    private static readonly Actor health = Actor.Job("health", Right.ReadCases);

    /// <summary>A host that is ready to run.</summary>
    /// <param name="postgres">Open as the service's role.</param>
    /// <param name="urls">Where to listen, separated by semicolons.</param>
    /// <param name="lists">The file of the lists that are screened against; null for the one of the folder of rules, or of <c>USD1_LISTS</c>.</param>
    public static WebApplication Create(NpgsqlDataSource postgres, string urls, string? lists = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        // A line for each request tells nobody anything that the screening table does not, and costs more than the screening.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A failed request is logged once, by FailureAnswers.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        builder.Services.AddEngine(postgres);
        builder.Services.AddApi();
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<AddressIndexWorker>(services, lists ?? RulesFolder.Lists));
        builder.Services.AddHostedService<AddressLabelWorker>();
        builder.Services.AddHostedService<NameIndexWorker>();
        if (ListRefreshWorker.IsOn)
        {
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ListRefreshWorker>(services, lists ?? RulesFolder.Lists));
        }

        // Until a snapshot is written. docker-compose.yml waits a little longer before it kills.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = MonitoringWorker.StopTime);
        builder.Services.AddHostedService<MonitoringWorker>();
        builder.Services.AddHostedService<CaseOpeningWorker>();
        builder.Services.AddHostedService<RescreeningWorker>();

        var app = builder.Build();
        app.UseApi();
        // Waiting for a list is no illness of the process: it is said here, and the API answers by its own reasons meanwhile.
        app.MapGet("/health", async (MonitoringHoldStore holds, JudgingProgressStore progress, ListStore listRows, RescreeningStore rescreenings, TimeProvider clock, CancellationToken cancellationToken) =>
        {
            var hold = await holds.ReadAsync(cancellationToken);
            var sources = await progress.AllAsync(health, cancellationToken);
            var (unanswered, now) = (await rescreenings.UnansweredAsync(cancellationToken), clock.GetUtcNow());
            return TypedResults.Ok(new HealthAnswer("healthy", hold is null ? "judging" : "waiting", hold?.Code, hold?.Message, hold?.Since,
                sources.Sum(source => source.LagTransfers), (long)(sources.Count == 0 ? TimeSpan.Zero : sources.Max(source => source.Lag)).TotalSeconds,
                [.. sources.Select(source => new SourceHealth(source.Source, source.InLedger, source.JudgedUpTo, source.LagTransfers, (long)source.Lag.TotalSeconds))],
                [.. (await listRows.AllAsync(health, cancellationToken)).Select(list => new ListHealth(list.Definition.Id, list.Freshness.ToString().ToLowerInvariant(), list.InForce?.VersionId, list.CheckedAt, list.DueAt))],
                unanswered.Any(change => change.IsLate(now)) ? "late" : unanswered.Count > 0 ? "running" : "answered",
                [.. unanswered.Select(change => new UnansweredHealth(change.ListId, change.Since, (long)(now - change.Since).TotalSeconds))]));
        });
        return app;
    }

    /// <summary>What <c>GET /health</c> answers while the database does.</summary>
    /// <param name="Status">healthy.</param>
    /// <param name="Monitoring">judging, or waiting for what the code and message say.</param>
    /// <param name="Code">Null while judging.</param>
    /// <param name="Message">Null while judging.</param>
    /// <param name="Since">Null while judging; UTC.</param>
    /// <param name="LagTransfers">Transfers of all sources that stand in the ledger and are not judged yet.</param>
    /// <param name="LagSeconds">For how long the first of them has waited.</param>
    /// <param name="Sources">The same, source by source.</param>
    /// <param name="Lists">How fresh each list is.</param>
    /// <param name="Rescreening">answered; running, where a change of a list is in force and not everybody has his verdict; late after 10 minutes of that.</param>
    /// <param name="Unanswered">Those changes.</param>
    private sealed record HealthAnswer(string Status, string Monitoring, string? Code, string? Message, DateTimeOffset? Since, long LagTransfers, long LagSeconds, IReadOnlyList<SourceHealth> Sources,
        IReadOnlyList<ListHealth> Lists, string Rescreening, IReadOnlyList<UnansweredHealth> Unanswered);

    /// <summary>How fresh a list is.</summary>
    /// <param name="List">Its id.</param>
    /// <param name="State">fresh; late, when two checks in a row should have confirmed it and did not; stale, when screening no longer answers allow for it; missing.</param>
    /// <param name="Version">The version in force; null where none is.</param>
    /// <param name="CheckedAt">When that was last known to be the publisher's current one; UTC.</param>
    /// <param name="DueAt">When the publisher is asked next; UTC. Null for a list that is loaded by hand.</param>
    private sealed record ListHealth(string List, string State, long? Version, DateTimeOffset? CheckedAt, DateTimeOffset? DueAt);

    /// <summary>A change of a list that is in force and not answered yet.</summary>
    /// <param name="List">Which list.</param>
    /// <param name="Since">UTC; when it was put in force.</param>
    /// <param name="Seconds">How long ago that is.</param>
    private sealed record UnansweredHealth(string List, DateTimeOffset Since, long Seconds);

    /// <summary>How far the judging of a source has come.</summary>
    /// <param name="Source">Its name.</param>
    /// <param name="InLedger">Transfers of it in the ledger.</param>
    /// <param name="JudgedUpTo">The last that was judged, by its number there.</param>
    /// <param name="LagTransfers">How many stand behind it.</param>
    /// <param name="LagSeconds">For how long the first of them has waited.</param>
    private sealed record SourceHealth(string Source, long InLedger, long JudgedUpTo, long LagTransfers, long LagSeconds);
}
